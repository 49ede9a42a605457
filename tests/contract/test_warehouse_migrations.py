"""Schemas of older versions with news in them, brought here and back, on every database."""

import multiprocessing
import os
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, text

from tests.builders import NOON, a_feed, a_mention, a_stance, an_entry
from tests.contract.warehouse_world import (
    a_document,
    a_full_mention,
    a_linking,
    a_poll,
    a_trace,
    alerted,
    by_keys,
    read,
    save_poll,
    told,
    unfetched,
)
from trucewatch.codebook import DatePrecision, Format, PassedOver, Position
from trucewatch.errors import PermanentError
from trucewatch.model import Fetch, Part, ReadOutcome, SavedPoll
from trucewatch.warehouse import migrate, open_reader, open_warehouse, upgrade
from trucewatch.warehouse.engine import opened, writing
from trucewatch.warehouse.types import Moment

BEFORE = "2026_11_22_alerts_and_runs"
BEFORE_STORIES = "2026_11_22_identity_and_hosts"
BEFORE_DETAILS = "2026_11_23_documents_and_stories"
BEFORE_STANDINGS = "2026_11_30_runs_of_documents"
BEFORE_BACKFILL = "2026_11_30_standings"
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


@pytest.fixture
def storyless_url(blank_url: str) -> str:
    """A warehouse of the version before documents had stories, with one document and its mentions."""
    upgrade(blank_url)
    warehouse = open_warehouse(blank_url)
    read(warehouse)
    warehouse.close()
    migrate.downgrade(blank_url, BEFORE_STORIES)
    return blank_url


