"""From documents to the events that they tell of: Account, Trace, Lookalike."""

from dataclasses import dataclass
from datetime import datetime

from trucewatch.model.reading import Document, Mention

SKETCH_SIZE = 64
"""How many hashes a sketch has at most; one with fewer holds all of its text.

A likeness of 0.5 is then estimated with a standard error of 0.06; a sketch takes 512 bytes.
"""
LOOKED_UP = 8
"""How many of a sketch's least hashes are kept in an index: two documents are compared if they share one of these.

Eight miss a pair of likeness 0.5 once in 3,300 times, of 0.3 once in 80; where one text is cut from the other, the worst
case, a half once in 256 and 30 % once in 17 (computed: the chance that no shared shingle is among the eight of both).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """A document of the same host, as far as one must know it to see that both say the same."""

    document_id: str
    title: str
    sketch: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One document with all that shows which event it tells of."""

    document: Document
    outlet: str
    family: str
    """Publisher family of the feed that listed it first."""
    said_at: datetime
    """When it was published, or first seen where no date is known."""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is kept of an account, in no language: enough to tell which other accounts speak of the same event."""

    document_id: str
    said_at: datetime
    language: str
    origin: str
    """Publisher family whose words it is: of the agency that it credits, else of what it copies, else its own.

    Ten papers that print one agency are one source.
    """
    agency: str | None
    """Identifier of the news agency that it credits; None: none."""
    sketch: tuple[int, ...]
    terms: tuple[str, ...]
    """'kind:value' of actors, places, numbers, dates, durations, acts and names that it speaks of, sorted.

    'head:' and 'late:' before the kind: it stands in the title, or only further down.
    """
    keys: tuple[str, ...] = ()
    """Those terms that few events share; it is looked up by them."""
    story_id: str | None = None
    """None: not placed yet."""
    copy_of: str | None = None
    """The earliest document whose words it repeats (never itself such a one); None: its own words."""
