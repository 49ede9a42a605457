"""Ties each mention to its arrangement: the door of this room."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trucewatch.arrangements.changes import find_changes
from trucewatch.arrangements.durations import duration_days
from trucewatch.arrangements.identity import (
    Kind,
    Subject,
    arrangement_id,
    is_same,
    subject_of,
    subject_of_known,
)
from trucewatch.arrangements.stances import NOBODY, said_at, take_stances
from trucewatch.arrangements.states import derive_state
from trucewatch.codebook import Scope, Target
from trucewatch.model import Arrangement, Evidence, Linking, Stance

WINDOW = timedelta(days=30)
"""An arrangement of which nobody speaks for longer is over; the next one of its kind is another one."""


def link_mentions(evidence: Sequence[Evidence], known: Sequence[Arrangement], stances: Sequence[Stance]) -> Linking:
    """Return each mention's arrangement, the stances it adds, and what is new; the order of `evidence` never matters.

    `known` and `stances` are all that earlier batches gave. Linking in batches of rising time gives the same
    identifiers as linking all at once. The result holds the arrangements that were touched, and only new stances.
    """
    register = _Register(known, stances)
    links: list[tuple[str, str]] = []
    taken: list[Stance] = []
    for item in sorted(evidence, key=_place_in_time):
        record = register.place(item, subject_of(item))
        links.append((item.mention.id, record.id))
        taken.extend(record.add(take_stances(item, record.id)))
    arrangements = register.touched()
    changes = find_changes(
        taken,
        stances,
        arrangements={arrangement.id: arrangement for arrangement in arrangements},
        evidence={item.mention.id: item for item in evidence},
    )
    return Linking(arrangements=arrangements, stances=tuple(taken), links=tuple(links), changes=changes)


def _place_in_time(evidence: Evidence) -> tuple[datetime, str, bool, int, str]:
    """Order by time, and within a document by the text, its headline last: that sums up, and blurs, what the text says."""
    mention = evidence.mention
    return said_at(evidence), mention.document_id, mention.in_title, mention.trigger.start, mention.id


@dataclass(slots=True)
class _Record:
    """One arrangement while a batch is linked."""

    id: str
    kind: Kind
    scope: Scope | None
    target: Target | None
    duration: str | None
    places: frozenset[str]
    parties: frozenset[str]
    first_said_at: datetime
    last_said_at: datetime
    stances: dict[tuple[str, str], Stance]
    is_touched: bool = False

    def add(self, stances: Iterable[Stance]) -> list[Stance]:
        """Take the stances that are new, and return them."""
        new = [stance for stance in stances if (stance.mention_id, stance.party) not in self.stances]
        self.stances |= {(stance.mention_id, stance.party): stance for stance in new}
        self.parties |= {stance.party for stance in new} - {NOBODY}
        return new

    def absorb(self, evidence: Evidence, subject: Subject) -> None:
        """Learn what the evidence adds to what is known."""
        moment = said_at(evidence)
        self.is_touched = True
        self.first_said_at = min(self.first_said_at, moment)
        self.last_said_at = max(self.last_said_at, moment)
        self.places |= subject.places
        if duration_days(self.duration) is None:
            self.duration = subject.duration
        if self.scope in {None, Scope.UNCLEAR}:
            self.scope = evidence.mention.scope

    def subject(self) -> Subject:
        return Subject(self.kind, self.duration, self.places, self.parties)

    def arrangement(self) -> Arrangement:
        return Arrangement(
            id=self.id,
            category=self.kind.category,
            conflict=self.kind.conflict,
            scope=self.scope,
            target=self.target,
            duration=self.duration,
            places=tuple(sorted(self.places)),
            state=derive_state(self.kind.category, tuple(self.stances.values()), historical=self.kind.historical),
            first_said_at=self.first_said_at,
            last_said_at=self.last_said_at,
        )


class _Register:
    """The arrangements known so far, found by kind."""

    def __init__(self, known: Sequence[Arrangement], stances: Sequence[Stance]) -> None:
        by_arrangement: dict[str, list[Stance]] = defaultdict(list)
        for stance in stances:
            by_arrangement[stance.arrangement_id].append(stance)
        self._records: dict[str, _Record] = {}
        self._by_kind: dict[Kind, list[_Record]] = defaultdict(list)
        self._by_mention = {stance.mention_id: stance.arrangement_id for stance in stances}
        for arrangement in known:
            self._add(_record_of(arrangement, by_arrangement[arrangement.id]))

    def place(self, evidence: Evidence, subject: Subject) -> _Record:
        """Return the record that the evidence belongs to, a new one where no other fits."""
        record = self._earlier(evidence) or self._best(evidence, subject) or self._new(evidence, subject)
        record.absorb(evidence, subject)
        return record

    def touched(self) -> tuple[Arrangement, ...]:
        """Return the arrangements that some evidence of this batch spoke of, by identifier."""
        return tuple(record.arrangement() for _, record in sorted(self._records.items()) if record.is_touched)

    def _add(self, record: _Record) -> _Record:
        self._records[record.id] = record
        self._by_kind[record.kind].append(record)
        return record

    def _earlier(self, evidence: Evidence) -> _Record | None:
        """Where an earlier batch put this very mention, if its stance is known."""
        return self._records.get(self._by_mention.get(evidence.mention.id, ""))

    def _best(self, evidence: Evidence, subject: Subject) -> _Record | None:
        """The fitting record whose duration is the one stated, and among those the one last spoken of."""
        fitting = list(self._fitting(said_at(evidence), subject))
        if not fitting:
            return None
        stated = duration_days(subject.duration) is not None
        return max(fitting, key=lambda r: (stated and duration_days(r.duration) is not None, r.last_said_at, r.id))

    def _fitting(self, moment: datetime, subject: Subject) -> Iterator[_Record]:
        for record in self._by_kind[subject.kind]:
            in_window = record.first_said_at - WINDOW <= moment <= record.last_said_at + WINDOW
            if in_window and is_same(record.subject(), subject):
                yield record

    def _new(self, evidence: Evidence, subject: Subject) -> _Record:
        identifier = arrangement_id(subject, evidence)
        if identifier in self._records:
            return self._records[identifier]
        moment = said_at(evidence)
        return self._add(
            _Record(
                id=identifier,
                kind=subject.kind,
                scope=evidence.mention.scope,
                target=evidence.mention.target,
                duration=subject.duration,
                places=subject.places,
                parties=frozenset(),
                first_said_at=moment,
                last_said_at=moment,
                stances={},
            )
        )


def _record_of(arrangement: Arrangement, stances: Sequence[Stance]) -> _Record:
    parties = frozenset(stance.party for stance in stances) - {NOBODY}
    return _Record(
        id=arrangement.id,
        kind=subject_of_known(arrangement, parties).kind,
        scope=arrangement.scope,
        target=arrangement.target,
        duration=arrangement.duration,
        places=frozenset(arrangement.places),
        parties=parties,
        first_said_at=arrangement.first_said_at,
        last_said_at=arrangement.last_said_at,
        stances={(stance.mention_id, stance.party): stance for stance in stances},
    )
