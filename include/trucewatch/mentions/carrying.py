"""Who speaks where a sentence itself does not name him: in the rest of a quotation, or before a pronoun."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.knowledge.names import Name
from trucewatch.mentions.allowance import Allowance
from trucewatch.mentions.attribution import Source, find_source, noun_phrase
from trucewatch.mentions.passage import Passage, Sentence
from trucewatch.mentions.quotes import Quote
from trucewatch.mentions.view import View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

FAR = 6
"""Sentences of a quotation between what is said in it and who says it, at most."""
LOOK_BACK = 4
"""Sentences before a pronoun in which its name is looked for."""
STEPS = 6
"""Words behind a quotation within which its speaker begins."""
PERSON = frozenset({"PER", "PERSON"})
BODY = frozenset({"ORG", "GPE", "LOC", "NORP"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubjpass", "expl:subj"})
NOUNS = frozenset({"NOUN", "PROPN"})
_REST = re.compile(r"[\s.!?…»”\"',]*")
"""What ends a sentence that is quoted to its end."""
_MARKS = ' \n«»“”"'
_COMMAS = frozenset({",", "-", "–"})


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
            view = self._view(sentence)
            low = max(quotation.start, sentence.start) - sentence.start
            high = min(quotation.end, sentence.end) - sentence.start
            source = self._of_piece(view, *_trimmed(view.text, low, high)) if view is not None else None
            self._quoted[key] = Voice(sentence=sentence, view=view, source=source) if view and source else None
        return self._quoted[key]

    def _of_piece(self, view: View, low: int, high: int) -> Source | None:
        """Return who is named beside a quoted piece of a sentence, or set in between its words."""
        if low >= high:
            return None
        source = set_in(view, self._words, low, high)
        if source is None and high - low < len(view.text):
            source = find_source(view, self._words, low, high, view.root_of(low, high))
            if source is None or low <= source.start < high or not self._is_somebody(view, source.head):
                source = self._behind(view, high)
        return source or self._of_colon(view, low)

    def _behind(self, view: View, high: int) -> Source | None:
        """Return the subject that follows a verb of saying just behind a quoted piece: "”, a déclaré lundi X"."""
        tokens = [one for one in view.doc if one.idx >= high and one.text[0].isalpha()][:STEPS]
        cue = next((one for one in tokens if self._words["reporting"].fullmatch(one.lower_)), None)
        if cue is None or any(one.pos_ in NOUNS for one in tokens if one.i < cue.i):
            return None
        who = next(
            (one for one in tokens if one.i > cue.i and one.pos_ in NOUNS and self._is_somebody(view, one)), None
        )
        if who is None or any(one.is_punct for one in view.doc[cue.i : who.i]):
            return None
        return _source(who)

    def _is_somebody(self, view: View, token: Token) -> bool:
        """Return whether a word may name somebody: it is no mark, and no day."""
        days = self._words.calendar.said(view.lowered)
        return any(map(str.isalpha, token.text)) and not any(one.start <= token.idx < one.end for one in days)

    def _of_colon(self, view: View, low: int) -> Source | None:
        """Return the subject of what leads in a quotation by a colon: "The minister was blunt: “...”"."""
        if not view.text[:low].rstrip(_MARKS).endswith(":"):
            return None
        return next((_source(token) for token in view.doc if token.idx < low and self._is_subject(token)), None)

    def _is_subject(self, token: Token) -> bool:
        return token.dep_ in SUBJECTS and (token.pos_ in NOUNS or bool(self._words["pronouns"].fullmatch(token.lower_)))

    def _is_whole(self, quotation: Quote) -> bool:
        """Return whether nothing but quoted words stands in the sentences of a quotation."""
        first, last = self._ends_of(quotation)
        text = self._passage.text
        before, after = text[first.start : quotation.start], text[quotation.end : last.end]
        return not before.strip(_MARKS) and _REST.fullmatch(after) is not None

    def _goes_on(self, earlier: Quote, first: Sentence) -> bool:
        """Return whether a quotation that begins with a sentence carries on the one before; an answer does not."""
        _, last = self._ends_of(earlier)
        text = self._passage.text
        asks = text[max(earlier.start, earlier.end - 3) : earlier.end].rstrip(_MARKS).endswith("?")
        between = text[last.end : first.start]
        return last.number < first.number and not between.strip(_MARKS) and not (asks and "\n" in between)

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
            if voice is not None and self._may_mean(pronoun, voice, speaks=speaks) and _agree(token, voice.source.head):
                return voice if _is_named(voice) else None
        return None

    def _reported(self, sentence: Sentence) -> Voice | None:
        """Return whose words a sentence reports."""
        if not self._words["reporting"].search(self._passage.lowered_of(sentence)):
            return None
        view = self._view(sentence)
        if view is None:
            return None
        for head in _statements(view):
            source = find_source(view, self._words, head.idx, head.idx + len(head), head)
            if source is not None and view.in_quote(source.start, source.end) is None:
                return Voice(sentence=sentence, view=view, source=source)
        return None

    def _told_of(self, sentence: Sentence) -> Voice | None:
        """Return whom or what a sentence is about."""
        view = self._view(sentence)
        if view is None:
            return None
        subjects = (token for token in view.doc if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT")
        subject = next((token for token in subjects if self._is_subject(token)), None)
        return Voice(sentence=sentence, view=view, source=_source(subject)) if subject is not None else None

    def _may_mean(self, pronoun: str, voice: Voice, *, speaks: bool) -> bool:
        """Return whether a pronoun may stand for whoever has this voice, by what he is; a thing does not speak."""
        if pronoun_of(voice.view, self._words, voice.source):
            return False
        kind = self._kind(voice.view, voice.source.head)
        person = self._words["person_pronouns"].fullmatch(pronoun) is not None
        body = self._words["body_pronouns"].fullmatch(pronoun) is not None
        return person if kind is PERSON else body or (kind is None and person and speaks)

    def _kind(self, view: View, token: Token) -> frozenset[str] | None:
        """Return whether a word names a PERSON or a BODY; None where it does not tell."""
        name = next((one for one in view.names if one.start <= token.idx < one.end), None)
        if name is not None and name.actor_id is not None:
            return PERSON if self._is_person(name) else BODY
        people = (token, *(one for one in token.children if one.dep_ in {"appos", "nmod", "flat:name"}))
        end = token.idx + len(token)
        titled = any(one.search(view.lowered, token.idx, end) for one in self._words.pack.levels.values())
        if titled or any(one.ent_type_ in PERSON for one in people):
            return PERSON
        return BODY if token.ent_type_ in BODY else None


def set_in(view: View, words: Words, low: int, high: int) -> Source | None:
    """Return the source set in between the words of a quotation, as in French: "Nous partons, a dit le général. Mais"."""
    bare = View(view.doc, text=view.text, lowered=view.lowered, start=view.start, names=view.names, quotes=())
    for cue in view.doc:
        first = _set_in_from(cue)
        if first is None or not low < first < high or not words["reporting"].fullmatch(cue.lower_):
            continue
        source = find_source(bare, words, low, low, view.root_of(low, first))
        if source is not None and source.cue is not None and source.cue.i == cue.i:
            return replace(source, kind=Attribution.DIRECT)
    return None


def pronoun_of(view: View, words: Words, source: Source) -> str:
    """Return the pronoun that a source is, or ''."""
    word = view.lowered[source.start : source.end].strip("- ")
    return word if words["pronouns"].fullmatch(word) else ""


def _source(token: Token) -> Source:
    start, end = noun_phrase(token)
    return Source(start=start, end=end, head=token, cue=None, kind=Attribution.DIRECT)


def _agree(pronoun: Token, noun: Token) -> bool:
    """Return whether a pronoun may have a noun's gender; names often have none."""
    own = pronoun.morph.get("Gender", [])
    around = (noun, *(one for one in noun.children if one.dep_ in {"det", "amod"}))
    other = {gender for one in around for gender in one.morph.get("Gender", [])}
    return not own or not other or bool({*own} & other)


def _is_named(voice: Voice) -> bool:
    """Return whether a name is among the words for somebody."""
    tokens = voice.view.doc.char_span(voice.source.start, voice.source.end, alignment_mode="expand") or ()
    return any(token.pos_ == "PROPN" or token.ent_type_ in PERSON | BODY for token in tokens)


def _statements(view: View) -> Iterator[Token]:
    """Yield what a sentence's main verb may report, then the verb itself."""
    for root in (token for token in view.doc if token.head.i == token.i):
        yield from (token for token in root.children if token.dep_ in {"ccomp", "xcomp", "obj", "dobj", "parataxis"})
        yield root


def _set_in_from(cue: Token) -> int | None:
    """Return where a comma before a verb stands: ", a prévenu le ministre"; None where there is none."""
    first = min([cue.i, *(one.i for one in cue.children if one.dep_.startswith("aux"))])
    return cue.doc[first - 1].idx if first > 0 and cue.doc[first - 1].text in _COMMAS else None


def _trimmed(text: str, low: int, high: int) -> tuple[int, int]:
    while low < high and text[low] in _MARKS:
        low += 1
    while low < high and text[high - 1] in _MARKS:
        high -= 1
    return low, high
