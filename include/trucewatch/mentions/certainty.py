"""How sure the nearest source is, and when the act lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trucewatch.codebook import Act, Certainty, Time
from trucewatch.mentions.coming import is_announced
from trucewatch.mentions.readings import SUBJECTS, Reading
from trucewatch.mentions.view import View, Words, ancestors, clause_of, is_of_participle

if TYPE_CHECKING:
    from spacy.tokens import Token

YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-4]\d)(?!\d)")
BESIDE = frozenset({"conj", "parataxis", "relcl", "acl:relcl", "advcl"})
"""Labels of clauses that doubt only themselves."""
SETTLED = frozenset({Act.REJECT, Act.REFUSE})
"""Acts that are as certain as their own verb is, whatever is hoped or feared of their object."""
HISTORY_YEARS = 8
"""A year at least so long before the text's own is history (rule of thumb, dev sentences of March 2026)."""


def read_certainty(view: View, words: Words, reading: Reading, cue: Token | None, *, sourced: bool) -> Certainty:
    """Return the certainty, looking at what governs the act below the source's own verb, and at that verb.

    A conditional that no word explains is hearsay where nobody is named as its source, and else a mere possibility; where
    the source spoke in the past, it only tells what lay ahead then: "said that the truce would hold".
    """
    if reading.certainty is not None:
        return reading.certainty
    reach = _reach(words, reading, cue)
    told = cue is not None and bool({"Past", "Imp"} & {*cue.morph.get("Tense", [])})
    for rule in words.pack.certainty_cues:
        if reading.act in rule.not_for or (told and rule.foretold):
            continue
        for match in rule.words.finditer(view.lowered):
            token = view.token_at.get(match.start())
            if rule.whole_sentence or (
                token is not None and token.i in reach and not _is_answered(token, words, reading)
            ):
                return rule.certainty
    if reading.act is not Act.CALL_FOR and _is_conditional(words, reading, cue):
        return Certainty.UNCOMMITTED
    own = {reading.anchor.i, *(one.i for one in reading.anchor.children)} if told else set()
    if any("Cnd" in view.doc[at].morph.get("Mood", []) for at in reach - own):
        return Certainty.POSSIBLE if sourced else Certainty.UNCOMMITTED
    if cue is not None and _is_doubted(words, cue):
        return Certainty.PROBABLE
    return Certainty.CERTAIN


def _is_conditional(words: Words, reading: Reading, cue: Token | None) -> bool:
    """Return whether a condition hangs on the act: "will respect the truce if aid is let in"."""
    for token in reading.path:
        if cue is not None and token.i == cue.i:
            return False
        clauses = (one for one in token.children if one.dep_ == "advcl")
        marks = (mark for clause in clauses for mark in clause.children if mark.dep_ in {"mark", "advmod"})
        if any(words["if_words"].fullmatch(mark.lower_) for mark in marks):
            return True
    return False


def _is_doubted(words: Words, cue: Token) -> bool:
    """Return whether a source only believes that it is not so: "does not think that"."""
    subject = any(one.dep_ in SUBJECTS for one in cue.children)
    denied = subject and any(words["negation"].fullmatch(one.lower_) for one in cue.children)
    return denied and words["neg_raising"].fullmatch(cue.lemma_.lower()) is not None


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
    if is_announced(reading.anchor):
        return Time.FUTURE
    if any(words["future"].fullmatch(token.lower_) or "Fut" in token.morph.get("Tense", []) for token in clause):
        return Time.FUTURE
    if reading.act is Act.SCHEDULE:
        return Time.FUTURE
    tenses = {tense for token in clause if token.pos_ in {"VERB", "AUX"} for tense in token.morph.get("Tense", [])}
    return Time.PAST if tenses & {"Past", "Imp"} else Time.PRESENT


def _is_answered(token: Token, words: Words, reading: Reading) -> bool:
    """Return whether a plan is what somebody accepts or refuses, which is no doubt that he does."""
    below = {one.i for one in reading.path} - {
        one.i for one in (reading.anchor, *(up for _, up in ancestors(reading.anchor)))
    }
    return (
        reading.act in {Act.ACCEPT, Act.REJECT}
        and token.i in below
        and words["drafts"].fullmatch(token.lower_) is not None
    )


def _is_of(token: Token, clause: int) -> bool:
    """Return whether a year dates the clause itself, not a participle in it ("Crimea, lost in 2014")."""
    if clause_of(token).i != clause:
        return False
    return not is_of_participle(token) and not any(node.dep_ in {"acl", "amod"} for node, _ in ancestors(token))


def _reach(words: Words, reading: Reading, cue: Token | None) -> set[int]:
    """Return the tokens whose doubt is about the act: what governs it, with modifiers, up to the source's verb.

    A refusal is certain, whatever is refused. What only dates or frames another statement is taken for granted.
    """
    reach: set[int] = set()
    below: set[int] = set()
    begun = reading.act not in SETTLED
    decided = reading.anchor if reading.anchor.i != reading.head.i else _first_verb(reading)
    for token in reading.path:
        if cue is not None and token.i == cue.i:
            reach.add(token.i)
            break
        begun = begun or token.i == decided.i
        if not begun:
            below.add(token.i)
            continue
        reach.add(token.i)
        for child in token.children:
            if child.dep_ in BESIDE or child.i in below:
                continue
            reach.add(child.i)
            if child.dep_ in {"advmod", "amod", "acomp", "obl:mod"}:
                reach.update(grandchild.i for grandchild in child.children)
        if _is_granted(words, token):
            break
    return reach


def _first_verb(reading: Reading) -> Token:
    """Return the first verb among what governs a trigger; the trigger's head, where there is none."""
    return next((one for one in reading.path if one.pos_ in {"VERB", "AUX"}), reading.head)


def _is_granted(words: Words, token: Token) -> bool:
    """Return whether a word heads a clause of its own beside another, or what a preposition takes for granted."""
    if token.dep_ == "advcl":
        infinitive = "Inf" in token.morph.get("VerbForm", []) or any(one.tag_ == "TO" for one in token.children)
        return not infinitive and any(one.dep_ in SUBJECTS for one in token.children)
    if words["granting"].fullmatch(token.lower_):
        return True
    leads = token.head if token.dep_ == "pobj" else None
    cases = (*(one for one in token.children if one.dep_ == "case"), *((leads,) if leads is not None else ()))
    return any(words["granting"].fullmatch(one.lower_) for one in cases)
