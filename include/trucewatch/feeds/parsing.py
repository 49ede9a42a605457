"""A feed's bytes, in any of its formats, as entries. Pure."""

import calendar
import io
import re
import xml.sax
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser

from trucewatch.errors import FeedMalformed
from trucewatch.feeds.identity import entry_id
from trucewatch.feeds.words import clean, plain
from trucewatch.model import Entry, Feed

EARLIEST_DATE = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web: such a date is a server's zero, not a publication."""
FUTURE_ALLOWED = timedelta(hours=24)
MAX_FIELD_CHARACTERS = 500_000
MAX_LINE_CHARACTERS = 5_000
MAX_AUTHORS = 20
_HEAD_BYTES = 4096
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML_ROOT = re.compile(rb"<!doctype\s+html|<html\b", re.IGNORECASE)
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContent:
    """What a feed says."""

    entries: tuple[Entry, ...]
    ttl_minutes: int
    """How long it asks to be left alone; 0 when it does not say."""


def parse_feed(body: bytes, feed: Feed, now: datetime) -> tuple[Entry, ...]:
    """Return a feed's entries in its own order, each once; () for a valid feed without any.

    Raises FeedMalformed, and nothing else, on any bytes.
    """
    return read_feed(body, feed, now).entries


def read_feed(body: bytes, feed: Feed, now: datetime) -> FeedContent:
    """As parse_feed, with what the feed says of itself."""
    if not body.strip():
        raise FeedMalformed("The answer is empty.", key=feed.id, code="empty_body")
    head = body[:_HEAD_BYTES]
    if _HTML_ROOT.search(head) and not _FEED_ROOT.search(head):
        raise FeedMalformed("A web page came instead of a feed.", key=feed.id, code="html_instead_of_feed")
    parsed = _parse(body, feed)
    entries = _unique(_entry(raw, feed, now) for raw in parsed.entries)
    if not entries:
        if not parsed.version:
            raise FeedMalformed("What came is not a feed.", key=feed.id, code="not_a_feed")
        if isinstance(parsed.get("bozo_exception"), xml.sax.SAXException):
            raise FeedMalformed("The feed is broken XML without a single entry.", key=feed.id, code="broken_xml")
    return FeedContent(entries=entries, ttl_minutes=_ttl_minutes(parsed.feed))


def _parse(body: bytes, feed: Feed) -> Any:  # noqa: ANN401  # feedparser publishes no types
    try:
        return feedparser.parse(
            io.BytesIO(body),  # a str or bytes might be taken for a file name or URL
            response_headers={"content-location": feed.url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:
        # Hostile bytes make feedparser raise anything from AssertionError to RecursionError.
        raise FeedMalformed("The feed cannot be read.", key=feed.id, code="not_a_feed") from error


def _unique(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    by_id: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            by_id.setdefault(entry.id, entry)
    return tuple(by_id.values())


def _entry(raw: Any, feed: Feed, now: datetime) -> Entry | None:  # noqa: ANN401  # feedparser publishes no types
    """Return one entry, or None for one that says nothing at all."""
    url = _web_address(raw.get("feedburner_origlink")) or _web_address(raw.get("link"))
    guid = clean(str(raw.get("id") or "")) or None
    detail = raw.get("title_detail") or {}
    title = plain(
        str(raw.get("title") or "")[:MAX_LINE_CHARACTERS], is_html=detail.get("type", "text/html") in _HTML_TYPES
    )
    if not (url or guid or title):
        return None
    contents = [clean(str(content.get("value") or "")) for content in raw.get("content") or ()]
    return Entry(
        id=entry_id(url=url, guid=guid, title=title),
        feed_id=feed.id,
        url=url,
        guid=guid,
        title=title,
        summary=clean(str(raw.get("summary") or ""))[:MAX_FIELD_CHARACTERS],
        content=max(contents, key=len, default="")[:MAX_FIELD_CHARACTERS],
        authors=_authors(raw),
        published_at=_published_at(raw, now),
        seen_at=now,
    )


def _web_address(link: object) -> str:
    """Return an absolute http(s) link, or ''. feedparser has resolved it against the feed's URL or xml:base."""
    address = clean(str(link or ""))
    return address if address.lower().startswith(("http://", "https://")) else ""


def _authors(raw: Any) -> tuple[str, ...]:  # noqa: ANN401  # feedparser publishes no types
    names = [author.get("name") or "" for author in raw.get("authors") or ()] or [raw.get("author") or ""]
    written = (plain(str(name)[:MAX_LINE_CHARACTERS], is_html=True) for name in names[:MAX_AUTHORS])
    return tuple(dict.fromkeys(name for name in written if name))


def _published_at(raw: Any, now: datetime) -> datetime | None:  # noqa: ANN401  # feedparser publishes no types
    # Plain dict lookups: feedparser's own would answer one date with another.
    for field in ("published_parsed", "updated_parsed", "created_parsed"):
        moment = dict.get(raw, field)
        if moment is None:
            continue
        try:
            published_at = datetime.fromtimestamp(calendar.timegm(moment), UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if EARLIEST_DATE <= published_at <= now + FUTURE_ALLOWED:
            return published_at
    return None


def _ttl_minutes(channel: Any) -> int:  # noqa: ANN401  # feedparser publishes no types
    ttl = str(channel.get("ttl") or "").strip()
    return int(ttl[:6]) if ttl.isascii() and ttl.isdigit() else 0
