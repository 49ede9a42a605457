"""Documents that wait for a story, and the stories they are given, on every database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOON, a_feed, a_mention
from tests.contract.warehouse_world import a_full_mention, a_trace, alerted, by_keys, retold, told
from trucewatch.codebook import PassedOver, TextSource
from trucewatch.model import ReadOutcome, Trace
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader, grouping

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WINDOW = 3 * DAY


@pytest.fixture(autouse=True)
def feeds(warehouse: Warehouse) -> None:
    rival = a_feed(id="rival", outlet="The Rival", family="rival", language="fr")
    warehouse.sync_feeds([a_feed(), rival], NOON)


def ungrouped(warehouse: Warehouse) -> list[str]:
    return [account.document.id for account in warehouse.ungrouped_documents(100)]


def group(warehouse: Warehouse, *traces: Trace) -> int:
    return warehouse.save_traces(traces, by_keys, WINDOW, NOON)


def told_as(warehouse: Warehouse, number: int, *keys: str, feed: str = "herald", **changes: Any) -> str:
    """Tell something and group it; return the document's id."""
    names = ("sketch", "language")
    said = changes.get("said_at", NOON)
    document = told(
        warehouse, number, feed=feed, published_at=said, **{name: changes[name] for name in names if name in changes}
    )
    assert group(warehouse, a_trace(document.id, *keys, **{"origin": feed} | changes)) == 1
    return document.id


def overview(reader: SqlReader) -> list[dict[str, object]]:
    return [dict(row) for row in reader.stories(limit=10)]


def test_a_document_waits_with_all_that_is_known_of_it(warehouse: Warehouse) -> None:
    title = a_full_mention(document_id="d00001")
    body = a_mention(id="mention-1", document_id="d00001", in_title=False)
    kept = told(
        warehouse, 1, body, title,
        updated_at=NOON + HOUR, sketch=(1, 2**63 - 1), text_source=TextSource.FEED_CONTENT,
        is_paywalled_partial=True, is_live_blog=True, is_opinion=True,
    )  # fmt: skip
    (account,) = warehouse.ungrouped_documents(10)
    assert account.document == kept
    assert (account.outlet, account.family, account.said_at) == ("The Herald", "herald", NOON)
    assert account.mentions == (title, body)


def test_documents_wait_in_the_order_in_which_they_were_said(warehouse: Warehouse) -> None:
    told(warehouse, 1, published_at=NOON + DAY)
    told(warehouse, 2, published_at=None)
    told(warehouse, 3, published_at=NOON - DAY)
    assert ungrouped(warehouse) == ["d00003", "d00002", "d00001"]
    assert [account.document.id for account in warehouse.ungrouped_documents(1)] == ["d00003"]


def test_neither_passed_over_nor_superseded_nor_grouped_documents_wait(warehouse: Warehouse) -> None:
    told(warehouse, 1, text="", passed_over=PassedOver.NO_PACK)
    told(warehouse, 2)
    retold(warehouse, 2, article="later", after=HOUR, id="newer")
    told_as(warehouse, 3)
    assert ungrouped(warehouse) == ["newer"]


def test_a_page_that_is_read_with_care_later_is_replaced_and_waits(warehouse: Warehouse) -> None:
    told(warehouse, 1, text="", id="skimmed", passed_over=PassedOver.NO_TRIGGER)
    told(warehouse, 1, id="read", sketch=(5,))
    assert ungrouped(warehouse) == ["read"]
    told(warehouse, 1, id="skimmed", text="", passed_over=PassedOver.NO_CONFLICT)
    assert ungrouped(warehouse) == []


def test_a_page_keeps_its_identifier_when_it_is_read_with_care(warehouse: Warehouse) -> None:
    told(warehouse, 1, text="", passed_over=PassedOver.NO_TRIGGER)
    told(warehouse, 1)
    assert ungrouped(warehouse) == ["d00001"]


