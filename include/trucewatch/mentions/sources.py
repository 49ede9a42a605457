"""What a source is, and how much of a sentence a noun with all that belongs to it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.mentions.view import PEOPLE

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NAMED = PEOPLE | {"ORG"}
"""Kinds of entities that may say something."""
CUT = frozenset(
    {"relcl", "acl:relcl", "acl", "advcl", "punct", "cc", "appos", "parataxis", "dep", "advmod", "case", "mark"}
)
"""Labels of what a noun phrase is cut before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source: characters of the sentence, and the word that makes it one."""

    start: int
    end: int
    head: Token
    cue: Token | None
    kind: Attribution


def noun_phrase(head: Token) -> tuple[int, int]:
    """Return (start, end) of a noun with what belongs to it, without clauses, appositions or brackets after it."""
    first = last = head.i
    stack = [head]
    kept = {head.i}
    while stack:
        for child in stack.pop().children:
            inside = (
                child.dep_ not in CUT
                or (child.dep_ in {"case", "punct"} and child.i > first)
                or (child.dep_ in {"advmod", "case"} and child.i < head.i and child.head.i != head.i)
            )
            if inside and child.text not in {",", "(", ")", "«", "»", '"', "“", "”", ":", ";", "."}:
                kept.add(child.i)
                stack.append(child)
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    for child in head.children:
        named = child.ent_type_ in PEOPLE or child.pos_ == "PROPN"
        if child.dep_ in {"appos", "conj", "flat:name", "nmod"} and named and child.left_edge.i in {last + 1, last + 2}:
            name = [one.i for one in child.subtree if one.dep_ in {"flat:name", "compound", "appos"}]
            last = max(last, child.i, *name)
    first, last = _whole(head.doc, first, last)
    if head.doc[first].pos_ == "ADP":
        first = max((one.i for one in head.children if one.dep_ == "det" and one.i < head.i), default=first)
    start = head.doc[first].idx + (head.doc[first].text.startswith("-") and len(head.doc[first]) > 1)
    end = head.doc[last].idx + len(head.doc[last])
    return start, end


def _whole(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Return the first and the last of some words with the parts that hyphens join to them."""
    if last + 1 < len(doc) and _is_hyphen(doc[last]):
        last += 1
    while first > 1 and _is_hyphen(doc[first - 1]):
        first -= 2
    while last + 2 < len(doc) and _is_hyphen(doc[last + 1]):
        last += 2
    return first, last


def _is_hyphen(token: Token) -> bool:
    """Return whether a word is a hyphen that joins two parts of a name which a parser has cut: "Dong-young"."""
    return token.text == "-" and not token.whitespace_ and token.i > 0 and not token.nbor(-1).whitespace_
