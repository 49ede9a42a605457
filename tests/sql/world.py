"""Plays world.yaml into a warehouse through its own doors: feeds, pages, documents, stories, arrangements, alerts, runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from tests.builders import a_feed, a_feed_state, a_mention, a_place, a_recipient, a_span, an_actor, an_article, an_entry
from tests.contract.warehouse_world import a_document, a_poll, a_trace, by_keys, save_poll
from tests.fakes import FixedClock, MemoryCourier
from trucewatch import pipeline
from trucewatch.codebook import (
    Act,
    Attribution,
    Category,
    Certainty,
    Channel,
    DatePrecision,
    Format,
    Issue,
    Level,
    Polarity,
    Role,
    Scope,
    Target,
    TextSource,
    Time,
)
from trucewatch.model import (
    Actor,
    ConflictParty,
    Fetch,
    HopReport,
    Mention,
    Outcome,
    Place,
    ReadOutcome,
    Receipt,
)
from trucewatch.ports import Warehouse
from trucewatch.warehouse import open_warehouse

WORLD: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "world.yaml").read_text(encoding="utf-8"))
DESK = a_recipient(id="desk", to="desk@example.org", categories=tuple(Category))
REFUSED = a_recipient(id="gone", to="gone@example.org")
PARTIES = tuple(
    ConflictParty(conflict=conflict, party=party, name=WORLD["actors"][party], country=country)
    for conflict, party, country in (
        ("russia-ukraine", "RUS", "RU"),
        ("russia-ukraine", "UKR", "UA"),
        ("israel-gaza", "ISR", "IL"),
        ("israel-gaza", "hamas", None),
        ("sudan", "saf", None),
        ("sudan", "rsf", None),
    )
)
CODED = {
    "certainty": Certainty,
    "time": Time,
    "attribution": Attribution,
    "scope": Scope,
    "target": Target,
    "format": Format,
    "level": Level,
    "event_precision": DatePrecision,
}
PLAIN = ("duration", "event_on", "in_title")
WITHIN = timedelta(days=7)


@dataclass(slots=True)
class _Numbers:
    """What has been counted out so far."""

    article: int = 0
    words: dict[str, int] = field(default_factory=dict)


def fill(url: str) -> None:
    """Bring the whole world into the empty warehouse at this URL, day by day, in the same way every time."""
    warehouse = open_warehouse(url)
    courier = MemoryCourier({REFUSED.to: Receipt(outcome=Outcome.FAILED, message="550 no such mailbox")})
    numbers = _Numbers()
    first = datetime.combine(WORLD["articles"][0]["at"].date(), time(6), UTC)
    warehouse.sync_feeds([a_feed(url=f"https://{one['id']}.example/feed.xml", **one) for one in WORLD["feeds"]], first)
    for day, articles in groupby(WORLD["articles"], lambda article: article["at"].date()):
        evening = datetime.combine(day, time(20), UTC)
        for article in articles:
            _tell(warehouse, article, numbers)
        _walk(warehouse, courier, evening)
    _fail(warehouse, evening)
    warehouse.close()


def _tell(warehouse: Warehouse, article: Mapping[str, Any], numbers: _Numbers) -> None:
    """Bring one article as far as a document that has its story."""
    numbers.article += 1
    name, at = f"{numbers.article:02}", article["at"]
    feed = next(one for one in WORLD["feeds"] if one["id"] == article["feed"])
    entry = an_entry(f"https://{feed['id']}.example/{name}", feed_id=feed["id"], published_at=at, seen_at=at)
    save_poll(warehouse, a_poll(entry, feed_id=feed["id"], polled_at=at))
    page = an_article(id=f"article-{name}", entry_id=entry.id, final_url=entry.url, fetched_at=at)
    warehouse.save_fetches([Fetch(entry_id=entry.id, fetched_at=at, article=page)])
    found = tuple(_mentions(article["mentions"], f"document-{name}"))
    words = article.get("words", name)
    sketch = (numbers.words.setdefault(words, len(numbers.words) + 1),)
    flags = {key: article.get(key, False) for key in ("is_opinion", "is_paywalled_partial", "is_live_blog")}
    document = a_document(
        id=f"document-{name}",
        article_id=page.id,
        url=entry.url,
        title=article["title"],
        text="\n".join(mention.sentence.text for mention in found),
        language=feed["language"],
        published_at=at,
        fingerprint=f"print of {name}",
        text_source=TextSource(article.get("text_source", "page")),
        sketch=sketch,
        **flags,
    )
    warehouse.save_outcomes([ReadOutcome(article_id=page.id, document=document, mentions=found)], at)
    trace = replace(
        a_trace(document.id, article["story"], said_at=at, language=feed["language"], sketch=sketch),
        origin=article.get("agency", feed["family"]),
        agency=article.get("agency"),
    )
    warehouse.save_traces([trace], by_keys, WITHIN, at)


def _mentions(written: list[dict[str, Any]], document_id: str) -> Iterator[Mention]:
    for number, item in enumerate(written, start=1):
        category, _, act = item["what"].removeprefix("-").partition(".")
        sentence = a_span(item["says"], 100 * number)
        fields: dict[str, Any] = {
            "id": f"{document_id}-{number}",
            "document_id": document_id,
            "category": Category(category),
            "act": Act(act),
            "polarity": Polarity.NEGATIVE if item["what"].startswith("-") else Polarity.POSITIVE,
            "sentence": sentence,
            "trigger": a_span(item["says"][:5], sentence.start),
            "conflict": item.get("conflict", "russia-ukraine"),
            "parties": tuple(map(_actor, item.get("by", ()))),
            "places": tuple(map(_place, item.get("places", ()))),
            "scope": Scope.GENERAL if category == "ceasefire" else None,
            "rule_id": f"en.{category}.{act}",
            "relays": tuple(an_actor(name, role=Role.MEDIA) for name in item.get("relays", ())),
            "issues": tuple(map(Issue, item.get("issues", ()))),
        }
        if "who" in item:
            fields["speaker"] = replace(_actor(item["who"]), role=Role(item.get("as", "party")))
        if "venue" in item:
            fields["venue"] = _place(item["venue"])
        fields |= {name: codes(item[name]) for name, codes in CODED.items() if name in item}
        yield a_mention(**fields | {name: item[name] for name in PLAIN if name in item})


def _actor(code: str) -> Actor:
    name = WORLD["actors"].get(code)
    return an_actor(name or code, id=code if name else None)


def _place(name: str) -> Place:
    return a_place(name, **WORLD["places"][name])


def _walk(warehouse: Warehouse, courier: MemoryCourier, evening: datetime) -> None:
    """Link and tell what came on a day, as a run of its own that lost a little."""
    run_id = f"evening-{evening:%Y-%m-%d}"
    clock = FixedClock(evening)
    warehouse.start_run(run_id, "watch_news", evening)
    recipients = (DESK, REFUSED)
    desk = pipeline.Desk(recipients=recipients, names={}, max_age=timedelta(hours=72), parties=PARTIES)
    reports = (
        HopReport(hop="fetch", seen=20, kept=17, lost={"timeout": 2, "robots_denied": 1}),
        *pipeline.link_evidence(warehouse=warehouse, desk=desk, clock=clock),
        *pipeline.send_pending(
            warehouse=warehouse, couriers=dict.fromkeys(Channel, courier), recipients=recipients, clock=clock
        ),
    )
    for report in reports:
        warehouse.save_report(run_id, report)
    warehouse.finish_run(run_id, evening + timedelta(minutes=4))


def _fail(warehouse: Warehouse, now: datetime) -> None:
    """Let the feed that fails do so."""
    state = a_feed_state(feed_id="broken", due_at=now + timedelta(hours=4), failures=2.0)
    poll = a_poll(
        feed_id="broken", polled_at=now, status="http_404", message="The feed is gone.", http_status=404, state=state
    )
    save_poll(warehouse, poll)
