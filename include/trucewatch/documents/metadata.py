"""What a page says of itself in JSON-LD and <meta>, read without building a tree. Pure."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from trucewatch.documents.dates import parse_date
from trucewatch.documents.json_ld import articles_of, named, word
from trucewatch.documents.words import one_line, plain

__all__ = ["Metadata", "parse_date", "read_metadata"]

MAX_AUTHORS = 20
_MAX_TAGS = 1000
_TAG_CHARACTERS = 4000
_HEADING_CHARACTERS = 3000
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_KEYS = ("property", "name", "itemprop", "http-equiv")
_NAME, _CONTENT = r"""(?:property|name|itemprop|http-equiv)="([^"]*)\"""", r"""content="([^"]*)\""""
_USUAL_TAG = re.compile(rf"\s+(?:{_NAME}\s+{_CONTENT}|{_CONTENT}\s+{_NAME})\s*/?")
"""As four in five are written, and read at one go."""
_DATES = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued", "dcterms.created",
          "parsely-pub-date", "sailthru.date", "publishdate", "pubdate")  # fmt: skip
_UPDATES = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
            "dc.date.modified", "last-modified")  # fmt: skip
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section")
_LOCALES = ("og:locale", "content-language", "inlanguage", "dc.language")
_SITE = "og:site_name"
_USUAL = frozenset(("og:title", _SITE, "article:published_time"))
"""Where the head of a page says all of these, its body says nothing else."""
_WANTED = frozenset((*_DATES, *_UPDATES, *_TITLES, *_AUTHORS, *_SECTIONS, *_LOCALES, _SITE))
_LANGUAGE = re.compile(r"\s*([a-z]{2})\s*(?:[-_,;].*)?", re.IGNORECASE | re.DOTALL)
_FORMER_CODES = {"iw": "he", "in": "id", "ji": "yi"}
"""What ISO 639-1 called them before 1989; some systems still do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; '', () and None where it says nothing."""

    titles: tuple[str, ...]
    """The best first."""
    site_name: str
    published_at: datetime | None
    """UTC."""
    authors: tuple[str, ...]
    body: str
    """The whole text, where the page carries it for machines."""
    is_paid: bool
    updated_at: datetime | None = None
    """UTC; None where the page names no moment after `published_at`."""
    kinds: tuple[str, ...] = ()
    """What it calls itself in schema.org's words: NewsArticle, LiveBlogPosting, OpinionNewsArticle..."""
    section: str = ""
    language: str = ""
    """As declared, as an ISO 639-1 code."""


def read_metadata(page: str, *, wants_titles: bool = True) -> Metadata:
    """Read a page's own words about itself, titles only if they are wanted; never raises."""
    articles = tuple(articles_of(page))
    article = articles[0] if articles else {}
    meta = _meta(page)
    published_at = _date(word(article.get("datePublished")), *_of(meta, _DATES))
    updated_at = _date(word(article.get("dateModified")), *_of(meta, _UPDATES))
    authors = named(article.get("author")) or map(one_line, _of(meta, _AUTHORS))
    return Metadata(
        titles=_titles(page, article, meta) if wants_titles else (),
        site_name=one_line(meta.get(_SITE, "")),
        published_at=published_at,
        authors=tuple(dict.fromkeys(filter(_is_name, authors)))[:MAX_AUTHORS],
        body=plain(word(article.get("articleBody"))),
        is_paid=_is_paid(article),
        updated_at=updated_at if updated_at and not (published_at and updated_at <= published_at) else None,
        kinds=_kinds(articles),
        section=", ".join(named(article.get("articleSection"))) or one_line(next(_of(meta, _SECTIONS), "")),
        language=_language(_root_language(page), *_of(meta, _LOCALES), *named(article.get("inLanguage"))),
    )


