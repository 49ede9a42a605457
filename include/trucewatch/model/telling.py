"""Who is told what, and what became of it: Recipient, Alert, Parcel, Receipt, Delivery."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from trucewatch.codebook import Act, Category, Certainty, Channel
from trucewatch.model.arranging import Evidence


class Pace(StrEnum):
    """How soon a recipient is told."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the day, in the recipient's time zone, in which nothing is sent; they may go over midnight."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One line of alerts.yaml: who is told of what, by which way, and when."""

    id: str
    to: str
    """A mail address; for a webhook its URL, for a feed its file."""
    channel: Channel = Channel.MAIL
    language: str = "en"
    categories: tuple[Category, ...] = (Category.CEASEFIRE,)
    conflicts: tuple[str, ...] = ()
    """Identifiers of conflicts.yaml; empty: all, listed or not."""
    places: tuple[str, ...] = ()
    """Identifiers of the gazetteer, of which one at least must be named; empty: anywhere."""
    acts: tuple[Act, ...] = ()
    """Empty: all that are worth an alert."""
    certainty: tuple[Certainty, ...] = (Certainty.CERTAIN, Certainty.PROBABLE)
    """How sure some source must be."""
    sources: int = 1
    """Publisher families that must tell it, at least."""
    pace: Pace = Pace.INSTANT
    digest_at: time = time(7)
    """When the daily digest goes out, in `timezone`."""
    quiet: Quiet | None = None
    timezone: str = "UTC"
    """A name of the IANA time zone database."""
    most_per_hour: int | None = None
    """Messages sent at most in any hour; what is over waits and travels together. None: no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One change worth a message to one recipient, with its evidence."""

    id: str
    change_key: str
    recipient: str
    """Mail address, URL or file."""
    channel: Channel = Channel.MAIL
    language: str
    headline: str
    """The change in plain words, in the recipient's language."""
    rule: str
    """Why it fired, in one line."""
    evidence: tuple[Evidence, ...]
    created_at: datetime
    arrangement_id: str = ""
    """'' for alerts of before this was kept."""
    category: Category | None = None
    """What changed, as its change has it; None for alerts of before this was kept, as is `act`."""
    act: Act | None = None
    not_before: datetime | None = None
    """Digests and quiet hours make it wait; None: it may go at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Some alerts for one recipient, packed together before anything is sent, so that a second try is the same message."""

    id: str
    """Derived from its alerts; the Message-ID is made of it."""
    recipient: str
    channel: Channel
    alerts: tuple[Alert, ...]
    tries: int = 0
    """How often it was tried before."""


class Outcome(StrEnum):
    """What became of one try to hand a parcel over."""

    SENT = "sent"
    FAILED = "failed"
    """Never again: the other side refused it for good."""
    DEFERRED = "deferred"
    """Certainly not taken; try later, together with what has come by then."""
    DOUBTFUL = "doubtful"
    """It may have been taken, and nobody said so: try the very same message again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a channel says of one try."""

    outcome: Outcome
    message: str = ""
    """What the other side said, or why nothing was sent."""
    reached: bool = True
    """False: the other side could not be spoken to at all, which says nothing of this message or its recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One try to send a parcel."""

    parcel: Parcel
    message_id: str
    tried_at: datetime
    receipt: Receipt
