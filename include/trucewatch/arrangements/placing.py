"""Finds the arrangement that each mention speaks of, by codes alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
from trucewatch.arrangements.outlines import PHASES, Outline
from trucewatch.arrangements.stances import has_stance, parties_of, said_at, take_stances
from trucewatch.codebook import Category
from trucewatch.model import Arrangement, Candidates, Evidence, Stance

WINDOW = timedelta(days=30)
"""An arrangement of which nobody speaks for longer is over; the next one of its kind is another one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention, the arrangement that it speaks of, and the stances that it adds to it."""

    evidence: Evidence
    subject: Subject
    arrangement_id: str
    stances: tuple[Stance, ...]


def place_mentions(
    evidence: Sequence[Evidence], candidates: Candidates, parents: Parents = NOWHERE
) -> tuple[Placed, ...]:
    """Return each mention with its arrangement, a known or a new one, in the order of time, whatever that of `evidence`.

    `candidates` are the arrangements that earlier batches gave and that could concern these mentions. The same batches in
    the same order always give the same, identifiers included. `parents` tells which place lies in which.
    """
    register = _Register(candidates)
    return tuple(register.place(item, subject_of(item, parents)) for item in sorted(evidence, key=_place_in_time))


def could_concern(
    evidence: Sequence[Evidence], known: Sequence[Arrangement], parents: Parents = NOWHERE
) -> tuple[Arrangement, ...]:
    """Return those of the known arrangements that some of the mentions may be about: the only ones worth a closer look."""
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


def _place_in_time(evidence: Evidence) -> tuple[datetime, str, bool, int, str]:
    """Order by time, and within a document by the text, its headline last: that sums up, and blurs, what the text says."""
    mention = evidence.mention
    return said_at(evidence), mention.document_id, mention.in_title, mention.trigger.start, mention.id


class _Register:
    """The arrangements known so far, found by kind and land."""

    def __init__(self, candidates: Candidates) -> None:
        self._outlines: dict[str, Outline] = {}
        self._shelves: dict[tuple[Kind, str], list[Outline]] = defaultdict(list)
        self._earlier: Mapping[str, str] = dict(candidates.links)
        self._told: set[tuple[str, str]] = set()
        for candidate in candidates.all:
            self._add(Outline.of(candidate))

    def place(self, evidence: Evidence, subject: Subject) -> Placed:
        """Tie the evidence to the outline that it belongs to, a new one where no other fits, and let that learn."""
        # Where an earlier batch put this very mention, it stays.
        outline = self._outlines.get(self._earlier.get(evidence.mention.id, ""))
        outline = outline or self._running(evidence, subject) or self._best(evidence, subject)
        outline = outline or self._new(evidence, subject)
        outline.absorb(evidence, subject)
        stances = take_stances(evidence, outline.id)
        new = tuple(one for one in stances if (one.mention_id, one.party) not in self._told)
        self._told |= {(one.mention_id, one.party) for one in new}
        outline.add(new)
        return Placed(evidence, subject, outline.id, new)

    def _add(self, outline: Outline) -> Outline:
        self._outlines[outline.id] = outline
        for shelf in shelves_of(outline.subject()):
            self._shelves[shelf].append(outline)
        return outline

    def _running(self, evidence: Evidence, subject: Subject) -> Outline | None:
        """A truce without more words that holds, is broken or ends is the one that runs, where only one does."""
        if evidence.mention.act not in PHASES or not has_stance(evidence):
            return None
        moment = said_at(evidence)
        if any(outline.runs for outline in self._fitting(moment, subject)):
            return None
        limited = (replace(subject, kind=kind) for kind in _limited(subject.kind))
        agreed = [outline for one in limited for outline in self._fitting(moment, one) if outline.is_agreed]
        return agreed[0] if len(agreed) == 1 else None

    def _best(self, evidence: Evidence, subject: Subject) -> Outline | None:
        """The fitting outline whose duration is the one stated, and among those the one last spoken of."""
        fitting = list(self._fitting(said_at(evidence), subject))
        if not fitting:
            return None
        stated = duration_days(subject.duration) is not None
        return max(fitting, key=lambda r: (stated and duration_days(r.duration) is not None, r.last_said_at, r.id))

    def _fitting(self, moment: datetime, subject: Subject) -> Iterator[Outline]:
        shelf = min(shelves_of(subject), key=lambda one: one[1])
        for outline in self._shelves[shelf]:
            in_window = outline.first_said_at - WINDOW <= moment <= outline.last_said_at + WINDOW
            if in_window and is_same(outline.subject(), subject):
                yield outline

    def _new(self, evidence: Evidence, subject: Subject) -> Outline:
        identifier = arrangement_id(subject, evidence)
        return self._outlines.get(identifier) or self._add(Outline.begun_by(evidence, subject, identifier))


def _limited(kind: Kind) -> tuple[Kind, ...]:
    """The kinds of limited truces that a truce without more words may be; none for anything else."""
    if kind.category is not Category.CEASEFIRE or kind.limit != GENERAL or kind.historical or kind.conflict is None:
        return ()
    return tuple(replace(kind, limit=limit) for limit in LIMITS)
