"""One arrangement while a batch is linked: what it learns from each piece of evidence, and what it then is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Self

from trucewatch.arrangements.durations import duration_days
from trucewatch.arrangements.identity import Kind, Subject, subject_of_known
from trucewatch.arrangements.stances import NOBODY, has_stance, said_at
from trucewatch.arrangements.standings import Sums
from trucewatch.arrangements.states import derive_state, is_expired
from trucewatch.codebook import Act, Category, DatePrecision, Polarity, Scope, State, Target, Time
from trucewatch.model import Arrangement, Evidence, Stance, Standing, Telling

PHASES = frozenset({Act.IN_FORCE, Act.EXTEND, Act.VIOLATE, Act.END})
"""What only happens to a ceasefire that was agreed."""
_AGREEING = frozenset({*PHASES, Act.ACCEPT})
ECHO = timedelta(hours=48)
"""Reports of an extension that are no further apart tell of one."""
NEAR = timedelta(days=60)
"""A day of which a report speaks that is further away than this is no day on which a truce of today begins."""


@dataclass(slots=True)
class Record:
    """An arrangement that still learns."""

    id: str
    kind: Kind
    scope: Scope | None
    target: Target | None
    duration: str | None
    places: frozenset[str]
    parties: frozenset[str]
    first_said_at: datetime
    last_said_at: datetime
    runs_since: datetime | None = None
    expires_at: datetime | None = None
    standings: Sums = field(default_factory=Sums)
    is_touched: bool = False
    _last: tuple[int, Act] | None = None
    """When it last was accepted, or said to run or to end, and which of these."""
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _extended: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When it was said to be extended, as far as the batch may say the same again: within a day, from and until."""

    @classmethod
    def of(cls, arrangement: Arrangement, standings: Sequence[Standing], tellings: Sequence[Telling] = ()) -> Self:
        """Return the record of an arrangement that is known; `tellings` are those of about the batch's time."""
        parties = frozenset(standing.party for standing in standings) - {NOBODY}
        agreeing = ((one.last_rank, one.act) for one in standings if _agrees(one))
        return cls(
            id=arrangement.id,
            kind=subject_of_known(arrangement, parties).kind,
            scope=arrangement.scope,
            target=arrangement.target,
            duration=arrangement.duration,
            places=frozenset(arrangement.places),
            parties=parties,
            first_said_at=arrangement.first_said_at,
            last_said_at=arrangement.last_said_at,
            runs_since=arrangement.runs_since,
            expires_at=arrangement.expires_at,
            standings=Sums(standings),
            _last=max(agreeing, default=None),
            _extended=[(one.first_at, one.last_at) for one in tellings if one.act is Act.EXTEND],
        )

    @classmethod
    def begun_by(cls, evidence: Evidence, subject: Subject, identifier: str) -> Self:
        """Return the record of an arrangement that this evidence is the first to speak of."""
        moment = said_at(evidence)
        return cls(
            id=identifier,
            kind=subject.kind,
            scope=evidence.mention.scope,
            target=evidence.mention.target,
            duration=subject.duration,
            places=subject.places,
            parties=frozenset(),
            first_said_at=moment,
            last_said_at=moment,
        )

    def add(self, stances: Iterable[Stance]) -> list[Stance]:
        """Take the stances that are new to this batch, and return them."""
        new = [stance for stance in stances if (stance.mention_id, stance.party) not in self._seen]
        self._seen |= {(stance.mention_id, stance.party) for stance in new}
        for stance in new:
            self.standings.add(stance)
        self.parties |= {stance.party for stance in new} - {NOBODY}
        agreeing = [(stance.rank, stance.act) for stance in new if _agrees(stance)]
        self._last = max((*agreeing, *([self._last] if self._last else [])), default=None)
        self._extended += [(stance.said_at, stance.said_at) for stance in new if stance.act is Act.EXTEND]
        return new

    @property
    def runs(self) -> bool:
        """Whether it was last said to be in force, extended or broken, not ended."""
        return self._last is not None and self._last[1] in PHASES - {Act.END}

    @property
    def is_agreed(self) -> bool:
        """Whether it runs, or was last said to be accepted."""
        return self._last is not None and self._last[1] is not Act.END

    def absorb(self, evidence: Evidence, subject: Subject) -> None:
        """Learn what the evidence adds to what is known."""
        moment = said_at(evidence)
        self.is_touched = True
        self.first_said_at = min(self.first_said_at, moment)
        self.last_said_at = max(self.last_said_at, moment)
        if self.kind.category is not Category.TERRITORY:
            self.places |= subject.places
        if duration_days(self.duration) is None:
            self.duration = subject.duration
        if self.scope in {None, Scope.UNCLEAR}:
            self.scope = evidence.mention.scope
        if has_stance(evidence) and evidence.mention.polarity is Polarity.POSITIVE:
            self._set_the_clock(evidence)

    def subject(self) -> Subject:
        """Return what it is about, as far as it is known."""
        return Subject(self.kind, self.duration, self.places, self.parties)

    def arrangement(self, as_of: datetime) -> Arrangement:
        """Return it as it stands at a moment."""
        standings = tuple(self.standings)
        state = derive_state(self.kind.category, standings, historical=self.kind.historical)
        if is_expired(state, standings, self.expires_at, as_of):
            state = State.EXPIRED
        return Arrangement(
            id=self.id,
            category=self.kind.category,
            conflict=self.kind.conflict,
            scope=self.scope,
            target=self.target,
            duration=self.duration,
            places=tuple(sorted(self.places)),
            state=state,
            first_said_at=self.first_said_at,
            last_said_at=self.last_said_at,
            runs_since=self.runs_since,
            expires_at=self.expires_at,
        )

    def _set_the_clock(self, evidence: Evidence) -> None:
        """A truce runs from the first day on which anybody says that it began; an extension moves its end."""
        mention = evidence.mention
        if mention.act is Act.IN_FORCE and mention.time is not Time.FUTURE:
            since = _day_meant(evidence)
            self.runs_since = min(self.runs_since or since, since)
        if mention.act is Act.EXTEND:
            moment = said_at(evidence)
            if not any(first - ECHO <= moment <= last + ECHO for first, last in self._extended):
                self.expires_at = self._extended_by(duration_days(mention.duration), moment)
        elif not any(standing.act is Act.EXTEND for standing in self.standings):
            days = duration_days(self.duration)
            self.expires_at = self.runs_since + timedelta(days=days) if self.runs_since and days else None

    def _extended_by(self, days: float | None, moment: datetime) -> datetime | None:
        """The new end: counted from the old one where that is still to come; unknown where nobody says how long."""
        until = self.expires_at if self.expires_at and self.expires_at > moment else moment
        return until + timedelta(days=days) if days else None


def _day_meant(evidence: Evidence) -> datetime:
    """The day that the sentence names, where it is one near the day on which it was said, else that one."""
    mention, moment = evidence.mention, said_at(evidence)
    if mention.event_on is not None and mention.event_precision in {None, DatePrecision.DAY}:
        named = datetime.combine(mention.event_on, time(), UTC)
        if abs(named - moment) <= NEAR:
            return named
    return moment


def _agrees(said: Stance | Standing) -> bool:
    return said.act in _AGREEING and said.polarity is Polarity.POSITIVE
