"""Feeds, polls, entries and tries to fetch, on every database."""

from datetime import timedelta, timezone

import pytest

from tests.builders import NOON, a_feed, a_feed_state, an_article, an_entry
from tests.contract.warehouse_world import ARTICLE, ENTRY, a_poll, fetched, save_poll, unfetched
from trucewatch.errors import PermanentError
from trucewatch.model import ArchivePosition, Fetch
from trucewatch.ports import Warehouse

MINUTE = timedelta(minutes=1)


def test_new_feeds_are_due_at_once(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(id="b"), a_feed(id="a")], NOON)
    assert warehouse.due_feeds(NOON) == ("a", "b")
    assert warehouse.due_feeds(NOON - MINUTE) == ()


def test_the_longest_overdue_feed_comes_first(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(id="a")], NOON)
    warehouse.sync_feeds([a_feed(id="a"), a_feed(id="b")], NOON - MINUTE)
    assert warehouse.due_feeds(NOON) == ("b", "a")


def test_a_feed_that_is_no_longer_listed_is_not_due_until_it_comes_back(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(id="a"), a_feed(id="b")], NOON)
    warehouse.sync_feeds([a_feed(id="b")], NOON)
    assert warehouse.due_feeds(NOON) == ("b",)
    assert set(warehouse.feed_states(["a", "b"])) == {"a", "b"}
    warehouse.sync_feeds([], NOON)
    assert warehouse.due_feeds(NOON) == ()
    warehouse.sync_feeds([a_feed(id="a")], NOON)
    assert warehouse.due_feeds(NOON) == ("a",)


