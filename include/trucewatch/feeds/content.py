"""What a feed says, before and after it is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from trucewatch.feeds.dates import NO_DATE, GivenDate
from trucewatch.feeds.words import clean
from trucewatch.model import Entry

MAX_FIELD_CHARACTERS = 500_000
MAX_LINE_CHARACTERS = 5_000
MAX_AUTHORS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContent:
    """What a feed says, read and judged."""

    entries: tuple[Entry, ...]
    """In the feed's own order, each once."""
    ttl_minutes: int = 0
    """How long it asks to be left alone; 0 when it does not say."""
    flaws: tuple[str, ...] = ()
    """What is odd about it, such as future_dates; each has its words in knowledge/states.yaml."""
    kind: str = ""
    """rss, atom, rdf, json_feed, news_sitemap or sitemap."""
    title: str = ""
    language: str = ""
    """As the feed says it, such as 'fr-FR'."""
    site_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as a document says it, whatever its format."""

    link: str
    """An absolute http(s) address, or ''."""
    guid: str = ""
    title: str = ""
    """Plain text."""
    summary: str = ""
    content: str = ""
    """Summary and content are pieces of HTML."""
    authors: tuple[str, ...] = ()
    published: GivenDate = NO_DATE
    updated: GivenDate = NO_DATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A whole document as it says it, whatever its format."""

    kind: str
    items: Sequence[Item]
    ttl_minutes: int = 0
    flaws: tuple[str, ...] = ()
    title: str = ""
    language: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document to be read, and what is known of where it came from."""

    text: str
    url: str
    day_first: bool
    """How its readers write dates: whether 03/04 is the third of April."""


def web_address(link: object, base: str) -> str:
    """Return a link as an absolute http(s) address, or ''."""
    try:
        address = clean(urljoin(base, clean(str(link or ""))))
    except ValueError:
        return ""
    return address if link and address.lower().startswith(("http://", "https://")) else ""


def newest_first(items: Sequence[Item], most: int) -> Sequence[Item]:
    """Return at most so many items, the newest, in the document's order; those without a date count as oldest."""
    if len(items) <= most:
        return items
    by_age = sorted(range(len(items)), key=lambda place: (-_age(items[place]), place))
    return [items[place] for place in sorted(by_age[:most])]


def _age(item: Item) -> float:
    moment: datetime | None = item.published.moment or item.updated.moment
    return moment.timestamp() if moment else 0.0
