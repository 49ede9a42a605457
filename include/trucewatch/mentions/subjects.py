"""What a sentence says that it is about: by a label in front ("Gaza: ..."), or by a preposition ("talks on Ukraine").

Read from the raw sentence, before any parse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trucewatch.mentions.gate import Gate, Setting
from trucewatch.mentions.scan import Candidate

if TYPE_CHECKING:
    from trucewatch.mentions.prospects import Sight

STRETCH = 45
"""Characters after a preposition of topic in which its topic begins."""
SOON, JUST_BEFORE = 70, 14
"""Characters after talks in which their topic is led in, and before them in which it may be named."""
BESIDE = 40
"""Characters between a trigger and the place that it is about."""
_LABEL = re.compile(r"^[^:]{2,70}?(?=\s?: )")
_END = re.compile(r"[,;:.()«»“”\"]")
_OWNER = re.compile(r"(?:'s)?\s")
_OBJECT = re.compile(
    r"\W*$|\s?[,.;:!?»”\"')(…–—]|\s-|\s(?:and|or|from|as|for|by|at|because|but|under|in|on|since|after|before|while|when|with"
    r"|who|is|are|was|will|would|could|amid|et|ou|à|au|aux|pour|par|en|dans|depuis|avec|comme|car|mais|est|sont|sous|face|contre"
    r"|the|le|la|les)(?!\w)"
)
"""What follows a name that is an object: not "Ukraine's army", "wants the US oil industry", "wants Kyiv to wait"."""
_NO_OWNER = re.compile(r"(?!'s?(?!\w)|-)")
"""What follows a name that owns nothing itself."""


def is_about(sight: Sight, gate: Gate, setting: Setting, candidate: Candidate) -> bool:
    """Return whether talks are said to be about armed conflict, or about a place or armed group of one.

    By the sentence's label, by a word before them ("the Gaza talks"), or by a preposition of topic soon after them; in a
    text about a war also by those who speak for its sides.
    """
    if setting.in_war and (sight.words["delegates"].search(sight.lowered) or gate.names_side(sight.names)):
        return True
    label = _LABEL.match(sight.text)
    if label and _names_war(sight, gate, 0, label.end()):
        return True
    if _names_war(sight, gate, max(0, candidate.start - JUST_BEFORE), candidate.end):
        return True
    for match in sight.words["topic_before"].finditer(sight.lowered, candidate.start, candidate.end + SOON):
        last = match.end() + STRETCH
        end = _END.search(sight.lowered, match.end(), last)
        if _names_war(sight, gate, match.end(), end.start() if end else last):
            return True
    return False


def _names_war(sight: Sight, gate: Gate, first: int, last: int) -> bool:
    if sight.words["war_subjects"].search(sight.lowered, first, last):
        return True
    return any(first <= name.start < last and gate.is_of_conflict(name) for name in sight.names)


def names_next(sight: Sight, candidate: Candidate, *, follows: re.Pattern[str] = _OBJECT) -> bool:
    """Return whether a place with a name stands just behind a trigger, as its object by what follows it."""
    return any(
        0 < name.start - candidate.end <= BESIDE
        and sight.words["place_links"].fullmatch(sight.lowered[candidate.end : name.start].strip())
        and follows.match(sight.lowered, name.end)
        for name in sight.names
        if name.place_id is not None
    )


def named_beside(sight: Sight, candidate: Candidate) -> bool:
    """Return whether a place with a name stands beside a noun: "the Greenland takeover", "the annexation of Crimea"."""
    if names_next(sight, candidate, follows=_NO_OWNER):
        return True
    return any(
        name.end <= candidate.start and _OWNER.fullmatch(sight.lowered, name.end, candidate.start)
        for name in sight.names
        if name.place_id is not None
    )
