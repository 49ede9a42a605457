"""Many stances in few: what is said of each party's act over time, and what each teller says of it a day."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from trucewatch.model import RANKS_A_DAY, Stance, Standing, Telling

_Key = tuple[str, ...]


class Sums:
    """Standings to which stances are added one by one; a stance that is in there adds nothing."""

    def __init__(self, known: Iterable[Standing] = ()) -> None:
        self._found: dict[_Key, Standing] = {}
        for standing in known:
            self._add(_key(standing), standing)

    def __iter__(self) -> Iterator[Standing]:
        return iter(self._found.values())

    def add(self, stance: Stance) -> None:
        """Let a stance count in the standing that it belongs to."""
        self._add(
            _key(stance),
            Standing(
                arrangement_id=stance.arrangement_id,
                party=stance.party,
                act=stance.act,
                polarity=stance.polarity,
                position=stance.position,
                meets_on=stance.meets_on,
                first_rank=stance.rank,
                last_rank=stance.rank,
            ),
        )

    def _add(self, key: _Key, new: Standing) -> None:
        old = self._found.get(key)
        if old is not None:
            first, last = min(old.first_rank, new.first_rank), max(old.last_rank, new.last_rank)
            new = replace(old, first_rank=first, last_rank=last)
        self._found[key] = new


def sum_up(stances: Iterable[Stance], known: Iterable[Standing] = ()) -> tuple[Standing, ...]:
    """Return the standings that these stances make, added to the known ones."""
    sums = Sums(known)
    for stance in stances:
        sums.add(stance)
    return tuple(sums)


def tell_apart(stances: Iterable[Stance]) -> tuple[Telling, ...]:
    """Return what each teller says a day.

    By days, because two tellings of which one lies between the ends of the other are then near each other for certain:
    who says the same before and long after a moment says nothing at that moment.
    """
    found: dict[tuple[_Key, str, int], Telling] = {}
    for stance in stances:
        key = (_key(stance), stance.told_by, stance.rank // RANKS_A_DAY)
        old = found.get(key)
        if old is not None:
            first, last = min(old.first_rank, stance.rank), max(old.last_rank, stance.rank)
            mention_id = min(old.mention_id, stance.mention_id)
            found[key] = replace(old, first_rank=first, last_rank=last, mention_id=mention_id)
            continue
        found[key] = Telling(
            arrangement_id=stance.arrangement_id,
            party=stance.party,
            act=stance.act,
            polarity=stance.polarity,
            position=stance.position,
            told_by=stance.told_by,
            first_rank=stance.rank,
            last_rank=stance.rank,
            mention_id=stance.mention_id,
        )
    return tuple(found.values())


def _key(said: Stance | Standing) -> _Key:
    day = said.meets_on.isoformat() if said.meets_on else ""
    return said.arrangement_id, said.party, said.act, said.polarity, said.position or "", day
