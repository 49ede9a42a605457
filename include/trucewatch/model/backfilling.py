"""From WARC files back onto the road: Part, Capture, Misfit, and what reading again changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trucewatch.model.acquisition import ArchivePosition, Response
from trucewatch.model.identity import stable_id

BACKFILL = "backfill"
"""The origin of runs that read archives: they ask no feed, so the watch did not begin with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some bytes of one WARC file: the records that begin in them, in whichever part they end."""

    file: str
    """A URL, or a name relative to our own archive's root."""
    size: int
    """Of the whole file: another size is another file."""
    start: int
    end: int
    """Half-open."""

    @property
    def id(self) -> str:
        """The same part of the same file has the same identifier everywhere."""
        return stable_id("part", self.file, str(self.size), str(self.start), str(self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One whole record of a WARC file."""

    type: str
    """response, request, metadata, warcinfo..."""
    position: ArchivePosition | None
    """None: the record shares its gzip member with others, so that nobody can go to it directly."""
    seen_bytes: int
    """How far the file is read now, from its beginning."""
    response: Response | None = None
    """What was received; None for records of other types, and for responses that are none of HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Where a file is not what it should be, in words that complete 'it ...', such as 'it is cut off'."""

    file: str
    offset: int
    code: str
    why: str
    seen_bytes: int = 0
    is_lost: bool = True
    """False: all that stands there could be read all the same."""

    @property
    def sentence(self) -> str:
        """Name file, place and what is wrong, in one line."""
        return f"{self.file} at {self.offset}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading articles again changed in the mentions, by rule."""

    articles: int = 0
    gained: Mapping[str, int] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    """By the rule that finds them now."""
    same: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which articles to read again."""

    since: datetime
    """Received then or later."""
    until: datetime | None = None
    """Received before; None: up to now."""
    rules: Mapping[str, str] | None = None
    """By language, what documents are read with now: only those read with something else. None: all."""
