"""From a page to what it says: Reading, Document, Mention and the spans they point at."""

from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.codebook import (
    Act,
    Attribution,
    Category,
    Certainty,
    DatePrecision,
    Format,
    Issue,
    Level,
    PassedOver,
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
    distrusts_page: bool = False
    """True: the page only repeats what its host says everywhere; what the feed carried is read instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Clean text, as it was read; every offset of a mention points into `text` or, for titles, into `title`.

    A page that was passed over has all of it but the text, which is ''.
    """

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
    """Digest of its letters and digits; of what was skimmed, where the page was passed over."""
    updated_at: datetime | None = None
    """When the page says that it was changed last; None where it does not say, or says `published_at`."""
    sketch: tuple[int, ...] = ()
    """The least hashes of its shingles, ascending, each in 0 ... 2**63 - 1; () where it was passed over."""
    passed_over: PassedOver | None = None
    """Why nobody read it with care; None: somebody did."""
    is_paywalled_partial: bool = False
    """Only the part in front of a paywall could be read."""
    is_live_blog: bool = False
    is_opinion: bool = False
    """A column, an editorial, a letter: one author's view, and said to be."""
    rules: str | None = None
    """Packs and models that it was read with; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skim:
    """What a first, quick look at a page gave: enough to decide whether it is worth reading."""

    document: Document
    """Everything but the text, as it will be kept if the page is passed over."""
    text: str
    """All running text that a careful reading might choose from (page, and what the feed carried), a paragraph a line.

    More than the article, never less: no offset points into it.
    """
    languages: tuple[str, ...]
    """Those that it may be in, the likeliest first: as identified, as the page declares, as its feed is."""


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
    """Who says it, as its sentence has it; None: nobody is named there."""
    speaker_before: Actor | None = None
    """Who says it, named in another sentence: of the same quotation, or before the pronoun that `speaker` is."""
    attribution: Attribution = Attribution.NONE
    parties: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    scope: Scope | None = None
    target: Target | None = None
    duration: str | None = None
    """ISO 8601 ('P30D')."""
    event_on: date | None = None
    """The day spoken of, or the first one of the week, month or year."""
    event_precision: DatePrecision | None = None
    """How exactly `event_on` is told; None where there is none."""
    format: Format | None = None
    """For negotiations, as are the next three."""
    level: Level | None = None
    venue: Place | None = None
    """Where the talks are held, not what they are about."""
    issues: tuple[Issue, ...] = ()
    """What the talks are about, in the order of the codebook."""
    relays: tuple[Actor, ...] = ()
    """Those through whom the speaker's words reach the article, nearest first."""
    conflict: str | None = None
    """Identifier of conflicts.yaml; None for a conflict that is not listed."""
    plover: str | None = None
    """PLOVER event and mode ('RETREAT-ceasefire'), as are the next two derived from the fields above."""
    cameo: str | None = None
    """CAMEO code ('0871')."""
    acled: str | None = None
    """ACLED sub-event ('Agreement')."""
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
