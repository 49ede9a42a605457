"""What the words of a text say in no language: names spelled alike, and the matters that they speak of. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from trucewatch.knowledge.story_words import StoryWords
from trucewatch.stories.quantities import Token

STEM = 6
"""Letters of an ordinary word that are compared: French and English words of one root mostly share as many."""
SHORTEST = 3
LONGEST_BEGINNING = 14
TITLE_SHARE, TITLE_WORDS = 0.6, 4
"""A line with so many words, of which such a share has a capital letter, is a title in English manner."""

T = TypeVar("T")


class Spelling:
    """Brings the ways of writing one name together; remembers what it has seen."""

    def __init__(self, words: StoryWords) -> None:
        """Compile the table."""
        self._table = words.spelling

    def of(self, folded: str) -> str:
        """Return a folded name without what changes between languages: kalatchev and kalachev are one."""
        for old, new in self._table:
            if old in folded:
                folded = folded.replace(old, new)
        folded = re.sub(r"([aiu])[aiu]+", r"\1", re.sub(r"(.)\1+", r"\1", folded))
        return folded if len(folded) <= SHORTEST else folded.rstrip("h").rstrip("a")


class Matters:
    """Finds what a text speaks of, by the beginnings of its words."""

    def __init__(self, words: StoryWords, language: str) -> None:
        """Sort the words of one language by how they are looked up."""
        self._whole: dict[str, str] = {}
        self._beginnings: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._but: dict[str, set[str]] = {}
        for matter in words.matters:
            for word in matter.words[language]:
                self._add(word, matter.id)
            for word in matter.but:
                self._but.setdefault(word.rstrip("*"), set()).add(matter.id)

    def _add(self, word: str, matter: str) -> None:
        parts = tuple(word.split("-"))
        if len(parts) > 1:
            self._phrases.setdefault(parts[0], []).append((tuple(part.rstrip("*") for part in parts), matter))
        elif word.endswith("*"):
            self._beginnings[word[:-1]] = matter
        else:
            self._whole[word] = matter

    def at(self, tokens: Sequence[Token], at: int) -> str | None:
        """Return the matter that the word at this place names; None: none."""
        word = tokens[at].folded
        for parts, matter in self._phrases.get(word, ()):
            if _follows(tokens, at, parts):
                return matter
        found = self._whole.get(word) or _longest(self._beginnings, word)
        return None if found is None or found in (_longest(self._but, word) or ()) else found


def _follows(tokens: Sequence[Token], at: int, parts: Sequence[str]) -> bool:
    following = tokens[at : at + len(parts)]
    return len(following) == len(parts) and all(
        token.folded.startswith(part) for token, part in zip(following, parts, strict=True)
    )


def _longest(beginnings: Mapping[str, T], word: str) -> T | None:
    for length in range(min(len(word), LONGEST_BEGINNING), 1, -1):
        if (found := beginnings.get(word[:length])) is not None:
            return found
    return None


def capitalised(tokens: Iterable[Token], text: str) -> frozenset[str]:
    """Return the folded words that are names: written with a capital letter where no sentence begins.

    A line in which nearly all words are so written, as English titles are, shows nothing.
    """
    names: set[str] = set()
    line: list[tuple[Token, bool]] = []
    line_end = -1
    for token in tokens:
        if token.start > line_end:
            names |= _names_in(line)
            line, line_end = [], text.find("\n", token.start) % (len(text) + 1)
        line.append((token, _begins(text, token.start)))
    return frozenset(names | _names_in(line))


def _names_in(line: Sequence[tuple[Token, bool]]) -> set[str]:
    long = [token for token, begins in line if len(token.text) > SHORTEST and not begins and not token.is_number]
    high = [token for token in long if token.text[0].isupper()]
    if len(long) >= TITLE_WORDS and len(high) > TITLE_SHARE * len(long):
        return set()
    return {token.folded for token, begins in line if token.text[0].isupper() and not begins}


def _begins(text: str, start: int) -> bool:
    """Return whether a sentence or a quotation begins here."""
    before = text[max(0, start - 3) : start].rstrip(" \u00a0\u202f")
    return not before or before[-1] in '.!?:\n«“"‘([-–—•'


def stem(folded: str) -> str:
    """Return the part of an ordinary word that stays the same in most of its forms."""
    word = folded.removesuffix("s") if len(folded) > STEM - 1 else folded
    return word[:STEM]
