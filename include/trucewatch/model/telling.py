"""From what is said to who is told: Evidence, Arrangement, Change, Alert, Delivery."""

from dataclasses import dataclass
from datetime import datetime

from trucewatch.codebook import Act, Category, Polarity, Scope, State, Target
from trucewatch.model.reading import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A mention with what a reader must know of its document to judge it."""

    mention: Mention
    title: str
    url: str
    outlet: str
    family: str
    """Publisher family whose words they are: the agency's where it prints one, else the outlet's own."""
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
