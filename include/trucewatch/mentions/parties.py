"""Who acts, agrees, refuses, holds or wants: the actors that belong to an act, of all that a sentence names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trucewatch.codebook import Act
from trucewatch.mentions.places import Spot, near_of
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.sources import Source
from trucewatch.mentions.view import NOUNS, View, Words, ancestors, clause_of

if TYPE_CHECKING:
    from spacy.tokens import Token

ONE_SIDED = frozenset(
    {
        Act.ACCEPT,
        Act.REJECT,
        Act.CALL_FOR,
        Act.VIOLATE,
        Act.REFUSE,
        Act.DEMAND,
        Act.CLAIM,
        Act.GAIN,
        Act.LOSE,
        Act.CONTROL,
        Act.OFFER,
    }
)
"""Acts of one side: who is named beside its subject is not the one that acts."""
SHARED = frozenset({Act.HOLD, Act.SCHEDULE, Act.AGREE})
"""Acts that take two: where the clause names fewer, the sentence may name the others."""
BOTH = 2
PASSIVE = frozenset({"aux:pass", "auxpass"})
"""Labels of what makes a verb passive."""
BY = re.compile(r"(?<!\w)(?:by|par)(?: (?:the|la|le|les)| l['’])? ?$")
"""What stands before who does something, in either language."""
JOINT = re.compile(r",? | (?:and|et|&) ")


def read_parties(
    view: View, words: Words, reading: Reading, source: Source | None, places: tuple[Spot, ...]
) -> tuple[Spot, ...]:
    """Return the actors of the act: its subject where an act has one, else those of its clauses or of those above."""
    spots = [
        Spot(start=name.start, end=name.end, name=name, head=view.root_of(name.start, name.end))
        for name in view.names
        if name.actor_id is not None and not any(place.start <= name.start < place.end for place in places)
    ]
    if reading.act is Act.VIOLATE and (accused := _accused(spots, words, reading)):
        return accused
    if reading.act in ONE_SIDED | {Act.END}:
        if (agent := _agent_of(spots, view, reading.anchor)) is not None:
            return (agent,)
        subjects = _subjects(reading.anchor, words)
        acts_itself = {spot.head.i for spot in spots} & {subject.i for subject in subjects}
        told = [] if acts_itself else _among(spots, _told_subjects(reading))
        doing = told or _among(spots, subjects)
        if doing or (subjects and reading.act not in {Act.ACCEPT, Act.END}):
            return tuple(_with_neighbours(view, doing, spots) if doing else ())
    others = [spot for spot in spots if source is None or not source.start <= spot.start < source.end]
    near = near_of(others, reading)
    return tuple(others) if reading.act in SHARED and len(near) < BOTH else near


def _among(spots: list[Spot], subjects: list[Token]) -> list[Spot]:
    acting = {token.i for subject in subjects for token in subject.subtree}
    return [spot for spot in spots if spot.head.i in acting]


def _agent_of(spots: list[Spot], view: View, anchor: Token) -> Spot | None:
    """Return by whom the act's verb, or the nearest above it, says in the passive that it is done, wherever his parse is.

    "The truce was rejected the next day by X", "la trêve qu'offrait Y a été refusée par X".
    """
    for verb in (anchor, *(governor for _, governor in ancestors(anchor))):
        labels = {child.dep_ for child in verb.children}
        if labels & PASSIVE:
            clause = clause_of(verb).i
            behind = (spot for spot in spots if spot.start > verb.idx and clause_of(spot.head).i == clause)
            return next((spot for spot in behind if BY.search(view.lowered, verb.idx, spot.start)), None)
        if "nsubj" in labels:
            return None
    return None


def _subjects(anchor: Token, words: Words) -> list[Token]:
    """Return the subject of the act's verb, or of the nearest verb above that lends it one.

    "X accused Y of breaking it" lends its object; a pronoun stands for the subject above it.
    """
    below = None
    for verb in (anchor, *(governor for _, governor in ancestors(anchor))):
        lent = [child for child in verb.children if child.dep_ in {"dobj", "obj"} and child.pos_ == "PROPN"]
        if lent and below is not None and below.dep_ in {"prep", "xcomp", "obl:arg"}:
            return lent
        found = [child for child in verb.children if child.dep_ in {"nsubj", "agent", "obl:agent", "poss"}]
        if any(not words["pronouns"].fullmatch(child.lower_.strip("-")) for child in found):
            return found
        below = verb
    return []


def _accused(spots: list[Spot], words: Words, reading: Reading) -> tuple[Spot, ...]:
    """Return whom somebody accuses of it, named between both verbs: "accuse à son tour Y de violer la trêve"."""
    for _, verb in ancestors(reading.head):
        if words["accusing"].fullmatch(verb.lower_):
            passive = any(child.dep_ in PASSIVE for child in verb.children)
            last = reading.anchor.idx if reading.anchor.i > verb.i else reading.head.idx
            between = [spot for spot in spots if verb.idx < spot.start < last]
            return () if passive or not between else (between[0],)
    return ()


def _told_subjects(reading: Reading) -> list[Token]:
    """Return who accepts what a relative clause tells of: "ended with a truce that both armies accepted"."""
    if reading.act is not Act.ACCEPT or clause_of(reading.head).i == reading.head.i:
        return []
    verbs = [child for child in reading.head.children if child.dep_ in {"relcl", "acl:relcl", "acl"}]
    return [child for verb in verbs for child in verb.children if child.dep_ == "nsubj" and child.pos_ in NOUNS]


def names_pair(reading: Reading, words: Words) -> str | None:
    """Return what an act's subject without names is a pair of: "leaders" (people), "sides" (all else), or None."""
    said = [token.lower_ for subject in _subjects(reading.anchor, words) for token in subject.subtree]
    if not any(words["pair_words"].fullmatch(word) for word in said):
        return None
    return "leaders" if any(words["leader_words"].fullmatch(word) for word in said) else "sides"


def _with_neighbours(view: View, doing: list[Spot], spots: list[Spot]) -> list[Spot]:
    """Add names joined to the subject by a comma or a conjunction, as headlines do ("India, Pakistan accept")."""
    first = min(doing, key=lambda spot: spot.start)
    joined = [
        spot for spot in spots if spot.end < first.start and JOINT.fullmatch(view.lowered[spot.end : first.start])
    ]
    return [*joined, *doing]
