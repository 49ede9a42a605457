"""A title or a text, cut into sentences once something in it is worth a look."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from trucewatch.codebook import Category
from trucewatch.knowledge.names import Name
from trucewatch.mentions.prospects import Sight
from trucewatch.mentions.quotes import LONGEST_QUOTE, Quote, quotations_of, quotes_of
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.sentences import lower, normalise, split_sentences
from trucewatch.mentions.view import View, Words

if TYPE_CHECKING:
    from spacy.tokens import Doc

BEFORE, AFTER = 2, 1
"""Sentences before and after that may tell what a sentence is about."""
ABOUT = 200_000
"""Characters, from the beginning, that tell what a whole text is about: four times the longest of thousands of articles."""


class Sentence(NamedTuple):
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
        self.conflict_words: dict[int, frozenset[str]] = {}
        self._excluded: dict[Category, str | None] = {}
        self._views: dict[int, View] = {}
        self.ceasefires: dict[int, frozenset[str]] = {}
        """The words that name a ceasefire, by the numbers of the sentences in which they were looked for."""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order."""
        spans = split_sentences(self.text, self._words.pack.abbreviations)
        return tuple(Sentence(number, start, end) for number, (start, end) in enumerate(spans))

    @cached_property
    def all_names(self) -> tuple[Name, ...]:
        """All known names of what tells what the passage is about, offsets from its start."""
        return self._words.names.find(self.text[:ABOUT])

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """What stands in quotation marks, cut at line breaks."""
        return quotes_of(self.text)

    @cached_property
    def quotations(self) -> tuple[Quote, ...]:
        """The same, paragraphs of one quotation together."""
        return quotations_of(self.text, self.quotes)

    def with_triggers(self) -> list[Sentence]:
        """Return the sentences that may hold a trigger; the text is cut only if there is one."""
        marks = self._words.scanner.marks(self.lowered)
        if not marks:
            return []
        found = []
        for sentence in self.sentences:
            at = bisect.bisect_left(marks, sentence.start)
            if at < len(marks) and marks[at] < sentence.end:
                found.append(sentence)
        return found

    def quotes_in(self, sentence: Sentence) -> tuple[Quote, ...]:
        """Return the quotes that reach into a sentence, offsets from its start."""
        first = bisect.bisect_right(self.quotes, sentence.start, key=lambda quote: quote.end)
        last = bisect.bisect_left(self.quotes, sentence.end + LONGEST_QUOTE, key=lambda quote: quote.end)
        return tuple(
            Quote(start=quote.start - sentence.start, end=quote.end - sentence.start)
            for quote in self.quotes[first : last + 1]
            if quote.start < sentence.end
        )

    def excluded_around(self, candidate: Candidate) -> str | None:
        """Return the exclusion that fits another use of the candidate's words anywhere in the passage, or None."""
        category = candidate.category
        if category not in self._excluded:
            self._excluded[category] = self._words.scanner.excluded_around(category, self.lowered)
        return self._excluded[category]

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

    def views(self, sentences: Sequence[Sentence]) -> list[View]:
        """Return sentences parsed, with entities; none is parsed twice."""
        views = parsed_together([(self, one) for one in sentences], self._words)
        find_entities(views, self._words)
        return views

    def view(self, sentence: Sentence) -> View:
        """Return a sentence that has been parsed already."""
        return self._views[sentence.number]

    def keep(self, sentence: Sentence, doc: Doc) -> None:
        """Keep the parse of a sentence."""
        view = self._views[sentence.number] = View(
            doc,
            text=self.text[sentence.start : sentence.end],
            lowered=self.lowered_of(sentence),
            start=sentence.start,
            names=self.names(sentence),
            quotes=self.quotes_in(sentence),
        )
        view.unknown = self.sight(sentence).unknown_names(doc)

    def before(self, sentence: Sentence, most: int) -> tuple[Sentence, ...]:
        """Return the sentences before one, at most so many, in text order."""
        return self.sentences[max(0, sentence.number - most) : sentence.number]

    def said_before(self, sentence: Sentence) -> tuple[tuple[Passage, Sentence], ...]:
        """Return the two sentences before one, the last one first; before the first ones of a text stands its title."""
        near = [(self, one) for one in reversed(self.before(sentence, BEFORE))]
        title = self.neighbour if not self.in_title else None
        far = [(title, one) for one in reversed(title.sentences)] if title is not None else []
        return (*near, *far)[:BEFORE]

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds an offset, or the next one; the last one where there is none."""
        at = bisect.bisect_right(self.sentences, offset, key=lambda one: one.end)
        return self.sentences[min(at, len(self.sentences) - 1)]

    def is_parsed(self, sentence: Sentence) -> bool:
        """Return whether a sentence has been parsed already."""
        return sentence.number in self._views

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


def parsed_together(sentences: Sequence[tuple[Passage, Sentence]], words: Words) -> list[View]:
    """Return sentences of one document parsed in one go, which takes less than one by one; none is parsed twice."""
    new = [(passage, one) for passage, one in sentences if not passage.is_parsed(one)]
    docs = words.parser.parse([passage.text[one.start : one.end] for passage, one in new]) if new else ()
    for (passage, one), doc in zip(new, docs, strict=True):
        passage.keep(one, doc)
    return [passage.view(one) for passage, one in sentences]


def find_entities(views: Sequence[View], words: Words) -> None:
    """Find the entities of parsed sentences, where any word may be a name that no list knows: of others the lists tell more."""
    due = [view for view in views if view.unknown]
    words.parser.find_entities([view.doc for view in due])
    for view in due:
        view.have_entities()
