"""The page on a filled warehouse: every route shows its rows, and what strangers wrote stays text."""

from collections.abc import Iterator

import pytest

from tests.builders import NOON, a_feed
from tests.contract.warehouse_world import a_document, a_poll, fetched, read, save_poll
from trucewatch.model import HopReport, ReadOutcome
from trucewatch.warehouse import SqlReader, SqlWarehouse

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`")

HOSTILE = "<script>alert(1)</script>"


def anybody() -> None:
    """A guard that lets all pass."""


@pytest.fixture
def client(reader: SqlReader) -> Iterator[object]:
    from fastapi.testclient import TestClient

    from trucewatch.page import create_page

    with TestClient(create_page(lambda: reader, [anybody])) as opened:
        yield opened


def test_the_feeds_show_when_they_were_asked_and_what_is_the_matter(warehouse: SqlWarehouse, client) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="idle")], NOON)
    save_poll(warehouse, a_poll(status="http_404", message=HOSTILE, flaws=("no_dates",)))
    answer = client.get("/feeds")
    assert answer.status_code == 200
    assert "2026-03-18 12:00" in answer.text
    assert "http_404" in answer.text
    assert "never" in answer.text
    assert "no_dates" not in answer.text  # the flaws are those of the last poll that was read
    assert HOSTILE not in answer.text


def test_the_flaws_of_a_feed_that_was_read_are_shown(warehouse: SqlWarehouse, client) -> None:
    from datetime import UTC, datetime

    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(polled_at=datetime.now(UTC), flaws=("no_dates", "no_links")))
    assert "no_dates, no_links" in client.get("/feeds").text


def test_the_mentions_show_their_sentence(warehouse: SqlWarehouse, client) -> None:
    read(warehouse)
    answer = client.get("/", params={"category": "ceasefire"})
    assert answer.status_code == 200
    assert "Ardania has accepted the ceasefire." in answer.text


def test_what_strangers_wrote_stays_text(warehouse: SqlWarehouse, client) -> None:
    from tests.builders import a_mention

    fetched(warehouse)
    document = a_document(title=HOSTILE)
    warehouse.save_outcomes([ReadOutcome(article_id="article-1", document=document, mentions=(a_mention(),))], NOON)
    answer = client.get("/")
    assert answer.status_code == 200
    assert HOSTILE not in answer.text


def test_the_runs_show_what_was_lost(warehouse: SqlWarehouse, client) -> None:
    warehouse.start_run("run-1", "airflow", NOON)
    warehouse.save_report("run-1", HopReport(hop="fetch", seen=3, kept=1, lost={"http_404": 2}))
    answer = client.get("/runs")
    assert answer.status_code == 200
    assert "http_404 2" in answer.text
