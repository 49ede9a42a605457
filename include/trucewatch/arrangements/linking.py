"""Ties each mention to its arrangement: the door of this room."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from trucewatch.arrangements.changes import MEMORY, find_news
from trucewatch.arrangements.contradictions import AT_ABOUT_THE_SAME_TIME, find_contradictions
from trucewatch.arrangements.durations import duration_days
from trucewatch.arrangements.identity import (
    GENERAL,
    LIMITS,
    NOWHERE,
    Kind,
    Parents,
    Subject,
    arrangement_id,
    is_same,
    shelves_of,
    subject_of,
    subject_of_known,
)
from trucewatch.arrangements.records import ECHO, PHASES, Record
from trucewatch.arrangements.stances import has_stance, parties_of, said_at, take_stances
from trucewatch.arrangements.standings import tell_apart
from trucewatch.codebook import Category
from trucewatch.model import Arrangement, Evidence, Known, Linking, Reach, Stance, Standing, Telling

WINDOW = timedelta(days=30)
"""An arrangement of which nobody speaks for longer is over; the next one of its kind is another one."""


def link_mentions(
    evidence: Sequence[Evidence], known: Known, *, as_of: datetime, parents: Parents = NOWHERE
) -> Linking:
    """Return each mention's arrangement, the stances it adds, and what is new; the order of `evidence` never matters.

    `known` is what earlier batches gave that this one may have to do with. The same batches in the same order always
    give the same, identifiers included: linking everything again is playing the batches again. The result holds the
    arrangements that were touched, as they stand at `as_of`, and only new stances. `parents` tells which place lies in
    which.
    """
    register = _Register(known)
    links: list[tuple[str, str]] = []
    taken: list[Stance] = []
    for item in sorted(evidence, key=_place_in_time):
        record = register.place(item, subject_of(item, parents))
        links.append((item.mention.id, record.id))
        taken.extend(record.add(take_stances(item, record.id)))
    arrangements = {arrangement.id: arrangement for arrangement in register.touched(as_of)}
    news = find_news(
        taken,
        known.standings,
        known.changes,
        arrangements=arrangements,
        states_before={arrangement.id: arrangement.state for arrangement in known.arrangements},
        evidence={item.mention.id: item for item in evidence},
    )
    return Linking(
        arrangements=tuple(arrangements.values()),
        stances=tuple(taken),
        links=tuple(links),
        changes=news.changes,
        grown=news.grown,
        contradictions=find_contradictions(tell_apart(taken), known.tellings, arrangements),
    )


def could_concern(
    evidence: Sequence[Evidence], known: Sequence[Arrangement], parents: Parents = NOWHERE
) -> tuple[Arrangement, ...]:
    """Return those of the known arrangements that some of the mentions may be about: the only ones worth loading."""
    subjects = [subject_of(item, parents) for item in evidence]
    shelves = {shelf for subject in subjects for shelf in shelves_of(subject)}
    shelves |= {(kind, "") for subject in subjects for kind in _limited(subject.kind)}
    return tuple(one for one in known if shelves_of(subject_of_known(one, frozenset())) & shelves)


def parties_that_tie(evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the parties that may tie these mentions to an arrangement of no listed conflict; a place may as well."""
    return frozenset(
        party
        for item in evidence
        if item.mention.conflict is None and has_stance(item)
        for party in parties_of(item.mention)
    )


def reach_of(evidence: Sequence[Evidence]) -> Reach:
    """Return which details of what is known make a difference to these mentions, of which there is at least one.

    Who said it: a contradiction, or the echo of an extension, is never far away; what a party did at other times, and
    how an arrangement stands, is the same whoever told it. One late article among news of today gives a time of its own.
    On which day talks are: after a long silence they are others anyway.
    """
    distance = max(AT_ABOUT_THE_SAME_TIME, ECHO)
    times: list[tuple[datetime, datetime]] = []
    moments = sorted(set(map(said_at, evidence)))
    for moment in moments:
        since = times.pop()[0] if times and moment - distance <= times[-1][1] else moment - distance
        times.append((since, moment + distance))
    return Reach(told_within=tuple(times), days_since=moments[0] - MEMORY)


