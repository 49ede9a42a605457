"""A finder that parses every sentence, to hold the one with two stages against."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trucewatch.mentions.allowance import Allowance
from trucewatch.mentions.gate import Setting
from trucewatch.mentions.passage import Passage, Sentence
from trucewatch.mentions.reader import BATCH, Outcome, SentenceReader
from trucewatch.mentions.scan import Candidate

UNTOLD = frozenset(
    {"topic", "parties", "conflict", "hint", "about", "named", "owned", "antecedent", "just_before"},
)
"""Needs that no parse can tell, so that they are asked before it in either finder."""


class EverySentence(SentenceReader):
    """Parses every sentence, however many, and leaves to the parse whatever it can tell."""

    def read_all(self, parts: Sequence[Passage], allowance: Allowance) -> Iterator[Outcome]:
        for passage in parts:
            for first in range(0, len(passage.sentences), BATCH):
                some = passage.sentences[first : first + BATCH]
                for one, view in zip(some, passage.views(some), strict=True):
                    yield self._read(self._draft(self._open(passage, one, Unlimited()), view))

    def _vain(self, candidate: Candidate, passage: Passage, sentence: Sentence) -> str | None:
        return None

    def _stopped(self, candidate: Candidate, setting: Setting, passage: Passage, sentence: Sentence) -> str | None:
        rule = replace(candidate.rule, needs=candidate.rule.needs & UNTOLD)
        return super()._stopped(replace(candidate, rule=rule), setting, passage, sentence)


class Unlimited(Allowance):
    """Grants everything."""

    def grants_a_look(self) -> bool:
        return True

    def grants_a_parse(self, sentence: str, triggers: int) -> bool:
        return True
