"""What a fault is: where its server lives, what it says, and the state it must end as."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

from tests.contract.loopback import Script, answer

PAGE = "/page"
ROBOTS = "/robots.txt"
RSS = "application/rss+xml; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Road(StrEnum):
    """By which door the fault comes in."""

    FEED = "feed"
    ARTICLE = "article"


FEED_ONLY = (Road.FEED,)
ARTICLE_ONLY = (Road.ARTICLE,)
BOTH = (Road.FEED, Road.ARTICLE)


class Certificate(StrEnum):
    """What is wrong with a server's certificate."""

    GOOD = "good"
    SELF_SIGNED = "self-signed"
    EXPIRED = "expired"
    WRONG_HOST = "wrong-host"
    NONE = "none"
    """Nothing but plain HTTP is spoken where TLS should be."""
    NEVER = "never"
    """The server waits for more, and says nothing of the sort."""


class Way(StrEnum):
    """What happens to a connection on its way to the server."""

    OPEN = "open"
    REFUSED = "refused"
    SILENT = "silent"
    NO_ROUTE = "no-route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading it may cost."""

    seconds: float = 30.0
    megabytes: int = 1024


USUAL = Limits()
LITTLE_TIME = Limits(seconds=2.0)
LITTLE_MEMORY = Limits(megabytes=96)
"""Half as much again as reading a usual feed takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way in which the world is broken, and what must be said of it."""

    name: str
    expected: str
    """Poll.status, or Fetch.reason; 'ok' for an article that came all the same."""
    flaw: str = ""
    """What Poll.flaws must name besides."""
    entries: int | None = None
    """Entries that must be read all the same; None: not looked at."""
    pages: Mapping[str, Script] = field(default_factory=dict)
    roads: tuple[Road, ...] = FEED_ONLY
    names: Callable[[], Sequence[str]] | None = None
    """What the name server says; None: the address of this fault's own server."""
    address: str = ""
    """Of its server; '': one that is free."""
    way: Way = Way.OPEN
    certificate: Certificate | None = None
    """None: plain HTTP."""
    limits: Limits = USUAL

    @property
    def host(self) -> str:
        """The host name where it lives."""
        return f"{self.name.replace('_', '-')}.example"

    @property
    def url(self) -> str:
        """Where the feed, or the article, is."""
        return f"{'https' if self.certificate else 'http'}://{self.host}{PAGE}"


def at_page(name: str, expected: str, script: Script, roads: tuple[Road, ...] = BOTH) -> Fault:
    """Return a fault of the answer itself, the same for feeds and articles."""
    return Fault(name=name, expected=expected, pages={PAGE: script}, roads=roads)


def at_robots(name: str, expected: str, robots: Script) -> Fault:
    """Return a fault of robots.txt, before an article that is in order."""
    return Fault(name=name, expected=expected, pages={ROBOTS: robots, PAGE: good_page()}, roads=ARTICLE_ONLY)


def a_status(code: int, expected: str = "", *, name: str = "", **headers: str) -> Fault:
    """Return a fault that is an HTTP status."""
    page = answer(code, b"<p>No.</p>", content_type=HTML, **headers)
    return at_page(name or f"http_{code}", expected or f"http_{code}", page)


def of_content(
    name: str,
    expected: str,
    body: bytes,
    *,
    flaw: str = "",
    entries: int | None = None,
    content_type: str = RSS,
    limits: Limits = USUAL,
) -> Fault:
    """Return a fault of what a feed says, in an answer that is in order."""
    pages = {PAGE: answer(HTTPStatus.OK, body, content_type=content_type)}
    return Fault(name=name, expected=expected, pages=pages, flaw=flaw, entries=entries, limits=limits)


def of_text(name: str, expected: str, body: bytes, content_type: str = HTML) -> Fault:
    """Return a fault of an article's page, in an answer that is in order."""
    return at_page(name, expected, answer(HTTPStatus.OK, body, content_type=content_type), ARTICLE_ONLY)


def good_page() -> bytes:
    """Return an article that is in order."""
    return answer(HTTPStatus.OK, b"<html><body><p>Talks opened at noon.</p></body></html>", content_type=HTML)
