"""Schemas of older versions with news in them, brought here and back, on every database."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.builders import NOON, a_feed, an_entry
from tests.contract.warehouse_world import a_poll, save_poll, unfetched
from trucewatch.model import Fetch, SavedPoll
from trucewatch.warehouse import migrate, open_reader, open_warehouse, upgrade
from trucewatch.warehouse.engine import opened, writing
from trucewatch.warehouse.types import Moment

BEFORE = "2026_11_22_alerts_and_runs"
FEED = {"id": "herald", "url": "https://herald.example/feed.xml", "due_at": NOON, "etag": '"e"'}
ENTRIES = (
    {"id": "phone", "url": "http://m.herald.example/news/1?utm_source=rss", "guid": "g1"},
    {"id": "twin", "url": "https://herald.example/news/1", "guid": None},
    {"id": "front", "url": "https://herald.example/", "guid": "g" * 300},
    {"id": "linkless", "url": "", "guid": "g4"},
    {"id": "broken", "url": "http://[::1/news", "guid": None},
)


@pytest.fixture
def older_url(blank_url: str) -> str:
    """A warehouse of the version before entries had keys, with one feed and its entries."""
    upgrade(blank_url)
    migrate.downgrade(blank_url, BEFORE)
    with opened(blank_url) as engine, writing(engine) as connection:
        noon = Moment().process_bind_param(NOON, engine.dialect)
        connection.execute(
            text(
                "INSERT INTO feeds (id, outlet, url, language, country, family, poll_minutes, active, due_at, etag, failures)"
                " VALUES (:id, 'The Herald', :url, 'en', 'GB', 'herald', 15, true, :due_at, :etag, 0)"
            ),
            FEED | {"due_at": noon},
        )
        for entry in ENTRIES:
            connection.execute(
                text(
                    "INSERT INTO entries (id, feed_id, url, guid, title, summary, content, authors, seen_at)"
                    " VALUES (:id, 'herald', :url, :guid, 'Talks open in Lakeside', '', '', '[]', :seen_at)"
                ),
                entry | {"seen_at": noon},
            )
            connection.execute(
                text("INSERT INTO entry_feeds (entry_id, feed_id, seen_at) VALUES (:id, 'herald', :seen_at)"),
                {"id": entry["id"], "seen_at": noon},
            )
    return blank_url


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    with opened(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def test_entries_of_an_older_version_get_hosts_and_keys(older_url: str) -> None:
    upgrade(older_url)
    assert dict(ask(older_url, "SELECT id, host FROM entries")) == {
        "phone": "m.herald.example", "twin": "herald.example", "front": "herald.example", "linkless": "", "broken": "",
    }  # fmt: skip
    assert sorted(ask(older_url, "SELECT entry_id, key FROM entry_keys")) == [
        ("linkless", "guid:herald:g4"),
        ("phone", "guid:herald:g1"),
        ("phone", "url:https://herald.example/news/1"),
    ]


def test_feeds_that_list_them_again_bring_nothing_new(older_url: str) -> None:
    upgrade(older_url)
    warehouse = open_warehouse(older_url)
    listed = an_entry(keys=("url:https://herald.example/news/1",), digest="d")
    assert save_poll(warehouse, a_poll(listed)) == SavedPoll(new=0)
    assert len(unfetched(warehouse, NOON, 10)) == len(ENTRIES)
    assert warehouse.feed_states(["herald"])["herald"].moved_count == 0


def test_a_feed_of_an_older_version_keeps_its_state(older_url: str) -> None:
    upgrade(older_url)
    warehouse = open_warehouse(older_url)
    warehouse.sync_feeds([a_feed()], NOON)
    state = warehouse.feed_states(["herald"])["herald"]
    assert (state.etag, state.due_at, state.interval_minutes, state.adopted_url) == ('"e"', NOON, 0.0, None)


def test_going_back_leaves_every_entry_with_its_feed(older_url: str) -> None:
    upgrade(older_url)
    warehouse = open_warehouse(older_url)
    with opened(older_url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE entries SET same_as = 'phone' WHERE id = 'twin'"))
        connection.execute(text("DELETE FROM entry_feeds WHERE entry_id = 'twin'"))
    warehouse.save_fetches([Fetch(entry_id="linkless", fetched_at=NOON, reason="no_link")])
    migrate.downgrade(older_url, BEFORE)
    assert ask(older_url, "SELECT count(*) FROM entry_feeds") == [(len(ENTRIES),)]
    waiting = "SELECT id FROM entries WHERE fetched_at IS NULL AND lost_at IS NULL ORDER BY id"
    assert ask(older_url, waiting) == [("broken",), ("front",), ("phone",)]
    upgrade(older_url)
    assert [feed["feed_id"] for feed in open_reader(older_url).feed_health()] == ["herald"]
