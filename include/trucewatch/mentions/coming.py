"""What lies ahead by its tense and its words: "begins on Thursday", "Guns to fall silent"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.mentions.readings import expressions
from trucewatch.mentions.view import View, Words, clause_of

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBS = frozenset({"VERB", "AUX"})
NEAR = 80
"""Characters from what sets in to the words that say so, at most."""


def is_announced(anchor: Token) -> bool:
    """Return whether it is told as headlines tell what is to come, without a finite verb: "Guns to fall silent"."""
    if any("Fin" in one.morph.get("VerbForm", []) for one in anchor.doc):
        return False
    verbs = [one for one in (anchor, *anchor.children, clause_of(anchor)) if one.pos_ in VERBS]
    return any(one.tag_ == "TO" and one.dep_ == "aux" for verb in verbs for one in verb.children)


def sets_in(view: View, words: Words, anchor: Token) -> bool:
    """Return whether a verb in the present tells that something sets in or runs out: its day may still be to come.

    Headlines tell what happened in the same tense ("Army takes town on Monday"), so few verbs do so.
    """
    said = words["setting_in"].finditer(view.lowered, anchor.idx, anchor.idx + NEAR)
    if any(" " in match.group() for match in said):
        return True  # parsers take "entre" for a preposition
    verb = anchor if anchor.pos_ in VERBS else clause_of(anchor)
    if "Pres" not in verb.morph.get("Tense", []) or "Fin" not in verb.morph.get("VerbForm", []):
        return False
    return any(words["setting_in"].fullmatch(form) for form in expressions(verb))
