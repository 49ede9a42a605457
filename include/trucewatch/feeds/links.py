"""What a web page says of feeds: declared in its head, and linked in its body. Pure."""

import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from trucewatch.feeds.charset import decode
from trucewatch.feeds.content import web_address
from trucewatch.feeds.words import plain
from trucewatch.knowledge.addresses import registrable_domain

MAX_CHARACTERS = 2_000_000
"""Of a page; what comes later is not looked at."""
_MAX_TITLE = 200

_FEED_TYPE = re.compile(r"\b(rss|atom|rdf|feed\+json)\b|^(application|text)/xml\b", re.IGNORECASE)
_JSON_TYPE = re.compile(r"^application/json\b", re.IGNORECASE)
_FEED_ADDRESS = re.compile(
    r"(^|/)(rss|feeds?|atom|rdf|flux)([-_.]?(rss|feed|atom|xml|json|php|aspx))?/?$"
    r"|\.(rss|atom|rdf)$|[/_.-](rss|feed|atom)[^/]*\.(xml|json|php)$|^(.*/)?rss[0-9.]*/",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(^|&)(feed|format|output|type|alt)=(rss|rss2|atom|rdf|feed|xml|json)\b", re.IGNORECASE)
_FEED_WORDS = re.compile(
    r"\W*((flux|fils?|feeds?|abonnement|subscribe)\W+)?(rss|atom|json feed|feeds?)(\W+(feeds?|2\.0))?\W*", re.IGNORECASE
)
_FEED_HOSTS = ("feedburner.com", "feedpress.me", "feedblitz.com")
_COMMENTS = re.compile(r"\b(comments?|commentaires|kommentare|comentarios|commenti)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that may be a feed."""

    url: str
    title: str = ""

    @property
    def is_of_comments(self) -> bool:
        """Whether it carries what readers say, not what the newsroom does."""
        return bool(_COMMENTS.search(f"{self.title} {urlsplit(self.url).path}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """The feeds that a page names, in its order, each address once."""

    declared: tuple[Link, ...]
    """In <link rel="alternate"> with a feed's type."""
    linked: tuple[Link, ...]
    """In <a href> of the same site, where address or words look like a feed's."""


def find_links(body: bytes, url: str, content_type: str | None = None) -> PageLinks:
    """Return the feeds that a page names. Never raises for anything in the page."""
    reader = _Reader(url)
    with suppress(AssertionError):  # which it raises at a marked section that no HTML has, such as '<![x'
        reader.feed(decode(body, content_type).text[:MAX_CHARACTERS])
        reader.close()
    declared = _once(reader.declared)
    known = {link.url for link in declared}
    return PageLinks(declared=declared, linked=tuple(link for link in _once(reader.linked) if link.url not in known))


class _Reader(HTMLParser):
    """Collects links while it walks over the tags."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.declared: list[Link] = []
        self.linked: list[Link] = []
        self._base = url
        self._site = registrable_domain(url) or urlsplit(url).hostname or url
        self._anchor = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base":
            self._base = web_address(given.get("href"), self._base) or self._base
        elif tag == "link":
            self._declare(given)
        elif tag == "a":
            self._end_anchor()
            self._anchor = web_address(given.get("href"), self._base)
            self._words = [given.get("title", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_anchor()

    def handle_data(self, data: str) -> None:
        if self._anchor:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end_anchor()

    def _declare(self, given: dict[str, str]) -> None:
        relations, kind = given.get("rel", "").lower().split(), given.get("type", "").strip()
        address = web_address(given.get("href"), self._base)
        is_feed = bool(_FEED_TYPE.search(kind)) if kind else "feed" in relations or _looks_like_a_feed(address)
        if _JSON_TYPE.search(kind):
            is_feed = _looks_like_a_feed(address)
        if address and is_feed and {"alternate", "feed"} & set(relations) and "stylesheet" not in relations:
            self.declared.append(Link(url=address, title=_title(given.get("title", ""))))

    def _end_anchor(self) -> None:
        address, words = self._anchor, " ".join(" ".join(self._words).split())
        self._anchor, self._words = "", []
        if not address or not (_looks_like_a_feed(address) or _FEED_WORDS.fullmatch(words[:_MAX_TITLE])):
            return
        host = urlsplit(address).hostname or ""
        if any(f".{host}".endswith(f".{site}") for site in (self._site, *_FEED_HOSTS)):
            self.linked.append(Link(url=address, title=_title(words)))


def _looks_like_a_feed(address: str) -> bool:
    parts = urlsplit(address)
    return bool(_FEED_ADDRESS.search(parts.path) or _FEED_QUERY.search(parts.query))


def _title(words: str) -> str:
    return plain(words, is_html=False)[:_MAX_TITLE]


def _once(links: list[Link]) -> tuple[Link, ...]:
    by_url: dict[str, Link] = {}
    for link in links:
        by_url.setdefault(link.url.partition("#")[0], link)
    return tuple(by_url.values())
