"""Four writers at once, in threads and in processes, on every database."""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.builders import NOON, a_feed, a_mention, a_stance, an_alert, an_arrangement, an_article, an_entry
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
from trucewatch.codebook import Position
from trucewatch.model import Delivery, Fetch, HopReport, Outcome, Reach, ReadOutcome, Receipt
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader, check_up, open_reader, open_warehouse, upgrade
from trucewatch.warehouse.dialects import LOCK_SECONDS
from trucewatch.warehouse.engine import opened, writing
from trucewatch.warehouse.intake import sync_feeds

WRITERS = 4
DAY = timedelta(days=1)


def in_threads(work: Callable[[int], int | None]) -> list[int | None]:
    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(work, range(WRITERS)))


def in_processes(work: Callable[[str], None], url: str) -> None:
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(work, [url] * WRITERS))


def count_reports(url: str) -> None:
    warehouse = open_warehouse(url)
    warehouse.start_run("run-1", "airflow", NOON)
    for _ in range(10):
        warehouse.save_report("run-1", HopReport(hop="fetch", seen=3, kept=1, lost={"busy": 2}))


def test_an_entry_that_four_feeds_bring_at_once_is_new_once(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(id=f"feed-{number}") for number in range(WRITERS)], NOON)
    entries = [an_entry(f"https://herald.example/{number}", feed_id="feed-0") for number in range(200)]

    def poll(writer: int) -> int:
        ordered = entries if writer % 2 else entries[::-1]
        return save_poll(warehouse, a_poll(*ordered, feed_id=f"feed-{writer}")).new

    assert sum(new or 0 for new in in_threads(poll)) == 200
    assert len(unfetched(warehouse, NOON, 1000)) == 200


def test_articles_that_four_feeds_bring_at_once_under_other_addresses_are_new_once(warehouse: Warehouse) -> None:
    warehouse.sync_feeds([a_feed(id=f"feed-{number}") for number in range(WRITERS)], NOON)

    def poll(writer: int) -> int:
        feed_id = f"feed-{writer}"
        entries = [
            an_entry(f"https://{writer}.example/{number}", feed_id=feed_id, keys=(f"guid:herald:{number}",))
            for number in range(100)
        ]
        return save_poll(warehouse, a_poll(*entries, feed_id=feed_id)).new

    assert sum(new or 0 for new in in_threads(poll)) == 100


def test_the_same_work_done_four_times_at_once_is_done_once(warehouse: Warehouse, reader: SqlReader) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    entries = [an_entry(f"https://herald.example/{number}") for number in range(60)]
    save_poll(warehouse, a_poll(*entries))
    articles = [an_article(id=f"article-{number}", entry_id=entry.id) for number, entry in enumerate(entries)]
    fetches = [Fetch(entry_id=article.entry_id, fetched_at=NOON, article=article) for article in articles]
    outcomes = [
        ReadOutcome(
            article_id=article.id,
            document=a_document(id=f"d-{article.id}", article_id=article.id, fingerprint=article.id),
            mentions=tuple(
                a_mention(id=f"{number}-{article.id}", document_id=f"d-{article.id}") for number in range(3)
            ),
        )
        for article in articles
    ]

    def work(writer: int) -> int:
        step = 1 if writer % 2 else -1
        warehouse.save_fetches(fetches[::step])
        warehouse.save_outcomes(outcomes[::step], NOON)
        evidence = warehouse.unlinked_mentions(1000)
        linking = a_linking([one.mention for one in evidence][::step])
        return warehouse.save_linking(linking, [an_alert(id="alert", evidence=evidence[:1])] if evidence else [], NOON)

    assert sum(new or 0 for new in in_threads(work)) == 1
    assert len(reader.results(limit=1000)) == 180
    known = warehouse.known_of([an_arrangement()], NOON, Reach(told_within=((NOON, NOON),)))
    assert (len(known.standings), [one.mention_id for one in known.tellings]) == (1, ["0-article-0"])
    assert warehouse.unlinked_mentions(10) == ()


def test_documents_that_four_group_at_once_are_placed_once(warehouse: Warehouse, reader: SqlReader) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    ids = [told(warehouse, number).id for number in range(24)]
    traces = [a_trace(id_, f"key {number % 3}") for number, id_ in enumerate(ids)]

    def group(writer: int) -> int:
        some = traces[writer * 6 :] + traces[: writer * 6]
        return sum(warehouse.save_traces(some[start : start + 8], by_keys, DAY, NOON) for start in range(0, 24, 8))

    assert sum(placed or 0 for placed in in_threads(group)) == 24
    stories = [(row["story_id"], row["documents"]) for row in reader.stories(limit=100)]
    assert [documents for _, documents in stories] == [8, 8, 8]
    assert warehouse.ungrouped_documents(10) == ()


def test_reading_anew_while_others_group_leaves_each_document_one_story(
    warehouse: Warehouse, reader: SqlReader
) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    for number in range(8):
        told(warehouse, number)

    def work(writer: int) -> int:
        for turn in range(4):
            if writer % 2:
                told(warehouse, turn, id=f"{writer} {turn}", text=f"Words of {writer} in {turn}.")
            else:
                waiting = warehouse.ungrouped_documents(100)
                warehouse.save_traces([a_trace(one.document.id, "key") for one in waiting], by_keys, DAY, NOON)
        return 0

    assert in_threads(work) == [0] * WRITERS
    waiting = warehouse.ungrouped_documents(100)
    warehouse.save_traces([a_trace(one.document.id, "key") for one in waiting], by_keys, DAY, NOON)
    assert [row["documents"] for row in reader.stories(limit=10)] == [8]


