"""What a trigger needs that can be told before the parse: what is not so here is not so in any parse.

Each check asks for less than its counterpart in `land`, which reads the parse: a word that may be land, somebody who may
fight. It may let too much through; it stops nothing that the parse would have kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name
from trucewatch.mentions.gate import Gate, Setting
from trucewatch.mentions.land import HALT, NEXT, REACH
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.subjects import is_about, named_beside, names_next
from trucewatch.mentions.view import Words

if TYPE_CHECKING:
    from spacy.tokens import Doc

AT_LEAST = 2
"""Parties to a call or a meeting."""
FAR = 150
"""Characters on either side of a trigger within which its object begins."""
AT_HAND = 45
"""Characters before a trigger's bare form within which its object begins: "the town to capture"."""
REASONS = {
    "beside": "none of the words beside it that it needs",
    "act": "no act",
    "antecedent": "no ceasefire named before it, or another one in its sentence",
    "just_before": "no ceasefire named in the sentence just before it",
    "parties": "too few parties",
    "topic": "armed conflict is not the topic",
    "about": "not said to be about armed conflict",
    "named": "no place named just after it",
    "owned": "no place named beside it",
    "place": "nothing that can be held or lost",
    "land": "no land near it",
    "held": "not said of land",
    "prize": "no land, or nobody who fights",
    "next": "no land just after it",
    "movers": "nobody who fights moves",
    "told": "neither somebody nor a place with a name",
    "forces": "nobody who fights, or no land",
}
"""What is said of a need that is not met, before the parse or after it."""
_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-ÞĀ-Ž][\w'-]*")
_RELATIVE = re.compile(r"(?<!\w)(?:which|that|whom|qui|que|dont|qu')(?:(?<=')|(?!\w))")
_PASSIVE = re.compile(
    r"(?<!\w)(?:is|are|was|were|be|been|being|gets?|got|getting|s'|se|sont|soient|soit|fut|furent|[eé]t[\w]+|est|ser\w+)"
    r"(?:(?<=')|(?!\w))|'(?:s|re)(?!\w)"
)
"""Forms of the verbs that make a passive."""
_ADVERBS = re.compile(
    r"\W*(?:(?!(?:i|he|she|it|they|we|you|who|that|if|because|when|why|to|has|have|had|will|would|can|could|il|elle|ils"
    r"|elles|on|qui|que|si|quand|ont|avait|avaient|a)\W)[\w'-]+[\s,]+){0,5}"
)
"""What may stand between such a verb and its participle: no other verb's subject or auxiliary."""
_PRONOUN = re.compile(
    r"(?<!\w)(?:i|he|she|it|they|we|you|il|elle|ils|elles|on|nous|vous)"
    r"(?:(?:'(?:ll|ve|d|s|re)|(?: (?:has|have|had|will|would|may|might|can|could|should|must|also|not|never|ne|n'a|a|ont"
    r"|avait|is|are|was|were|been|being|be|\w+ly)))(?!\w))*\s?$"
)
"""A subject that is no land, just before such a verb."""
_INFINITIVE = re.compile(r"(?:(?<!\w)(?:to|can|could|will|would|may|might|must|should|shall|cannot)|n't|'ll) $")
"""What makes a bare form of the trigger just after it no participle."""
_NO_PARTICIPLE = ("ing", "er", "ir", "re")
"""Ends of forms that stand in no passive."""
_AGENT = re.compile(r"(?<!\w)(?:by|par|du|des?|d')(?:(?<=')|(?!\w))")
"""What leads in, behind a trigger, who does it."""
_INVERTING = re.compile(r"(?<!\w)(?:que|qu'|où|dont)(?:(?<=')|(?!\w))")
"""What lets a subject follow its verb: "la ville que tiennent les rebelles"."""
_PLURAL = re.compile(r" (?:have|are|were|ont|sont|étaient|avaient|furent) ")
"""Verbs that one town alone does not take."""
_COMMON = re.compile(
    r"a|an|the|this|that|these|those|he|she|it|they|we|you|i|his|her|its|their|our|your|my|"
    r"there|here|what|who|how|why|when|where|if|while|as|after|before|since|because|although|"
    r"though|but|and|or|not|no|so|then|than|also|still|in|on|at|for|from|with|by|to|of|two|"
    r"three|four|five|six|seven|eight|nine|ten|let's|it's|he's|she's|they're|we're|you're|that's|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|il|elle|ils|elles|nous|vous|je|tu|"
    r"ce|c'est|cela|ça|cet|cette|ces|un|une|le|la|les|des|du|de|d'un|d'une|au|aux|son|sa|ses|"
    r"leur|leurs|si|quand|lorsque|lorsqu'il|après|avant|depuis|mais|et|ou|car|donc|puis|en|dans|"
    r"sur|pour|par|avec|sans|qui|que|quoi|où|comment|pourquoi|s'il|qu'il|deux|trois|quatre|cinq|"
    r"sept|huit|neuf|dix|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
"""Words that are no land however they are written."""
_PART_OF_NAME = re.compile(r"(?<!\w)[A-ZÀ-Þ][\w'-]*(?: (?:and|of|for|et|de))? $")
_PROSE = re.compile(r"(?: [^ ]+){0,3}(?: [a-zß-ÿ]{4,}(?: [^ ]+){0,2}){2}")
"""What follows a name in a sentence, but no word of a headline in capitals."""


class Sight:
    """One sentence before its parse; offsets count from its start."""

    def __init__(self, text: str, lowered: str, names: tuple[Name, ...], words: Words) -> None:
        """Keep the parts; each further one is worked out at most once."""
        self.text = text
        self.lowered = lowered
        self.names = names
        self.words = words

    @cached_property
    def land(self) -> tuple[tuple[int, int], ...]:
        """Where names of places and nouns for them stand."""
        return (
            *((name.start, name.end) for name in self.names if name.place_id is not None),
            *(match.span() for match in self.words["place_nouns"].finditer(self.lowered)),
        )

    @cached_property
    def unknown(self) -> tuple[tuple[int, int], ...]:
        """Where capitalised words stand that no list knows: a parse may make places of them."""
        return tuple(
            match.span()
            for match in _CAPITAL.finditer(self.text)
            if not _COMMON.fullmatch(match.group().lower())
            if match.start() or not _PLURAL.match(self.lowered, match.end())
            if not self._is_named(match.start())
        )

    def _is_named(self, at: int) -> bool:
        """Return whether a known name covers a character; names are in order and apart."""
        before = bisect_right(self.names, at, key=lambda name: name.start)
        return before > 0 and at < self.names[before - 1].end

    def unknown_names(self, doc: Doc) -> tuple[int, ...]:
        """Return where words begin that may be names which no list knows, by its parse too: a first word has its capital anyway."""
        return tuple(start for start, _ in self.unknown if start or doc[0].pos_ == "PROPN")

    @cached_property
    def has_fighters(self) -> bool:
        """Whether a word for those who fight is in it."""
        return self.words["forces"].search(self.lowered) is not None

    @cached_property
    def parties(self) -> tuple[int, ...]:
        """Where those who fight begin, and parties that are no persons."""
        return (
            *(match.start() for match in self.words["forces"].finditer(self.lowered)),
            *(
                name.start
                for name in self.names
                if name.actor_id is not None and not any(record.form == "person" for record in name.records)
            ),
        )

    def has_land(self, start: int, end: int) -> bool:
        """Return whether something that may be land begins between two offsets; a sentence's first word is too common."""
        return any(start <= one < end for one, _ in self.land) or any(
            max(start, 1) <= one < end for one, _ in self.unknown
        )


def hopeless(sight: Sight, gate: Gate, setting: Setting, candidate: Candidate) -> str | None:
    """Return which need of its trigger no parse of the sentence can meet, in plain words, or None."""
    if candidate.rule.beside is not None and not candidate.rule.beside.search(sight.lowered):
        return REASONS["beside"]
    unmet: dict[str, Callable[[], bool]] = {
        "topic": lambda: not setting.is_topic,
        "just_before": lambda: not _stands_for(candidate, setting.before[:1]),
        "antecedent": lambda: not _stands_for(candidate, setting.before),
        "parties": lambda: not (_has_parties(sight, gate) or is_about(sight, gate, setting, candidate)),
        "about": lambda: not is_about(sight, gate, setting, candidate),
        "named": lambda: not names_next(sight, candidate),
        "owned": lambda: not named_beside(sight, candidate),
        "place": lambda: _is_in_name(sight, candidate) or not _may_take(sight, candidate),
        "land": lambda: not _near(sight, candidate),
        "held": lambda: not sight.has_land(0, candidate.start),
        "next": lambda: _is_in_name(sight, candidate) or not _lands_next(sight, candidate),
        "forces": lambda: not (sight.has_fighters or (_has_actors(sight) and sight.has_land(0, len(sight.text)))),
        "movers": lambda: not sight.parties,
        "told": lambda: not (sight.names or sight.has_fighters),
        "prize": lambda: not _may_be_prize(sight, candidate),
    }
    return next((REASONS[need] for need, fails in unmet.items() if need in candidate.rule.needs and fails()), None)


def _stands_for(candidate: Candidate, before: Iterable[Collection[str]]) -> bool:
    """Return whether words may stand for one of those that name a ceasefire before them."""
    meant = candidate.rule.stands_for
    return any(meant is None or meant.search(word) for words in before for word in words)


def _has_parties(sight: Sight, gate: Gate) -> bool:
    return gate.principals(one for one in sight.names if one.actor_id) >= AT_LEAST


def _is_in_name(sight: Sight, candidate: Candidate) -> bool:
    """Return whether a trigger is written as a part of a name: "a Centre for Flood Control"."""
    if not sight.text[candidate.start].isupper():
        return False
    before = _PART_OF_NAME.search(sight.text, max(0, candidate.start - REACH), candidate.start)
    return before is not None and _PROSE.match(sight.text, candidate.end) is not None


def _may_take(sight: Sight, candidate: Candidate) -> bool:
    """Return whether land is near enough to be governed; before a bare form, only at hand or in a relative clause."""
    first = max(0, candidate.start - FAR)
    if _INFINITIVE.search(sight.lowered, first, candidate.start) and not _RELATIVE.search(
        sight.lowered, first, candidate.start
    ):
        first = candidate.start - AT_HAND
    return sight.has_land(first, candidate.end + FAR)


def _has_actors(sight: Sight) -> bool:
    return any(name.actor_id is not None for name in sight.names)


def _near(sight: Sight, candidate: Candidate) -> bool:
    first, last = candidate.start - 2 * REACH, candidate.end + 2 * REACH
    return any(first <= start < last for start, _ in sight.land)


def _lands_next(sight: Sight, candidate: Candidate) -> bool:
    if sight.lowered.startswith(" to ", candidate.end):
        return False
    last = candidate.end + NEXT
    halt = HALT.search(sight.lowered, candidate.end, last)
    last = halt.start() if halt else last
    return any(start < last and end > candidate.end for start, end in (*sight.land, *sight.unknown))


def _may_be_prize(sight: Sight, candidate: Candidate) -> bool:
    if _is_in_name(sight, candidate):
        return False
    if _is_passive(sight, candidate):
        return True
    return _has_doer(sight, candidate) and (_lands_next(sight, candidate) or _is_told_of(sight, candidate))


def _has_doer(sight: Sight, candidate: Candidate) -> bool:
    """Return whether somebody who may fight stands before the trigger, or where a sentence lets him stand behind it."""
    behind = _AGENT.search(sight.lowered, candidate.end) or _INVERTING.search(sight.lowered, 0, candidate.start)
    return any(start < candidate.start or behind for start in sight.parties)


def _is_passive(sight: Sight, candidate: Candidate) -> bool:
    """Return whether what is taken may stand before the trigger: "the town was taken"."""
    if sight.lowered[candidate.start : candidate.end].endswith(_NO_PARTICIPLE):
        return False
    first = max(0, candidate.start - REACH)
    if _INFINITIVE.search(sight.lowered, first, candidate.start):
        return False
    helpers = _PASSIVE.finditer(sight.lowered, first, candidate.end)
    return any(
        _ADVERBS.fullmatch(sight.lowered, helper.end(), max(helper.end(), candidate.start)) is not None
        and any(start < helper.start() for start, _ in (*sight.land, *sight.unknown))
        and _PRONOUN.search(sight.lowered, max(0, helper.start() - REACH), helper.start()) is None
        for helper in helpers
    )


def _is_told_of(sight: Sight, candidate: Candidate) -> bool:
    """Return whether a pronoun that may stand for land comes before the trigger: "the town, which the rebels hold"."""
    first = max(0, candidate.start - 2 * REACH)
    ends = {end for _, end in (*sight.land, *sight.unknown)}
    for pronoun in _RELATIVE.finditer(sight.lowered, first, candidate.start):
        before = sight.lowered[: pronoun.start()].rstrip(" ,")
        if len(before) in ends:
            return True
    return False
