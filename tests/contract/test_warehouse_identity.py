"""Entries known by keys, their edits, and those that turn out to be one, on every database."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.builders import NOON, a_feed, a_mention, an_article, an_entry
from tests.contract.warehouse_world import a_document, a_poll, save_poll, unfetched
from trucewatch.model import Article, Entry, Fetch, ReadOutcome, SavedPoll
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader
from trucewatch.warehouse.engine import opened, reading

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def keyed(number: int = 1, *keys: str, **changes: Any) -> Entry:
    return an_entry(f"https://herald.example/news/{number}", keys=keys or (f"guid:herald:{number}",), **changes)


def told(number: int = 1, words: str = "first", after: timedelta = timedelta(0), **changes: Any) -> Entry:
    """An entry with a digest of its words, seen some time after noon."""
    return keyed(number, title=words, digest=f"digest of {words}", seen_at=NOON + after, **changes)


def poll_of(warehouse: Warehouse, *entries: Entry, after: timedelta = timedelta(0), feed: str = "herald") -> SavedPoll:
    return save_poll(warehouse, a_poll(*entries, feed_id=feed, polled_at=NOON + after))


def fetch(warehouse: Warehouse, entry: Entry, name: str, after: timedelta = timedelta(0), **changes: Any) -> int:
    article = page(entry, name, after, **changes)
    return warehouse.save_fetches([Fetch(entry_id=entry.id, fetched_at=article.fetched_at, article=article)])


def page(entry: Entry, name: str, after: timedelta = timedelta(0), **changes: Any) -> Article:
    return an_article(**{"id": name, "entry_id": entry.id, "fetched_at": NOON + after} | changes)


def outcome(article: str, document: str, words: str) -> ReadOutcome:
    mention = a_mention(id=f"mention of {document}", document_id=document)
    return ReadOutcome(
        article_id=article,
        document=a_document(id=document, article_id=article, fingerprint=words),
        mentions=(mention,),
    )


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    with opened(url) as engine, reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(question))]


@pytest.fixture(autouse=True)
def feeds(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="copy"), a_feed(id="rival", family="rival")], NOON)


def test_an_entry_with_another_address_and_the_same_guid_is_known(warehouse: Warehouse) -> None:
    poll_of(warehouse, keyed(1, "guid:herald:g"))
    assert poll_of(warehouse, keyed(2, "guid:herald:g")) == SavedPoll(new=0)
    assert unfetched(warehouse, NOON, 10) == (an_entry(),)


def test_a_known_entry_gains_keys_by_which_it_is_known_later(warehouse: Warehouse) -> None:
    poll_of(warehouse, keyed(1, "url:a"))
    poll_of(warehouse, keyed(2, "url:a", "guid:herald:b"))
    assert poll_of(warehouse, keyed(3, "url:c", "guid:herald:b")).new == 0


def test_an_entry_listed_twice_under_two_addresses_is_one(warehouse: Warehouse, reader: SqlReader) -> None:
    assert poll_of(warehouse, keyed(1, "guid:herald:g"), keyed(2, "guid:herald:g")) == SavedPoll(new=1)
    assert reader.feed_polls("herald", limit=1)[0]["new_count"] == 1


def test_an_article_that_several_feeds_carry_is_one_entry_with_several_feeds(
    warehouse: Warehouse, warehouse_url: str
) -> None:
    poll_of(warehouse, keyed(1, "url:a"))
    assert poll_of(warehouse, keyed(2, "url:a", feed_id="copy"), feed="copy").new == 0
    assert ask(warehouse_url, "SELECT feed_id FROM entry_feeds ORDER BY feed_id") == [("copy",), ("herald",)]


def test_a_guid_that_changes_at_every_poll_makes_no_new_article_and_few_keys(
    warehouse: Warehouse, warehouse_url: str
) -> None:
    new = [poll_of(warehouse, keyed(1, "url:a", f"guid:herald:{n}"), after=n * HOUR).new for n in range(100)]
    assert sum(new) == 1
    assert ask(warehouse_url, "SELECT count(*) FROM entry_keys") == [(60,)]


def test_a_key_that_is_not_believed_goes_to_the_newest_entry(warehouse: Warehouse) -> None:
    warehouse.save_poll(a_poll(keyed(1, "guid:herald:g")), lambda _entry, _known: None)
    assert warehouse.save_poll(a_poll(keyed(2, "guid:herald:g")), lambda _entry, _known: None).new == 1
    seen: list[str] = []

    def note(_entry: Entry, known: Any) -> str:
        seen.append(known["guid:herald:g"].url)
        return str(known["guid:herald:g"].id)

    assert warehouse.save_poll(a_poll(keyed(3, "guid:herald:g")), note).new == 0
    assert seen == ["https://herald.example/news/2"]


def test_what_is_known_of_an_entry_is_told_to_whoever_identifies_it(warehouse: Warehouse) -> None:
    poll_of(warehouse, keyed(1, "guid:herald:g", guid="g", published_at=None))
    told_of: list[Any] = []
    warehouse.save_poll(a_poll(keyed(2, "guid:herald:g", "url:b")), lambda _entry, known: told_of.append(known))
    ((key, known),) = told_of[0].items()
    assert (key, known.id, known.family, known.guid) == ("guid:herald:g", an_entry().id, "herald", "g")
    assert (known.url, known.title, known.published_at, known.seen_at) == (an_entry().url, an_entry().title, None, NOON)


@pytest.mark.parametrize("key", ["url:https://herald.example/" + "é" * 5000, "guid:herald:a\x00b\ud800", "guid:'; --"])
def test_any_key_can_be_kept(warehouse: Warehouse, key: str) -> None:
    poll_of(warehouse, keyed(1, key))
    assert poll_of(warehouse, keyed(2, key)).new == 0


def test_an_edit_keeps_the_earlier_words_and_fetches_the_page_again(warehouse: Warehouse, warehouse_url: str) -> None:
    poll_of(warehouse, told())
    fetch(warehouse, told(), "a1")
    assert poll_of(warehouse, told(words="second", after=HOUR), after=HOUR) == SavedPoll(new=0, revised=1)
    (wanted,) = warehouse.unfetched_entries(NOON + HOUR, 10, 10)
    assert (wanted.entry.title, wanted.entry.digest, wanted.entry.seen_at) == ("second", "digest of second", NOON)
    assert wanted.previous == page(told(), "a1")
    assert ask(warehouse_url, "SELECT title, digest FROM entry_revisions") == [("first", "digest of first")]
    assert poll_of(warehouse, told(words="second", after=2 * HOUR), after=2 * HOUR).revised == 0


def test_an_edit_gives_a_lost_entry_another_chance(warehouse: Warehouse) -> None:
    poll_of(warehouse, told())
    warehouse.save_fetches([Fetch(entry_id=told().id, fetched_at=NOON, reason="http_404")])
    poll_of(warehouse, told(words="second", after=HOUR), after=HOUR)
    assert len(unfetched(warehouse, NOON + HOUR, 10)) == 1


def test_edits_are_followed_once_an_hour_and_ten_times_at_most(warehouse: Warehouse, warehouse_url: str) -> None:
    poll_of(warehouse, told())
    half_hours = [n * HOUR / 2 for n in range(1, 61)]
    revised = [poll_of(warehouse, told(words=f"{after}", after=after), after=after).revised for after in half_hours]
    assert sum(revised) == 10
    assert revised[:5] == [1, 0, 1, 0, 1]
    assert ask(warehouse_url, "SELECT revisions FROM entries") == [(10,)]
    assert ask(warehouse_url, "SELECT count(*) FROM entry_revisions") == [(10,)]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(told(words="cut short", after=HOUR, feed_id="copy"), id="another feed's summary"),
        pytest.param(keyed(1, title="second", digest="", seen_at=NOON + HOUR), id="nobody computed a digest"),
        pytest.param(keyed(1, title="FIRST", digest="digest of first", seen_at=NOON + HOUR), id="same digest"),
    ],
)
def test_what_is_no_edit(warehouse: Warehouse, again: Entry) -> None:
    poll_of(warehouse, told())
    assert poll_of(warehouse, again, after=HOUR, feed=again.feed_id).revised == 0
    assert unfetched(warehouse, NOON + HOUR, 10) == (told_without_keys(),)


def told_without_keys() -> Entry:
    return an_entry("https://herald.example/news/1", title="first", digest="digest of first")


def test_an_entry_of_an_older_version_learns_its_digest_first(warehouse: Warehouse) -> None:
    poll_of(warehouse, keyed(1))
    assert poll_of(warehouse, told(words="first", after=HOUR), after=HOUR).revised == 0
    assert poll_of(warehouse, told(words="second", after=2 * HOUR), after=2 * HOUR).revised == 1


def test_the_first_date_of_publication_stays_and_the_last_update_counts(warehouse: Warehouse) -> None:
    poll_of(warehouse, keyed(1, published_at=None, date_flaw="missing"))
    poll_of(warehouse, keyed(1, published_at=NOON, updated_at=NOON + HOUR), after=HOUR)
    poll_of(warehouse, keyed(1, published_at=NOON + DAY, updated_at=NOON), after=2 * HOUR)
    (entry,) = unfetched(warehouse, NOON, 10)
    assert (entry.published_at, entry.updated_at, entry.date_flaw) == (NOON, NOON + HOUR, "")


def test_one_host_does_not_take_all_the_places(warehouse: Warehouse) -> None:
    of_one = [an_entry(f"https://one.example/{n}", seen_at=NOON + n * HOUR) for n in range(5)]
    of_another = [an_entry(f"https://Two.example.:8080/{n}", seen_at=NOON + DAY) for n in range(2)]
    poll_of(warehouse, *of_one, *of_another, an_entry("", seen_at=NOON + DAY + HOUR))
    urls = [wanted.entry.url for wanted in warehouse.unfetched_entries(NOON + DAY, 10, 2)]
    assert urls[:2] == ["https://one.example/0", "https://one.example/1"]
    assert sorted(urls[2:4]) == ["https://Two.example.:8080/0", "https://Two.example.:8080/1"]
    assert urls[4:] == [""]


def test_a_page_that_names_the_address_of_a_known_article_is_that_article(
    warehouse: Warehouse, warehouse_url: str
) -> None:
    first, second = keyed(1, "url:https://herald.example/news/1"), keyed(2, feed_id="copy", seen_at=NOON + HOUR)
    poll_of(warehouse, first)
    poll_of(warehouse, second, feed="copy", after=HOUR)
    assert fetch(warehouse, first, "a1") == 0
    for _ in range(2):
        assert fetch(warehouse, second, "a2", canonical_url=first.url) == 1
    assert [article.id for article, _, _ in warehouse.unread_articles(10)] == ["a1"]
    reasons = ask(warehouse_url, "SELECT id, read_reason FROM articles ORDER BY id")
    assert reasons == [("a1", None), ("a2", "same_article")]
    carried = "SELECT entry_id, feed_id FROM entry_feeds ORDER BY feed_id"
    assert ask(warehouse_url, carried) == [(first.id, "copy"), (first.id, "herald")]
    assert poll_of(warehouse, second, feed="copy", after=2 * HOUR).new == 0
    assert ask(warehouse_url, carried) == [(first.id, "copy"), (first.id, "herald")]


def test_an_article_goes_to_the_first_entry_where_that_still_waits(warehouse: Warehouse) -> None:
    first, second = keyed(1, "url:https://herald.example/news/1"), keyed(2)
    poll_of(warehouse, first, second)
    for _ in range(2):
        assert fetch(warehouse, second, "a2", canonical_url=first.url) == 1
    assert unfetched(warehouse, NOON, 10) == ()
    ((article, entry, _),) = warehouse.unread_articles(10)
    assert (article.id, article.entry_id, entry.url) == ("a2", first.id, first.url)


def test_two_pages_of_one_batch_that_name_one_address_are_one_article(warehouse: Warehouse) -> None:
    late, early = keyed(1, seen_at=NOON + HOUR), keyed(2, seen_at=NOON)
    poll_of(warehouse, late, early)
    address = "https://www.herald.example/story/9"
    pages = [page(entry, f"a{n}", canonical_url=address) for n, entry in enumerate((late, early))]
    fetches = [Fetch(entry_id=one.entry_id, fetched_at=NOON, article=one) for one in pages]
    assert warehouse.save_fetches(fetches) == 1
    ((article, _, _),) = warehouse.unread_articles(10)
    assert article.entry_id == early.id
    assert poll_of(warehouse, keyed(3, "url:https://herald.example/story/9"), after=HOUR).new == 0


def test_an_entry_that_turned_out_to_be_another_is_never_fetched_again(warehouse: Warehouse) -> None:
    first, second = keyed(1, "url:https://herald.example/news/1"), told(2)
    poll_of(warehouse, first, second)
    fetch(warehouse, first, "a1")
    fetch(warehouse, second, "a2", canonical_url=first.url)
    poll_of(warehouse, told(2, words="second", after=HOUR), after=HOUR)
    assert unfetched(warehouse, NOON + DAY, 10) == ()


def test_a_front_page_as_address_joins_nothing(warehouse: Warehouse) -> None:
    entries = [keyed(1), keyed(2)]
    poll_of(warehouse, *entries)
    assert [fetch(warehouse, one, f"of {one.id}", canonical_url="https://herald.example/") for one in entries] == [0, 0]


def test_the_same_body_after_an_edit_is_read_again(warehouse: Warehouse) -> None:
    poll_of(warehouse, told())
    fetch(warehouse, told(), "a1")
    warehouse.save_outcomes([outcome("a1", "d1", "w1")], NOON)
    poll_of(warehouse, told(words="second", after=HOUR), after=HOUR)
    assert warehouse.unread_articles(10) == ()
    fetch(warehouse, told(), "a1", after=2 * HOUR)
    ((article, entry, _),) = warehouse.unread_articles(10)
    assert (article.id, entry.title) == ("a1", "second")


def test_a_newer_document_takes_the_place_of_the_earlier_one(warehouse: Warehouse, reader: SqlReader) -> None:
    poll_of(warehouse, keyed(1))
    fetch(warehouse, keyed(1), "a1")
    warehouse.save_outcomes([outcome("a1", "d1", "w1")], NOON)
    fetch(warehouse, keyed(1), "a2", after=HOUR)
    warehouse.save_outcomes([outcome("a2", "d2", "w2")], NOON + HOUR)
    assert [row["document_id"] for row in reader.results(limit=10)] == ["d2"]
    assert [one.mention.document_id for one in warehouse.unlinked_mentions(10)] == ["d2"]
    warehouse.save_outcomes([outcome("a1", "d1", "w1")], NOON + DAY)
    assert [row["document_id"] for row in reader.results(limit=10)] == ["d2"]


def test_a_page_that_cannot_be_read_any_more_leaves_the_earlier_document(
    warehouse: Warehouse, reader: SqlReader
) -> None:
    poll_of(warehouse, keyed(1))
    fetch(warehouse, keyed(1), "a1")
    warehouse.save_outcomes([outcome("a1", "d1", "w1")], NOON)
    fetch(warehouse, keyed(1), "a2", after=HOUR)
    warehouse.save_outcomes([ReadOutcome(article_id="a2", reason="no_text")], NOON + HOUR)
    assert [row["document_id"] for row in reader.results(limit=10)] == ["d1"]


@pytest.mark.parametrize(
    ("feed", "apart", "copies"),
    [("copy", 7 * DAY, 1), ("copy", 7 * DAY + HOUR, 0), ("rival", HOUR, 0)],
    ids=["same family within a week", "a column that comes back", "a wire report of another family"],
)
def test_the_same_words_of_one_family_are_one_article(
    warehouse: Warehouse, reader: SqlReader, feed: str, apart: timedelta, copies: int
) -> None:
    first, second = keyed(1), keyed(2, f"guid:{feed}:2", feed_id=feed, seen_at=NOON + apart)
    poll_of(warehouse, first)
    poll_of(warehouse, second, feed=feed, after=apart)
    fetch(warehouse, first, "a1")
    fetch(warehouse, second, "a2", after=apart)
    assert warehouse.save_outcomes([outcome("a1", "d1", "words")], NOON) == set()
    for _ in range(2):
        assert len(warehouse.save_outcomes([outcome("a2", "d2", "words")], NOON)) == copies
    assert len(reader.results(limit=10)) == 2 - copies
    known_as = poll_of(warehouse, keyed(3, f"guid:{feed}:2", feed_id=feed), feed=feed, after=10 * DAY)
    assert known_as.new == 0


def test_copies_within_a_batch_leave_what_was_seen_first(warehouse: Warehouse, reader: SqlReader) -> None:
    late, early = keyed(1, seen_at=NOON + HOUR), keyed(2)
    poll_of(warehouse, late, early)
    fetch(warehouse, late, "a1")
    fetch(warehouse, early, "a2")
    outcomes = [outcome("a1", "d1", "words"), outcome("a2", "d2", "words")]
    for _ in range(2):
        assert warehouse.save_outcomes(outcomes, NOON) == {"a1"}
        assert [row["document_id"] for row in reader.results(limit=10)] == ["d2"]


def test_texts_too_short_for_a_fingerprint_are_no_copies(warehouse: Warehouse, reader: SqlReader) -> None:
    poll_of(warehouse, keyed(1), keyed(2))
    fetch(warehouse, keyed(1), "a1")
    fetch(warehouse, keyed(2), "a2")
    assert warehouse.save_outcomes([outcome("a1", "d1", ""), outcome("a2", "d2", "")], NOON) == set()
    assert len(reader.results(limit=10)) == 2
