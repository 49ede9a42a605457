"""Many stances in few: what each teller says of each party's act, over time."""

from collections.abc import Iterable
from dataclasses import replace

from trucewatch.model import Stance, Standing

_Key = tuple[str, ...]


def sum_up(stances: Iterable[Stance], known: Iterable[Standing] = ()) -> tuple[Standing, ...]:
    """Return the standings that these stances make, added to the known ones; a stance that is in there adds nothing."""
    found: dict[_Key, Standing] = {_key(standing): standing for standing in known}
    for stance in stances:
        new = Standing(
            arrangement_id=stance.arrangement_id,
            party=stance.party,
            act=stance.act,
            polarity=stance.polarity,
            position=stance.position,
            told_by=stance.told_by,
            meets_on=stance.meets_on,
            first_rank=stance.rank,
            last_rank=stance.rank,
            mention_id=stance.mention_id,
        )
        old = found.get(_key(new))
        found[_key(new)] = _joined(old, new) if old else new
    return tuple(found.values())


def _joined(one: Standing, other: Standing) -> Standing:
    return replace(
        one,
        first_rank=min(one.first_rank, other.first_rank),
        last_rank=max(one.last_rank, other.last_rank),
        mention_id=min(one.mention_id, other.mention_id),
    )


def _key(standing: Standing) -> _Key:
    position = standing.position or ""
    day = standing.meets_on.isoformat() if standing.meets_on else ""
    return standing.arrangement_id, standing.party, standing.act, standing.polarity, position, standing.told_by, day
