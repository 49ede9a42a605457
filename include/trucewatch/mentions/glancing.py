"""The first look at a page: whether a careful reading of it may find anything, told without any parse.

A careful reading keeps fewer paragraphs than the first look sees, so that some become neighbours which are apart here.
Whatever depends on neighbours therefore looks into further paragraphs than `Passage.context`, and what may veto from
elsewhere in the text is not asked.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trucewatch.codebook import PassedOver
from trucewatch.knowledge.names import Name
from trucewatch.mentions.gate import AMID_WAR, Gate, Setting
from trucewatch.mentions.passage import ABOUT, AFTER, BEFORE
from trucewatch.mentions.prospects import Sight, hopeless
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.sentences import lower, normalise, split_sentences
from trucewatch.mentions.view import Words

NEIGHBOURS = 4
"""Paragraphs on either side of a sentence's own whose nearest sentences count for it."""
MOST_STRETCHES = 200
"""Sentences with triggers that are looked at in a title or text; where none of so many promises anything, a careful
reading must tell."""
_LINE = re.compile("[^\n]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A sentence of a sheet: its offsets, the number of its line, and its own number in that line."""

    start: int
    end: int
    line: int
    number: int


class Glancer:
    """Takes the first look, in one language."""

    def __init__(self, words: Words, gate: Gate) -> None:
        """Keep what is looked for."""
        self._words = words
        self._gate = gate

    def glance(self, title: str, text: str) -> PassedOver | None:
        """Return why nothing would be found in a text, a paragraph a line; None: something might be."""
        head, body = (_Sheet(one, self._words, self._gate) for one in (title, text))
        reason = PassedOver.NO_TRIGGER
        for sheet, other in ((head, body), (body, head)):
            for number, stretch in enumerate(sheet.stretches()):
                if number == MOST_STRETCHES:
                    return None
                candidates = self._candidates(sheet.lowered[stretch.start : stretch.end])
                if candidates:
                    reason = PassedOver.NO_CONFLICT
                    if self._is_promising(candidates, stretch, sheet, other):
                        return None
        return reason

    def _candidates(self, lowered: str) -> list[Candidate]:
        """Return what may name something; what only stands for a ceasefire named before is left to that one's promise."""
        return [one for one in self._words.scanner.candidates(lowered)[0] if not one.rule.is_stand_in]

    def _is_promising(
        self, candidates: Sequence[Candidate], stretch: _Stretch, sheet: "_Sheet", other: "_Sheet"
    ) -> bool:
        text, lowered = sheet.text[stretch.start : stretch.end], sheet.lowered[stretch.start : stretch.end]
        sight = Sight(text, lowered, sheet.names(stretch.start, stretch.end), self._words)
        setting = replace(AMID_WAR, here=self._gate.weigh(lowered, sight.names), other=self._gate.is_other(lowered))
        left = [one for one in candidates if self._passes(one, setting, sight)]
        if not left:
            return False
        return any(
            self._passes(one, wider, sight)
            for wider in self._settings(setting, sight, stretch, sheet, other)
            for one in left
        )

    def _passes(self, candidate: Candidate, setting: Setting, sight: Sight) -> bool:
        return setting.meets(candidate.rule.needs) and hopeless(sight, self._gate, setting, candidate) is None

    def _settings(
        self, setting: Setting, sight: Sight, stretch: _Stretch, sheet: "_Sheet", other: "_Sheet"
    ) -> Iterator[Setting]:
        """Yield a sentence's setting by words, then by names too: at least what any careful reading would see around it.

        Of the other sheet all counts: which lines of a page are the first of its article is not known yet.
        """
        spans = list(sheet.neighbours(stretch))
        words = {word for start, end in spans for word in sheet.conflict_words(start, end)}
        words.update(other.conflict_words(0, len(other.text)))
        own = {word for _, word in self._gate.conflict_words(sight.lowered)}
        setting = replace(setting, in_war=sheet.is_of_war(other))
        yield self._seen(setting, own, words, sight.names, ())
        names = [*(one for span in spans for one in sheet.names(*span)), *other.all_names]
        yield self._seen(setting, own, words, sight.names, names)

    def _seen(
        self, setting: Setting, own: set[str], words: set[str], own_names: Sequence[Name], names: Sequence[Name]
    ) -> Setting:
        around = self._gate.weigh_found(words, names)
        war = self._gate.war_in(own | words, [*own_names, *names])
        return replace(setting, around=around, war=war)


class _Sheet:
    """A title or a text, a paragraph a line, with what of it may be evidence of armed conflict."""

    def __init__(self, original: str, words: Words, gate: Gate) -> None:
        self.text = normalise(original)
        self.lowered = lower(self.text)
        self._of_war: bool | None = None
        self._words = words
        self._gate = gate
        self._cut: dict[int, Sequence[Span]] = {}
        self._names: dict[int, tuple[Name, ...]] = {}

    def stretches(self) -> Iterator[_Stretch]:
        """Yield each sentence that may hold a trigger; the text is cut into lines only if there is one."""
        marks = self._words.scanner.marks(self.lowered)
        for number, (first, last) in enumerate(self._lines if marks else ()):
            if not _has_one(marks, first, last):
                continue
            for which, (start, end) in enumerate(self._sentences(number)):
                if _has_one(marks, start, end):
                    yield _Stretch(start, end, number, which)

    def neighbours(self, stretch: _Stretch) -> Iterator[Span]:
        """Yield the sentences that may stand around one in a careful reading, which may leave paragraphs out.

        What of its own paragraph stands before it fills the place of what stands before the paragraph.
        """
        own = self._sentences(stretch.line)
        before, after = own[: stretch.number][-BEFORE:], own[stretch.number + 1 :][:AFTER]
        yield from before
        yield from after
        for line in range(max(0, stretch.line - NEIGHBOURS), stretch.line):
            yield from self._sentences(line)[len(before) - BEFORE :] if len(before) < BEFORE else ()
        for line in range(stretch.line + 1, min(len(self._lines), stretch.line + 1 + NEIGHBOURS)):
            yield from self._sentences(line)[: AFTER - len(after)]

    @cached_property
    def _lines(self) -> Sequence[Span]:
        return [line.span() for line in _LINE.finditer(self.text)]

    def _sentences(self, line: int) -> Sequence[Span]:
        if line not in self._cut:
            first, last = self._lines[line]
            spans = split_sentences(self.text[first:last], self._words.pack.abbreviations)
            self._cut[line] = [(first + start, first + end) for start, end in spans]
        return self._cut[line]

    def conflict_words(self, first: int, last: int) -> Sequence[str]:
        """Return the conflict words that begin between two offsets."""
        starts, words = self._conflict_words
        return words[bisect_left(starts, first) : bisect_left(starts, last)]

    def names(self, first: int, last: int) -> tuple[Name, ...]:
        """Return the names of a sentence, offsets from its start."""
        if first not in self._names:
            self._names[first] = self._words.names.find(self.text[first:last])
        return self._names[first]

    def is_of_war(self, other: "_Sheet") -> bool:
        """Return whether both together may be about a war; told once, since every sentence asks.

        Of a text so long that a careful reading goes by its beginning, whichever paragraphs that is, nothing is ruled out.
        """
        if max(len(self.text), len(other.text)) > ABOUT:
            return True
        if self._of_war is None:
            words = [*self.conflict_words(0, len(self.text)), *other.conflict_words(0, len(other.text))]
            self._of_war = self._gate.is_war_text(words, [*self.all_names, *other.all_names])
        return self._of_war

    @cached_property
    def all_names(self) -> Sequence[Name]:
        """All names of the sheet."""
        return self._words.names.find(self.text)

    @cached_property
    def _conflict_words(self) -> tuple[Sequence[int], Sequence[str]]:
        found = self._gate.conflict_words(self.lowered)
        return [start for start, _ in found], [word for _, word in found]


def _has_one(marks: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(marks, first)
    return at < len(marks) and marks[at] < last
