"""The nouns that walk the road: Feed, Entry, Article, Document, Mention, Arrangement, Alert, and what counts them.

All are frozen and keyword-only. Times are aware UTC datetimes (`_at`), dates are `_on`. Spans are half-open character
offsets. `None` means "known to be absent". Nothing raw (bytes of a page apart, spaCy tokens, SQL rows) is in here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    State,
    Target,
    TextSource,
    Time,
)


def stable_id(kind: str, *parts: str) -> str:
    """Return the same 20 hexadecimal characters for the same words, for ever.

    Identifiers derive from content, so doing a thing twice is doing it once.
    """
    return hashlib.sha256("\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One source, as an editor wrote it in feeds.yaml."""

    id: str
    outlet: str
    url: str
    language: str
    country: str
    family: str
    """Publisher family: outlets of one owner or one wire count as one source."""
    poll_minutes: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How polling a feed stands; belongs to the warehouse."""

    feed_id: str
    due_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    failures: float = 0.0
    """Weighted failures in a row: hard 1, soft 0.5, temporary 0.25; 0 after a good poll."""
    full_at: datetime | None = None
    """When the feed was last fetched without validators; ETags lie, so once a day it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed."""

    id: str
    feed_id: str
    url: str
    guid: str | None
    title: str
    summary: str
    content: str
    """Full text carried by the feed itself, or ''."""
    authors: tuple[str, ...]
    published_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP answer, complete: what the archive stores."""

    url: str
    """The URL asked for; `final_url` is where redirects led."""
    final_url: str
    status_code: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime

    def header(self, name: str) -> str | None:
        """Return the first header of this name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePosition:
    """Where a response lies in the archive."""

    file: str
    """Name relative to the archive's root."""
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one look at a feed gave; kept in feed_fetches."""

    feed_id: str
    polled_at: datetime
    status: str
    """ok, not_modified, unchanged, or the error's code."""
    message: str
    """One plain sentence, for people."""
    http_status: int | None
    milliseconds: int
    state: FeedState
    entries: tuple[Entry, ...] = ()
    position: ArchivePosition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One response to an entry's URL, as received and archived."""

    id: str
    entry_id: str
    final_url: str
    status_code: int
    content_type: str
    charset: str | None
    fetched_at: datetime
    body_digest: str
    position: ArchivePosition


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What one try to fetch an entry gave: an article, or the reason why not."""

    entry_id: str
    fetched_at: datetime
    article: Article | None = None
    reason: str | None = None
    message: str = ""
    retry_at: datetime | None = None
    """When to try again; None: never."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A mention with what a reader must know of its document to judge it."""

    mention: Mention
    title: str
    url: str
    outlet: str
    family: str
    language: str
    published_at: datetime | None
    seen_at: datetime

    @property
    def said_at(self) -> datetime:
        """When it was published, or first seen where no date is known."""
        return self.published_at or self.seen_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """What one party does about one arrangement, on the word of one mention."""

    arrangement_id: str
    party: str
    """Actor identifier or name; '' where the sentence names nobody."""
    act: Act
    polarity: Polarity
    said_at: datetime
    mention_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """One ceasefire, one territorial claim or one negotiation track that several mentions speak of."""

    id: str
    category: Category
    conflict: str | None
    scope: Scope | None
    target: Target | None
    duration: str | None
    places: tuple[str, ...]
    state: State
    first_said_at: datetime
    last_said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stance or a state that was not there before: what an alert may be about."""

    key: str
    """Deterministic: arrangement, act, actors, target."""
    arrangement: Arrangement
    act: Act
    actors: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What linking a batch of mentions gave."""

    arrangements: tuple[Arrangement, ...]
    stances: tuple[Stance, ...]
    links: tuple[tuple[str, str], ...]
    """(mention id, arrangement id)"""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One line of alerts.yaml: who is told of what."""

    id: str
    to: str
    categories: tuple[Category, ...] = (Category.CEASEFIRE,)
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One change worth a mail to one recipient, with its evidence."""

    id: str
    change_key: str
    recipient: str
    """Mail address."""
    language: str
    headline: str
    """The change in plain words, in the recipient's language."""
    rule: str
    """Why it fired, in one line."""
    evidence: tuple[Evidence, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one try to send some alerts to one recipient."""

    alert_ids: tuple[str, ...]
    recipient: str
    message_id: str
    tried_at: datetime
    status: str
    """sent, failed (never again) or deferred (try later)."""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HopReport:
    """What came into a hop, what was kept, and what was lost and why. seen == kept + sum(lost)."""

    hop: str
    seen: int = 0
    kept: int = 0
    lost: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """Plain sentences worth a line in the log, such as each failing feed's reason."""
    failed: bool = False
    """True where something was lost to an error of ours, not to the world."""
