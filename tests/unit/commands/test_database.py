"""`trucewatch db ...` on SQLite files; tests/contract has both databases."""

from pathlib import Path

import pytest

from tests.builders import NOON, a_feed
from tests.unit.commands.feeds_world import Done, run_app
from trucewatch import commands
from trucewatch.warehouse import migrate, open_warehouse


def run(*arguments: object) -> Done:
    return run_app(commands.app, *arguments)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A warehouse with one feed."""
    made = f"sqlite:///{tmp_path / 'warehouse.sqlite'}"
    migrate.upgrade(made)
    warehouse = open_warehouse(made)
    warehouse.sync_feeds([a_feed()], NOON)
    warehouse.close()
    return made


@pytest.mark.parametrize("words", [("db", "upgrade"), ("db-upgrade",)], ids=" ".join)
def test_a_warehouse_is_made_under_either_spelling(tmp_path: Path, words: tuple[str, ...]) -> None:
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    for _ in range(2):
        assert run(*words, "--warehouse", new).said == "The warehouse is up to date.\n"
    open_warehouse(new).close()


def test_the_setting_says_which_warehouse(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", url)
    done = run("db", "check")
    assert (done.status, done.said.splitlines()[-2:]) == (0, [f"Schema: {migrate.REVISION}", "All well."])
    assert "feeds" in done.said


def test_a_warehouse_of_an_older_version_is_told_with_exit_status_1(url: str) -> None:
    migrate.downgrade(url, "2026_11_29_arrangements")
    done = run("db", "check", "--warehouse", url)
    assert done.status == 1
    assert "run `trucewatch db upgrade`." in done.said


def test_a_move_tells_what_it_copied_and_what_to_do_next(url: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'target.sqlite'}"
    done = run("db", "move", target, "--warehouse", url)
    assert done.status == 0
    assert done.said.startswith("1 rows of ")
    assert "TRUCEWATCH_WAREHOUSE" in done.said
    assert run("db", "check", "--warehouse", target).status == 0


def test_the_help_of_a_move_says_what_to_pause() -> None:
    shown = " ".join(run("db", "move", "--help").said.split())
    for dag in ("watch_news", "send_alerts", "tend_warehouse", "backfill_archive"):
        assert dag in shown
