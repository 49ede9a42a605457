"""Builders of the nouns: a whole one by default, any field changed by keyword."""

from datetime import UTC, datetime, timedelta
from typing import Any

from trucewatch.codebook import Act, Category, Polarity, Role, Scope, State
from trucewatch.model import (
    RANKS_A_SECOND,
    Actor,
    Alert,
    ArchivePosition,
    Arrangement,
    Article,
    Change,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Mention,
    Parcel,
    Place,
    Reading,
    Recipient,
    Response,
    Span,
    Stance,
    stable_id,
)

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)


def a_span(text: str = "ceasefire", start: int = 0) -> Span:
    return Span(text=text, start=start, end=start + len(text))


def an_actor(text: str = "Ardania", **changes: Any) -> Actor:
    fields: dict[str, Any] = {"text": text, "start": 0, "end": len(text), "name": text, "role": Role.PARTY}
    return Actor(**fields | changes)


def a_place(text: str = "Lakeside", **changes: Any) -> Place:
    fields: dict[str, Any] = {"text": text, "start": 0, "end": len(text), "name": text}
    return Place(**fields | changes)


def a_mention(**changes: Any) -> Mention:
    """A general ceasefire, accepted by Ardania, in the conflict 'ardania-borland'."""
    sentence = a_span("Ardania has accepted the ceasefire.")
    fields: dict[str, Any] = {
        "document_id": "document-1",
        "category": Category.CEASEFIRE,
        "act": Act.ACCEPT,
        "trigger": a_span("ceasefire", 25),
        "sentence": sentence,
        "in_title": False,
        "parties": (an_actor("Ardania", id="ARD"),),
        "scope": Scope.GENERAL,
        "conflict": "ardania-borland",
        "rule_id": "en.ceasefire.accept",
        "pack_version": "1",
        "model_version": "1",
    }
    fields |= changes
    fields.setdefault("id", stable_id("mention", *(repr(fields[key]) for key in sorted(fields))))
    return Mention(**fields)


def an_evidence(*, mention: Mention | None = None, **changes: Any) -> Evidence:
    """An English article of 18 March 2026, seen ten minutes after it was published."""
    fields: dict[str, Any] = {
        "mention": mention or a_mention(),
        "title": "Ardania accepts",
        "url": "https://news.example.org/ardania",
        "outlet": "The Example",
        "family": "example",
        "language": "en",
        "published_at": NOON,
    }
    fields |= changes
    fields.setdefault("seen_at", (fields["published_at"] or NOON) + timedelta(minutes=10))
    return Evidence(**fields)


def a_stance(**changes: Any) -> Stance:
    fields: dict[str, Any] = {
        "arrangement_id": "arrangement-1",
        "party": "ARD",
        "act": Act.ACCEPT,
        "polarity": Polarity.POSITIVE,
        "said_at": NOON,
        "mention_id": "mention-1",
    }
    fields |= changes
    fields.setdefault("rank", int(fields["said_at"].timestamp()) * RANKS_A_SECOND)
    return Stance(**fields)


def an_arrangement(**changes: Any) -> Arrangement:
    fields: dict[str, Any] = {
        "id": "arrangement-1",
        "category": Category.CEASEFIRE,
        "conflict": "ardania-borland",
        "scope": Scope.GENERAL,
        "target": None,
        "duration": None,
        "places": (),
        "state": State.PARTLY_ACCEPTED,
        "first_said_at": NOON,
        "last_said_at": NOON,
    }
    return Arrangement(**fields | changes)


def a_change(**changes: Any) -> Change:
    fields: dict[str, Any] = {
        "key": "change-1",
        "arrangement": an_arrangement(),
        "act": Act.ACCEPT,
        "actors": ("ARD",),
        "evidence": (an_evidence(),),
    }
    return Change(**fields | changes)


def a_recipient(**changes: Any) -> Recipient:
    return Recipient(**{"id": "desk", "to": "desk@example.org"} | changes)


def an_alert(**changes: Any) -> Alert:
    fields: dict[str, Any] = {
        "change_key": "change-1",
        "recipient": "desk@example.org",
        "language": "en",
        "headline": "Ardania\N{EN DASH}Borland: general ceasefire accepted by Ardania",
        "rule": "First time that this is reported.",
        "evidence": (an_evidence(),),
        "created_at": NOON,
        "arrangement_id": "arrangement-1",
    }
    fields |= changes
    fields.setdefault("id", stable_id("alert", fields["change_key"], fields["recipient"]))
    return Alert(**fields)


def a_parcel(*alerts: Alert, **changes: Any) -> Parcel:
    """Some alerts (one by default), packed for the first one's recipient."""
    packed = alerts or (an_alert(),)
    fields: dict[str, Any] = {"recipient": packed[0].recipient, "channel": packed[0].channel, "alerts": packed}
    fields |= changes
    fields.setdefault("id", stable_id("parcel", *sorted(alert.id for alert in packed)))
    return Parcel(**fields)


def a_feed(**changes: Any) -> Feed:
    fields: dict[str, Any] = {
        "id": "herald",
        "outlet": "The Herald",
        "url": "https://herald.example/feed.xml",
        "language": "en",
        "country": "GB",
        "family": "herald",
    }
    return Feed(**fields | changes)


def a_feed_state(**changes: Any) -> FeedState:
    return FeedState(**{"feed_id": "herald", "due_at": NOON} | changes)


def an_entry(url: str = "https://herald.example/news/1", **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": stable_id("entry", url),
        "feed_id": "herald",
        "url": url,
        "guid": None,
        "title": "Talks open in Lakeside",
        "summary": "",
        "content": "",
        "authors": (),
        "published_at": NOON,
        "seen_at": NOON,
    }
    return Entry(**fields | changes)


def a_response(url: str = "https://herald.example/news/1", body: bytes = b"<p>Text</p>", **changes: Any) -> Response:
    fields: dict[str, Any] = {
        "url": url,
        "final_url": url,
        "status_code": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"),),
        "body": body,
        "fetched_at": NOON,
    }
    return Response(**fields | changes)


def an_article(**changes: Any) -> Article:
    fields: dict[str, Any] = {
        "id": "article-1",
        "entry_id": "entry-1",
        "final_url": "https://herald.example/news/1",
        "status_code": 200,
        "content_type": "text/html",
        "charset": "utf-8",
        "fetched_at": NOON,
        "body_digest": "digest-1",
        "position": ArchivePosition(file="a.warc.gz", offset=0),
    }
    return Article(**fields | changes)


def a_reading(body: bytes = b"", **changes: Any) -> Reading:
    fields: dict[str, Any] = {"article": an_article(), "entry": an_entry(), "feed": a_feed(), "body": body}
    return Reading(**fields | changes)