def test_pages_that_were_passed_over_in_the_same_words_are_one_article(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(), a_feed(id="copy")], NOON)
    told(warehouse, 1, text="", passed_over=PassedOver.NO_TRIGGER, fingerprint="same")
    page = told(warehouse, 2, feed="copy", text="", passed_over=PassedOver.NO_TRIGGER, fingerprint="other")
    again = ReadOutcome(article_id="a2", document=replace(page, fingerprint="same"))
    assert warehouse.save_outcomes([again], NOON) == {"a2"}


def test_a_trace_comes_back_as_it_was_kept(warehouse: Warehouse) -> None:
    first = told_as(warehouse, 1, "place:p1", "name:été ✓", sketch=(3, 4), agency="afp", language="fr")
    document = told(warehouse, 2)
    given: list[Sequence[Trace]] = []

    def note(new: Sequence[Trace], known: Sequence[Trace]) -> Sequence[Trace]:
        given.append(known)
        return by_keys(new, known)

    warehouse.save_traces([a_trace(document.id, "place:p1")], note, WINDOW, NOON)
    kept = a_trace(first, "place:p1", "name:été ✓", sketch=(3, 4), agency="afp", language="fr", story_id=f"of {first}")
    assert given == [[kept]]


@pytest.mark.parametrize(
    ("changes", "is_known"),
    [
        pytest.param({"keys": ("a", "b")}, True, id="a key"),
        pytest.param({"keys": ("c",)}, False, id="no key"),
        pytest.param({"sketch": (7,)}, True, id="a hash"),
        pytest.param({"sketch": (*range(100, 108), 7)}, False, id="no hash"),
        pytest.param({"keys": ("a",), "said_at": NOON + WINDOW}, True, id="long after"),
        pytest.param({"keys": ("a",), "said_at": NOON + WINDOW + HOUR}, False, id="too long after"),
        pytest.param({"keys": ("a",), "said_at": NOON - WINDOW}, True, id="long before"),
        pytest.param({"sketch": (7,), "said_at": NOON - WINDOW - HOUR}, False, id="too long before"),
    ],
)
def test_known_traces_share_a_key_or_a_hash_and_are_close_in_time(
    warehouse: Warehouse, changes: dict[str, Any], *, is_known: bool
) -> None:
    told_as(warehouse, 1, "a", sketch=(7, 8))
    told(warehouse, 2)
    asked: list[int] = []

    def count(new: Sequence[Trace], known: Sequence[Trace]) -> Sequence[Trace]:
        asked.append(len(known))
        return by_keys(new, known)

    warehouse.save_traces([a_trace("d00002", **changes)], count, WINDOW, NOON)
    assert asked == [int(is_known)]


@pytest.mark.parametrize("key", ["name:" + "é" * 5000, "name:a\x00b\ud800", "name:'; --"])
def test_any_key_leads_to_whoever_has_it(warehouse: Warehouse, key: str) -> None:
    first = told_as(warehouse, 1, key)
    told(warehouse, 2)
    known: list[str] = []

    def note(new: Sequence[Trace], beside: Sequence[Trace]) -> Sequence[Trace]:
        known.extend(trace.document_id for trace in beside)
        return by_keys(new, beside)

    warehouse.save_traces([a_trace("d00002", key)], note, WINDOW, NOON)
    assert known == [first]


def test_what_is_placed_or_gone_or_superseded_is_left_as_it_is(warehouse: Warehouse) -> None:
    first = told_as(warehouse, 1, "a")
    told(warehouse, 2)
    retold(warehouse, 2, article="later", after=HOUR, id="newer")
    traces = [a_trace(first, "b"), a_trace("nothing", "a"), a_trace("d00002", "a")]
    assert group(warehouse, *traces) == 0
    assert group(warehouse) == 0


def test_a_trace_that_gets_no_story_waits(warehouse: Warehouse) -> None:
    document = told(warehouse, 1)
    trace = a_trace(document.id)
    assert warehouse.save_traces([trace], lambda new, _known: new, WINDOW, NOON) == 0
    assert ungrouped(warehouse) == [document.id]


