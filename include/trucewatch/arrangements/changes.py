"""What is new: a party that does what it was not known to do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from trucewatch.arrangements.stances import NOBODY, act_class, in_order
from trucewatch.codebook import Act
from trucewatch.model import Arrangement, Change, Evidence, Stance, stable_id

MEMORY = timedelta(days=30)
"""Who does the same again after so long a silence does something new: another violation, another refusal."""

_Deed = tuple[str, Act]
"""An arrangement's identifier and what is done about it."""


def find_changes(
    taken: Iterable[Stance],
    earlier: Iterable[Stance],
    *,
    arrangements: Mapping[str, Arrangement],
    evidence: Mapping[str, Evidence],
) -> tuple[Change, ...]:
    """Return one change per arrangement and act that somebody newly does, with all its evidence of this batch.

    `arrangements` are those that `taken` speaks of, `evidence` is by mention id. A sentence that names nobody adds
    nothing to an act that somebody is known to do.
    """
    ordered = in_order(taken)
    known: dict[_Deed, list[Stance]] = defaultdict(list)
    for stance in (s for s in earlier if s.arrangement_id in arrangements):
        _note(stance, known, arrangements)
    groups: dict[_Deed, list[Stance]] = defaultdict(list)
    for stance in ordered:
        _note(stance, groups, arrangements)
    changes = (_change_of(deed, group, known[deed], arrangements[deed[0]], evidence) for deed, group in groups.items())
    return tuple(change for change in changes if change is not None)


def _note(stance: Stance, deeds: dict[_Deed, list[Stance]], arrangements: Mapping[str, Arrangement]) -> None:
    act = act_class(arrangements[stance.arrangement_id].category, stance.act, stance.polarity)
    if act is not None:
        deeds[stance.arrangement_id, act].append(stance)


def _change_of(
    deed: _Deed,
    group: Sequence[Stance],
    known: Sequence[Stance],
    arrangement: Arrangement,
    evidence: Mapping[str, Evidence],
) -> Change | None:
    new = {stance.party: stance for stance in reversed(group) if not _is_known(stance, known)}
    actors = tuple(sorted(new.keys() - {NOBODY}))
    if not actors and (NOBODY not in new or any(stance.party for stance in group)):
        return None
    mentions = dict.fromkeys(s.mention_id for s in group if s.party in {*actors, NOBODY})
    return Change(
        key=stable_id(
            "change", arrangement.id, deed[1], *actors, arrangement.target or "", *_again(new, known, actors)
        ),
        arrangement=arrangement,
        act=deed[1],
        actors=actors,
        evidence=tuple(evidence[mention_id] for mention_id in mentions),
    )


def _is_known(stance: Stance, known: Sequence[Stance]) -> bool:
    """Nobody in particular is known as soon as anybody is."""
    return any(
        stance.party in {NOBODY, other.party} and abs(stance.said_at - other.said_at) <= MEMORY for other in known
    )


def _again(new: Mapping[str, Stance], known: Sequence[Stance], actors: Sequence[str]) -> tuple[str, ...]:
    """What tells a repetition after a long silence from the first time: its day."""
    doers = set(actors) or {NOBODY}
    if not any(stance.party in doers for stance in known):
        return ()
    first: datetime = min(new[doer].said_at for doer in doers)
    return (first.date().isoformat(),)
