"""Who sits at the table, and what talks are about."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

from trucewatch.codebook import Issue, Level
from trucewatch.mentions.sources import Source
from trucewatch.mentions.view import View, Words

FAR = 150
"""Characters from the words for talks to what tells more of them, at most."""
CUT = re.compile(r"[;:](?!\d)|\n")

_Code = TypeVar("_Code", Issue, Level)


def read_level(
    view: View, words: Words, source: Source | None, at: tuple[int, int], sitting: Collection[Level] | None
) -> Level:
    """Return the level of talks: the lowest that their clause or the offices of those who take part tell.

    `sitting` None: whoever acts only wants or refuses talks; who would sit in them stands behind their name.
    """
    found = set(_found(view, words, words.pack.levels, source, at, behind=sitting is None))
    return next((level for level in words.pack.levels if level in {*found, *(sitting or ())}), Level.UNSPECIFIED)


def read_issues(view: View, words: Words, source: Source | None, at: tuple[int, int]) -> tuple[Issue, ...]:
    """Return what talks are about, as their clause says, in the order of the codebook."""
    found = set(_found(view, words, words.pack.issues, source, at))
    return tuple(issue for issue in Issue if issue in found)


def _found(
    view: View,
    words: Words,
    patterns: Mapping[_Code, re.Pattern[str]],
    source: Source | None,
    at: tuple[int, int],
    *,
    behind: bool = False,
) -> Iterator[_Code]:
    """Yield the codes whose words stand in the clause of two offsets, or behind the first; the speaker is left aside."""
    low, high = clause_around(view.lowered, words, *at)
    low = at[0] if behind else low
    aside = _phrase(source)
    for code, pattern in patterns.items():
        if any(not aside[0] <= match.start() < aside[1] for match in pattern.finditer(view.lowered, low, high)):
            yield code


def clause_around(lowered: str, words: Words, start: int, end: int) -> tuple[int, int]:
    """Return the characters around two offsets up to a mark or a word at which another clause begins."""
    low, high = max(0, start - FAR), min(len(lowered), end + FAR)
    cuts = sorted(
        match.start() for pattern in (CUT, words["clause_start"]) for match in pattern.finditer(lowered, low, high)
    )
    before, after = bisect_right(cuts, start), bisect_left(cuts, end)
    return (cuts[before - 1] if before else low), (cuts[after] if after < len(cuts) else high)


def _phrase(source: Source | None) -> tuple[int, int]:
    """Return the characters of a speaker with what is set beside him: "Lavrov, the foreign minister"."""
    if source is None:
        return 0, 0
    beside = [child for child in source.head.children if child.dep_ == "appos"]
    last = max((child.right_edge.idx + len(child.right_edge) for child in beside), default=source.end)
    first = min((child.left_edge.idx for child in beside), default=source.start)
    return min(first, source.start), max(last, source.end)
