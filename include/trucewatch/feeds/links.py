"""What a web page says of feeds: declared in its head, and linked in its body. Pure."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from trucewatch.feeds.charset import decode
from trucewatch.feeds.content import web_address
from trucewatch.feeds.words import plain
from trucewatch.knowledge.addresses import registrable_domain

MAX_CHARACTERS = 2_000_000
"""Of a page; what comes later is not looked at."""
_MAX_TITLE = 200
_MAX_ADDRESS = 2_000
_MAX_TAG = 2_000
_TOKEN = re.compile(
    r"<!--|<(?P<hiding>script|style|template|textarea|title)\b"
    r"|<(?P<tag>a|base|link)\b(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|[^<>]*)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?:^|(?<=[\s"'/]))([^\s"'=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ANCHOR_END = re.compile(r"</?a\b", re.IGNORECASE)
_ENDS = {"": re.compile("-->")} | {
    name: re.compile(f"</{name}\\b", re.IGNORECASE) for name in ("script", "style", "template", "textarea", "title")
}

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
    """Return the feeds that a page names. Never raises, and takes time in proportion to the page."""
    page = _Page(url)
    for tag, attributes, words in _tags(decode(body, content_type).text[:MAX_CHARACTERS]):
        page.take(tag, attributes, words)
    declared = _once(page.declared)
    known = {link.url for link in declared}
    return PageLinks(declared=declared, linked=tuple(link for link in _once(page.linked) if link.url not in known))


def _tags(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Give name, attributes and the words inside of each <a>, <base> and <link> that a browser would see.

    Not by html.parser, which takes the square of the length of a tag or comment that is left open.
    """
    place = 0
    while token := _TOKEN.search(text, place):
        place = token.end()
        if token["tag"]:
            attributes = {
                name.lower(): html.unescape(double or single or bare)
                for name, double, single, bare in _ATTRIBUTE.findall(token["attributes"][:_MAX_TAG])
            }
            inside = text[place : place + _MAX_TAG] if token["tag"].lower() == "a" else ""
            yield token["tag"].lower(), attributes, plain(_ANCHOR_END.split(inside, maxsplit=1)[0], is_html=True)
            continue
        # What is left open hides the rest, as in a browser.
        end = _ENDS[(token["hiding"] or "").lower()].search(text, place)
        if end is None:
            return
        place = end.end()


class _Page:
    """Collects links tag by tag."""

    def __init__(self, url: str) -> None:
        self.declared: list[Link] = []
        self.linked: list[Link] = []
        self._base = url
        self._site = registrable_domain(url) or urlsplit(url).hostname or url

    def take(self, tag: str, attributes: dict[str, str], words: str) -> None:
        address = web_address(attributes.get("href"), self._base)
        if not address:
            return
        if tag == "base":
            self._base = address
        elif tag == "link":
            self._declare(address, attributes)
        elif self._is_linked_feed(address, f"{attributes.get('title', '')} {words}".strip()):
            self.linked.append(Link(url=address, title=words[:_MAX_TITLE]))

    def _declare(self, address: str, attributes: dict[str, str]) -> None:
        relations, kind = attributes.get("rel", "").lower().split(), attributes.get("type", "").strip()
        is_feed = bool(_FEED_TYPE.search(kind)) if kind else "feed" in relations or _looks_like_a_feed(address)
        if _JSON_TYPE.search(kind):
            is_feed = _looks_like_a_feed(address)
        if is_feed and {"alternate", "feed"} & set(relations) and "stylesheet" not in relations:
            title = plain(attributes.get("title", ""), is_html=False)[:_MAX_TITLE]
            self.declared.append(Link(url=address, title=title))

    def _is_linked_feed(self, address: str, words: str) -> bool:
        if not (_looks_like_a_feed(address) or _FEED_WORDS.fullmatch(words[:_MAX_TITLE])):
            return False
        host = urlsplit(address).hostname or ""
        return any(f".{host}".endswith(f".{site}") for site in (self._site, *_FEED_HOSTS))


def _looks_like_a_feed(address: str) -> bool:
    if len(address) > _MAX_ADDRESS:
        return False
    parts = urlsplit(address)
    return bool(_FEED_ADDRESS.search(parts.path) or _FEED_QUERY.search(parts.query))


def _once(links: list[Link]) -> tuple[Link, ...]:
    by_url: dict[str, Link] = {}
    for link in links:
        by_url.setdefault(link.url.partition("#")[0], link)
    return tuple(by_url.values())
