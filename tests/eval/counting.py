"""Counts of right, extra and missed things, what follows from them, and how far chance may have moved it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Right, extra and missed things, and what follows from them."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(right=self.right + other.right, extra=self.extra + other.extra, missed=self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 0.0

    def numbers(self) -> tuple[float, float, float]:
        """Return precision, recall and F1."""
        return self.precision, self.recall, self.f1


def intervals(counts: Sequence[Count], *, seed: int = 0) -> tuple[tuple[float, float], ...]:
    """Return 95 % bootstrap intervals of precision, recall and F1; the same seed gives the same ones.

    What is drawn again is one count each: a sentence.
    """
    source = random.Random(seed)  # noqa: S311  # resampling, not secrets
    drawn = [sum(source.choices(counts, k=len(counts)), Count()).numbers() for _ in range(ROUNDS)]
    low, high = int(ROUNDS * 0.025), int(ROUNDS * 0.975) - 1
    return tuple((values[low], values[high]) for values in map(sorted, zip(*drawn, strict=True)))
