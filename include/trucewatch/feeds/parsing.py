"""A feed's bytes, in any of its formats, as entries. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from trucewatch.errors import FeedMalformed
from trucewatch.feeds.charset import decode
from trucewatch.feeds.content import (
    MAX_FIELD_CHARACTERS,
    MAX_LINE_CHARACTERS,
    FeedContent,
    Item,
    Said,
    Source,
    newest_first,
)
from trucewatch.feeds.dates import judge
from trucewatch.feeds.formats import Format, is_binary, tell, unpack
from trucewatch.feeds.identity import digest_of, entry_id, keys_of, without_shared_guids
from trucewatch.feeds.json_feed import read_json_feed
from trucewatch.feeds.sitemap import MAX_URLS, listed_sitemaps, read_sitemap
from trucewatch.feeds.words import plain
from trucewatch.feeds.xml_feed import read_xml_feed
from trucewatch.model import Entry, Feed

MAX_ENTRIES = 10_000
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0{0,8}(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0{0,8}(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)
_LONGEST_OPENING = 200
_A_PAGE = "A web page came instead of a feed."
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_A_FILE = "What came is no text, but an image or another kind of file."
_FILE_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
_DATE_FLAWS = {"future": "future_dates", "unreadable": "unreadable_dates", "too_old": "old_dates"}


def read_feed(body: bytes, feed: Feed, now: datetime, content_type: str | None = None) -> FeedContent:
    """Return what a feed says: its entries in its own order, each once, and what is odd about it.

    `content_type` is the whole header of the answer. The format is told by the content. Raises FeedMalformed, and
    nothing else while there is memory, on any bytes; a valid feed may have no entries.
    """
    try:
        said = _read(body, feed, content_type)
    except FeedMalformed as error:
        error.key = feed.id
        raise
    most = MAX_URLS if said.kind.endswith("sitemap") else MAX_ENTRIES
    entries = _unique(_entry(item, feed, now) for item in newest_first(said.items, most))
    with_own_keys = without_shared_guids(entries)
    found = {"too_many_items": len(said.items) > most, "duplicate_guids": with_own_keys != entries}
    return FeedContent(
        entries=with_own_keys,
        ttl_minutes=said.ttl_minutes,
        flaws=(*said.flaws, *(flaw for flaw, is_so in found.items() if is_so), *_flaws(with_own_keys)),
        kind=said.kind,
        title=said.title,
        language=said.language,
        site_url=said.site_url,
    )


def _read(body: bytes, feed: Feed, content_type: str | None) -> Said:
    body = unpack(body)
    if is_binary(body):
        raise FeedMalformed(_A_FILE, code="wrong_type")
    decoded = decode(body, content_type)
    text, controls = _CONTROL.subn("", decoded.text)
    text = text.strip()
    if not text:
        raise FeedMalformed("The answer is empty.", code="empty_body")
    try:
        said = _read_text(Source(text=text, url=feed.url, day_first=not feed.language.startswith("en")))
    except FeedMalformed as error:
        raise _told_by_type(error, content_type) from error
    found = {"lying_charset": decoded.is_belied, "control_characters": controls > 0}
    return replace(said, flaws=(*said.flaws, *(flaw for flaw, is_so in found.items() if is_so)))


def _read_text(source: Source) -> Said:
    match tell(source.text):
        case Format.JSON:
            return read_json_feed(source)
        case Format.SITEMAP:
            return read_sitemap(source)
        case Format.SITEMAP_INDEX:
            listed = listed_sitemaps(source.text, source.url)
            first = f"; the first is {listed[0]}" if listed else ""
            raise FeedMalformed(f"This is an index of sitemaps, not a sitemap{first}.", code="sitemap_index")
        case Format.PAGE:
            raise FeedMalformed(_A_PAGE, code="html_instead_of_feed")
        case Format.XML_FEED:
            return read_xml_feed(source)


def _told_by_type(error: FeedMalformed, content_type: str | None) -> FeedMalformed:
    """Return what a content that could not be told is by its header; else the error itself."""
    kind = (content_type or "").strip().lower()
    if error.code == "not_a_feed" and kind.startswith(_PAGE_TYPES):
        return FeedMalformed(_A_PAGE, code="html_instead_of_feed")
    if error.code == "not_a_feed" and kind.startswith(_FILE_TYPES):
        return FeedMalformed(_A_FILE, code="wrong_type")
    return error


def _unique(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    by_id: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            by_id.setdefault(entry.id, entry)
    return tuple(by_id.values())


def _entry(item: Item, feed: Feed, now: datetime) -> Entry | None:
    """Return one entry, or None for one that says nothing at all."""
    url, guid, title = item.link, item.guid or None, item.title
    if not (url or guid or title):
        # Words alone are an item too, and known by how they begin.
        title = plain((item.summary or item.content)[:MAX_LINE_CHARACTERS], is_html=True)[:_LONGEST_OPENING]
    if not (url or guid or title):
        return None
    # A feed that knows only when an item changed, as many Atom feeds do, means its publication.
    published_at, date_flaw = judge(item.published if item.published.is_given else item.updated, now)
    updated_at, _ = judge(item.updated, now)
    summary, content = item.summary[:MAX_FIELD_CHARACTERS], item.content[:MAX_FIELD_CHARACTERS]
    return Entry(
        id=entry_id(url=url, guid=guid, title=title, published_at=published_at),
        feed_id=feed.id,
        url=url,
        guid=guid,
        title=title,
        summary=summary,
        content=content,
        authors=item.authors,
        published_at=published_at,
        seen_at=now,
        updated_at=updated_at if updated_at != published_at else None,
        date_flaw=date_flaw,
        keys=keys_of(url=url, guid=guid, title=title, content=content, published_at=published_at, family=feed.family),
        digest=digest_of(title, summary, content),
    )


def _flaws(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return what is odd about entries taken together."""
    if not entries:
        return ()
    dates = {entry.date_flaw for entry in entries}
    flaws = [flaw for date_flaw, flaw in _DATE_FLAWS.items() if date_flaw in dates]
    if dates == {"missing"}:
        flaws.append("no_dates")
    if not any(entry.url for entry in entries):
        flaws.append("no_links")
    return tuple(flaws)
