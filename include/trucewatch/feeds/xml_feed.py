"""RSS, Atom and RDF, by feedparser. Pure."""

import io
import re
import xml.sax
from typing import Any

import feedparser

from trucewatch.errors import FeedMalformed
from trucewatch.feeds.content import MAX_AUTHORS, MAX_LINE_CHARACTERS, Item, Said, Source, web_address
from trucewatch.feeds.dates import GivenDate, given_date
from trucewatch.feeds.formats import after_prolog
from trucewatch.feeds.words import clean, plain

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_RDF = frozenset({"rss090", "rss10"})
_ITEM_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY(?:(?!<!ENTITY)[^>])*>", re.IGNORECASE)
_LONGEST_ENTITY = 100
_LONG_RUN = re.compile(r"(?<![\w.+-])[\w.+-]{4000,}", re.ASCII)
_LONGEST_RUN = 4000


def read_xml_feed(source: Source) -> Said:
    """Return what an XML feed says. Raises FeedMalformed where it says nothing that can be read."""
    text = source.text[after_prolog(source.text) :]
    parsed = _parse(_defused(text))
    is_broken = isinstance(parsed.get("bozo_exception"), xml.sax.SAXException)
    raws = parsed.entries[:-1] if is_broken and _ends_inside_an_item(text) else parsed.entries
    if not raws:
        if not parsed.get("version"):
            raise FeedMalformed("What came is not a feed.", code="not_a_feed")
        if is_broken:
            raise FeedMalformed("The feed is broken XML without a single whole entry.", code="broken_xml")
    channel = parsed.feed
    return Said(
        kind=_kind(parsed.version),
        items=[_item(raw, source) for raw in raws],
        ttl_minutes=_ttl_minutes(channel),
        flaws=("truncated",) if is_broken else (),
        title=plain(str(channel.get("title") or "")[:MAX_LINE_CHARACTERS], is_html=True),
        language=clean(str(channel.get("language") or "")),
        site_url=web_address(channel.get("link"), source.url),
    )


def _kind(version: str) -> str:
    """Return rss, atom or rdf; feedparser tells versions apart, such as rss091u and atom10."""
    if version in _RDF:
        return "rdf"
    return "atom" if version.startswith("atom") else "rss"


def _parse(text: str) -> Any:  # noqa: ANN401  # feedparser publishes no types
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),  # a str or bytes might be taken for a file name or URL
            # Without the feed's address, resolving links here and not there: two fifths of the time saved.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except MemoryError:
        raise
    except Exception as error:
        # Hostile bytes make feedparser raise anything from AssertionError to RecursionError.
        raise FeedMalformed("The feed cannot be read.", code="not_a_feed") from error


def _defused(text: str) -> str:
    """Return the text without what feedparser takes very long over: long entities, and endless words in <author>.

    (kurtmckee/feedparser#580: its search for a mail address takes the square of a word's length.)
    """
    text = _ENTITY.sub(lambda entity: entity[0] if len(entity[0]) <= _LONGEST_ENTITY else "", text)
    return _LONG_RUN.sub(lambda run: run[0][:_LONGEST_RUN], text)


def _ends_inside_an_item(text: str) -> bool:
    """Return whether the document was cut in an item, which is then half-read: perhaps with half of its link."""
    last = None
    for last in _ITEM_TAG.finditer(text):  # noqa: B007  # only the last counts
        pass
    return last is not None and not last[1]


def _item(raw: Any, source: Source) -> Item:  # noqa: ANN401  # feedparser publishes no types
    detail = raw.get("title_detail") or {}
    contents = [clean(str(content.get("value") or "")) for content in raw.get("content") or ()]
    link = web_address(raw.get("feedburner_origlink"), source.url) or web_address(raw.get("link"), source.url)
    # Plain dict lookups for dates: feedparser's own would answer one date with another.
    published = next((field for field in ("published", "created") if dict.get(raw, field)), "published")
    return Item(
        link=link,
        guid=clean(str(raw.get("id") or "")),
        title=plain(
            str(raw.get("title") or "")[:MAX_LINE_CHARACTERS], is_html=detail.get("type", "text/html") in _HTML_TYPES
        ),
        summary=clean(str(raw.get("summary") or "")),
        content=max(contents, key=len, default=""),
        authors=_authors(raw),
        published=_date(raw, published, source),
        updated=_date(raw, "updated", source),
    )


def _date(raw: Any, field: str, source: Source) -> GivenDate:  # noqa: ANN401  # feedparser publishes no types
    # feedparser's own readings fill in from today what is not written, and take CET for UTC.
    return given_date(str(dict.get(raw, field) or ""), day_first=source.day_first)


def _authors(raw: Any) -> tuple[str, ...]:  # noqa: ANN401  # feedparser publishes no types
    names = [author.get("name") or "" for author in raw.get("authors") or ()] or [raw.get("author") or ""]
    written = (plain(str(name)[:MAX_LINE_CHARACTERS], is_html=True) for name in names[:MAX_AUTHORS])
    return tuple(dict.fromkeys(name for name in written if name))


def _ttl_minutes(channel: Any) -> int:  # noqa: ANN401  # feedparser publishes no types
    ttl = str(channel.get("ttl") or "").strip()
    return int(ttl[:6]) if ttl.isascii() and ttl.isdigit() else 0
