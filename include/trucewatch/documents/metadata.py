"""What a page says of itself in JSON-LD and <meta>, read without building a tree. Pure."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from trucewatch.documents.words import one_line, plain

MAX_AUTHORS = 20
_JSON_LD = "application/ld+json"
_SCRIPT_END = re.compile("</script", re.IGNORECASE)
_META = re.compile(r"<meta\s([^>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = re.compile(r"<title[^>]{0,200}>(.{1,1000}?)</title", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<h1[^>]{0,1000}>(.{1,2000}?)</h1", re.DOTALL | re.IGNORECASE)
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_DATES = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued", "dcterms.created",
          "parsely-pub-date", "sailthru.date", "publishdate", "pubdate")  # fmt: skip
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")
_MAX_SCRIPTS, _MAX_DEPTH = 20, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; '', () and None where it says nothing."""

    titles: tuple[str, ...]
    """The best first."""
    site_name: str
    published_at: datetime | None
    authors: tuple[str, ...]
    body: str
    """The whole text, where the page carries it for machines."""
    is_paid: bool


def read_metadata(page: str) -> Metadata:
    """Read a page's own words about itself; never raises."""
    article = next(_articles(page), {})
    meta = _meta(page)
    written = [_word(article.get("headline")), *(meta.get(name, "") for name in _TITLES)]
    titles = [title for title in map(one_line, (*written, _first(_HEADING, page), _first(_TITLE, page))) if title]
    dates = [_word(article.get("datePublished")), *(meta.get(name, "") for name in _DATES)]
    authors = _names(article.get("author")) or tuple(
        filter(_is_name, (one_line(meta.get(name, "")) for name in _AUTHORS))
    )
    return Metadata(
        titles=tuple(dict.fromkeys(titles)),
        site_name=one_line(meta.get("og:site_name", "")),
        published_at=next((moment for moment in map(parse_date, dates) if moment), None),
        authors=tuple(dict.fromkeys(authors))[:MAX_AUTHORS],
        body=plain(_word(article.get("articleBody"))),
        is_paid=str(article.get("isAccessibleForFree", "")).lower() == "false",
    )


def parse_date(written: str) -> datetime | None:
    """Read an ISO 8601 date or time; without a zone it is taken for UTC."""
    try:
        moment = datetime.fromisoformat(written.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _articles(page: str) -> Iterator[Mapping[str, object]]:
    for script in islice(_scripts(page), _MAX_SCRIPTS):
        try:
            # strict=False: raw line breaks inside strings are common.
            parsed = json.loads(script.strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles_in(parsed, _MAX_DEPTH)


def _scripts(page: str) -> Iterator[str]:
    """Yield what stands in JSON-LD scripts, in one pass however many are left open."""
    start = page.find(_JSON_LD)
    while start >= 0:
        begin = page.find(">", start)
        end = _SCRIPT_END.search(page, begin)
        if begin < 0 or end is None:
            return
        yield page[begin + 1 : end.start()]
        start = page.find(_JSON_LD, end.end())


def _articles_in(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _articles_in(item, depth - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles_in(value.get(key), depth - 1)


def _meta(page: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for tag in _META.finditer(page):
        attributes = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag[1])}
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        if name and attributes.get("content"):
            found.setdefault(name.lower(), attributes["content"])
    return found


def _names(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    words = (item.get("name") if isinstance(item, dict) else item for item in items)
    flat = (one_line(_word(name)) for word in words for name in (word if isinstance(word, list) else [word]))
    return tuple(filter(_is_name, flat))


def _is_name(words: str) -> bool:
    return bool(words) and "://" not in words


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    return match[1] if match else ""
