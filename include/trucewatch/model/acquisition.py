"""From a feed to an archived page: Feed, Entry, Response, Article, and what became of asking for them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trucewatch.codebook import Origin

EARLIEST_PUBLICATION = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web: such a date is a server's zero, not a publication."""
FUTURE_ALLOWED = timedelta(hours=24)
"""How far ahead of our clock a publication may be dated: all time zones, and careless ones."""
GOOD_POLLS = frozenset({"ok", "empty_feed", "not_modified", "unchanged"})
"""The statuses of a poll that are no failure."""


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
    folder: str = ""
    """Where a reader files it: folder names joined by '/', as in OPML; '' is the top."""
    body_selector: str = ""
    """CSS selector of the elements that hold an article's text on this outlet's pages; '' leaves finding it to us."""
    drop_selector: str = ""
    """CSS selector of elements to take out of its pages before anything is read; '' takes out none."""


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
    body_at: datetime | None = None
    """When the body of `body_digest` was archived; a later answer with the same body refers to it."""
    interval_minutes: float = 0.0
    """The usual wait, as learned from how often there is something new; 0: nothing learned, the feed's own."""
    adopted_url: str | None = None
    """Where the feed lives since a permanent redirect that we believe; None: where its editor says."""
    moved_to: str | None = None
    """Where permanent redirects led at the last looks, not believed yet."""
    moved_since: datetime | None = None
    moved_count: int = 0
    """Looks in a row that led to `moved_to`."""

    @property
    def is_moving(self) -> bool:
        """Whether a permanent redirect was seen that is not believed yet."""
        return self.moved_to is not None


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
    """As the feed says; None where it says nothing, or nothing that can be true (see `date_flaw`)."""
    seen_at: datetime
    updated_at: datetime | None = None
    """When the feed says that it was changed last; None where it does not say, or says what `published_at` says."""
    date_flaw: str = ""
    """'' or what is wrong with the date given: missing, unreadable, future, too_old."""
    keys: tuple[str, ...] = ()
    """What it may be known by, as 'kind:value', strongest first; see feeds.identity."""
    digest: str = ""
    """Digest of its title, summary and content, to see an edit; '' where nobody computed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What the warehouse knows of an entry that shares a key with a new one: enough to decide whether it is the same."""

    id: str
    family: str
    """Publisher family of the feed that listed it first."""
    url: str
    guid: str | None
    title: str
    published_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPoll:
    """What a poll changed in the warehouse."""

    new: int
    """Entries never seen before."""
    revised: int = 0
    """Entries whose words were changed since; their pages are fetched again."""


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
    moved_to: str = ""
    """`final_url` where every redirect on the way was permanent (301, 308); '' where there was none, or another."""

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
    """One of GOOD_POLLS, or the error's code; each has its words in knowledge/states.yaml."""
    message: str
    """One plain sentence, for people."""
    http_status: int | None
    milliseconds: int
    state: FeedState
    entries: tuple[Entry, ...] = ()
    position: ArchivePosition | None = None
    flaws: tuple[str, ...] = ()
    """What is odd about a feed that could be read, such as future_dates; each has its words in knowledge/states.yaml."""


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
    canonical_url: str = ""
    """The address that page and redirects name for it, within the same site; '' where nobody looked."""
    origin: Origin = Origin.WATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An entry whose page should be fetched, with the newest response that we have of it."""

    entry: Entry
    previous: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """A site's robots.txt as it was read last."""

    body: bytes
    """b'' where the site has none."""
    fetched_at: datetime


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
