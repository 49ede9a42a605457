"""A warehouse with rows in every table, hostile texts among them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from tests.builders import NOON, a_change, a_feed, a_feed_state, a_mention, a_stance, an_arrangement, an_entry
from tests.contract.warehouse_world import (
    a_full_mention,
    a_poll,
    a_trace,
    alerted,
    by_keys,
    save_poll,
    told,
)
from trucewatch.codebook import Matter, PassedOver
from trucewatch.model import (
    ConflictParty,
    Contradiction,
    Delivery,
    HopReport,
    Linking,
    Outcome,
    Part,
    Receipt,
    RobotsFile,
)
from trucewatch.warehouse import SqlWarehouse, open_host_book
from trucewatch.warehouse.engine import opened
from trucewatch.warehouse.tables import metadata

HOSTILE = (
    "\\N", "\\.", "\\", "a\tb\nc\rd", "', \" and ;", "%s %(id)s %%", "{a,b}", "NULL", "\x00 gone", "\ud800 half", "\U0001f54a",
    "e\u0301 \u202e", "\x07\x1b\x7f", "'\u2028", "é" * 3000,
)  # fmt: skip


def fill(warehouse: SqlWarehouse, url: str) -> None:
    """Bring news through all hops, so that every table has rows."""
    warehouse.start_run("watch_news/1", "airflow", NOON)
    warehouse.save_report("watch_news/1", HopReport(hop="read", seen=3, kept=1, lost={"busy": 2}))
    warehouse.save_part(Part(file=HOSTILE[0], size=2**40, start=0, end=2**40), NOON, "watch_news/1")
    alerted(warehouse)
    warehouse.sync_feeds([a_feed(), a_feed(id="lake", outlet=HOSTILE[0])], NOON)
    for number, words in enumerate(HOSTILE):
        mention = a_full_mention(id=f"m{number}", document_id=f"d{number:05}", duration=words, conflict=words)
        told(warehouse, number, mention, title=words, text=words, authors=(words, "A"), sketch=(number, 2**63 - 1))
        trace = a_trace(f"d{number:05}", f"key {words}", agency=words)
        warehouse.save_traces([trace], by_keys, timedelta(days=1), NOON)
    told(warehouse, 99, text="", passed_over=PassedOver.NO_TRIGGER)
    _edit(warehouse)
    _link(warehouse)
    warehouse.sync_parties([ConflictParty(conflict="ardania-borland", party="ARD", name=HOSTILE[4], country="AR")])
    parcel = warehouse.claim_parcel(NOON, timedelta(minutes=10), {})
    assert parcel is not None
    receipt = Receipt(outcome=Outcome.SENT, message=HOSTILE[3])
    warehouse.save_delivery(Delivery(parcel=parcel, message_id="<1@example.org>", tried_at=NOON, receipt=receipt))
    warehouse.refresh_counts()
    told(warehouse, 100, a_mention(id="late", document_id="d00100"))
    _ask_hosts(url)


def _edit(warehouse: SqlWarehouse) -> None:
    """Let an entry say other words than before."""
    for hours, title in ((0, HOSTILE[5]), (5, HOSTILE[6])):
        at = NOON + timedelta(hours=hours)
        entry = an_entry(
            "https://lake.example/1", feed_id="lake", title=title, digest=title, seen_at=at, keys=("guid:1",)
        )
        state = a_feed_state(feed_id="lake", due_at=at + timedelta(minutes=15))
        save_poll(warehouse, a_poll(entry, feed_id="lake", polled_at=at, state=state, flaws=("no_dates",)))


def _link(warehouse: SqlWarehouse) -> None:
    arrangement = an_arrangement(places=(HOSTILE[3], "p1"))
    evidence = warehouse.unlinked_mentions(100)
    stances = tuple(a_stance(mention_id=one.mention.id, party=HOSTILE[6]) for one in evidence)
    said = Contradiction(
        id="c",
        arrangement_id=arrangement.id,
        party="ARD",
        matter=Matter.ACCEPTANCE,
        yes_mention_id="m1",
        no_mention_id="m2",
    )
    linking = Linking(
        arrangements=(arrangement,),
        stances=stances,
        links=tuple((one.mention.id, arrangement.id) for one in evidence),
        changes=(replace(a_change(), arrangement=arrangement, actors=(HOSTILE[7],), evidence=evidence[:2]),),
        contradictions=(said,),
    )
    warehouse.save_linking(linking, (), NOON)


def _ask_hosts(url: str) -> None:
    book = open_host_book(url)
    book.claim("herald.example", NOON, NOON + timedelta(seconds=5))
    book.save_robots("https://herald.example", RobotsFile(body=b"\x00\xff\\N\t", fetched_at=NOON))


def empty_tables(url: str) -> list[str]:
    """The names of tables without a row."""
    with opened(url) as engine, engine.connect() as connection:
        return [
            table.name
            for table in metadata.sorted_tables
            if not connection.execute(select(func.count()).select_from(table)).scalar_one()
        ]
