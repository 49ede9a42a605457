"""What is new: a party that does what it was not known to do, or a ceasefire whose time is over."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from trucewatch.arrangements.stances import NOBODY, act_class, said_at
from trucewatch.codebook import Act, Position, State
from trucewatch.model import Arrangement, Change, Evidence, Stance, Standing, stable_id

MEMORY = timedelta(days=30)
"""Who does the same again after so long a silence does something new: another violation, another refusal."""
MOST_OF_A_FAMILY = 3
MOST_EVIDENCE = 60
"""Mentions that one change keeps as its evidence, of one publisher family and in all; the others are linked all the same."""


class _Deed(NamedTuple):
    """What is done about which arrangement; to accept on conditions is another deed than to accept."""

    arrangement_id: str
    act: Act
    is_conditional: bool


class News(NamedTuple):
    """What a batch brings."""

    changes: tuple[Change, ...]
    grown: tuple[Change, ...]
    """Known changes with more evidence than before."""


def find_news(
    taken: Sequence[Stance],
    earlier: Iterable[Standing],
    open_changes: Sequence[Change],
    *,
    arrangements: Mapping[str, Arrangement],
    states_before: Mapping[str, State],
    evidence: Mapping[str, Evidence],
) -> News:
    """Return one change per arrangement and act that somebody newly does, and the known ones that others confirm.

    `arrangements` are those that `taken` speaks of, `evidence` is by mention id. A sentence that names nobody adds
    nothing to an act that somebody is known to do.
    """
    known: dict[_Deed, list[Standing]] = defaultdict(list)
    for standing in earlier:
        if deed := _deed_of(standing, arrangements):
            known[deed].append(standing)
    groups: dict[_Deed, list[Stance]] = defaultdict(list)
    for stance in sorted(taken, key=lambda s: (s.rank, s.mention_id, s.party, s.act)):
        if deed := _deed_of(stance, arrangements):
            groups[deed].append(stance)
    known_changes = _by_deed(open_changes)
    changes: list[Change] = []
    confirmed: dict[str, list[str]] = defaultdict(list)
    for deed, group in groups.items():
        arrangement = arrangements[deed.arrangement_id]
        before = states_before.get(arrangement.id)
        change = _change_of(deed, group, known[deed], arrangement, evidence)
        if change is not None and _is_over_already(change, before):
            change = None
        if change is not None:
            changes.append(replace(change, state_before=before))
        for earlier_change in known_changes[deed]:
            confirmed[earlier_change.key] += _confirming(group, earlier_change, change)
    grown = (_grow(one, confirmed[one.key], arrangements, evidence) for one in open_changes if confirmed.get(one.key))
    return News(tuple(changes), tuple(one for one in grown if one is not None))


def _deed_of(taken: Stance | Standing, arrangements: Mapping[str, Arrangement]) -> _Deed | None:
    arrangement = arrangements.get(taken.arrangement_id)
    if arrangement is None:
        return None
    act = act_class(arrangement.category, taken.act, taken.polarity)
    is_conditional = taken.position is Position.ACCEPTS_CONDITIONALLY
    return None if act is None else _Deed(arrangement.id, act, is_conditional)


def _change_of(
    deed: _Deed,
    group: Sequence[Stance],
    known: Sequence[Standing],
    arrangement: Arrangement,
    evidence: Mapping[str, Evidence],
) -> Change | None:
    new = {stance.party: stance for stance in reversed(group) if not _is_known(stance, known)}
    actors = tuple(sorted(new.keys() - {NOBODY}))
    if not actors and (NOBODY not in new or any(stance.party for stance in group)):
        return None
    pieces = dict.fromkeys(s.mention_id for s in group if s.party in {*actors, NOBODY})
    first = min(new.values(), key=lambda stance: stance.rank)
    condition = ("conditional",) if deed.is_conditional else ()
    return Change(
        key=stable_id(
            "change",
            arrangement.id,
            deed.act,
            *actors,
            arrangement.target or "",
            *condition,
            *_again(new, known, actors),
        ),
        arrangement=arrangement,
        act=deed.act,
        actors=actors,
        position=first.position,
        evidence=tuple(_worth_keeping((evidence[mention_id] for mention_id in pieces), ())),
    )


def _is_over_already(change: Change, before: State | None) -> bool:
    """That a ceasefire is over is no news once its time has run out; that somebody ended it is."""
    return change.act is Act.END and not change.actors and before is State.EXPIRED


def _is_known(stance: Stance, known: Sequence[Standing]) -> bool:
    """Nobody in particular is known as soon as anybody is; talks on another day are others."""
    return any(
        stance.party in {NOBODY, other.party}
        and not _meets_apart(stance, other)
        and other.first_at - MEMORY <= stance.said_at
        and stance.said_at <= other.last_at + MEMORY
        for other in known
    )


def _meets_apart(stance: Stance, other: Standing) -> bool:
    """A day more or less is how reports differ."""
    if stance.meets_on is None or other.meets_on is None:
        return False
    return abs(stance.meets_on - other.meets_on) > timedelta(days=1)


def _again(new: Mapping[str, Stance], known: Sequence[Standing], actors: Sequence[str]) -> tuple[str, ...]:
    """What tells a repetition from the first time: the day of the talks, or after a long silence that of the report."""
    doers = set(actors) or {NOBODY}
    if not any(standing.party in doers for standing in known):
        return ()
    first = min((new[doer] for doer in doers), key=lambda stance: stance.rank)
    return ((first.meets_on or first.said_at.date()).isoformat(),)


def _by_deed(open_changes: Iterable[Change]) -> Mapping[_Deed, list[Change]]:
    found: dict[_Deed, list[Change]] = defaultdict(list)
    for change in open_changes:
        is_conditional = change.position is Position.ACCEPTS_CONDITIONALLY
        found[_Deed(change.arrangement.id, change.act, is_conditional)].append(change)
    return found


def _confirming(group: Sequence[Stance], known: Change, new: Change | None) -> list[str]:
    """The mentions that say of an actor of the known change what it says; those of a new change are its own."""
    own = set(new.actors) if new is not None else set()
    return [s.mention_id for s in group if s.party not in own and (s.party in known.actors or not known.actors)]


def _grow(
    change: Change,
    mention_ids: Sequence[str],
    arrangements: Mapping[str, Arrangement],
    evidence: Mapping[str, Evidence],
) -> Change | None:
    has = {item.mention.id for item in change.evidence}
    fresh = (evidence[mention_id] for mention_id in dict.fromkeys(mention_ids) if mention_id not in has)
    more = tuple(_worth_keeping(fresh, change.evidence))
    if not more:
        return None
    return replace(change, arrangement=arrangements[change.arrangement.id], evidence=change.evidence + more)


def _worth_keeping(fresh: Iterable[Evidence], kept: Sequence[Evidence]) -> Iterator[Evidence]:
    """Enough to judge by: a change of which the whole world writes needs no thousand quotations."""
    families = Counter(item.family for item in kept)
    for item in sorted(fresh, key=lambda one: (said_at(one), one.mention.id)):
        if families[item.family] < MOST_OF_A_FAMILY and families.total() < MOST_EVIDENCE:
            families[item.family] += 1
            yield item
