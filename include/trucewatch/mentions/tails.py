"""What is only said of who says so: ", a annoncé lundi l'état-major à Kiev", ", said the general staff in Kyiv"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from trucewatch.mentions.places import Spot
from trucewatch.mentions.view import View, Words

Tail = tuple[int, int]
"""Where it begins, and where it ends."""
_LEAD = 40
"""Characters between what sets a verb of saying off and the verb, at most."""
_SET_OFF = re.compile(r"[,»”\"–—]\s*(?P<lead>[^,;:.»”\"–—]*)$")
_END = re.compile(r"[,;:(«“»”\"–—](?!\d)|\.$")


def speech_tails(view: View, words: Words) -> tuple[Tail, ...]:
    """Return where verbs of saying are set off with the subjects that follow them, each up to the end of its clause."""
    found = []
    for verb in words["reporting"].finditer(view.lowered):
        before = _SET_OFF.search(view.lowered, max(0, verb.start() - _LEAD), verb.start())
        if before is None or not _is_led(view, words, before["lead"].strip(), verb.start()):
            continue
        ends = [match.start() for match in (_END.search(view.lowered, verb.end()),) if match]
        ends += [match.start() for match in (words["clause_start"].search(view.lowered, verb.end()),) if match]
        found.append((verb.start(), min([*ends, len(view.lowered)])))
    return tuple(found)


def _is_led(view: View, words: Words, lead: str, at: int) -> bool:
    """Return whether a verb follows its comma as one of saying does; a bare participle describes: "a truce, announced in"."""
    token = view.token_at.get(at)
    if token is None or any(one.dep_ == "ccomp" and one.i > token.i for one in token.children):
        return False  # what is said follows: "allies who met in Paris, said that the town"
    if lead:
        return words["saying_leads"].fullmatch(lead) is not None
    return not ("Part" in token.morph.get("VerbForm", []) and "Past" in token.morph.get("Tense", []))


def tails_beside(view: View, words: Words, at: int) -> tuple[Tail, ...]:
    """Return where a sentence names who says so, for a trigger at a character.

    Where the trigger itself stands in such a tail, the sentence only looks like one: "Moscow shelled the port, announced
    the annexation of the town".
    """
    return tuple(tail for tail in speech_tails(view, words) if not tail[0] <= at < tail[1])


def outside(spots: Iterable[Spot], tails: Sequence[Tail]) -> tuple[Spot, ...]:
    """Return those of some places or actors that no tail names."""
    return tuple(spot for spot in spots if not any(start <= spot.start < end for start, end in tails))
