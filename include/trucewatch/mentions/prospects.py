"""What a trigger needs that can be told before the parse: what is not so here is not so in any parse.

Each check asks for less than its counterpart in `land`, which reads the parse: a word that may be land, somebody who may
fight. It may let too much through; it stops nothing that the parse would have kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from trucewatch.knowledge.names import Name
from trucewatch.mentions.gate import Gate, Setting
from trucewatch.mentions.land import NEXT, REACH
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import Words

AT_LEAST = 2
"""Parties to a call or a meeting."""
FAR = 150
"""Characters on either side of a trigger within which its object begins."""
REASONS = {
    "act": "no act",
    "parties": "too few parties",
    "topic": "armed conflict is not the topic",
    "place": "nothing that can be held or lost",
    "land": "no land near it",
    "prize": "no land, or nobody who fights",
    "next": "no land just after it",
    "forces": "nobody who fights, or no land",
}
"""What is said of a need that is not met, before the parse or after it."""
_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-ÞĀ-Ž][\w'-]*")
_HALT = re.compile(
    r"[,;:()«»“”\"!?…]|\.(?!\w)|(?<!\w)(?:and|or|but|against|for|with|by|at|in|on|from|into|during|through|among"
    r"|et|ou|mais|pour|avec|par|contre|dans|en|sur|chez|vers|depuis|à|au|aux)(?!\w)"
)
"""What no land just after a trigger stands behind."""
_RELATIVE = re.compile(r"(?<!\w)(?:which|that|whom|qui|que|dont|qu')(?:(?<=')|(?!\w))")
_PASSIVE = re.compile(
    r"(?<!\w)(?:is|are|was|were|be|been|being|gets?|got|getting|s'|se|sont|soient|soit|fut|furent|[eé]t[\w]+|est|ser\w+)"
    r"(?:(?<=')|(?!\w))|'(?:s|re)(?!\w)"
)
"""Forms of the verbs that make a passive."""
_ADVERBS = re.compile(r"\W*(?:[\w'-]+[\s,]+){0,5}")
"""What may stand between such a verb and its participle."""


class Sight:
    """One sentence before its parse; offsets count from its start."""

    def __init__(self, text: str, lowered: str, names: tuple[Name, ...], words: Words) -> None:
        """Keep the parts; each further one is worked out at most once."""
        self.text = text
        self.lowered = lowered
        self.names = names
        self._words = words

    @cached_property
    def land(self) -> tuple[tuple[int, int], ...]:
        """Where names of places and nouns for them stand."""
        return (
            *((name.start, name.end) for name in self.names if name.place_id is not None),
            *(match.span() for match in self._words["place_nouns"].finditer(self.lowered)),
        )

    @cached_property
    def unknown(self) -> tuple[tuple[int, int], ...]:
        """Where capitalised words stand that no list knows: a parse may make places of them."""
        return tuple(
            match.span()
            for match in _CAPITAL.finditer(self.text)
            if not any(name.start <= match.start() < name.end for name in self.names)
        )

    @cached_property
    def has_fighters(self) -> bool:
        """Whether a word for those who fight is in it."""
        return self._words["forces"].search(self.lowered) is not None

    @cached_property
    def has_parties(self) -> bool:
        """Whether it names those who fight, or a party that is no person."""
        return self.has_fighters or any(
            name.actor_id is not None and not any(record.form == "person" for record in name.records)
            for name in self.names
        )

    def has_land(self, start: int, end: int) -> bool:
        """Return whether something that may be land begins between two offsets; a sentence's first word is too common."""
        return any(start <= one < end for one, _ in self.land) or any(
            max(start, 1) <= one < end for one, _ in self.unknown
        )


def hopeless(sight: Sight, gate: Gate, setting: Setting, candidate: Candidate) -> str | None:
    """Return which need of its trigger no parse of the sentence can meet, in plain words, or None."""
    unmet: dict[str, Callable[[], bool]] = {
        "topic": lambda: not setting.is_topic,
        "parties": lambda: gate.principals(one for one in sight.names if one.actor_id) < AT_LEAST,
        "place": lambda: not sight.has_land(candidate.start - FAR, candidate.end + FAR),
        "land": lambda: not _near(sight, candidate),
        "next": lambda: not _lands_next(sight, candidate),
        "forces": lambda: not (sight.has_fighters or (_has_actors(sight) and sight.has_land(0, len(sight.text)))),
        "prize": lambda: not _may_be_prize(sight, candidate),
    }
    return next((REASONS[need] for need, fails in unmet.items() if need in candidate.rule.needs and fails()), None)


def _has_actors(sight: Sight) -> bool:
    return any(name.actor_id is not None for name in sight.names)


def _near(sight: Sight, candidate: Candidate) -> bool:
    first, last = candidate.start - 2 * REACH, candidate.end + 2 * REACH
    return any(first <= start < last for start, _ in sight.land)


def _lands_next(sight: Sight, candidate: Candidate) -> bool:
    last = candidate.end + NEXT
    halt = _HALT.search(sight.lowered, candidate.end, last)
    last = halt.start() if halt else last
    return any(start < last and end > candidate.end for start, end in (*sight.land, *sight.unknown))


def _may_be_prize(sight: Sight, candidate: Candidate) -> bool:
    is_passive = _is_passive(sight, candidate)
    found = is_passive or _lands_next(sight, candidate) or _is_told_of(sight, candidate)
    return found and (is_passive or sight.has_parties)


def _is_passive(sight: Sight, candidate: Candidate) -> bool:
    """Return whether what is taken may stand before the trigger: "the town was taken"."""
    if sight.lowered[candidate.start : candidate.end].endswith("ing"):
        return False
    first = max(0, candidate.start - REACH)
    helpers = _PASSIVE.finditer(sight.lowered, first, candidate.end)
    return any(
        _ADVERBS.fullmatch(sight.lowered, helper.end(), max(helper.end(), candidate.start)) is not None
        and any(start < helper.start() for start, _ in (*sight.land, *sight.unknown))
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
