"""Floors: the numbers that a change may not lower. Pure decisions; gate.py reads and writes the file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """What stands in baseline.json."""

    gold: str
    """Fingerprint of the gold files that the floors belong to."""
    floors: Mapping[str, float]


def failures(measured: Mapping[str, float], floors: Floors, *, gold: str, bad_offsets: int) -> list[str]:
    """Return a plain sentence for each reason to refuse the finder; [] is a pass."""
    problems = []
    if bad_offsets:
        problems.append(f"{bad_offsets} spans do not point at their own text")
    if gold != floors.gold:
        problems.append("the gold files are not those of the floors: read the changes, then run with --update")
        return problems
    for name, floor in floors.floors.items():
        if name not in measured:
            problems.append(f"{name} has a floor of {floor:.2f} but was not measured")
        elif measured[name] < floor:
            problems.append(f"{name} is {measured[name]:.3f}, under its floor of {floor:.2f}")
    return problems


def raised(measured: Mapping[str, float], *, gold: str) -> Floors:
    """Return new floors: what was measured, rounded down to a hundredth."""
    return Floors(gold=gold, floors={name: math.floor(value * 100 + 1e-9) / 100 for name, value in measured.items()})


def lowered(new: Floors, old: Floors) -> list[str]:
    """Return the names of the floors that `new` would lower or drop."""
    return [name for name, floor in old.floors.items() if new.floors.get(name, -1.0) < floor]
