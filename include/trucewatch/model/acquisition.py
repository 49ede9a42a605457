"""From a feed to an archived page: Feed, Entry, Response, Article, and what became of asking for them."""

from dataclasses import dataclass
from datetime import datetime


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
