"""How much two traces speak of the same: what they share, and what tells them apart. Pure.

The weights were set by hand and tuned on the open half of tests/eval/gold/stories; they move together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import sqrt
from types import MappingProxyType

from trucewatch.model import Trace
from trucewatch.stories.terms import HEAD, LATE

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "land": 0.4,
        "actor": 0.7,
        "place": 1.6,
        "seat": 0.6,
        "area": 0.6,
        "number": 1.0,
        "percent": 1.0,
        "duration": 0.9,
        "date": 0.6,
        "act": 0.7,
        "conflict": 0.1,
        "matter": 1.0,
        "name": 1.5,
        "word": 0.4,
    }
)
SMALL, LARGE = 0.4, 1.5
"""Weights of numbers of one digit, and of three or more."""
IN_TITLE, NAMED_IN_TITLE = 0.8, 1.2
"""What a term of the title counts beside its ordinary weight, as a share of it; more where it names a place or somebody."""
FURTHER_DOWN = 0.4
"""What a term counts that only stands behind the opening, as a share of its weight."""
NAMED = frozenset({"place", "name"})
LEAST = 14.0
"""Added to the whole of each account, so that two short ones are not alike for three common words."""
OTHER_DAY, OTHER_PLACE, NEAR_PLACE, OTHER_TITLE, OTHER_VIEW, OTHER_CONFLICT = 0.6, 0.55, 0.8, 0.55, 0.6, 0.5
"""What the likeness is multiplied with where both name days, or places, or speak of conflicts, and none is the same (for
places of one region: a little less; for names in the titles: once more), and where one looks on from afar (an analysis, a live blog) and the other
reports."""
PER_DAY = 0.15
"""What each day between two accounts takes away."""
A_DAY = timedelta(days=1)
RECENT = timedelta(days=4)
"""Days further from the account than that are history, and tell nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A trace made ready for comparing."""

    trace: Trace
    weights: Mapping[str, float]
    total: float
    total_abroad: float
    """Without the words of its own language."""
    days: frozenset[date]
    places: frozenset[str]
    title_names: frozenset[str]
    """Of places, and of what no list knows."""
    areas: frozenset[str]
    conflicts: frozenset[str]
    """That its mentions belong to."""
    views: frozenset[str]


def profile_of(trace: Trace) -> Profile:
    """Return a trace with its weights."""
    weights = {term.removeprefix(LATE): weight_of(term) for term in trace.terms}
    kinds: dict[str, set[str]] = {
        "date": set(),
        "place": set(),
        "area": set(),
        "conflict": set(),
        "name": set(),
        "view": set(),
        "word": set(),
    }
    for term in weights:
        kind = term.partition(":")[0]
        if kind in kinds:
            kinds[kind].add(term)
    said_on = trace.said_at.date()
    days = (date.fromisoformat(term.removeprefix("date:")) for term in kinds["date"])
    total = LEAST + sum(weights.values())
    return Profile(
        trace=trace,
        weights=weights,
        total=total,
        total_abroad=total - sum(weights[term] for term in kinds["word"]),
        days=frozenset(day for day in days if abs(day - said_on) <= RECENT),
        places=frozenset(kinds["place"]),
        title_names=frozenset(term for kind in NAMED for term in kinds[kind] if f"{HEAD}{term}" in weights),
        areas=frozenset(kinds["area"]),
        conflicts=frozenset(kinds["conflict"]),
        views=frozenset(kinds["view"]),
    )


@lru_cache(maxsize=50_000)
def weight_of(term: str) -> float:
    """Return how much it says that two accounts share this term."""
    if term.startswith(HEAD):
        term = term.removeprefix(HEAD)
        return weight_of(term) * (NAMED_IN_TITLE if term.partition(":")[0] in NAMED else IN_TITLE)
    if term.startswith(LATE):
        return FURTHER_DOWN * weight_of(term.removeprefix(LATE))
    kind, _, value = term.partition(":")
    if kind == "number":
        digits = len(value.rstrip("0")) + len(value) // 3
        return SMALL if len(value) == 1 else LARGE if digits >= 3 else WEIGHTS[kind]  # noqa: PLR2004  # as the names say
    return WEIGHTS.get(kind, 0.0)


def closeness(one: Profile, two: Profile) -> float:
    """Return from 0 to 1 how much two accounts speak of the same event."""
    fewer, more = (one, two) if len(one.weights) <= len(two.weights) else (two, one)
    is_abroad = one.trace.language != two.trace.language
    shared = sum(
        min(weight, more.weights[term])
        for term, weight in fewer.weights.items()
        if term in more.weights and not (is_abroad and term.startswith("word:"))
    )
    if not shared:
        return 0.0
    whole = sqrt(one.total_abroad * two.total_abroad) if is_abroad else sqrt(one.total * two.total)
    return shared / whole * _agreement(one, two)


def _agreement(one: Profile, two: Profile) -> float:
    """Return what is left of a likeness after time, days, places and views had their say."""
    gap = abs(one.trace.said_at - two.trace.said_at)
    left = max(0.0, 1.0 - PER_DAY * (gap / A_DAY))
    if _are_apart(one.days, two.days):
        left *= OTHER_DAY
    if _are_apart(one.places, two.places):
        left *= NEAR_PLACE if one.areas & two.areas else OTHER_PLACE
    if _are_apart(one.title_names, two.title_names):
        left *= OTHER_TITLE
    if _are_apart(one.conflicts, two.conflicts):
        left *= OTHER_CONFLICT
    if one.views != two.views:
        left *= OTHER_VIEW
    return left


def _are_apart(one: frozenset[object], two: frozenset[object]) -> bool:
    return bool(one) and bool(two) and one.isdisjoint(two)
