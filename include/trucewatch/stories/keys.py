"""Under which of its terms an account is looked up: those that few events share, alone or two together. Pure."""

from collections.abc import Iterable
from itertools import combinations

from trucewatch.stories.terms import HEAD
from trucewatch.stories.weighing import weight_of

MOST_KEYS = 24
MOST_ALONE, MOST_JOINED = 10, 6
"""So many single terms, and pairs of so many: 10 + 6 * 5 / 2 = 25 before the cut."""
ALONE = frozenset({"place", "name", "number", "percent"})
"""Kinds whose terms tell events apart on their own; numbers and percentages only where they are long enough."""
JOINED = frozenset({"land", "actor", "place", "seat", "area", "number", "percent", "duration", "matter", "name", "act"})
LONG_NUMBER = 3


def keys_of(terms: Iterable[str]) -> tuple[str, ...]:
    """Return at most `MOST_KEYS` keys, sorted: 'place:gn:281124', or 'land:ISR+matter:hospital'.

    What stands in the title goes first, then what weighs most.
    """
    known = set(terms)
    bodies = sorted(
        (term for term in known if not term.startswith(HEAD)),
        key=lambda term: (-weight_of(term) - (f"{HEAD}{term}" in known), term),
    )
    alone = [term for term in bodies if _tells_alone(term)][:MOST_ALONE]
    joined = [term for term in bodies if term.partition(":")[0] in JOINED][:MOST_JOINED]
    pairs = ["+".join(sorted(pair)) for pair in combinations(joined, 2)]
    return tuple(sorted([*alone, *pairs][:MOST_KEYS]))


def _tells_alone(term: str) -> bool:
    kind, _, value = term.partition(":")
    return kind in ALONE and (kind in {"place", "name"} or len(value) >= LONG_NUMBER)
