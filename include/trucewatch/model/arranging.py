"""From what is said to what changed: Evidence, Stance, Arrangement, Contradiction, Change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from trucewatch.codebook import Act, Category, Matter, Polarity, Position, Scope, State, Target
from trucewatch.model.reading import Mention

RANKS_A_SECOND = 1_000_000
"""Stances of one second and document are told apart by their place, up to so many."""
RANKS_A_DAY = 86_400 * RANKS_A_SECOND


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
    is_opinion: bool = False
    """A column, an editorial, a letter: its author's view, and no news."""
    is_backfilled: bool = False
    """Read from an archive, however fresh: nobody is told of it."""

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
    position: Position | None = None
    """Where that puts the party; None where the act says nothing of it."""
    told_by: str = ""
    """Who says so: the speaker's identifier or name, or 'press:' and the publisher family."""
    meets_on: date | None = None
    """The day of the talks; None where it is not said, or no talks are meant."""
    said_at: datetime
    rank: int
    """Order among all stances: seconds since 1970, then the place in the document."""
    mention_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SaidOften:
    """What several mentions say alike, from the first to the last of them."""

    first_rank: int
    last_rank: int

    @property
    def first_at(self) -> datetime:
        """When it was first said, to the second."""
        return datetime.fromtimestamp(self.first_rank // RANKS_A_SECOND, UTC)

    @property
    def last_at(self) -> datetime:
        """When it was last said, to the second."""
        return datetime.fromtimestamp(self.last_rank // RANKS_A_SECOND, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(_SaidOften):
    """All stances that say the same of one party on one arrangement, whoever tells it: as many as there are, in one."""

    arrangement_id: str
    party: str
    act: Act
    polarity: Polarity
    position: Position | None
    meets_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(_SaidOften):
    """What one teller says of one party on one arrangement in the course of one day, UTC."""

    arrangement_id: str
    party: str
    act: Act
    polarity: Polarity
    position: Position | None
    told_by: str
    mention_id: str
    """One of the mentions that say so: the least identifier."""


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
    runs_since: datetime | None = None
    """When a ceasefire took effect, as far as anybody said."""
    expires_at: datetime | None = None
    """When the time of a ceasefire that runs is over; None where nobody said how long, or since when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two tellers who say the opposite of one party and one arrangement, at about the same time."""

    id: str
    arrangement_id: str
    party: str
    matter: Matter
    yes_mention_id: str
    """Says that it accepts, observes, or that the thing runs."""
    no_mention_id: str
    """Says that it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stance or a state that was not there before: what an alert may be about."""

    key: str
    """Deterministic: arrangement, act, actors, target."""
    arrangement: Arrangement
    act: Act
    actors: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    position: Position | None = None
    """Where it puts the actors, as the first mention has it."""
    state_before: State | None = None
    """How the arrangement stood until then; None: it is a new one."""
    found_at: datetime | None = None
    """When it was found; None: it was not kept yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What linking a batch of mentions gave."""

    arrangements: tuple[Arrangement, ...]
    stances: tuple[Stance, ...]
    links: tuple[tuple[str, str], ...]
    """(mention id, arrangement id)"""
    changes: tuple[Change, ...]
    grown: tuple[Change, ...] = ()
    """Changes of earlier batches for which this one brings more evidence, with all of it."""
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which details of what is known make a difference to a batch of mentions; all else counts only as a sum."""

    told_within: tuple[tuple[datetime, datetime], ...] = ()
    """Times, from and until, of which it matters who told what of a ceasefire."""
    days_since: datetime | None = None
    """Of talks last spoken of before it does not matter on which day they were; None: of all talks it does."""


NO_DETAILS = Reach()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An arrangement that mentions may speak of, with as much of its stances as tells whether they do."""

    arrangement: Arrangement
    parties: frozenset[str] = frozenset()
    """Of whom something is said; none for ceasefires and claims of a listed conflict, where that says nothing."""
    last_said: tuple[tuple[Act, int], ...] = ()
    """The greatest rank of each act that parties are said to do; none but for ceasefires of a listed conflict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a batch of mentions may speak of."""

    all: tuple[Candidate, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """(mention id, arrangement id) of mentions of the batch that were linked before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What earlier batches gave of the arrangements that a batch of mentions speaks of."""

    arrangements: tuple[Arrangement, ...] = ()
    standings: tuple[Standing, ...] = ()
    """All that were ever taken on these arrangements."""
    tellings: tuple[Telling, ...] = ()
    """Who told which of them, at about the time of the batch's mentions."""
    changes: tuple[Change, ...] = ()
    """Those of these arrangements that are young enough for more evidence to matter, with what they have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictParty:
    """One side of a watched conflict, as the knowledge files have it."""

    conflict: str
    party: str
    """Actor identifier."""
    name: str
    """In English."""
    country: str | None
    """ISO 3166-1 alpha-2 of the state it is; None where it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What one identifier stands for, and the changes it has to do with."""

    evidence: Evidence | None = None
    """The mention, where it is one."""
    arrangement: Arrangement | None = None
    """The arrangement, where it is one, or the one that the mention speaks of; None: it is not linked yet."""
    changes: tuple[Change, ...] = ()
    only_repeats: bool = False
    """The mention is evidence of none of these changes; it says what was known."""
    is_alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Mentions that were linked together."""

    number: int
    """From 1, in the order in which they were linked; 0 are all that older versions linked."""
    linked_at: datetime
