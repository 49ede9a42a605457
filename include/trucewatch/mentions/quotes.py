"""What stands in quotation marks, found on raw text: parsers cut quotes in two."""

import re
from collections.abc import Sequence
from typing import NamedTuple

MARKS = re.compile(r"[“”«»\"]|\n")
LONGEST_QUOTE = 3000
"""Characters; a mark that stays open for longer was never closed."""
PAIRS = frozenset({("“", "”"), ("«", "»"), ('"', '"'), ("“", '"'), ("“", "“")})
AGAIN = re.compile(r"(?<=\n)[^\S\n]*(?:[“«]|»(?=\s?[A-ZÀ-Þ]))")
"""A mark with which a new paragraph of a quotation that is still open begins."""
_BETWEEN = re.compile(r"\n\s*[“«»\"]?\s?")
"""What stands between two paragraphs of one quotation."""


class Quote(NamedTuple):
    """What stands inside quotation marks, in offsets of the whole text or of a sentence."""

    start: int
    end: int


def quotes_of(text: str) -> tuple[Quote, ...]:
    """Return what stands in quotation marks of any kind in a normalised text; a line break ends a straight quote."""
    quotes: list[Quote] = []
    opened: tuple[int, str] | None = None
    for mark in MARKS.finditer(text):
        char = mark.group()
        if opened and mark.start() - opened[0] > LONGEST_QUOTE:
            opened = None
        if opened and (again := AGAIN.match(text, opened[0])) and again.end() == mark.end():
            opened = (mark.end(), opened[1])
        elif opened is None:
            if char == '"' and text[mark.end() : mark.end() + 1] in {",", "."} and mark.start():
                first = max(0, mark.start() - LONGEST_QUOTE)
                start = max(first, text.rfind("\n", first, mark.start()) + 1)
                quotes.append(Quote(start=start, end=mark.start()))
            elif char in '“«"':
                opened = (mark.end(), char)
        elif char == "\n":
            quotes.append(Quote(start=opened[0], end=mark.start()))
            opened = None if opened[1] == '"' else (mark.end(), opened[1])
        elif (opened[1], char) in PAIRS:
            quotes.append(Quote(start=opened[0], end=mark.start()))
            opened = None
    if opened and len(text) - opened[0] <= LONGEST_QUOTE:
        quotes.append(Quote(start=opened[0], end=len(text)))
    return tuple(quotes)


def quotations_of(text: str, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return whole quotations: what `quotes_of` cut at line breaks, a paragraph each, put together again."""
    whole: list[Quote] = []
    for quote in quotes:
        if whole and _BETWEEN.fullmatch(text, whole[-1].end, quote.start):
            whole[-1] = Quote(start=whole[-1].start, end=quote.end)
        else:
            whole.append(quote)
    return tuple(whole)