def test_of_senders_at_once_one_gets_the_parcel(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    claimed = []

    def send(writer: int) -> None:
        at = NOON + writer * timedelta(seconds=1)
        parcel = warehouse.claim_parcel(at, timedelta(minutes=10), {})
        if parcel is not None:
            claimed.append(parcel)
            receipt = Receipt(outcome=Outcome.SENT)
            warehouse.save_delivery(Delivery(parcel=parcel, message_id="<1@example.org>", tried_at=at, receipt=receipt))

    in_threads(send)
    assert len(claimed) == 1
    assert [row["delivery_status"] for row in reader.alert_log(limit=10)] == ["sent"]


def test_readers_read_on_while_somebody_writes(warehouse: Warehouse, reader: SqlReader) -> None:
    read(warehouse)

    def work(writer: int) -> int:
        for _ in range(5):
            if writer:
                assert len(reader.results(limit=10)) == 2
            else:
                read(warehouse)
        return 0

    assert in_threads(work) == [0] * WRITERS


@pytest.mark.slow
def test_counts_of_four_processes_are_all_added(warehouse_url: str) -> None:
    in_processes(count_reports, warehouse_url)
    (row,) = open_reader(warehouse_url).funnel("run-1")
    assert (row["seen"], row["kept"], row["lost"]) == (120, 40, 80)


@pytest.mark.slow
def test_four_processes_may_upgrade_at_once(blank_url: str) -> None:
    in_processes(upgrade, blank_url)
    assert open_warehouse(blank_url).due_feeds(NOON) == ()


def test_stances_that_four_link_at_once_are_summed_up_once(warehouse: Warehouse, reader: SqlReader) -> None:
    mentions = read(warehouse, *(a_mention(id=f"m{number:03}") for number in range(200)))
    said = [a_stance(mention_id=mention.id, position=Position.ACCEPTS) for mention in mentions]
    in_threads(lambda _: warehouse.save_linking(a_linking(mentions, *said), (), NOON))
    assert [row["mentions"] for row in reader.arrangement_stances(limit=10)] == [200]


def batch_of(number: int, reading: int) -> list[ReadOutcome]:
    """Six documents of thirty with their mentions, which overlap those of its neighbours; each reading finds all again."""
    outcomes = []
    for place in range(number * 3, number * 3 + 6):
        one = place % 30
        found = tuple(a_full_mention(id=f"m{one}-{turn}", document_id=f"d{one}") for turn in range(12))
        document = a_document(
            id=f"d{one}", article_id=f"a{one}", fingerprint=f"print {one}", sketch=tuple(range(one, one + 9))
        )
        outcomes.append(
            ReadOutcome(article_id=f"a{one}", document=document, mentions=found[:: 1 if reading % 2 else -1])
        )
    return outcomes


def read_all(given: tuple[str, int]) -> float:
    """Poll, fetch and read everything in an order of its own; return the longest wait for one transaction in seconds."""
    url, writer = given
    warehouse = open_warehouse(url)
    order = random.Random(writer)  # noqa: S311  # seeded
    longest = 0.0
    for reading in range(3):
        entries = [an_entry(f"https://herald.example/{number}", id=f"e{number}") for number in range(30)]
        order.shuffle(entries)
        save_poll(warehouse, a_poll(*entries, polled_at=NOON + timedelta(seconds=writer * 10 + reading)))
        pages = [an_article(id=f"a{number}", entry_id=f"e{number}") for number in range(30)]
        order.shuffle(pages)
        warehouse.save_fetches([Fetch(entry_id=one.entry_id, fetched_at=NOON, article=one) for one in pages])
        numbers = list(range(10))
        order.shuffle(numbers)
        for number in numbers:
            some = batch_of(number, reading)
            order.shuffle(some)
            began = time.monotonic()
            warehouse.save_outcomes(some, NOON)
            longest = max(longest, time.monotonic() - began)
    warehouse.close()
    return longest


@pytest.mark.slow
def test_overlapping_batches_of_four_processes_lose_and_double_nothing(warehouse_url: str) -> None:
    """Large enough to be copied on PostgreSQL; a deadlock, or a wait of more than 30 seconds, would be an error here."""
    with opened(warehouse_url) as engine, writing(engine) as connection:
        sync_feeds(connection, [a_feed()], NOON)
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        waits = list(pool.map(read_all, [(warehouse_url, writer) for writer in range(WRITERS)]))
    assert max(waits) < LOCK_SECONDS
    found = check_up(warehouse_url)
    assert found.problems == ()
    counts = {name: found.rows[name] for name in ("entries", "articles", "documents", "mentions", "document_sketches")}
    assert counts == {"entries": 30, "articles": 30, "documents": 30, "mentions": 360, "document_sketches": 240}
    parts = {name: found.rows[f"mention_{name}"] for name in ("parties", "places", "issues", "sources", "index")}
    assert parts == {"parties": 720, "places": 720, "issues": 720, "sources": 720, "index": 360}
