"""A small newsroom's warehouse: two months of invented reports on three watched conflicts, the same every time."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.builders import (
    a_feed,
    a_feed_state,
    a_mention,
    a_place,
    a_span,
    a_stance,
    an_actor,
    an_arrangement,
    an_article,
    an_entry,
    an_evidence,
)
from tests.contract.warehouse_world import a_document, a_poll, save_poll
from trucewatch.codebook import Act, Category, Certainty, Matter, Polarity, Position, Role, Scope, State, Target
from trucewatch.model import (
    Change,
    ConflictParty,
    Contradiction,
    Entry,
    Fetch,
    HopReport,
    Linking,
    Mention,
    Poll,
    ReadOutcome,
    Stance,
)
from trucewatch.ports import Warehouse

DAYS = 60
FEEDS = (
    ("herald", "The Herald", "en", "GB"),
    ("courrier", "Le Courrier du Port", "fr", "FR"),
    ("lake-post", "Lake Post", "en", "US"),
)
PARTIES = {
    "russia-ukraine": (("RUS", "Russia", "RU"), ("UKR", "Ukraine", "UA")),
    "israel-gaza": (("ISR", "Israel", "IL"), ("hamas", "Hamas", None)),
    "sudan": (("SDN", "Sudan", "SD"), ("rsf", "Rapid Support Forces", None)),
}
PLACES = {
    "russia-ukraine": (("UA-14", "Donetsk Oblast", "UA", 48.0, 37.8), ("UA-63", "Kharkiv Oblast", "UA", 49.99, 36.23), ("kupiansk", "Kupiansk", "UA", 49.71, 37.61), ("pokrovsk", "Pokrovsk", "UA", 48.28, 37.18)),
    "israel-gaza": (("gaza-city", "Gaza City", "PS", 31.5, 34.47), ("rafah", "Rafah", "PS", 31.29, 34.24)),
    "sudan": (("el-fasher", "El Fasher", "SD", 13.63, 25.35), ("khartoum", "Khartoum", "SD", 15.5, 32.56)),
}  # fmt: skip
SAYINGS = {
    ("en", Category.CEASEFIRE): "{party} has said on {weekday} that the ceasefire would hold if both sides kept to it.",
    (
        "fr",
        Category.CEASEFIRE,
    ): "{party} a déclaré {weekday} que le cessez-le-feu tiendrait si les deux camps le respectaient.",
    ("en", Category.TERRITORY): "{party} says that its troops have moved in {place}, which nobody else could confirm.",
    (
        "fr",
        Category.TERRITORY,
    ): "{party} affirme que ses troupes ont avancé à {place}, ce que personne n’a pu confirmer.",
    (
        "en",
        Category.NEGOTIATION,
    ): "Envoys of {party} are to meet the mediators on {weekday} for another round of talks.",
    (
        "fr",
        Category.NEGOTIATION,
    ): "Des émissaires : {party} doit rencontrer les médiateurs {weekday} pour un nouveau tour de pourparlers.",
}
TRIGGERS = {
    ("en", Category.CEASEFIRE): "ceasefire", ("fr", Category.CEASEFIRE): "cessez-le-feu", ("en", Category.TERRITORY): "moved in",
    ("fr", Category.TERRITORY): "ont avancé", ("en", Category.NEGOTIATION): "talks", ("fr", Category.NEGOTIATION): "pourparlers",
}  # fmt: skip
ACTS = {
    Category.CEASEFIRE: (Act.ACCEPT, Act.CALL_FOR, Act.CALL_FOR, Act.REJECT, Act.VIOLATE, Act.VIOLATE, Act.IN_FORCE),
    Category.TERRITORY: (Act.GAIN, Act.GAIN, Act.LOSE, Act.CLAIM, Act.CONTROL),
    Category.NEGOTIATION: (Act.SCHEDULE, Act.HOLD, Act.HOLD, Act.STALL, Act.AGREE),
}
POSITIONS = {
    Act.ACCEPT: Position.ACCEPTS, Act.CALL_FOR: Position.PROPOSES, Act.REJECT: Position.REJECTS,
    Act.VIOLATE: Position.VIOLATES, Act.IN_FORCE: Position.OBSERVES,
}  # fmt: skip
STATES = {"russia-ukraine": State.CONTESTED, "israel-gaza": State.IN_FORCE, "sudan": State.PROPOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One mention as it was told."""

    mention: Mention
    said_at: datetime
    feed: tuple[str, str, str, str]
    party: str


