"""Between our nouns and rows of tables: pure, one pair of functions a noun."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from trucewatch.knowledge.addresses import host_of
from trucewatch.model import (
    Actor,
    Alert,
    ArchivePosition,
    Arrangement,
    Article,
    Document,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Mention,
    Place,
    Poll,
    Span,
    Stance,
    Trace,
)

NewRow = dict[str, Any]


class Row(Protocol):
    """A row that was read, by column name."""

    def __getitem__(self, name: str, /) -> Any: ...  # noqa: ANN401


FEED = (
    "id", "outlet", "url", "language", "country", "family", "poll_minutes", "folder", "body_selector", "drop_selector",
)  # fmt: skip
STATE = (
    "due_at", "etag", "last_modified", "body_digest", "failures", "full_at", "body_at", "interval_minutes",
    "adopted_url", "moved_to", "moved_since", "moved_count",
)  # fmt: skip
ENTRY = (
    "id", "feed_id", "url", "guid", "title", "summary", "content", "authors", "published_at", "seen_at", "updated_at",
    "date_flaw", "digest",
)  # fmt: skip
KNOWN = ("id", "url", "guid", "title", "published_at", "seen_at")
ARTICLE = (
    "id", "entry_id", "final_url", "status_code", "content_type", "charset", "fetched_at", "body_digest",
    "canonical_url",
)  # fmt: skip
DOCUMENT = (
    "id", "article_id", "url", "title", "text", "language", "published_at", "authors", "text_source", "fingerprint",
    "updated_at", "sketch", "passed_over", "is_paywalled_partial", "is_live_blog", "is_opinion",
)  # fmt: skip
CODED = (
    "id", "document_id", "category", "act", "in_title", "polarity", "certainty", "time", "attribution", "scope",
    "target", "duration", "event_on", "format", "conflict", "rule_id", "pack_version", "model_version",
)  # fmt: skip
"""The fields of a mention that are columns under their own name."""
PLACE = ("text", "name", "code", "country", "latitude", "longitude")
ARRANGEMENT = (
    "id", "category", "conflict", "scope", "target", "duration", "places", "state", "first_said_at", "last_said_at",
)  # fmt: skip
STANCE = ("arrangement_id", "mention_id", "party", "act", "polarity", "said_at")
TRACE = ("document_id", "said_at", "language", "origin", "agency", "terms", "keys", "story_id", "copy_of")
ALERT = ("id", "change_key", "recipient", "language", "headline", "rule", "created_at")


def pick(noun: object, names: Iterable[str]) -> NewRow:
    """Return some fields of a noun under their own names."""
    return {name: getattr(noun, name) for name in names}


def feed_of(row: Row, prefix: str = "") -> Feed:
    """Build a feed."""
    return Feed(**{name: row[prefix + name] for name in FEED})


def state_of(row: Row) -> FeedState:
    """Build the polling state of a feed."""
    return FeedState(feed_id=row["id"], **{name: row[name] for name in STATE})


def row_of_poll(poll: Poll, new_count: int) -> NewRow:
    """Return the row of feed_fetches."""
    return {
        **pick(poll, ("feed_id", "polled_at", "status", "message", "http_status", "milliseconds")),
        "entry_count": len(poll.entries),
        "new_count": new_count,
        "archive_file": poll.position.file if poll.position else None,
        "archive_offset": poll.position.offset if poll.position else None,
        "flaws": poll.flaws,
    }


def row_of_entry(entry: Entry) -> NewRow:
    """Return the row of entries; its keys have a table of their own."""
    return {**pick(entry, ENTRY), "host": host_of(entry.url)}


def entry_of(row: Row, prefix: str = "") -> Entry:
    """Build an entry."""
    return Entry(**{name: row[prefix + name] for name in ENTRY})


def row_of_article(article: Article) -> NewRow:
    """Return the row of articles."""
    position = article.position
    return {**pick(article, ARTICLE), "archive_file": position.file, "archive_offset": position.offset}


def article_of(row: Row, prefix: str = "") -> Article:
    """Build an article."""
    position = ArchivePosition(file=row[prefix + "archive_file"], offset=row[prefix + "archive_offset"])
    return Article(**{name: row[prefix + name] for name in ARTICLE}, position=position)


def row_of_document(document: Document, now: datetime) -> NewRow:
    """Return the row of documents."""
    return {**pick(document, DOCUMENT), "read_at": now}


def document_of(row: Row) -> Document:
    """Build a document."""
    return Document(**{name: row[name] for name in DOCUMENT})


def row_of_mention(mention: Mention, now: datetime) -> NewRow:
    """Return the row of mentions; its parties and places have tables of their own."""
    speaker = mention.speaker
    return {
        **pick(mention, CODED),
        "trigger_text": mention.trigger.text,
        "trigger_start": mention.trigger.start,
        "trigger_end": mention.trigger.end,
        "sentence_text": mention.sentence.text,
        "sentence_start": mention.sentence.start,
        "sentence_end": mention.sentence.end,
        "speaker_text": speaker.text if speaker else None,
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.end if speaker else None,
        "speaker_id": speaker.id if speaker else None,
        "speaker_name": speaker.name if speaker else None,
        "speaker_role": speaker.role if speaker else None,
        "found_at": now,
    }


def rows_of_parties(mention: Mention) -> list[NewRow]:
    """Return the rows of mention_parties, in the order of the mention."""
    return [
        {
            "mention_id": mention.id,
            "position": position,
            "text": party.text,
            "span_start": party.start,
            "span_end": party.end,
            "actor_id": party.id,
            "name": party.name,
            "role": party.role,
        }
        for position, party in enumerate(mention.parties)
    ]


def rows_of_places(mention: Mention) -> list[NewRow]:
    """Return the rows of mention_places, in the order of the mention."""
    return [
        {
            **pick(place, PLACE),
            "mention_id": mention.id,
            "position": position,
            "span_start": place.start,
            "span_end": place.end,
            "place_id": place.id,
        }
        for position, place in enumerate(mention.places)
    ]


def party_of(row: Row) -> Actor:
    """Build a party of a mention."""
    return Actor(
        text=row["text"],
        start=row["span_start"],
        end=row["span_end"],
        id=row["actor_id"],
        name=row["name"],
        role=row["role"],
    )


def place_of(row: Row) -> Place:
    """Build a place of a mention."""
    known = {name: row[name] for name in PLACE}
    return Place(**known, start=row["span_start"], end=row["span_end"], id=row["place_id"])


def mention_of(row: Row, parties: tuple[Actor, ...], places: tuple[Place, ...]) -> Mention:
    """Build a mention."""
    return Mention(
        **{name: row[name] for name in CODED},
        trigger=_span(row, "trigger"),
        sentence=_span(row, "sentence"),
        speaker=_speaker(row),
        parties=parties,
        places=places,
    )


def _span(row: Row, name: str) -> Span:
    return Span(text=row[f"{name}_text"], start=row[f"{name}_start"], end=row[f"{name}_end"])


def _speaker(row: Row) -> Actor | None:
    if row["speaker_text"] is None:
        return None
    return Actor(
        text=row["speaker_text"],
        start=row["speaker_start"],
        end=row["speaker_end"],
        id=row["speaker_id"],
        name=row["speaker_name"],
        role=row["speaker_role"],
    )


def evidence_of(row: Row, mention: Mention) -> Evidence:
    """Build a mention's evidence from a row that carries its document's columns with the prefix 'document_'."""
    return Evidence(
        mention=mention,
        title=row["document_title"],
        url=row["document_url"],
        outlet=row["outlet"],
        family=row["family"],
        language=row["document_language"],
        published_at=row["document_published_at"],
        seen_at=row["seen_at"],
    )


def arrangement_of(row: Row) -> Arrangement:
    """Build an arrangement."""
    return Arrangement(**{name: row[name] for name in ARRANGEMENT})


def stance_of(row: Row) -> Stance:
    """Build a stance."""
    return Stance(**{name: row[name] for name in STANCE})


def trace_of(row: Row) -> Trace:
    """Build a trace from a row that carries its document's sketch too."""
    return Trace(**{name: row[name] for name in TRACE}, sketch=row["sketch"])


def alert_of(row: Row, evidence: tuple[Evidence, ...]) -> Alert:
    """Build an alert with its evidence."""
    return Alert(**{name: row[name] for name in ALERT}, evidence=evidence)
