from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.commands.feeds_world import HILL, LAKE, PAGE, RSS, Web
from trucewatch import warehouse


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(f"# ours\nfeeds:\n- {LAKE}\n- {HILL}\n", encoding="utf-8")
    monkeypatch.setenv("TRUCEWATCH_FEEDS", str(path))
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/none.sqlite")
    return path


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Web:
    pages = {"https://site.example": PAGE.format(feed="feed.xml"), "https://site.example/feed.xml": RSS}
    return Web(monkeypatch, pages | {"https://site.example/": pages["https://site.example"]})


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reader:
        def feed_health(self):
            due = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
            common = {"active": True, "failures": 0.0, "due_at": due}
            return (
                {"feed_id": "hill", "outlet": "La Colline", "status": "http_410"} | common,
                {"feed_id": "lake", "outlet": "The Lake", "status": "ok"} | common,
            )

    monkeypatch.setattr(warehouse, "open_reader", lambda url: Reader())