def test_listing_a_feed_again_keeps_its_state(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    state = a_feed_state(
        due_at=NOON + MINUTE, etag='"e"', last_modified="Wed", body_digest="d", failures=1.25, full_at=NOON
    )
    save_poll(warehouse, a_poll(state=state))
    warehouse.sync_feeds([a_feed(outlet="Herald & Sons")], NOON)
    assert warehouse.feed_states(["herald"]) == {"herald": state}


def test_a_feed_that_moved_is_polled_afresh(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(state=a_feed_state(due_at=NOON + MINUTE, etag='"e"', failures=2.0, full_at=NOON)))
    warehouse.sync_feeds([a_feed(url="https://herald.example/new.xml")], NOON)
    assert warehouse.feed_states(["herald"])["herald"] == a_feed_state(due_at=NOON)


def test_states_of_unknown_feeds_are_missing(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    assert set(warehouse.feed_states(["herald", "nobody"])) == {"herald"}
    assert warehouse.feed_states([]) == {}


def test_more_feeds_than_fit_into_one_statement(warehouse: Warehouse) -> None:
    ids = [f"feed-{number:04}" for number in range(1100)]
    warehouse.sync_feeds([a_feed(id=feed_id) for feed_id in ids], NOON)
    assert list(warehouse.due_feeds(NOON)) == ids
    assert len(warehouse.feed_states(ids)) == 1100


def test_a_poll_tells_how_many_entries_were_new(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    first, second = an_entry("https://herald.example/1"), an_entry("https://herald.example/2")
    assert save_poll(warehouse, a_poll(first)).new == 1
    assert save_poll(warehouse, a_poll(first, second, polled_at=NOON + MINUTE)).new == 1
    assert save_poll(warehouse, a_poll(first, second, polled_at=NOON + MINUTE)).new == 0


def test_an_entry_listed_twice_in_one_feed_is_one(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    assert save_poll(warehouse, a_poll(ENTRY, an_entry(title="Again"))).new == 1
    assert unfetched(warehouse, NOON, 10) == (ENTRY,)


def test_an_entry_of_two_feeds_is_one_and_stays_as_first_seen(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="other")], NOON)
    save_poll(warehouse, a_poll(ENTRY))
    assert save_poll(warehouse, a_poll(an_entry(feed_id="other", title="Changed"), feed_id="other")).new == 0
    assert unfetched(warehouse, NOON, 10) == (ENTRY,)


def test_a_failed_poll_keeps_its_state_and_adds_nothing(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    state = a_feed_state(due_at=NOON + MINUTE, failures=1.0)
    poll = a_poll(status="http_404", message="Gone.", http_status=None, state=state)
    assert save_poll(warehouse, poll).new == 0
    assert warehouse.feed_states(["herald"]) == {"herald": state}


def test_an_entry_comes_back_as_it_was_saved(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    entry = an_entry(
        guid="tag:1", summary="S", content="C\n\n" * 10, authors=("A", 'B "C"', "É"), published_at=None, title="Été 🕊"
    )
    save_poll(warehouse, a_poll(entry, position=ArchivePosition(file="a.warc.gz", offset=2**40)))
    assert unfetched(warehouse, NOON, 10) == (entry,)


def test_entries_wait_oldest_seen_first_up_to_the_limit(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    late = an_entry("https://herald.example/1", seen_at=NOON + MINUTE)
    early = an_entry("https://herald.example/2", seen_at=NOON)
    save_poll(warehouse, a_poll(late, early))
    assert unfetched(warehouse, NOON + MINUTE, 10) == (early, late)
    assert unfetched(warehouse, NOON + MINUTE, 1) == (early,)


def test_a_fetched_entry_waits_no_more_and_its_article_waits_for_a_reader(warehouse: Warehouse) -> None:
    fetched(warehouse)
    assert unfetched(warehouse, NOON, 10) == ()
    assert warehouse.unread_articles(10) == ((ARTICLE, ENTRY, a_feed()),)
    fetched(warehouse)
    assert warehouse.unread_articles(10) == ((ARTICLE, ENTRY, a_feed()),)


def test_articles_wait_oldest_first_up_to_the_limit(warehouse: Warehouse) -> None:
    fetched(warehouse)
    older = an_article(id="article-0", entry_id=ENTRY.id, fetched_at=NOON - MINUTE, charset=None)
    warehouse.save_fetches([Fetch(entry_id=ENTRY.id, fetched_at=older.fetched_at, article=older)])
    assert [article for article, _, _ in warehouse.unread_articles(10)] == [older, ARTICLE]
    assert [article for article, _, _ in warehouse.unread_articles(1)] == [older]


def test_a_failed_try_waits_until_its_time(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(ENTRY))
    failure = Fetch(entry_id=ENTRY.id, fetched_at=NOON, reason="busy", message="Busy.", retry_at=NOON + MINUTE)
    warehouse.save_fetches([failure])
    assert unfetched(warehouse, NOON, 10) == ()
    assert unfetched(warehouse, NOON + MINUTE, 10) == (ENTRY,)


def test_a_failure_without_a_time_to_try_again_is_final(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(ENTRY))
    warehouse.save_fetches([Fetch(entry_id=ENTRY.id, fetched_at=NOON, reason="http_404", message="Gone.")])
    assert unfetched(warehouse, NOON + timedelta(days=365), 10) == ()


@pytest.mark.parametrize(("failures", "waiting"), [(4, (ENTRY,)), (5, ())])
def test_the_fifth_failure_is_the_last(warehouse: Warehouse, failures: int, waiting: tuple[object, ...]) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(ENTRY))
    times = [NOON + number * MINUTE for number in range(failures)]
    for at in times:
        warehouse.save_fetches([Fetch(entry_id=ENTRY.id, fetched_at=at, reason="busy", retry_at=at + MINUTE)])
    assert unfetched(warehouse, NOON + timedelta(days=1), 10) == waiting


def test_the_same_failure_saved_again_is_one_attempt(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(ENTRY))
    failure = Fetch(entry_id=ENTRY.id, fetched_at=NOON, reason="busy", retry_at=NOON + MINUTE)
    for _ in range(6):
        warehouse.save_fetches([failure])
    assert unfetched(warehouse, NOON + MINUTE, 10) == (ENTRY,)


def test_nothing_to_save_is_no_error(warehouse: Warehouse) -> None:
    warehouse.save_fetches([])
    warehouse.save_outcomes([], NOON)
    assert warehouse.unread_articles(10) == ()


def test_a_poll_of_a_feed_that_is_not_there_is_refused_as_a_whole(warehouse: Warehouse) -> None:
    with pytest.raises(PermanentError, match="refuses a row"):
        save_poll(warehouse, a_poll(ENTRY))
    assert unfetched(warehouse, NOON, 10) == ()


def test_times_of_any_zone_come_back_in_utc(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    zone = timezone(timedelta(hours=5, minutes=45))
    save_poll(warehouse, a_poll(an_entry(published_at=NOON.astimezone(zone), seen_at=NOON.astimezone(zone))))
    (entry,) = unfetched(warehouse, NOON.astimezone(zone), 10)
    assert entry.published_at == NOON
    assert (str(entry.published_at), str(entry.seen_at)) == (str(NOON), str(NOON))


def test_a_time_without_a_zone_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(PermanentError, match="zone"):
        warehouse.sync_feeds([a_feed()], NOON.replace(tzinfo=None))


def test_text_that_databases_refuse_is_replaced_and_keeps_its_length(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    hostile = "a\x00b\ud800c\udfff'; DROP TABLE feeds; --\n%s %(x)s :y ? \u202e"
    save_poll(warehouse, a_poll(an_entry(title=hostile, authors=(hostile,), guid=hostile)))
    (entry,) = unfetched(warehouse, NOON, 10)
    assert entry.title == "a\ufffdb\ufffdc\ufffd'; DROP TABLE feeds; --\n%s %(x)s :y ? \u202e"
    assert len(entry.title) == len(hostile)
    assert entry.authors == (entry.title,)
    assert warehouse.feed_states([hostile]) == {}
