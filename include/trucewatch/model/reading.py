"""From a page to what it says: Reading, Document, Mention and the spans they point at."""

from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.codebook import (
    Act,
    Attribution,
    Category,
    Certainty,
    Format,
    Polarity,
    Role,
    Scope,
    Target,
    TextSource,
    Time,
)
from trucewatch.model.acquisition import Article, Entry, Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the reader of one article needs: the page's bytes and what the feed said of it."""

    article: Article
    entry: Entry
    feed: Feed
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Clean text, as it was read; every offset of a mention points into `text` or, for titles, into `title`."""

    id: str
    article_id: str
    url: str
    title: str
    text: str
    language: str
    """ISO 639-1 code, or 'und'."""
    published_at: datetime | None
    authors: tuple[str, ...] = ()
    text_source: TextSource = TextSource.PAGE
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some characters of a text: text[start:end] == self.text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Span):
    """A party or a speaker, as written, with its identifier where the gazetteer knows it."""

    id: str | None = None
    """ISO 3166-1 alpha-3 for states ('RUS'), a slug for others ('hamas'); None when unknown."""
    name: str = ""
    """English name of the identifier, or the words themselves."""
    role: Role = Role.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Span):
    """A place, as written, with its identifier where the gazetteer knows it."""

    id: str | None = None
    name: str = ""
    code: str | None = None
    """ISO 3166-1 alpha-2 ('UA') or ISO 3166-2 ('UA-14'); None where there is none."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One statement in one sentence about a ceasefire, a territory or a negotiation."""

    id: str
    document_id: str
    category: Category
    act: Act
    trigger: Span
    sentence: Span
    in_title: bool
    """True: the offsets point into the title, not the text."""
    polarity: Polarity = Polarity.POSITIVE
    certainty: Certainty = Certainty.CERTAIN
    time: Time = Time.PAST
    speaker: Actor | None = None
    attribution: Attribution = Attribution.NONE
    parties: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    scope: Scope | None = None
    target: Target | None = None
    duration: str | None = None
    """ISO 8601 ('P30D')."""
    event_on: date | None = None
    format: Format | None = None
    """For negotiations."""
    conflict: str | None = None
    """Identifier of conflicts.yaml; None for a conflict that is not listed."""
    rule_id: str
    pack_version: str
    model_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutcome:
    """What reading one article gave: a document with its mentions, or the reason why not."""

    article_id: str
    document: Document | None = None
    mentions: tuple[Mention, ...] = ()
    reason: str | None = None
    message: str = ""