def fill(
    warehouse: Warehouse,
    now: datetime,
    *,
    days: int = DAYS,
    hostile: str = "",
    next_hostile: Callable[[], str] | None = None,
    next_url: Callable[[], str] | None = None,
) -> None:
    """Fill an empty warehouse with what was told up to now; `hostile` is put wherever strangers' words go.

    `next_hostile`, where given, is called for another text for each document, and `next_url` for its address.
    """
    warehouse.sync_feeds(
        [
            a_feed(id=id_, outlet=outlet + hostile, language=language, country=country, family=id_)
            for id_, outlet, language, country in FEEDS
        ],
        now,
    )
    warehouse.sync_parties(
        [ConflictParty(conflict=c, party=p, name=n, country=k) for c, all_ in PARTIES.items() for p, n, k in all_]
    )
    chance = random.Random(7)  # noqa: S311  # the same every time
    told: list[Told] = []
    start = (now - timedelta(days=days)).replace(hour=6, minute=0, second=0, microsecond=0)
    moments = sorted(
        start + timedelta(seconds=int((now - start).total_seconds() * chance.random())) for _ in range(days * 2)
    )
    for number, at in enumerate(moments):
        words = next_hostile() if next_hostile else hostile
        told.extend(_document(warehouse, number, at, chance, words, next_url() if next_url else None))
    _link(warehouse, told, now, hostile)
    _work(warehouse, now, hostile)
    warehouse.refresh_counts()


def _document(
    warehouse: Warehouse, number: int, at: datetime, chance: random.Random, hostile: str, url: str | None
) -> list[Told]:
    feed = chance.choice(FEEDS)
    conflict = chance.choices(list(PARTIES), weights=(6, 3, 2))[0]
    entry = an_entry(
        f"https://{feed[0]}.example/{number}", feed_id=feed[0], published_at=at, seen_at=at + timedelta(minutes=9)
    )
    save_poll(warehouse, _poll(feed[0], at + timedelta(minutes=9), entry))
    article = an_article(id=f"article-{number}", entry_id=entry.id, fetched_at=at + timedelta(minutes=10))
    warehouse.save_fetches([Fetch(entry_id=entry.id, fetched_at=article.fetched_at, article=article)])
    lines, told = [_opening(feed[2])], []
    for category in chance.sample(list(Category), k=chance.randint(1, 3)):
        party = chance.choice(PARTIES[conflict])
        place = chance.choice(PLACES[conflict])
        weekday = chance.choice(("Monday", "Tuesday", "Friday") if feed[2] == "en" else ("lundi", "mardi", "vendredi"))
        sentence = SAYINGS[feed[2], category].format(party=party[1] + hostile, place=place[1], weekday=weekday)
        start = sum(len(line) + 1 for line in lines)
        lines.append(sentence)
        trigger = TRIGGERS[feed[2], category]
        act = chance.choice(ACTS[category])
        mention = a_mention(
            id=f"mention-{number}-{category}",
            document_id=f"document-{number}",
            category=category,
            act=act,
            polarity=chance.choices(list(Polarity), weights=(9, 1))[0],
            certainty=chance.choices(list(Certainty), weights=(8, 2, 1, 2))[0],
            sentence=a_span(sentence, start),
            trigger=a_span(trigger, start + sentence.index(trigger)),
            parties=(an_actor(party[1] + hostile, id=party[0], name=party[1], role=Role.PARTY),),
            places=(a_place(place[1] + hostile, id=place[0], name=place[1] + hostile, code=place[0] if "-1" in place[0] else None, country=place[2], latitude=place[3], longitude=place[4]),)
            if category is Category.TERRITORY
            else (),
            scope=Scope.GENERAL if category is Category.CEASEFIRE else None,
            conflict=conflict,
            speaker=an_actor(party[1] + hostile, id=party[0], name=party[1]) if chance.random() < 0.6 else None,
            rule_id=f"{feed[2]}.{category}.{act}",
        )  # fmt: skip
        told.append(Told(mention=mention, said_at=at, feed=feed, party=party[0]))
    document = a_document(
        id=f"document-{number}", article_id=article.id, url=url or entry.url, title=_title(feed[2], conflict) + hostile,
        text="\n".join([*lines[:1], " ".join(lines[1:])]) + hostile, language=feed[2], published_at=at, fingerprint=f"print-{number}",
    )  # fmt: skip
    outcome = ReadOutcome(article_id=article.id, document=document, mentions=tuple(one.mention for one in told))
    warehouse.start_run(_run(at), "airflow", at)
    warehouse.save_outcomes([outcome], at + timedelta(minutes=11), run_id=_run(at))
    return told


def _opening(language: str) -> str:
    if language == "fr":
        return "Le texte qui suit est inventé : ni ces propos ni ces mouvements n’ont eu lieu."
    return "What follows is invented: none of it was said, and nobody moved."


def _title(language: str, conflict: str) -> str:
    names = " and ".join(name for _, name, _ in PARTIES[conflict])
    return f"{names}: what is said today" if language == "en" else f"{names.replace(' and ', ' et ')} : ce qui se dit"