def test_more_traces_than_are_placed_at_once_end_in_the_same_stories(warehouse: Warehouse, reader: SqlReader) -> None:
    count = grouping.MOST_AT_ONCE * 2 + 5
    ids = [told(warehouse, number, published_at=NOON + number * HOUR).id for number in range(count)]
    sizes: list[int] = []

    def note(new: Sequence[Trace], known: Sequence[Trace]) -> Sequence[Trace]:
        sizes.append(len(new))
        return by_keys(new, known)

    traces = [a_trace(id_, f"key {n % 2}", said_at=NOON + n * HOUR) for n, id_ in enumerate(ids)]
    assert warehouse.save_traces(traces[::-1], note, 30 * DAY, NOON) == count
    assert sizes == [grouping.MOST_AT_ONCE, grouping.MOST_AT_ONCE, 5]
    assert sorted(int(str(row["documents"])) for row in overview(reader)) == [count // 2, count - count // 2]


def test_known_ones_are_the_newest_of_a_key_and_those_that_share_most(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_OF_A_KEY", 3)
    monkeypatch.setattr(grouping, "MOST_KNOWN", 2)
    for number in range(1, 6):
        told_as(warehouse, number, "hot", *(["rare"] if number == 3 else []), said_at=NOON + number * HOUR)
    told(warehouse, 9)
    given: list[list[str]] = []

    def note(new: Sequence[Trace], known: Sequence[Trace]) -> Sequence[Trace]:
        given.append([trace.document_id for trace in known])
        return by_keys(new, known)

    warehouse.save_traces([a_trace("d00009", "hot", "rare", "nobody's")], note, WINDOW, NOON)
    assert given == [["d00003", "d00004"]]


def test_a_story_begins_and_ends_with_its_documents(warehouse: Warehouse, reader: SqlReader) -> None:
    told_as(warehouse, 1, "a", said_at=NOON)
    told_as(warehouse, 2, "a", said_at=NOON + DAY)
    told_as(warehouse, 3, "a", said_at=NOON - DAY)
    (row,) = overview(reader)
    assert (row["first_said_at"], row["last_said_at"], row["documents"]) == (NOON - DAY, NOON + DAY, 3)


def test_reading_the_same_words_again_keeps_the_story(warehouse: Warehouse, reader: SqlReader) -> None:
    told_as(warehouse, 1, "a")
    before = overview(reader)
    told(warehouse, 1)
    assert overview(reader) == before
    assert ungrouped(warehouse) == []


@pytest.mark.parametrize("changes", [{"id": "other words", "text": "Other."}, {"text": "Other."}])
def test_a_document_read_anew_in_other_words_waits_again(
    warehouse: Warehouse, reader: SqlReader, changes: dict[str, Any]
) -> None:
    told_as(warehouse, 1, "a", said_at=NOON - DAY)
    told_as(warehouse, 2, "a")
    again = told(warehouse, 1, **changes)
    assert ungrouped(warehouse) == [again.id]
    (row,) = overview(reader)
    assert (row["story_id"], row["documents"], row["first_said_at"]) == ("of d00001", 1, NOON)


def test_a_story_goes_with_its_last_document(warehouse: Warehouse, reader: SqlReader) -> None:
    told_as(warehouse, 1, "a")
    warehouse.save_outcomes([ReadOutcome(article_id="a1", reason="no_text")], NOON)
    assert overview(reader) == []
    told_as(warehouse, 2, "a")
    assert [row["story_id"] for row in overview(reader)] == ["of d00002"]


def test_the_earliest_copy_takes_the_place_of_an_original_that_goes(warehouse: Warehouse, reader: SqlReader) -> None:
    for number in (1, 2, 3):
        told_as(
            warehouse, number, sketch=(1, 2), feed="herald" if number == 1 else "rival", said_at=NOON + number * HOUR
        )
        told(
            warehouse,
            number,
            a_mention(document_id=f"d{number:05}"),
            sketch=(1, 2),
            feed="herald" if number == 1 else "rival",
        )
    assert copies(reader) == {"d00001": None, "d00002": "d00001", "d00003": "d00001"}
    warehouse.save_outcomes([ReadOutcome(article_id="a1", reason="no_text")], NOON)
    assert copies(reader) == {"d00002": None, "d00003": "d00002"}


def copies(reader: SqlReader) -> dict[object, object]:
    return {row["document_id"]: row["copy_of"] for row in reader.results(limit=10)}


def test_an_edited_article_stays_in_its_story_and_is_no_copy_of_itself(warehouse: Warehouse, reader: SqlReader) -> None:
    told_as(warehouse, 1, sketch=(1, 2))
    mention = a_mention(document_id="newer")
    retold(warehouse, 1, mention, article="later", after=HOUR, id="newer", sketch=(1, 2))
    assert overview(reader) == []
    group(warehouse, a_trace("newer", sketch=(1, 2)))
    (row,) = overview(reader)
    assert (row["story_id"], row["documents"]) == ("of d00001", 1)
    assert copies(reader) == {"newer": None}


def test_an_overview_counts_what_stands_and_who_said_it_first(warehouse: Warehouse, reader: SqlReader) -> None:
    told_as(warehouse, 1, "a", agency="afp", origin="afp", sketch=(1,))
    told_as(warehouse, 2, "a", feed="rival", origin="afp", language="fr", sketch=(1,), said_at=NOON + HOUR)
    told_as(warehouse, 3, "a", feed="rival", language="fr", said_at=NOON + HOUR)
    told(warehouse, 3, a_mention(document_id="d00003", conflict=None), a_mention(document_id="d00003"), feed="rival")
    told_as(warehouse, 4, "a", said_at=NOON + 2 * HOUR)
    told(warehouse, 4, a_mention(document_id="d00004"), title="Late", published_at=NOON + 2 * HOUR)
    told_as(warehouse, 5, "another", said_at=NOON - HOUR)
    first, second = overview(reader)
    assert first == {
        "story_id": "of d00001",
        "first_said_at": NOON,
        "last_said_at": NOON + 2 * HOUR,
        "title": "Ardania accepts",
        "languages": "en; fr",
        "documents": 4,
        "outlets": 2,
        "families": 2,
        "sources": 3,
        "mentions": 3,
        "conflicts": "ardania-borland",
    }
    assert (second["story_id"], second["conflicts"], second["mentions"]) == ("of d00005", None, 0)
    assert len(reader.stories(limit=1)) == 1


def test_results_tell_the_story_and_who_said_it_first(warehouse: Warehouse, reader: SqlReader) -> None:
    for number, agency in ((1, "afp"), (2, None), (3, "ap"), (4, None), (5, None)):
        origin = {"origin": agency or "afp"} if number < 4 else {}
        feed = "rival" if number % 2 else "herald"
        sketch = (1,) if number < 4 else (number,)
        told_as(warehouse, number, sketch=sketch, agency=agency, feed=feed, said_at=NOON + number * HOUR, **origin)
        told(warehouse, number, a_mention(document_id=f"d{number:05}"), feed=feed, sketch=sketch, is_opinion=True)
    found = {row["document_id"]: row for row in reader.results(limit=10)}
    assert {id_: row["origin"] for id_, row in found.items()} == {
        "d00001": "afp", "d00002": "afp", "d00003": "ap", "d00004": "herald", "d00005": "rival",
    }  # fmt: skip
    row = found["d00002"]
    assert (row["story_id"], row["copy_of"], row["agency"], row["is_opinion"]) == ("of d00001", "d00001", None, True)


def test_evidence_is_the_word_of_whose_words_it_repeats(warehouse: Warehouse) -> None:
    told_as(warehouse, 1, origin="afp", agency="afp")
    told_as(warehouse, 2, feed="rival", origin="afp")
    for number, feed in ((1, "herald"), (2, "rival"), (3, "rival")):
        told(warehouse, number, a_mention(document_id=f"d{number:05}"), feed=feed)
    found = {one.mention.document_id: (one.outlet, one.family) for one in warehouse.unlinked_mentions(10)}
    assert found == {
        "d00001": (a_feed().outlet, "afp"), "d00002": ("The Rival", "afp"), "d00003": ("The Rival", "rival"),
    }  # fmt: skip


def test_what_an_alert_rests_on_stays_in_its_story(warehouse: Warehouse) -> None:
    alerted(warehouse)
    group(warehouse, a_trace("document-1", "a"))
    warehouse.save_outcomes([ReadOutcome(article_id="article-1", reason="no_text")], NOON)
    assert ungrouped(warehouse) == []