def upgrade_and_die(url: str, at: str = "CREATE TABLE document_traces") -> None:
    """Upgrade, in a process that ends in the middle of it."""

    @event.listens_for(Engine, "before_cursor_execute")
    def _die(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if at in statement:
            os._exit(9)

    upgrade(url)


def test_documents_of_an_older_version_wait_for_a_story(storyless_url: str) -> None:
    upgrade(storyless_url)
    warehouse = open_warehouse(storyless_url)
    (account,) = warehouse.ungrouped_documents(10)
    document = account.document
    assert (document.title, document.sketch, document.passed_over, document.updated_at) == (
        "Ardania accepts",
        (),
        None,
        None,
    )
    assert (document.is_paywalled_partial, document.is_live_blog, document.is_opinion) == (False, False, False)
    assert len(account.mentions) == 2
    assert warehouse.save_traces([a_trace(document.id, "a")], by_keys, timedelta(days=3), NOON) == 1
    warehouse.sync_feeds([a_feed(body_selector="article p", drop_selector=".ad")], NOON)


def test_an_upgrade_that_is_killed_half_way_changes_nothing(storyless_url: str) -> None:
    dying = multiprocessing.get_context("spawn").Process(target=upgrade_and_die, args=(storyless_url,))
    dying.start()
    dying.join(60)
    assert dying.exitcode == 9
    assert ask(storyless_url, "SELECT version_num FROM alembic_version") == [(BEFORE_STORIES,)]
    with opened(storyless_url) as engine, engine.connect() as connection:
        found = inspect(connection)
        assert "passed_over" not in {column["name"] for column in found.get_columns("documents")}
        assert not {"document_sketches", "stories"} & {*found.get_table_names()}
    upgrade(storyless_url)
    assert len(open_reader(storyless_url).results(limit=10)) == 2


def test_going_back_leaves_documents_and_forgets_what_was_passed_over(storyless_url: str) -> None:
    upgrade(storyless_url)
    warehouse = open_warehouse(storyless_url)
    told(warehouse, 1, text="", passed_over=PassedOver.NO_TRIGGER)
    document = told(warehouse, 2, sketch=(1, 2))
    warehouse.save_traces([a_trace(document.id, "a")], by_keys, timedelta(days=3), NOON)
    warehouse.close()
    migrate.downgrade(storyless_url, BEFORE_STORIES)
    assert ask(storyless_url, "SELECT id FROM documents ORDER BY id") == [("d00002",), ("document-1",)]
    assert ask(storyless_url, "SELECT id, read_reason FROM articles WHERE read_reason IS NOT NULL") == [
        ("a1", "passed_over")
    ]
    upgrade(storyless_url)
    again = open_warehouse(storyless_url)
    assert {account.document.id for account in again.ungrouped_documents(10)} == {"d00002", "document-1"}
    assert again.unread_articles(10) == ()


def test_the_warehouse_refuses_a_reason_that_is_not_in_the_codebook(storyless_url: str) -> None:
    upgrade(storyless_url)
    with (
        pytest.raises(PermanentError, match="refuses a row"),
        opened(storyless_url) as engine,
        writing(engine) as connection,
    ):
        connection.execute(text("UPDATE documents SET passed_over = 'because'"))


@pytest.fixture
def plain_url(blank_url: str) -> str:
    """A warehouse of the version before mentions had details, with two linked mentions."""
    upgrade(blank_url)
    warehouse = open_warehouse(blank_url)
    alerted(warehouse)
    warehouse.close()
    migrate.downgrade(blank_url, BEFORE_DETAILS)
    return blank_url


COUNTS = """
    SELECT (SELECT count(*) FROM mentions), (SELECT count(*) FROM mention_parties), (SELECT count(*) FROM mention_places),
        (SELECT count(*) FROM mention_links), (SELECT count(*) FROM stances), (SELECT count(*) FROM alert_evidence)
"""


def test_mentions_of_an_older_version_keep_all_that_hangs_on_them(plain_url: str) -> None:
    before = ask(plain_url, COUNTS)
    assert 0 not in before[0]
    upgrade(plain_url)
    assert ask(plain_url, COUNTS) == before
    dates = ask(plain_url, "SELECT event_precision, level, venue_text, speaker_before_text FROM mentions ORDER BY id")
    assert dates == [(None, None, None, None), ("day", None, None, None)]
    warehouse = open_warehouse(plain_url)
    again = a_full_mention(format=Format.BACKCHANNEL, event_precision=DatePrecision.WEEK)
    warehouse.save_outcomes(
        [ReadOutcome(article_id="article-1", document=a_document(), mentions=(a_mention(id="mention-1"), again))], NOON
    )
    (account,) = warehouse.ungrouped_documents(10)
    assert again in account.mentions


def test_going_back_leaves_what_the_older_version_can_hold(plain_url: str) -> None:
    upgrade(plain_url)
    warehouse = open_warehouse(plain_url)
    kept = a_full_mention(format=Format.MULTILATERAL, event_precision=DatePrecision.MONTH)
    read(warehouse, a_mention(id="mention-1"), kept)
    warehouse.close()
    before = ask(plain_url, COUNTS)
    migrate.downgrade(plain_url, BEFORE_DETAILS)
    assert ask(plain_url, COUNTS) == before
    assert ask(plain_url, "SELECT format, event_on FROM mentions WHERE id = 'mention-full'") == [("unspecified", None)]
    with (
        pytest.raises(PermanentError, match="refuses a row"),
        opened(plain_url) as engine,
        writing(engine) as connection,
    ):
        connection.execute(text("UPDATE mentions SET format = 'multilateral'"))
    upgrade(plain_url)
    assert len(open_reader(plain_url).results(limit=10)) == 2


def test_the_rule_of_formats_is_replaced_and_holds(plain_url: str) -> None:
    upgrade(plain_url)
    with opened(plain_url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE mentions SET format = 'backchannel'"))
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    for change in (
        "UPDATE mentions SET format = 'shouting'",
        "UPDATE mentions SET event_precision = 'hour'",
        "UPDATE mentions SET level = 'king'",
        "UPDATE mentions SET speaker_before_role = 'king'",
    ):
        with (
            pytest.raises(PermanentError, match="refuses a row"),
            opened(plain_url) as engine,
            writing(engine) as connection,
        ):
            connection.execute(text(change))


def test_a_rule_that_is_half_replaced_when_the_process_dies_is_the_old_one(plain_url: str) -> None:
    at = "CREATE TABLE mention_sources"
    dying = multiprocessing.get_context("spawn").Process(target=upgrade_and_die, args=(plain_url, at))
    dying.start()
    dying.join(60)
    assert dying.exitcode == 9
    assert ask(plain_url, "SELECT version_num FROM alembic_version") == [(BEFORE_DETAILS,)]
    with opened(plain_url) as engine, engine.connect() as connection:
        rules = {str(rule["name"]): rule["sqltext"] for rule in inspect(connection).get_check_constraints("mentions")}
    assert "backchannel" not in rules["ck_mentions_format"]
    upgrade(plain_url)
    assert len(open_reader(plain_url).results(limit=10)) == 2


STANDINGS = "SELECT * FROM standings ORDER BY id"


def test_stances_of_an_older_version_are_summed_up_as_they_would_have_been(blank_url: str) -> None:
    upgrade(blank_url)
    warehouse = open_warehouse(blank_url)
    mentions = read(warehouse, *(a_mention(id=f"m{number:04}") for number in range(1200)))
    said = [
        a_stance(
            mention_id=mention.id,
            party=f"party {number % 700}",
            position=(None, Position.ACCEPTS)[number % 2],
            meets_on=(None, None, NOON.date())[number % 3],
            said_at=NOON + timedelta(minutes=number),
        )
        for number, mention in enumerate(mentions)
    ]
    warehouse.save_linking(a_linking(mentions, *said), (), NOON)
    warehouse.close()
    before = ask(blank_url, STANDINGS)
    assert len(before) > 1000
    migrate.downgrade(blank_url, BEFORE_STANDINGS)
    assert ask(blank_url, "SELECT count(*) FROM stances") == [(1200,)]
    upgrade(blank_url)
    assert ask(blank_url, STANDINGS) == before


def test_what_was_backfilled_is_told_apart_from_what_was_watched(blank_url: str) -> None:
    upgrade(blank_url)
    warehouse = open_warehouse(blank_url)
    read(warehouse)
    part = Part(file="file:///x.warc.gz", size=9, start=0, end=9)
    warehouse.save_part(part, NOON)
    warehouse.close()
    migrate.downgrade(blank_url, BEFORE_BACKFILL)
    assert ask(blank_url, "SELECT count(*) FROM articles") == [(1,)]
    upgrade(blank_url)
    assert ask(blank_url, "SELECT origin FROM articles") == [("watch",)]
    assert ask(blank_url, "SELECT DISTINCT came_by FROM results") == [("watch",)]
    assert ask(blank_url, "SELECT rules FROM documents") == [(None,)]
    with opened(blank_url) as engine, pytest.raises(PermanentError), writing(engine) as connection:
        connection.execute(text("UPDATE articles SET origin = 'rumour'"))
    again = open_warehouse(blank_url)
    assert again.parts_done([part.id]) == frozenset()
    again.save_part(part, NOON)
    again.save_part(part, NOON)
    assert again.parts_done([part.id, "other"]) == {part.id}
    again.close()
