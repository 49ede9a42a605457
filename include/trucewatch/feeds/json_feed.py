"""JSON Feed 1.0 and 1.1, as newsrooms really write it. Pure."""

import html
import json
from typing import Any

from trucewatch.errors import FeedMalformed
from trucewatch.feeds.content import MAX_AUTHORS, MAX_LINE_CHARACTERS, Item, Said, Source, web_address
from trucewatch.feeds.dates import GivenDate, given_date
from trucewatch.feeds.words import clean, plain

_VERSION = "jsonfeed.org/version"


def read_json_feed(source: Source) -> Said:
    """Return what a JSON Feed says. Raises FeedMalformed for JSON of any other kind."""
    try:
        document = json.loads(source.text, strict=False)
    except (ValueError, RecursionError) as error:
        raise FeedMalformed("What came is JSON that is broken or nested too deeply.", code="json_not_feed") from error
    if not isinstance(document, dict) or _VERSION not in _words(document.get("version")):
        raise FeedMalformed("What came is JSON, but not a JSON Feed.", code="json_not_feed")
    items = document.get("items")
    return Said(
        kind="json_feed",
        items=[_item(item, source) for item in (items if isinstance(items, list) else ()) if isinstance(item, dict)],
        title=_line(document.get("title")),
        language=_line(document.get("language")),
        site_url=web_address(_words(document.get("home_page_url")), source.url),
    )


def _item(item: dict[str, Any], source: Source) -> Item:
    link = web_address(_words(item.get("url")), source.url) or web_address(_words(item.get("external_url")), source.url)
    return Item(
        link=link,
        guid=_words(item.get("id")),
        title=_line(item.get("title")),
        summary=_as_html(item.get("summary")),
        content=_words(item.get("content_html")) or _as_html(item.get("content_text")),
        authors=_authors(item),
        published=_date(item.get("date_published"), source),
        updated=_date(item.get("date_modified"), source),
    )


def _words(value: object) -> str:
    """Return a string or number as text; '' for anything else."""
    return clean(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _line(value: object) -> str:
    return plain(_words(value)[:MAX_LINE_CHARACTERS], is_html=False)


def _as_html(value: object) -> str:
    """Return plain text as a piece of HTML, which is what summary and content are."""
    return html.escape(_words(value), quote=False)


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    """Return the names; version 1.0 has one 'author', version 1.1 a list, and some write only the name."""
    given = item.get("authors") or item.get("author") or ()
    several = given if isinstance(given, list) else [given]
    names = (_line(author.get("name") if isinstance(author, dict) else author) for author in several[:MAX_AUTHORS])
    return tuple(dict.fromkeys(name for name in names if name))


def _date(value: object, source: Source) -> GivenDate:
    return given_date(_words(value), day_first=source.day_first)