def _titles(page: str, article: Mapping[str, object], meta: Mapping[str, str]) -> tuple[str, ...]:
    written = (word(article.get("headline")), *_of(meta, _TITLES), _first("h1", page), _first("title", page))
    return tuple(dict.fromkeys(title for title in map(one_line, written) if title))


def _of(meta: Mapping[str, str], names: tuple[str, ...]) -> Iterator[str]:
    return (meta[name] for name in names if name in meta)


def _date(*written: str) -> datetime | None:
    return next((moment for moment in map(parse_date, written) if moment), None)


def _is_paid(article: Mapping[str, object]) -> bool:
    """Whether the article, or where it does not say so, one of its parts, is declared not to be free to read."""
    own = article.get("isAccessibleForFree")
    parts = article.get("hasPart") if own is None else None
    said = [own, *(part.get("isAccessibleForFree") for part in _listed(parts) if isinstance(part, dict))]
    return any(str(value).lower().endswith("false") for value in said)


def _kinds(articles: tuple[Mapping[str, object], ...]) -> tuple[str, ...]:
    """Return the types of the article; a page may describe it twice, and then under one headline."""
    headlines = {articles[0].get("headline"), None} if articles else ()
    kinds = (kind for one in articles if one.get("headline") in headlines for kind in _listed(one.get("@type")))
    return tuple(dict.fromkeys(kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str)))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _language(*declared: str) -> str:
    for written in declared:
        match = _LANGUAGE.fullmatch(written)
        if match:
            code = match[1].lower()
            return _FORMER_CODES.get(code, code)
    return ""


def _root_language(page: str) -> str:
    tag = next(_tags(page, "html", 0, len(page)), "")
    return next((html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag) if name.lower() == "lang"), "")


def _meta(page: str) -> Mapping[str, str]:
    """Return what <meta> tags say under the names that we know; the first one counts.

    The head has nearly all of it, in a quarter of the page.
    """
    body = max(0, page.find("<body"))
    found = _said(_tags(page, "meta", 0, body))
    return found if found.keys() >= _USUAL else _said(_tags(page, "meta", body, len(page))) | found


def _said(tags: Iterator[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in islice(tags, _MAX_TAGS):
        for name, content in _named_contents(tag):
            if content and name in _WANTED and name not in found:
                found[name] = html.unescape(content)
    return found


def _named_contents(tag: str) -> Iterable[tuple[str, str]]:
    """Return what a tag says, under each name that it gives to it."""
    usual = _USUAL_TAG.fullmatch(tag)
    if usual:
        return (((usual[1] or usual[4] or "").lower(), usual[2] or usual[3] or ""),)
    attributes = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(tag)}
    content = attributes.get("content", "")
    return ((attributes[key].lower(), content) for key in _KEYS if key in attributes)


def _tags(page: str, name: str, first: int, last: int) -> Iterator[str]:
    """Yield the inside of each such tag that begins from `first` to `last`.

    Finding words is quicker than matching patterns without regard to case.
    """
    lower, upper = f"<{name}", f"<{name.upper()}"
    opening = lower if lower in page else upper
    start = page.find(opening, first, last)
    while start >= 0:
        begin = start + len(opening)
        end = page.find(">", begin, begin + _TAG_CHARACTERS)
        if page[begin : begin + 1].isspace() and end > 0:
            yield page[begin:end]
        start = page.find(opening, begin, last)


def _first(name: str, page: str) -> str:
    """Return what stands in the first element of a name, tags and all; '' where there is none, or no end of it."""
    for opening, closing in ((f"<{name}", f"</{name}"), (f"<{name.upper()}", f"</{name.upper()}")):
        start = page.find(opening)
        if start >= 0:
            begin = page.find(">", start, start + _HEADING_CHARACTERS) + 1
            end = page.find(closing, begin, begin + _HEADING_CHARACTERS)
            if begin > 0 and end > 0:
                return page[begin:end]
    return ""


def _is_name(words: str) -> bool:
    return bool(words) and "://" not in words
