"""Sources that a preposition leads in: "according to the army", "selon", "d'après", "de source diplomatique"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.mentions.saying import is_somebody
from trucewatch.mentions.sources import Source, noun_phrase
from trucewatch.mentions.view import View, Words, is_below

if TYPE_CHECKING:
    from spacy.tokens import Token


def according(view: View, words: Words, head: Token) -> Iterator[Source]:
    """Yield those according to whom is so what a word says, in the order of the sentence."""
    for match in words["according_to"].finditer(view.lowered):
        who = _led_in(view, match.start(), match.end())
        if who is None or who.pos_ not in {"NOUN", "PROPN", "PRON"} or _begins_clause(view, match.start(), head):
            continue
        if words["according_to_names"].fullmatch(match.group()) and not _may_judge(view, words, who):
            continue
        start, end = noun_phrase(who)
        if start <= head.idx < end or (is_below(head, who) and "," not in view.text[min(end, head.idx) : head.idx]):
            continue
        yield Source(start=start, end=end, head=who, cue=None, kind=Attribution.ACCORDING_TO)


def _led_in(view: View, start: int, end: int) -> Token | None:
    """Return the noun that "according to", "selon", "d'après" or "de source" leads in."""
    first, last = view.token_at.get(start), view.token_at.get(end - 1)
    if first is None or last is None:
        return None
    if last.pos_ == "NOUN":
        return last
    who = next((child for one in (last, first) for child in one.children if child.dep_ == "pobj"), None)
    above = last.head.head if last.dep_ == "fixed" else last.head
    return who if who is not None else above if above.i > last.i else None


def _begins_clause(view: View, at: int, head: Token) -> bool:
    """Return whether a source is that of another clause, which follows: "met X and, according to Y, complained"."""
    before = view.doc.char_span(0, at, alignment_mode="contract")
    last = next((one for one in reversed(before or ()) if one.text != ","), None)
    return last is not None and last.pos_ == "CCONJ" and head.idx < at


def _may_judge(view: View, words: Words, who: Token) -> bool:
    """Return whether "pour" and the like lead in somebody who judges: a name, or an expert."""
    return is_somebody(view, words, who) and not words["forces"].fullmatch(who.lower_)
