"""What analysts, the page and reports read, on every database and equal on all."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, a_feed, a_feed_state, a_mention, an_entry
from tests.contract.warehouse_world import a_full_mention, a_linking, a_poll, read, save_poll
from trucewatch.errors import SettingsInvalid
from trucewatch.model import ArchivePosition
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader, open_reader, open_warehouse

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_a_result_has_everything_needed_to_judge_it(warehouse: Warehouse, reader: SqlReader) -> None:
    mentions = read(warehouse, a_full_mention())
    warehouse.save_linking(a_linking(mentions), (), NOON)
    (row,) = reader.results(limit=10)
    assert dict(row) == {
        "mention_id": "mention-full",
        "published_at": NOON,
        "first_seen_at": NOON,
        "outlet": "The Herald",
        "family": "herald",
        "feed_country": "GB",
        "language": "en",
        "category": "ceasefire",
        "act": "extend",
        "polarity": "POS",
        "certainty": "PS",
        "time": "future",
        "speaker": "The envoy",
        "speaker_role": "mediator",
        "speaker_id": "envoy",
        "attribution": "indirect",
        "parties": "Ardania; rebels of the hills",
        "party_codes": "ARD",
        "places": "Lakeside; Hill",
        "place_codes": "AR-1",
        "place_coordinates": "48.0000,-2.5123",
        "scope": "partial",
        "target": "local",
        "duration": "P30D",
        "format": "summit",
        "event_on": date(2026, 3, 20),
        "conflict": "ardania-borland",
        "evidence": "The envoy says that the truce in Lakeside and Hill may be extended.",
        "in_title": True,
        "title": "Ardania accepts",
        "url": "https://herald.example/news/1",
        "document_id": "document-1",
        "arrangement_id": "arrangement-1",
        "arrangement_state": "partly_accepted",
        "archive_file": "a.warc.gz",
        "archive_offset": 0,
        "rule_id": "en.ceasefire.accept",
        "pack_version": "7",
        "model_version": "8",
        "updated_at": None,
        "text_source": "page",
        "is_paywalled_partial": False,
        "is_live_blog": False,
        "is_opinion": False,
        "story_id": None,
        "copy_of": None,
        "agency": None,
        "origin": "herald",
        "came_by": "watch",
        "event_precision": "day",
        "level": "head_of_state",
        "venue": "Porto",
        "issues": "ceasefire; prisoners",
        "relays": "Agency; a paper",
        "plover": "CONCEDE",
        "cameo": "0871",
        "acled": "Agreement",
        "speaker_before": "Ann Envoy",
        "run_id": None,
    }


def test_what_is_not_known_is_empty(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse, a_mention(parties=(), scope=None, conflict=None))
    (row,) = reader.results(limit=10)
    empty = {name for name, value in row.items() if value is None}
    assert empty == {
        "speaker", "speaker_role", "speaker_id", "parties", "party_codes", "places", "place_codes", "place_coordinates",
        "scope", "target", "duration", "format", "event_on", "conflict", "arrangement_id", "arrangement_state",
        "updated_at", "story_id", "copy_of", "agency", "event_precision", "level", "venue", "issues", "relays", "plover",
        "cameo", "acled", "speaker_before", "run_id",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"act": "accept"}, ["mention-1"]),
        ({"category": "ceasefire", "duration": "P30D"}, ["mention-full"]),
        ({"in_title": "true"}, ["mention-full"]),
        ({"in_title": "0"}, ["mention-1"]),
        ({"event_on": "2026-03-20"}, ["mention-full"]),
        ({"event_on": ""}, ["mention-1"]),
        ({"plover": "CONCEDE", "level": "head_of_state"}, ["mention-full"]),
        ({"venue": ""}, ["mention-1"]),
        ({"published_at": "2026-03-18T13:00:00+01:00"}, ["mention-1", "mention-full"]),
        ({"archive_offset": "0", "language": "en"}, ["mention-1", "mention-full"]),
        ({"outlet": "x' OR '1'='1"}, []),
        ({"outlet": "\x00"}, []),
    ],
)
def test_filters_are_exact_matches(
    warehouse: Warehouse, reader: SqlReader, filters: Mapping[str, str], found: Sequence[str]
) -> None:
    read(warehouse)
    assert [row["mention_id"] for row in reader.results(limit=10, filters=filters)] == found


@pytest.mark.parametrize(
    "filters", [{"nothing": "x"}, {"act; DROP TABLE mentions": "x"}, {"event_on": "yesterday"}, {"in_title": "maybe"}]
)
def test_a_filter_that_makes_no_sense_is_refused(reader: SqlReader, filters: Mapping[str, str]) -> None:
    with pytest.raises(SettingsInvalid):
        reader.results(limit=10, filters=filters)


@pytest.mark.parametrize(("limit", "count"), [(-1, 0), (0, 0), (1, 1), (10**12, 2)])
def test_the_limit_is_kept_within_bounds(warehouse: Warehouse, reader: SqlReader, limit: int, count: int) -> None:
    read(warehouse)
    assert len(reader.results(limit=limit)) == count


def test_feed_health_shows_the_last_poll_and_what_came_lately(warehouse: Warehouse, reader: SqlReader) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    warehouse.sync_feeds([a_feed(folder="World/Lakes"), a_feed(id="idle")], NOON)
    new, old = an_entry("https://a.example", seen_at=now - DAY), an_entry("https://b.example", seen_at=now - 8 * DAY)
    save_poll(warehouse, a_poll(new, old, polled_at=now - DAY, flaws=("no_dates", "no_links")))
    state = a_feed_state(
        due_at=now + DAY, failures=0.25, interval_minutes=45.0, adopted_url="https://b.example/f", moved_to="https://c"
    )
    save_poll(warehouse, a_poll(polled_at=now, status="busy", message="Busy.", http_status=503, state=state))
    warehouse.sync_feeds([a_feed(folder="World/Lakes")], NOON)
    herald, idle = reader.feed_health()
    assert herald == {
        "feed_id": "herald",
        "outlet": "The Herald",
        "url": "https://herald.example/feed.xml",
        "folder": "World/Lakes",
        "active": True,
        "polled_at": now,
        "status": "busy",
        "message": "Busy.",
        "http_status": 503,
        "failures": 0.25,
        "due_at": now + DAY,
        "interval_minutes": 45.0,
        "adopted_url": "https://b.example/f",
        "moved_to": "https://c",
        "last_good_at": now - DAY,
        "last_new_at": now - DAY,
        "flaws": ("no_dates", "no_links"),
        "new_entries_24h": 0,
        "entries_last_7_days": 1,
        "entries_per_day": 2 / 14,
        "fell_silent": False,
        "is_stale": False,
        "polls_7d": 2,
        "failed_7d": 1,
    }
    assert not idle["active"]
    assert {name for name, value in idle.items() if value is None} == {
        "polled_at", "status", "message", "http_status", "adopted_url", "moved_to", "last_good_at", "last_new_at",
    }  # fmt: skip
    assert (idle["flaws"], idle["polls_7d"], idle["entries_per_day"], idle["is_stale"]) == ((), 0, 0.0, False)


@pytest.mark.parametrize(
    ("busy_days", "a_day", "last_poll", "last_entry", "silent"),
    [
        pytest.param(7, 3, HOUR, 25 * HOUR, True, id="fell to nothing"),
        pytest.param(14, 5, HOUR, 25 * HOUR, True, id="fell to nothing after a busy fortnight"),
        pytest.param(7, 3, HOUR, 23 * HOUR, False, id="gave something today"),
        pytest.param(6, 3, HOUR, 25 * HOUR, False, id="was not busy for long"),
        pytest.param(14, 2, HOUR, 25 * HOUR, False, id="never gave much"),
        pytest.param(7, 3, 25 * HOUR, 25 * HOUR, False, id="was not asked"),
    ],
)
def test_a_source_that_falls_to_nothing_is_noticed_within_a_day(
    warehouse: Warehouse,
    reader: SqlReader,
    busy_days: int,
    a_day: int,
    last_poll: timedelta,
    last_entry: timedelta,
    *,
    silent: bool,
) -> None:
    now = datetime.now(UTC)
    warehouse.sync_feeds([a_feed()], NOON)
    times = [now - last_entry - day * DAY for day in range(busy_days) for _ in range(a_day)]
    entries = [an_entry(f"https://herald.example/{number}", seen_at=at) for number, at in enumerate(times)]
    save_poll(warehouse, a_poll(*entries, polled_at=now - last_poll))
    (row,) = reader.feed_health()
    assert row["fell_silent"] is silent


@pytest.mark.parametrize(
    ("watched", "last_entry", "stale"),
    [(31 * DAY, None, True), (31 * DAY, 31 * DAY, True), (31 * DAY, 29 * DAY, False), (29 * DAY, None, False)],
)
def test_a_feed_without_news_for_a_month_is_stale(
    warehouse: Warehouse, reader: SqlReader, watched: timedelta, last_entry: timedelta | None, *, stale: bool
) -> None:
    now = datetime.now(UTC)
    warehouse.sync_feeds([a_feed()], NOON)
    entries = [an_entry(seen_at=now - last_entry)] if last_entry else []
    save_poll(warehouse, a_poll(*entries, polled_at=now - watched))
    save_poll(warehouse, a_poll(polled_at=now, status="not_modified"))
    assert reader.feed_health()[0]["is_stale"] is stale


def test_the_polls_of_a_feed_come_newest_first_up_to_the_limit(warehouse: Warehouse, reader: SqlReader) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="other")], NOON)
    position = ArchivePosition(file="a.warc.gz", offset=2**40)
    save_poll(warehouse, a_poll(an_entry(), position=position, flaws=("no_dates",)))
    save_poll(warehouse, a_poll(polled_at=NOON + HOUR, status="busy", message="Busy.", http_status=None))
    save_poll(warehouse, a_poll(feed_id="other"))
    newest, oldest = reader.feed_polls("herald", limit=10)
    assert (newest["polled_at"], newest["status"], newest["flaws"]) == (NOON + HOUR, "busy", ())
    assert oldest == {
        "feed_id": "herald",
        "polled_at": NOON,
        "status": "ok",
        "message": "The feed gave entries.",
        "http_status": 200,
        "milliseconds": 120,
        "entry_count": 1,
        "new_count": 1,
        "flaws": ("no_dates",),
        "archive_file": "a.warc.gz",
        "archive_offset": 2**40,
    }
    assert reader.feed_polls("herald", limit=1) == (newest,)
    assert reader.feed_polls("nobody", limit=10) == ()


@pytest.mark.postgres
def test_results_are_equal_on_both_databases(migrated_sqlite_url: str, migrated_postgres_url: str) -> None:
    answers = []
    for url in (migrated_sqlite_url, migrated_postgres_url):
        warehouse = open_warehouse(url)
        mentions = read(warehouse, *(a_full_mention(id=f"mention-{number}") for number in range(20)))
        warehouse.save_linking(a_linking(mentions[:7]), (), NOON)
        answers.append(open_reader(url).results(limit=100))
    assert len(answers[0]) == 20
    assert answers[0] == answers[1]


def test_the_sqlite_command_shows_readable_results(migrated_sqlite_url: str) -> None:
    read(open_warehouse(migrated_sqlite_url), a_full_mention())
    question = "SELECT published_at, act, parties, place_coordinates FROM results"
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    answer = subprocess.run(["sqlite3", str(path), question], capture_output=True, text=True, check=True)
    assert answer.stdout == "2026-03-18T12:00:00Z|extend|Ardania; rebels of the hills|48.0000,-2.5123\n"
