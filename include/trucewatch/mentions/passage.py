"""A title or a text, cut into sentences once something in it is worth a look."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from functools import cached_property

from trucewatch.knowledge.names import Name
from trucewatch.mentions.prospects import Sight
from trucewatch.mentions.quotes import Quote, quotes_of
from trucewatch.mentions.sentences import lower, normalise, split_sentences
from trucewatch.mentions.view import Words

BEFORE, AFTER = 2, 1
"""Sentences before and after that may tell what a sentence is about."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands in its passage."""

    number: int
    start: int
    end: int


class Passage:
    """One text with everything that is worked out from it at most once."""

    def __init__(self, original: str, words: Words, *, in_title: bool) -> None:
        """Keep the original; offsets of the normalised copy are offsets of the original."""
        self.original = original
        self.in_title = in_title
        self.text = normalise(original)
        self.lowered = lower(self.text)
        self.neighbour: Passage | None = None
        self._words = words
        self._names: dict[int, tuple[Name, ...]] = {}
        self._sights: dict[int, Sight] = {}

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order."""
        spans = split_sentences(self.text, self._words.pack.abbreviations)
        return tuple(Sentence(number, start, end) for number, (start, end) in enumerate(spans))

    @cached_property
    def all_names(self) -> tuple[Name, ...]:
        """All known names, offsets from the passage's start."""
        return self._words.names.find(self.text)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """What stands in quotation marks."""
        return quotes_of(self.text)

    def with_triggers(self, most: int) -> list[Sentence]:
        """Return the first sentences that hold a stem; the text is cut only if there is one."""
        positions = self._words.scanner.positions(self.lowered)
        if not positions:
            return []
        found = []
        for sentence in self.sentences:
            at = bisect.bisect_left(positions, sentence.start)
            if at < len(positions) and positions[at] < sentence.end:
                found.append(sentence)
                if len(found) == most:
                    break
        return found

    def names(self, sentence: Sentence) -> tuple[Name, ...]:
        """Return the known names of a sentence, offsets from its start."""
        if sentence.number not in self._names:
            self._names[sentence.number] = self._words.names.find(self.text[sentence.start : sentence.end])
        return self._names[sentence.number]

    def sight(self, sentence: Sentence) -> Sight:
        """Return a sentence as it is seen before its parse."""
        if sentence.number not in self._sights:
            text = self.text[sentence.start : sentence.end]
            self._sights[sentence.number] = Sight(text, self.lowered_of(sentence), self.names(sentence), self._words)
        return self._sights[sentence.number]

    def context(self, sentence: Sentence) -> tuple[tuple[Passage, Sentence], ...]:
        """Return the neighbours that may tell what a sentence is about: before, after, and title or first lines."""
        number = sentence.number
        near = self.sentences[max(0, number - BEFORE) : number] + self.sentences[number + 1 : number + 1 + AFTER]
        other = self.neighbour
        far = other.sentences[:BEFORE] if other is not None else ()
        return (*((self, one) for one in near), *((other, one) for one in far if other is not None))

    def lowered_of(self, sentence: Sentence) -> str:
        """Return a sentence in lower case, normalised."""
        return self.lowered[sentence.start : sentence.end]
