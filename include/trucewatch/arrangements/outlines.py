"""As much of an arrangement as tells whether a mention speaks of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from trucewatch.arrangements.durations import duration_days
from trucewatch.arrangements.identity import Kind, Subject, subject_of_known
from trucewatch.arrangements.stances import NOBODY, said_at
from trucewatch.codebook import Act, Category, Polarity
from trucewatch.model import Candidate, Evidence, Stance

PHASES = frozenset({Act.IN_FORCE, Act.EXTEND, Act.VIOLATE, Act.END})
"""What only happens to a ceasefire that was agreed."""
_AGREEING = frozenset({*PHASES, Act.ACCEPT})


@dataclass(slots=True)
class Outline:
    """An arrangement that learns from each mention that is found to speak of it."""

    id: str
    kind: Kind
    duration: str | None
    places: frozenset[str]
    parties: frozenset[str]
    first_said_at: datetime
    last_said_at: datetime
    _last: tuple[int, Act] | None = None
    """When it last was accepted, or said to run or to end, and which of these."""

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        """Return the outline of an arrangement that is known."""
        known = candidate.arrangement
        subject = subject_of_known(known, candidate.parties - {NOBODY})
        agreeing = ((rank, act) for act, rank in candidate.last_said if act in _AGREEING)
        return cls(
            id=known.id,
            kind=subject.kind,
            duration=subject.duration,
            places=subject.places,
            parties=subject.parties,
            first_said_at=known.first_said_at,
            last_said_at=known.last_said_at,
            _last=max(agreeing, default=None),
        )

    @classmethod
    def begun_by(cls, evidence: Evidence, subject: Subject, identifier: str) -> Self:
        """Return the outline of an arrangement that this evidence is the first to speak of."""
        moment = said_at(evidence)
        return cls(
            id=identifier,
            kind=subject.kind,
            duration=subject.duration,
            places=subject.places,
            parties=frozenset(),
            first_said_at=moment,
            last_said_at=moment,
        )

    @property
    def runs(self) -> bool:
        """Whether it was last said to be in force, extended or broken, not ended."""
        return self._last is not None and self._last[1] in PHASES - {Act.END}

    @property
    def is_agreed(self) -> bool:
        """Whether it runs, or was last said to be accepted."""
        return self._last is not None and self._last[1] is not Act.END

    def subject(self) -> Subject:
        """Return what it is about, as far as it is known."""
        return Subject(self.kind, self.duration, self.places, self.parties)

    def absorb(self, evidence: Evidence, subject: Subject) -> None:
        """Learn what the evidence adds to what is known."""
        moment = said_at(evidence)
        self.first_said_at = min(self.first_said_at, moment)
        self.last_said_at = max(self.last_said_at, moment)
        if self.kind.category is not Category.TERRITORY:
            self.places |= subject.places
        if duration_days(self.duration) is None:
            self.duration = subject.duration

    def add(self, stances: Iterable[Stance]) -> None:
        """Learn who does what; to learn it twice is to learn it once."""
        for stance in stances:
            self.parties |= {stance.party} - {NOBODY}
            if stance.act in _AGREEING and stance.polarity is Polarity.POSITIVE:
                self._last = max(self._last or (stance.rank, stance.act), (stance.rank, stance.act))