def _run(at: datetime) -> str:
    return f"watch_news/scheduled__{at:%Y-%m-%dT%H:00:00+00:00}"


def _link(warehouse: Warehouse, told: Sequence[Told], now: datetime, hostile: str) -> None:
    arrangements = {}
    for conflict in PARTIES:
        for category in Category:
            own = [one for one in told if (one.mention.conflict, one.mention.category) == (conflict, category)]
            if own:
                arrangements[conflict, category] = an_arrangement(
                    id=f"{conflict}-{category}", category=category, conflict=conflict,
                    scope=Scope.PARTIAL if conflict == "russia-ukraine" and category is Category.CEASEFIRE else (Scope.GENERAL if category is Category.CEASEFIRE else None),
                    target=Target.ENERGY if conflict == "russia-ukraine" and category is Category.CEASEFIRE else None,
                    duration="P30D" if category is Category.CEASEFIRE else None,
                    places=(PLACES[conflict][0][0],) if category is Category.TERRITORY else (),
                    state=STATES[conflict] if category is Category.CEASEFIRE else State.REPORTED,
                    first_said_at=own[0].said_at, last_said_at=own[-1].said_at,
                )  # fmt: skip
    linking = Linking(
        arrangements=tuple(arrangements.values()),
        stances=tuple(_stance(one, arrangements, hostile) for one in told if one.mention.act in POSITIONS),
        links=tuple((one.mention.id, arrangements[one.mention.conflict, one.mention.category].id) for one in told),
        changes=tuple(_changes(told, arrangements, now)),
        contradictions=tuple(_contradictions(told, arrangements)),
    )
    warehouse.save_linking(linking, (), now)


def _stance(one: Told, arrangements: Any, hostile: str) -> Stance:
    return a_stance(
        arrangement_id=arrangements[one.mention.conflict, one.mention.category].id,
        party=one.party,
        act=one.mention.act,
        position=POSITIONS[one.mention.act],
        told_by=one.party if one.mention.speaker else f"press:{one.feed[0]}{hostile}",
        said_at=one.said_at,
        mention_id=one.mention.id,
    )


def _changes(told: Sequence[Told], arrangements: Any, now: datetime) -> list[Change]:
    latest = [one for one in told if one.mention.category is Category.CEASEFIRE][-3:]
    return [
        Change(
            key=f"change-{number}",
            arrangement=arrangements[one.mention.conflict, one.mention.category],
            act=one.mention.act,
            actors=(one.party,),
            evidence=(an_evidence(mention=one.mention, published_at=one.said_at),),
            state_before=None if number else State.AGREED,
            found_at=now - timedelta(hours=number),
        )
        for number, one in enumerate(latest)
    ]


def _contradictions(told: Sequence[Told], arrangements: Any) -> list[Contradiction]:
    found = []
    for conflict in PARTIES:
        own = [one for one in told if (one.mention.conflict, one.mention.category) == (conflict, Category.CEASEFIRE)]
        if len(own) > 1:
            found.append(
                Contradiction(
                    id=f"contradiction-{conflict}", arrangement_id=arrangements[conflict, Category.CEASEFIRE].id,
                    party=PARTIES[conflict][0][0], matter=Matter.OBSERVANCE,
                    yes_mention_id=own[-1].mention.id, no_mention_id=own[-2].mention.id,
                )
            )  # fmt: skip
    return found


def _work(warehouse: Warehouse, now: datetime, hostile: str) -> None:
    for hours in (2, 1):
        at = now - timedelta(hours=hours)
        run_id = _run(at)
        warehouse.start_run(run_id, "airflow", at)
        warehouse.save_report(run_id, HopReport(hop="poll", seen=3, kept=3))
        warehouse.save_report(run_id, HopReport(hop="entries", seen=61, kept=42, lost={"known": 19}))
        warehouse.save_report(run_id, HopReport(hop="fetch", seen=42, kept=39, lost={"http_404": 2, "robots": 1}))
        warehouse.save_report(run_id, HopReport(hop="skim", seen=39, kept=9, lost={"no_trigger": 26, "no_conflict": 4}))
        warehouse.save_report(run_id, HopReport(hop="find", seen=9, kept=8, lost={"no_mention": 1}))
        warehouse.finish_run(run_id, at + timedelta(minutes=4))
    at = now - timedelta(minutes=20)
    save_poll(
        warehouse,
        _poll("lake-post", at, status="http_404", message=f"The page is not there.{hostile}", http_status=404),
    )


def _poll(feed_id: str, at: datetime, *entries: Entry, **changes: Any) -> Poll:
    state = a_feed_state(feed_id=feed_id, due_at=at + timedelta(minutes=15))
    return a_poll(*entries, feed_id=feed_id, polled_at=at, state=state, **changes)
