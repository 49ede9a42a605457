"""How sure the nearest source is, and when the act lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trucewatch.codebook import Act, Certainty, Time
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.view import View, Words, ancestors, clause_of, is_of_participle

if TYPE_CHECKING:
    from spacy.tokens import Token

YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-4]\d)(?!\d)")
BESIDE = frozenset({"conj", "parataxis", "relcl", "acl:relcl", "advcl"})
"""Labels of clauses that doubt only themselves."""
HISTORY_YEARS = 8
"""A year at least so long before the text's own is history (rule of thumb, dev sentences of March 2026)."""


def read_certainty(view: View, words: Words, reading: Reading, cue: Token | None, *, sourced: bool) -> Certainty:
    """Return the certainty, looking at what governs the act below the source's own verb.

    A conditional that no word explains is hearsay where nobody is named as its source, and else a mere possibility.
    """
    if reading.certainty is not None:
        return reading.certainty
    reach = _reach(reading, cue)
    for rule in words.pack.certainty_cues:
        for match in rule.words.finditer(view.lowered):
            if rule.whole_sentence or ((token := view.token_at.get(match.start())) is not None and token.i in reach):
                return rule.certainty
    if any("Cnd" in view.doc[at].morph.get("Mood", []) for at in reach):
        return Certainty.POSSIBLE if sourced else Certainty.UNCOMMITTED
    return Certainty.CERTAIN


def read_time(view: View, words: Words, reading: Reading, year: int | None) -> Time:
    """Return when the act lies: history by its dates, then cues, then the tense of what decided it."""
    home = clause_of(reading.anchor).i
    years = [
        int(found.group())
        for found in YEAR.finditer(view.lowered)
        if found.start() in view.token_at and _is_of(view.token_at[found.start()], home)
    ]
    if words["historical"].search(view.lowered) or (
        years and max(years) <= (year or max(years) + HISTORY_YEARS) - HISTORY_YEARS
    ):
        return Time.HISTORICAL
    clause = [reading.anchor, *reading.anchor.children]
    if reading.anchor.pos_ not in {"VERB", "AUX"}:
        verb = clause_of(reading.anchor)
        clause += [verb, *verb.children]
    if any(words["future"].fullmatch(token.lower_) or "Fut" in token.morph.get("Tense", []) for token in clause):
        return Time.FUTURE
    if reading.act is Act.SCHEDULE:
        return Time.FUTURE
    tenses = {tense for token in clause if token.pos_ in {"VERB", "AUX"} for tense in token.morph.get("Tense", [])}
    return Time.PAST if tenses & {"Past", "Imp"} else Time.PRESENT


def _is_of(token: Token, clause: int) -> bool:
    """Return whether a year dates the clause itself, not a participle in it ("Crimea, lost in 2014")."""
    if clause_of(token).i != clause:
        return False
    return not is_of_participle(token) and not any(node.dep_ in {"acl", "amod"} for node, _ in ancestors(token))


def _reach(reading: Reading, cue: Token | None) -> set[int]:
    """Return the tokens whose doubt is about the act: what governs it, with modifiers, up to the source's verb."""
    reach: set[int] = set()
    for token in reading.path:
        if cue is not None and token.i == cue.i:
            break
        reach.add(token.i)
        for child in token.children:
            if child.dep_ in BESIDE:
                continue
            reach.add(child.i)
            if child.dep_ in {"advmod", "amod", "acomp", "obl:mod"}:
                reach.update(grandchild.i for grandchild in child.children)
    return reach
