"""Between our nouns and rows of tables: pure, one pair of functions a noun. Mentions have mention_rows.py."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Protocol

from trucewatch.codebook import Origin
from trucewatch.knowledge.addresses import host_of
from trucewatch.model import (
    Alert,
    ArchivePosition,
    Arrangement,
    Article,
    Change,
    Document,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Mention,
    Poll,
    Stance,
    Standing,
    Telling,
    Trace,
    stable_id,
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
    "canonical_url", "origin",
)  # fmt: skip
DOCUMENT = (
    "id", "article_id", "url", "title", "text", "language", "published_at", "authors", "text_source", "fingerprint",
    "updated_at", "sketch", "passed_over", "is_paywalled_partial", "is_live_blog", "is_opinion", "rules",
)  # fmt: skip
ARRANGEMENT = (
    "id", "category", "conflict", "scope", "target", "duration", "places", "state", "first_said_at", "last_said_at",
    "runs_since", "expires_at",
)  # fmt: skip
STANCE = ("arrangement_id", "mention_id", "party", "act", "polarity", "said_at", "told_by", "meets_on", "rank")
TELLING = ("arrangement_id", "party", "act", "polarity", "told_by", "first_rank", "last_rank", "mention_id")
CONTRADICTION = ("id", "arrangement_id", "party", "matter", "yes_mention_id", "no_mention_id")
CHANGE = ("key", "act", "actors", "state_before")
TRACE = ("document_id", "said_at", "language", "origin", "agency", "terms", "keys", "story_id", "copy_of")
ALERT = (
    "id", "change_key", "recipient", "channel", "language", "headline", "rule", "created_at", "arrangement_id", "category", "act",
    "not_before",
)  # fmt: skip


def pick(noun: object, names: Iterable[str]) -> NewRow:
    """Return some fields of a noun under their own names."""
    chosen = tuple(names)
    return dict(zip(chosen, _getter(chosen)(noun), strict=True))


@lru_cache(maxsize=100)
def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """Return what reads several fields at once, twice as quick as one by one."""
    return attrgetter(*names) if len(names) > 1 else lambda noun: (getattr(noun, names[0]),)


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


def moved(article: Article, entry_id: str) -> Article:
    """Return an article of another entry; its identifier follows."""
    if entry_id == article.entry_id:
        return article
    return replace(article, id=stable_id("article", entry_id, article.body_digest), entry_id=entry_id)


def row_of_document(document: Document, now: datetime, run_id: str | None) -> NewRow:
    """Return the row of documents."""
    return {**pick(document, DOCUMENT), "read_at": now, "run_id": run_id}


def document_of(row: Row) -> Document:
    """Build a document."""
    return Document(**{name: row[name] for name in DOCUMENT})


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
        is_opinion=row["document_is_opinion"],
        is_backfilled=row["origin"] == Origin.BACKFILL,
    )


def arrangement_of(values: Sequence[Any]) -> Arrangement:
    """Build an arrangement from its columns in the order of ARRANGEMENT: linking reads thousands in each batch."""
    return Arrangement(**dict(zip(ARRANGEMENT, values, strict=True)))


def row_of_stance(stance: Stance) -> NewRow:
    """Return the row of stances; the caller numbers it."""
    return {**pick(stance, STANCE), "standing": stance.position}


def standing_of(values: Sequence[Any]) -> Standing:
    """Build a standing from arrangement, party, act, polarity, position, day of the talks, first and last rank.

    By their order, not by name: linking reads thousands in each batch.
    """
    arrangement_id, party, act, polarity, position, meets_on, first_rank, last_rank = values
    return Standing(
        arrangement_id=arrangement_id,
        party=party,
        act=act,
        polarity=polarity,
        position=position,
        meets_on=meets_on,
        first_rank=first_rank,
        last_rank=last_rank,
    )


def telling_of(row: Row) -> Telling:
    """Build a telling."""
    return Telling(**{name: row[name] for name in TELLING}, position=row["standing"])


def row_of_change(change: Change, now: datetime) -> NewRow:
    """Return the row of changes."""
    return {
        **pick(change, CHANGE),
        "arrangement_id": change.arrangement.id,
        "standing": change.position,
        "state": change.arrangement.state,
        "found_at": now,
    }


def change_of(row: Row, arrangement: Arrangement, evidence: Iterable[Evidence]) -> Change:
    """Build a change; its arrangement stands as it does now."""
    return Change(
        **{name: row[name] for name in CHANGE},
        position=row["standing"],
        found_at=row["found_at"],
        arrangement=arrangement,
        evidence=tuple(evidence),
    )


def trace_of(row: Row) -> Trace:
    """Build a trace from a row that carries its document's sketch too."""
    return Trace(**{name: row[name] for name in TRACE}, sketch=row["sketch"])


def alert_of(row: Row, evidence: tuple[Evidence, ...]) -> Alert:
    """Build an alert with its evidence."""
    return Alert(**{name: row[name] for name in ALERT}, evidence=evidence)
