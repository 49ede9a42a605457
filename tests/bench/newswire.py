"""Invented mentions for the bench of linking: 12 conflicts, 40 publisher families, 60 days, all categories.

Put into the warehouse through its own doors, as feeds, entries, articles and documents with their mentions.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.builders import a_feed, a_feed_state, a_mention, a_place, a_span, an_actor, an_article, an_entry
from trucewatch.codebook import Act, Attribution, Category, Certainty, DatePrecision, Role, Scope, Target, Time
from trucewatch.model import (
    Actor,
    ConflictParty,
    Document,
    Entry,
    Fetch,
    KnownEntry,
    Mention,
    Place,
    Poll,
    ReadOutcome,
    stable_id,
)
from trucewatch.ports import Warehouse

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 60
CONFLICTS = tuple(f"conflict-{number}" for number in range(12))
FAMILIES = 40
_SENTENCE = "They said on that day that the ceasefire, the talks and the town were what they were, and nothing else."
_CATEGORIES = ((Category.CEASEFIRE, 5), (Category.NEGOTIATION, 3), (Category.TERRITORY, 2))
_ACTS: Mapping[Category, Sequence[tuple[Act, int]]] = {
    Category.CEASEFIRE: (
        (Act.CALL_FOR, 6),
        (Act.ACCEPT, 4),
        (Act.REJECT, 3),
        (Act.IN_FORCE, 3),
        (Act.EXTEND, 1),
        (Act.VIOLATE, 6),
        (Act.END, 1),
        (Act.MONITOR, 2),
        (Act.DISCUSS, 6),
    ),
    Category.NEGOTIATION: (
        (Act.CALL_FOR, 3),
        (Act.SCHEDULE, 4),
        (Act.HOLD, 5),
        (Act.AGREE, 1),
        (Act.STALL, 1),
        (Act.FAIL, 1),
    ),
    Category.TERRITORY: (
        (Act.CONTROL, 5),
        (Act.GAIN, 4),
        (Act.LOSE, 1),
        (Act.CLAIM, 2),
        (Act.DEMAND, 1),
        (Act.REFUSE, 1),
    ),
}
_SCOPES: Sequence[tuple[tuple[Scope, Target | None], int]] = (
    ((Scope.GENERAL, None), 12),
    ((Scope.PARTIAL, Target.ENERGY), 2),
    ((Scope.PARTIAL, Target.HUMANITARIAN), 2),
    ((Scope.PARTIAL, Target.LOCAL), 1),
    ((Scope.UNCLEAR, None), 2),
)
_DURATIONS: Sequence[tuple[str | None, int]] = ((None, 12), ("P30D", 2), ("P3D", 1), ("P60D", 1))
_CERTAINTIES = ((Certainty.CERTAIN, 7), (Certainty.PROBABLE, 2), (Certainty.POSSIBLE, 2))
_TIMES = ((Time.PAST, 6), (Time.PRESENT, 4), (Time.FUTURE, 2), (Time.HISTORICAL, 1))


@dataclass(frozen=True, slots=True)
class Report:
    """One document with the feed that brings it."""

    feed: str
    document: Document
    mentions: tuple[Mention, ...]

    @property
    def said_at(self) -> datetime:
        return self.document.published_at or BEGIN


def parties() -> tuple[ConflictParty, ...]:
    return tuple(
        ConflictParty(conflict=conflict, party=f"{conflict}-{side}", name=f"{conflict} {side}", country=None)
        for conflict in CONFLICTS
        for side in "ABC"
    )


def reports(mentions: int, seed: int = 6, begin: datetime = BEGIN, days: float = DAYS) -> Iterator[Report]:
    """Documents of one to five mentions in the order of time, so many mentions in all, evenly over the days."""
    chance = random.Random(seed)  # noqa: S311
    done = 0
    while done < mentions:
        said_at = begin + timedelta(days=days) * done / mentions
        count = min(chance.randint(1, 5), mentions - done)
        identifier = stable_id("bench", str(seed), str(done))
        conflict = chance.choice(CONFLICTS)
        found = tuple(_mention(chance, identifier, number, conflict, said_at) for number in range(count))
        yield Report(f"feed-{chance.randrange(FAMILIES * 2)}", _document(identifier, said_at), found)
        done += count


def towns(count: int, said_at: datetime) -> Iterator[Report]:
    """Documents of ten mentions, each of another town that changes hands: as many changes as mentions."""
    for start in range(0, count, 10):
        identifier = stable_id("towns", str(start))
        found = tuple(
            a_mention(
                id=stable_id("mention", identifier, str(number)),
                document_id=identifier,
                category=Category.TERRITORY,
                act=Act.GAIN,
                scope=None,
                conflict=CONFLICTS[number % len(CONFLICTS)],
                parties=(_side(CONFLICTS[number % len(CONFLICTS)], "A"),),
                places=(_town(f"town-{number}"),),
                trigger=a_span("gained", 10 * (number - start)),
            )
            for number in range(start, min(start + 10, count))
        )
        yield Report(f"feed-{start // 10 % (FAMILIES * 2)}", _document(identifier, said_at), found)


def sync(warehouse: Warehouse) -> None:
    """Two outlets of each family."""
    feeds = [a_feed(id=f"feed-{number}", family=f"family-{number // 2}") for number in range(FAMILIES * 2)]
    warehouse.sync_feeds(feeds, BEGIN)


def put(warehouse: Warehouse, some: Sequence[Report]) -> None:
    """Bring these documents as far as mentions that wait to be linked."""
    bring(warehouse, some)
    warehouse.save_outcomes(outcomes(some), max(report.said_at for report in some))


def bring(warehouse: Warehouse, some: Sequence[Report]) -> None:
    """Bring the articles of these documents as far as waiting for a reader."""
    by_feed: dict[str, list[Report]] = defaultdict(list)
    for report in some:
        by_feed[report.feed].append(report)
    for feed, of_one in by_feed.items():
        now = max(report.said_at for report in of_one)
        state = a_feed_state(feed_id=feed, due_at=now)
        entries = tuple(_entry(report) for report in of_one)
        poll = Poll(
            feed_id=feed,
            polled_at=now,
            status="ok",
            message="",
            http_status=200,
            milliseconds=0,
            state=state,
            entries=entries,
        )
        warehouse.save_poll(poll, _as_known)
    warehouse.save_fetches([_fetch(report) for report in some])


def outcomes(some: Sequence[Report]) -> list[ReadOutcome]:
    """What reading the articles of these documents gives."""
    return [
        ReadOutcome(article_id=report.document.article_id, document=report.document, mentions=report.mentions)
        for report in some
    ]


def _as_known(entry: Entry, known: Mapping[str, KnownEntry]) -> str | None:
    return next((known[key].id for key in entry.keys if key in known), None)


def _entry(report: Report) -> Entry:
    return an_entry(
        report.document.url,
        id=f"e-{report.document.id}",
        feed_id=report.feed,
        published_at=report.said_at,
        seen_at=report.said_at + timedelta(minutes=5),
    )


def _fetch(report: Report) -> Fetch:
    article = an_article(
        id=report.document.article_id,
        entry_id=f"e-{report.document.id}",
        final_url=report.document.url,
        fetched_at=report.said_at + timedelta(minutes=5),
    )
    return Fetch(entry_id=article.entry_id, fetched_at=article.fetched_at, article=article)


def _document(identifier: str, said_at: datetime) -> Document:
    return Document(
        id=identifier,
        article_id=f"a-{identifier}",
        url=f"https://herald.example/{identifier}",
        title=f"Report {identifier}",
        text=_SENTENCE,
        language="en",
        published_at=said_at,
        fingerprint=identifier,
    )


def _mention(chance: random.Random, document: str, number: int, conflict: str, said_at: datetime) -> Mention:
    category = _drawn(chance, _CATEGORIES)
    act = _drawn(chance, _ACTS[category])
    fields: dict[str, Any] = {
        "id": stable_id("mention", document, str(number)),
        "document_id": document,
        "category": category,
        "act": act,
        "trigger": a_span("ceasefire", 12 * number),
        "sentence": a_span(_SENTENCE),
        "in_title": number == 0 and chance.random() < 0.2,
        "certainty": _drawn(chance, _CERTAINTIES),
        "time": _drawn(chance, _TIMES),
        "parties": _parties(chance, conflict),
        "places": (),
        "scope": None,
        "conflict": conflict if chance.random() < 0.95 else None,
        "speaker": None,
        "rule_id": f"en.{category}.{act}",
    }
    if chance.random() < 0.7:
        fields |= {"speaker": _speaker(chance, conflict), "attribution": Attribution.INDIRECT}
    if category is Category.CEASEFIRE:
        fields["scope"], fields["target"] = _drawn(chance, _SCOPES)
        fields["duration"] = _drawn(chance, _DURATIONS)
    if category is Category.TERRITORY or chance.random() < 0.3:
        fields["places"] = (_town(f"{conflict}-town-{int(chance.triangular(0, 60, 0))}"),)
    if category is Category.NEGOTIATION and chance.random() < 0.5:
        day = (said_at + timedelta(days=chance.randint(-1, 3))).date()
        fields |= {"event_on": day, "event_precision": DatePrecision.DAY}
    return a_mention(**fields)


def _parties(chance: random.Random, conflict: str) -> tuple[Actor, ...]:
    if chance.random() < 0.1:
        return ()
    sides = chance.sample("ABC", 1 if chance.random() < 0.7 else 2)
    if chance.random() < 0.1:
        return (_side("the world", str(chance.randrange(30))),)
    return tuple(_side(conflict, side) for side in sorted(sides))


def _speaker(chance: random.Random, conflict: str) -> Actor:
    if chance.random() < 0.5:
        return _side(conflict, chance.choice("ABC"))
    number = int(chance.triangular(0, 300, 0))
    return an_actor(f"Speaker {number}", id=f"speaker-{number}", role=chance.choice((Role.MEDIATOR, Role.IGO)))


def _side(conflict: str, side: str) -> Actor:
    return an_actor(f"{conflict} {side}", id=f"{conflict}-{side}", role=Role.PARTY)


def _town(name: str) -> Place:
    return a_place(name, id=name, country="AR", latitude=48.0, longitude=-2.5)


def _drawn(chance: random.Random, weighed: Sequence[tuple[Any, int]]) -> Any:
    values, weights = zip(*weighed, strict=True)
    return chance.choices(values, weights)[0]