def _place_in_time(evidence: Evidence) -> tuple[datetime, str, bool, int, str]:
    """Order by time, and within a document by the text, its headline last: that sums up, and blurs, what the text says."""
    mention = evidence.mention
    return said_at(evidence), mention.document_id, mention.in_title, mention.trigger.start, mention.id


class _Register:
    """The arrangements known so far, found by kind and land."""

    def __init__(self, known: Known) -> None:
        standings: dict[str, list[Standing]] = defaultdict(list)
        for standing in known.standings:
            standings[standing.arrangement_id].append(standing)
        tellings: dict[str, list[Telling]] = defaultdict(list)
        for telling in known.tellings:
            tellings[telling.arrangement_id].append(telling)
        self._records: dict[str, Record] = {}
        self._shelves: dict[tuple[Kind, str], list[Record]] = defaultdict(list)
        self._by_mention = dict(known.links)
        for arrangement in known.arrangements:
            self._add(Record.of(arrangement, standings[arrangement.id], tellings[arrangement.id]))

    def place(self, evidence: Evidence, subject: Subject) -> Record:
        """Return the record that the evidence belongs to, a new one where no other fits."""
        record = self._earlier(evidence) or self._running(evidence, subject) or self._best(evidence, subject)
        record = record or self._new(evidence, subject)
        record.absorb(evidence, subject)
        return record

    def touched(self, as_of: datetime) -> tuple[Arrangement, ...]:
        """Return the arrangements that some evidence of this batch spoke of, by identifier."""
        return tuple(record.arrangement(as_of) for _, record in sorted(self._records.items()) if record.is_touched)

    def _add(self, record: Record) -> Record:
        self._records[record.id] = record
        for shelf in shelves_of(record.subject()):
            self._shelves[shelf].append(record)
        return record

    def _earlier(self, evidence: Evidence) -> Record | None:
        """Where an earlier batch put this very mention."""
        return self._records.get(self._by_mention.get(evidence.mention.id, ""))

    def _running(self, evidence: Evidence, subject: Subject) -> Record | None:
        """A truce without more words that holds, is broken or ends is the one that runs, where only one does."""
        if evidence.mention.act not in PHASES or not has_stance(evidence):
            return None
        moment = said_at(evidence)
        if any(record.runs for record in self._fitting(moment, subject)):
            return None
        limited = (replace(subject, kind=kind) for kind in _limited(subject.kind))
        agreed = [record for one in limited for record in self._fitting(moment, one) if record.is_agreed]
        return agreed[0] if len(agreed) == 1 else None

    def _best(self, evidence: Evidence, subject: Subject) -> Record | None:
        """The fitting record whose duration is the one stated, and among those the one last spoken of."""
        fitting = list(self._fitting(said_at(evidence), subject))
        if not fitting:
            return None
        stated = duration_days(subject.duration) is not None
        return max(fitting, key=lambda r: (stated and duration_days(r.duration) is not None, r.last_said_at, r.id))

    def _fitting(self, moment: datetime, subject: Subject) -> Iterator[Record]:
        shelf = min(shelves_of(subject), key=lambda one: one[1])
        for record in self._shelves[shelf]:
            in_window = record.first_said_at - WINDOW <= moment <= record.last_said_at + WINDOW
            if in_window and is_same(record.subject(), subject):
                yield record

    def _new(self, evidence: Evidence, subject: Subject) -> Record:
        identifier = arrangement_id(subject, evidence)
        return self._records.get(identifier) or self._add(Record.begun_by(evidence, subject, identifier))


def _limited(kind: Kind) -> tuple[Kind, ...]:
    """The kinds of limited truces that a truce without more words may be; none for anything else."""
    if kind.category is not Category.CEASEFIRE or kind.limit != GENERAL or kind.historical or kind.conflict is None:
        return ()
    return tuple(replace(kind, limit=limit) for limit in LIMITS)
