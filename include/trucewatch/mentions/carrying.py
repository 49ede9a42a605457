"""Who speaks where a sentence itself does not name him: in the rest of a quotation, or before a pronoun."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name
from trucewatch.mentions.allowance import Allowance
from trucewatch.mentions.attribution import find_source
from trucewatch.mentions.passage import Passage, Sentence
from trucewatch.mentions.quotes import Quote
from trucewatch.mentions.sources import Source
from trucewatch.mentions.view import PEOPLE, View, Words
from trucewatch.mentions.voices import (
    BODY,
    MARKS,
    agree,
    beside,
    cue_behind,
    is_named,
    pronoun_of,
    reported,
    told_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

FAR = 6
"""Sentences of a quotation between what is said in it and who says it, at most."""
LOOK_BACK = 4
"""Sentences before a pronoun in which its name is looked for."""
LEADING = ("reporting", "reporting_objects", "according_to")
"""Word lists of what leads in a speaker."""
LEADING_MARK = re.compile(r":|\s[-|]\s")
"""Marks that do: of a label before a quote, of the last dash of a headline."""
_REST = re.compile(r"[\s.!?…»”\"',]*")
"""What ends a sentence that is quoted to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who speaks, in the sentence of a passage that names him."""

    sentence: Sentence
    view: View
    source: Source


class Voices:
    """Finds those who speak in one passage; parses only the sentences that it must, and each once."""

    def __init__(self, passage: Passage, words: Words, is_person: Callable[[Name], bool], allowance: Allowance) -> None:
        """Look at nothing yet; `is_person` tells whether a known name is that of one person."""
        self._passage = passage
        self._words = words
        self._is_person = is_person
        self._allowance = allowance
        self._ends: dict[int, tuple[Sentence, Sentence]] = {}
        self._quoted: dict[tuple[int, int], Voice | None] = {}
        self._meant: dict[tuple[int, str], Voice | None] = {}

    def of_quotation(self, sentence: Sentence, start: int, end: int) -> Voice | None:
        """Return who says what stands between two offsets of a sentence, where another sentence names him.

        That is one of the same quotation, or one in front of it which tells who speaks.
        """
        quotations = self._passage.quotations
        number = bisect.bisect_right(quotations, start + sentence.start, key=lambda one: one.start) - 1
        if number < 0 or quotations[number].end < end + sentence.start:
            return None
        while True:
            quotation = quotations[number]
            first, _ = self._ends_of(quotation)
            found = self._nearest(quotation, sentence)
            if found is not None:
                return self._named(found, first)
            if not self._is_whole(quotation) or sentence.number - first.number >= FAR:
                return None
            if not number or not self._goes_on(quotations[number - 1], first):
                return self._in_front(first)
            number -= 1

    def meant_by(self, voice: Voice, first: Sentence | None = None) -> Voice | None:
        """Return whom a pronoun that speaks stands for: who lets it speak, or who is named before its sentence.

        In a quotation that is before its `first` sentence.
        """
        above = self._above(voice)
        if above is not None:
            return above
        pronoun = pronoun_of(voice.view, self._words, voice.source)
        sentence = first if first is not None and first.number < voice.sentence.number else voice.sentence
        key = (sentence.number, pronoun)
        if key not in self._meant:
            self._meant[key] = self._search(sentence, pronoun, voice.source.head)
        return self._meant[key]

    def _named(self, voice: Voice, first: Sentence) -> Voice | None:
        """Return the voice; of a pronoun, whom it stands for."""
        return self.meant_by(voice, first) if pronoun_of(voice.view, self._words, voice.source) else voice

    def _above(self, voice: Voice) -> Voice | None:
        """Return who says in a sentence what a pronoun says there: "X said that he hoped that the truce would hold"."""
        anchor = voice.source.cue if voice.source.cue is not None else voice.source.head
        above = find_source(voice.view, self._words, anchor.idx, anchor.idx + len(anchor), anchor)
        if above is None or above.start >= voice.source.start or pronoun_of(voice.view, self._words, above):
            return None
        return replace(voice, source=above)

    def _nearest(self, quotation: Quote, sentence: Sentence) -> Voice | None:
        """Return the voice in the nearest sentence of a quotation, those before first."""
        near = self._passage.sentences[max(0, sentence.number - FAR) : sentence.number + FAR + 1]
        others = [one for one in near if one != sentence and one.start < quotation.end and quotation.start < one.end]
        others.sort(key=lambda one: (abs(one.number - sentence.number), one.number))
        voices = (self._in_quotation(quotation, one) for one in others)
        return next((voice for voice in voices if voice is not None), None)

    def _ends_of(self, quotation: Quote) -> tuple[Sentence, Sentence]:
        """Return the first and the last sentence of a quotation."""
        if quotation.start not in self._ends:
            start, end = _trimmed(self._passage.text, *quotation)
            self._ends[quotation.start] = self._passage.sentence_at(start), self._passage.sentence_at(end - 1)
        return self._ends[quotation.start]

    def _view(self, sentence: Sentence) -> View | None:
        """Return a sentence parsed; None where the document has had its share of that."""
        if not self._passage.is_parsed(sentence):
            text = self._passage.text[sentence.start : sentence.end]
            if not self._allowance.grants_a_neighbour(text):
                return None
        return self._passage.views((sentence,))[0]

    def _in_quotation(self, quotation: Quote, sentence: Sentence) -> Voice | None:
        key = (quotation.start, sentence.number)
        if key not in self._quoted:
            view = self._view(sentence) if self._may_tell(sentence) else None
            low = max(quotation.start, sentence.start) - sentence.start
            high = min(quotation.end, sentence.end) - sentence.start
            source = beside(view, self._words, *_trimmed(view.text, low, high)) if view is not None else None
            self._quoted[key] = self._voice(sentence, view, source)
        return self._quoted[key]

    def _is_whole(self, quotation: Quote) -> bool:
        """Return whether nothing but quoted words stands in the sentences of a quotation."""
        first, last = self._ends_of(quotation)
        text = self._passage.text
        before, after = text[first.start : quotation.start], text[quotation.end : last.end]
        return not before.strip(MARKS) and _REST.fullmatch(after) is not None

    def _goes_on(self, earlier: Quote, first: Sentence) -> bool:
        """Return whether a quotation that begins with a sentence carries on the one before; an answer does not."""
        _, last = self._ends_of(earlier)
        text = self._passage.text
        asks = text[max(earlier.start, earlier.end - 3) : earlier.end].rstrip(MARKS).endswith("?")
        between = text[last.end : first.start]
        return last.number < first.number and not between.strip(MARKS) and not (asks and "\n" in between)

    def _in_front(self, first: Sentence) -> Voice | None:
        """Return who speaks in the sentence before a quotation, in the same paragraph."""
        before = self._passage.before(first, 1)
        if not before or "\n" in self._passage.text[before[0].end : first.start]:
            return None
        voice = self._reported(before[0])
        return self._named(voice, voice.sentence) if voice is not None else None

    def _search(self, sentence: Sentence, pronoun: str, token: Token) -> Voice | None:
        for one in reversed(self._passage.before(sentence, LOOK_BACK)):
            voice = self._reported(one)
            speaks = voice is not None
            if voice is None and one.number == sentence.number - 1:
                voice = self._told_of(one)
            if voice is None and self._is_unclear(one):
                return None
            if voice is not None and self._may_mean(pronoun, voice, speaks=speaks) and agree(token, voice.source.head):
                return voice if is_named(voice.view, voice.source) else None
        return None

    def _reported(self, sentence: Sentence) -> Voice | None:
        """Return whose words a sentence reports."""
        view = self._view(sentence) if self._has_cue(sentence) else None
        return self._voice(sentence, view, reported(view, self._words) if view is not None else None)

    def _told_of(self, sentence: Sentence) -> Voice | None:
        """Return whom or what a sentence is about."""
        view = self._view(sentence)
        return self._voice(sentence, view, told_of(view, self._words) if view is not None else None)

    def _voice(self, sentence: Sentence, view: View | None, source: Source | None) -> Voice | None:
        return Voice(sentence=sentence, view=view, source=source) if view is not None and source is not None else None

    def _is_unclear(self, sentence: Sentence) -> bool:
        """Return whether somebody is quoted in a sentence, but no parse tells who: others named before are not meant."""
        view = self._view(sentence) if self._has_cue(sentence) else None
        return view is not None and any(cue_behind(view, self._words, one.end) is not None for one in view.quotes)

    def _may_tell(self, sentence: Sentence) -> bool:
        """Return whether a sentence holds any word or mark that leads in a speaker; it is not worth a parse otherwise."""
        lowered = self._passage.lowered_of(sentence)
        return LEADING_MARK.search(lowered) is not None or any(self._words[key].search(lowered) for key in LEADING)

    def _has_cue(self, sentence: Sentence) -> bool:
        return self._words["reporting"].search(self._passage.lowered_of(sentence)) is not None

    def _may_mean(self, pronoun: str, voice: Voice, *, speaks: bool) -> bool:
        """Return whether a pronoun may stand for whoever has this voice, by what he is; a thing does not speak."""
        if pronoun_of(voice.view, self._words, voice.source):
            return False
        kind = self._kind(voice.view, voice.source.head)
        person = self._words["person_pronouns"].fullmatch(pronoun) is not None
        body = self._words["body_pronouns"].fullmatch(pronoun) is not None
        return person if kind is PEOPLE else body or (kind is None and person and speaks)

    def _kind(self, view: View, token: Token) -> frozenset[str] | None:
        """Return whether a word names PEOPLE or a BODY; None where it does not tell."""
        name = next((one for one in view.names if one.start <= token.idx < one.end), None)
        if name is not None and name.actor_id is not None:
            return PEOPLE if self._is_person(name) else BODY
        people = (token, *(one for one in token.children if one.dep_ in {"appos", "nmod", "flat:name"}))
        end = token.idx + len(token)
        titled = any(one.search(view.lowered, token.idx, end) for one in self._words.pack.levels.values())
        if titled or any(one.ent_type_ in PEOPLE for one in people):
            return PEOPLE
        return BODY if token.ent_type_ in BODY else None


def _trimmed(text: str, low: int, high: int) -> tuple[int, int]:
    while low < high and text[low] in MARKS:
        low += 1
    while low < high and text[high - 1] in MARKS:
        high -= 1
    return low, high
