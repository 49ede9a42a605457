"""The first stage: which words of the raw text may name a mention, and which exclusions veto them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.codebook import Category
from trucewatch.knowledge.packs import LanguagePack, TriggerRule
from trucewatch.mentions.openings import Lexicon

MOST_IN_A_SENTENCE = 30
"""Triggers of one sentence that are looked at; the most in thousands of real documents was 14."""
TOO_MANY = "too many triggers in one sentence"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """Words of one sentence that may name a mention; offsets count from the sentence's start."""

    category: Category
    rule: TriggerRule
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """A candidate that an exclusion, or a missing condition, took out."""

    candidate: Candidate
    reason: str


class Scanner:
    """Finds the stems of one pack in raw text, faster than it can be split into sentences."""

    def __init__(self, pack: LanguagePack) -> None:
        """Build the automatons."""
        self._pack = pack
        self._triggers = tuple(
            (category, rule) for category, rules in pack.categories.items() for rule in rules.triggers
        )
        self._words = Lexicon(
            [rule.words for _, rule in self._triggers],
            stems={number: rule.stems for number, (_, rule) in enumerate(self._triggers)},
        )
        self._exclusions = {
            category: Lexicon([exclusion.words for exclusion in rules.exclusions])
            for category, rules in pack.categories.items()
        }

    def marks(self, lowered: str) -> Sequence[int]:
        """Return offsets, in order, at or around which a trigger may stand: what is far from all of them has none."""
        return self._words.marks(lowered)

    def candidates(self, lowered: str) -> tuple[list[Candidate], list[Veto]]:
        """Return the triggers of one lower-cased sentence in text order, overlapping ones too, and those vetoed."""
        found: dict[Category, list[Candidate]] = {}
        for number, matches in self._words.matches(lowered).items():
            category, rule = self._triggers[number]
            found.setdefault(category, []).extend(
                Candidate(category=category, rule=rule, start=match.start(), end=match.end()) for match in matches
            )
        kept: list[Candidate] = []
        vetoed: list[Veto] = []
        for category, candidates in found.items():
            excluded = self._excluded(category, lowered)
            for candidate in candidates:
                reason = _excluded_by(candidate, excluded)
                if reason:
                    vetoed.append(Veto(candidate=candidate, reason=reason))
                else:
                    kept.append(candidate)
        kept.sort(key=lambda candidate: (candidate.start, candidate.category))
        vetoed += [Veto(candidate=one, reason=TOO_MANY) for one in kept[MOST_IN_A_SENTENCE:]]
        return kept[:MOST_IN_A_SENTENCE], vetoed

    def _excluded(self, category: Category, lowered: str) -> list[tuple[str, bool, re.Match[str]]]:
        exclusions = self._pack.categories[category].exclusions
        return [
            (exclusions[number].id, exclusions[number].whole_sentence, match)
            for number, matches in self._exclusions[category].matches(lowered).items()
            for match in matches
        ]

    def excluded_around(self, category: Category, lowered: str) -> str | None:
        """Return the first exclusion that fits a use of a category's words somewhere in a whole text, or None."""
        exclusions = self._pack.categories[category].exclusions
        found = self._exclusions[category].matching(lowered)
        return next((exclusions[number].id for number in found if not exclusions[number].whole_sentence), None)


def _excluded_by(candidate: Candidate, excluded: Sequence[tuple[str, bool, re.Match[str]]]) -> str | None:
    for rule_id, whole_sentence, match in excluded:
        if whole_sentence or (match.start() < candidate.end and candidate.start < match.end()):
            return rule_id
    return None
