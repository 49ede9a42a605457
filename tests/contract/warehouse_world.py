"""A small world for the warehouse's contract: one feed, its entry, its article, a document, two mentions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.builders import (
    NOON,
    a_feed,
    a_feed_state,
    a_mention,
    a_place,
    a_span,
    a_stance,
    an_actor,
    an_alert,
    an_arrangement,
    an_article,
    an_entry,
)
from trucewatch.codebook import (
    Act,
    Attribution,
    Category,
    Certainty,
    DatePrecision,
    Format,
    Issue,
    Level,
    Role,
    Scope,
    Target,
    Time,
)
from trucewatch.model import (
    Alert,
    Document,
    Entry,
    Fetch,
    KnownEntry,
    Linking,
    Mention,
    Poll,
    ReadOutcome,
    SavedPoll,
    Stance,
    Trace,
)
from trucewatch.ports import Warehouse

ENTRY = an_entry()
ARTICLE = an_article(entry_id=ENTRY.id)


def a_poll(*entries: Entry, **changes: Any) -> Poll:
    feed_id = changes.get("feed_id", "herald")
    fields: dict[str, Any] = {
        "feed_id": feed_id,
        "polled_at": NOON,
        "status": "ok",
        "message": "The feed gave entries.",
        "http_status": 200,
        "milliseconds": 120,
        "state": a_feed_state(feed_id=feed_id, due_at=NOON + timedelta(minutes=15)),
        "entries": entries,
    }
    return Poll(**fields | changes)


def first_sharer(entry: Entry, known: Mapping[str, KnownEntry]) -> str | None:
    """A plain way to identify: by the strongest key that is shared."""
    return next((known[key].id for key in entry.keys if key in known), None)


def save_poll(warehouse: Warehouse, poll: Poll) -> SavedPoll:
    return warehouse.save_poll(poll, first_sharer)


def unfetched(warehouse: Warehouse, now: datetime, limit: int) -> tuple[Entry, ...]:
    return tuple(wanted.entry for wanted in warehouse.unfetched_entries(now, limit, limit))


def a_document(**changes: Any) -> Document:
    fields: dict[str, Any] = {
        "id": "document-1",
        "article_id": "article-1",
        "url": "https://herald.example/news/1",
        "title": "Ardania accepts",
        "text": "Ardania has accepted the ceasefire.",
        "language": "en",
        "published_at": NOON,
        "authors": ("A. Writer",),
        "fingerprint": "f1",
    }
    return Document(**fields | changes)


def a_full_mention(**changes: Any) -> Mention:
    """A mention with every field filled."""
    fields: dict[str, Any] = {
        "id": "mention-full",
        "category": Category.CEASEFIRE,
        "act": Act.EXTEND,
        "trigger": a_span("truce", 30),
        "sentence": a_span("The envoy says that the truce in Lakeside and Hill may be extended.", 40),
        "in_title": True,
        "certainty": Certainty.POSSIBLE,
        "time": Time.FUTURE,
        "speaker": an_actor("The envoy", id="envoy", role=Role.MEDIATOR),
        "speaker_before": an_actor("Ann Envoy", id="envoy", name="Envoy", role=Role.MEDIATOR),
        "attribution": Attribution.INDIRECT,
        "parties": (an_actor("Ardania", id="ARD"), an_actor("rebels of the hills", name="")),
        "places": (
            a_place("Lac", id="p1", name="Lakeside", code="AR-1", country="AR", latitude=48.0, longitude=-2.51234),
            a_place("Hill", name=""),
        ),
        "scope": Scope.PARTIAL,
        "target": Target.LOCAL,
        "duration": "P30D",
        "event_on": date(2026, 3, 20),
        "event_precision": DatePrecision.DAY,
        "format": Format.SUMMIT,
        "level": Level.HEAD_OF_STATE,
        "venue": a_place("Port", id="p2", name="Porto", code="BO-2", country="BO", latitude=1.5, longitude=2.25),
        "issues": (Issue.CEASEFIRE, Issue.PRISONERS),
        "relays": (an_actor("the Agency", id="agency", name="Agency", role=Role.MEDIA), an_actor("a paper", name="")),
        "plover": "CONCEDE",
        "cameo": "0871",
        "acled": "Agreement",
        "conflict": "ardania-borland",
        "pack_version": "7",
        "model_version": "8",
    }
    return a_mention(**fields | changes)


def fetched(warehouse: Warehouse) -> None:
    """Bring the world as far as a fetched article that waits for a reader."""
    warehouse.sync_feeds([a_feed()], NOON)
    save_poll(warehouse, a_poll(ENTRY))
    warehouse.save_fetches([Fetch(entry_id=ENTRY.id, fetched_at=NOON, article=ARTICLE)])


def read(warehouse: Warehouse, *mentions: Mention) -> tuple[Mention, ...]:
    """Bring the world as far as mentions that wait to be linked; return them."""
    fetched(warehouse)
    found = mentions or (a_mention(id="mention-1"), a_full_mention())
    warehouse.save_outcomes([ReadOutcome(article_id="article-1", document=a_document(), mentions=found)], NOON)
    return found


def a_linking(mentions: Sequence[Mention], *stances: Stance, **changes: Any) -> Linking:
    """All mentions speak of one arrangement."""
    arrangement = an_arrangement(**changes)
    said = stances or tuple(a_stance(mention_id=mention.id, arrangement_id=arrangement.id) for mention in mentions)
    links = tuple((mention.id, arrangement.id) for mention in mentions)
    return Linking(arrangements=(arrangement,), stances=said, links=links, changes=())


def alerted(warehouse: Warehouse, *alert_ids: str) -> tuple[Alert, ...]:
    """Bring the world as far as alerts that wait to be sent; return them as they should come back."""
    read(warehouse)
    evidence = warehouse.unlinked_mentions(10)
    alerts = tuple(an_alert(id=alert_id, evidence=evidence) for alert_id in alert_ids or ("alert-1",))
    warehouse.save_linking(a_linking([one.mention for one in evidence]), alerts, NOON)
    return alerts


def told(warehouse: Warehouse, number: int, *mentions: Mention, feed: str = "herald", **changes: Any) -> Document:
    """Bring an article of its own as far as a document, in words that no other has; return it."""
    return retold(warehouse, number, *mentions, feed=feed, article=f"a{number}", **changes)


def retold(
    warehouse: Warehouse,
    number: int,
    *mentions: Mention,
    article: str,
    feed: str = "herald",
    after: timedelta = timedelta(0),
    **changes: Any,
) -> Document:
    """Fetch the page of an article some time after noon, and read it; return its document."""
    entry = an_entry(f"https://{feed}.example/{number}", feed_id=feed, published_at=None)
    save_poll(warehouse, a_poll(entry, feed_id=feed))
    page = an_article(id=article, entry_id=entry.id, fetched_at=NOON + after)
    warehouse.save_fetches([Fetch(entry_id=entry.id, fetched_at=page.fetched_at, article=page)])
    named = {"id": f"d{number:05}", "article_id": article, "url": entry.url, "fingerprint": f"print of {article}"}
    document = a_document(**named | {"text": f"Text of {article}."} | changes)
    warehouse.save_outcomes([ReadOutcome(article_id=article, document=document, mentions=mentions)], NOON + after)
    return document


def a_trace(document_id: str, *keys: str, **changes: Any) -> Trace:
    fields: dict[str, Any] = {
        "document_id": document_id,
        "said_at": NOON,
        "language": "en",
        "origin": "herald",
        "agency": None,
        "sketch": (),
        "terms": tuple(sorted({*keys, "actor:ARD"})),
        "keys": keys,
    }
    return Trace(**fields | changes)


def by_keys(new: Sequence[Trace], known: Sequence[Trace]) -> tuple[Trace, ...]:
    """A plain way to place: into the story of the first that shares a key, as a copy of the first with the same sketch."""
    stories: dict[object, str] = {}
    originals: dict[tuple[int, ...], str] = {}
    placed = []
    for trace in sorted([*known, *new], key=lambda trace: (trace.story_id is None, trace.said_at, trace.document_id)):
        marks = [*trace.keys, *([trace.sketch] if trace.sketch else [])]
        story = trace.story_id or next((stories[mark] for mark in marks if mark in stories), f"of {trace.document_id}")
        original = trace.copy_of or originals.get(trace.sketch)
        for mark in marks:
            stories.setdefault(mark, story)
        if trace.sketch:
            originals.setdefault(trace.sketch, original or trace.document_id)
        if trace.story_id is None:
            placed.append(replace(trace, story_id=story, copy_of=original))
    return tuple(placed)
