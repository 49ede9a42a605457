"""What a language pack is: rules with the sentences that prove them, and the words of one language."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trucewatch.codebook import Act, Category, Certainty, Format, Issue, Level, Polarity, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has: a name for ever, and sentences that prove it."""

    id: str
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRule(Rule):
    """Words that may name a mention."""

    words: re.Pattern[str]
    stems: tuple[str, ...]
    """Lower-case literals, one of which is in every text that `words` can match."""
    act: Act
    needs: frozenset[str]
    """Conditions beside the words; docs/extending.md says what each asks."""
    stands_for: re.Pattern[str] | None = None
    """Of words that stand for an arrangement named before: the names that they may stand for; None: any."""
    beside: re.Pattern[str] | None = None
    """Words one of which must stand in the sentence too; None: any sentence will do."""

    @property
    def is_stand_in(self) -> bool:
        """Whether its words name nothing by themselves: "the deal", "it"."""
        return "antecedent" in self.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRule(Rule):
    """Words around a trigger that say what is said to happen."""

    act: Act
    over: frozenset[Act]
    """The readings that this rule may replace."""
    governors: re.Pattern[str] | None
    subject_of: re.Pattern[str] | None
    modifiers: re.Pattern[str] | None
    around: tuple[re.Pattern[str], ...]
    polarity: Polarity
    certainty: Certainty | None
    verbless: bool = False
    """Whether it reads only headlines that have no verb at all."""
    tokens: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    """Patterns in the language of spaCy's Matcher."""
    tree: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    """Patterns in the language of spaCy's DependencyMatcher; each names what decides the act `act`, or none does."""
    place: str = ""
    """file:line, for what only spaCy can say of its patterns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Rule):
    """Words that veto a trigger: inside them, or anywhere in their sentence."""

    words: re.Pattern[str]
    whole_sentence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertaintyCue(Rule):
    """Words that lower the certainty of what they govern."""

    certainty: Certainty
    words: re.Pattern[str]
    whole_sentence: bool
    not_for: frozenset[Act]
    """Acts that are certain all the same: who offers talks on a condition offers them."""
    foretold: bool
    """Whether they only tell what lay ahead where a source spoke in the past: "said that it would"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPack:
    """The rules of one category in one language."""

    triggers: tuple[TriggerRule, ...]
    acts: tuple[ActRule, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePack:
    """All that the finder knows about one language."""

    code: str
    name: str
    model: str
    left_out: tuple[str, ...]
    """Parts of the model that no rule reads, by spaCy's names; they are not loaded."""
    pack_version: str
    """Readable version and a short digest of the content."""
    abbreviations: frozenset[str]
    vocabulary: Mapping[str, tuple[str, ...]]
    certainty_cues: tuple[CertaintyCue, ...]
    targets: Mapping[Target, re.Pattern[str]]
    formats: Mapping[Format, re.Pattern[str]]
    levels: Mapping[Level, re.Pattern[str]]
    """The lowest first."""
    issues: Mapping[Issue, re.Pattern[str]]
    categories: Mapping[Category, CategoryPack]

    @property
    def stems(self) -> tuple[str, ...]:
        """Return every trigger stem, sorted: a text with none of them has no mention."""
        found = {stem for pack in self.categories.values() for rule in pack.triggers for stem in rule.stems}
        return tuple(sorted(found))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return every rule that carries examples."""
        parts: list[Rule] = list(self.certainty_cues)
        for pack in self.categories.values():
            parts += [*pack.triggers, *pack.acts, *pack.exclusions]
        return tuple(parts)


def phrase_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of these words or phrases, whole; a '*' stands for the rest of a word.

    Texts are matched in lower case. A word may also be a regular expression between slashes.
    """
    parts = [_phrase(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else re.compile(r"(?!)")


def _phrase(word: str) -> str:
    if len(word) > 1 and word.startswith("/") and word.endswith("/"):
        return word[1:-1]
    return re.escape(word.lower()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
