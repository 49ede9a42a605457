"""Which land it is: the places that a trigger of territory governs, with a name or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name
from trucewatch.mentions.land import PASSIVE, REACH, is_fighter, objects_of
from trucewatch.mentions.places import Spot
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

JOINED = frozenset({"conj", "appos", "flat", "flat:name"})
"""Labels of a name beside the noun or name that a verb governs."""
AGENTS = frozenset({"par", "by"})
MOST_OBJECTS = 12
SEVERAL = 2
"""Places with names that say all, so that "the four provinces" beside them adds none."""


def with_land(
    places: tuple[Spot, ...], view: View, words: Words, head: Token, candidate: Candidate
) -> tuple[Spot, ...]:
    """Return the places with the land that the trigger governs: named, or with no name ("four villages")."""
    spots = list(places)
    for name in view.names:
        if name.place_id is None or any(spot.start < name.end and name.start < spot.end for spot in spots):
            continue
        token = view.root_of(name.start, name.end)
        if _is_governed(words, token, head, candidate) or _stands_beside(view, words, name, candidate):
            spots.append(Spot(start=name.start, end=name.end, name=name, head=token))
    stack = list(objects_of(head, candidate))
    for token in stack if sum(spot.name is not None for spot in spots) < SEVERAL else ():
        if len(stack) < MOST_OBJECTS:
            stack += [one for one in token.subtree if one.head.i == token.i and one.dep_ in {"nmod", "conj"}]
            stack += [one for prep in token.children if prep.lower_ == "of" for one in prep.children]
        start, end = _core(token)
        named = any(start < spot.end and spot.start < end for spot in spots)
        described = start < token.idx or end > token.idx + len(token)
        if described and not named and words["place_nouns"].fullmatch(token.lower_):
            spots = [spot for spot in spots if not _is_lead(view, spot)]
            spots.append(Spot(start=start, end=end, name=None, head=token))
    if not spots:
        bare = (one for one in objects_of(head, candidate) if words["place_nouns"].fullmatch(one.lower_))
        spots = [Spot(start=one.idx, end=one.idx + len(one), name=None, head=one) for one in bare][:1]
    return tuple(sorted(spots, key=lambda spot: spot.start))


def _is_governed(words: Words, token: Token, head: Token, candidate: Candidate) -> bool:
    """Return whether a trigger governs a name: its object, one in a row of objects, or what a passive is said of."""
    while token.dep_ in JOINED and token.head.i != token.i:
        token = token.head
    governed = list(objects_of(head, candidate)) + [one for one in head.children if one.dep_ in PASSIVE]
    if any(_is_agent(one) for one in (token, token.head)):
        return False
    return any(one.i == token.i or (is_fighter(words, one) and token in one.subtree) for one in governed)


def _is_agent(token: Token) -> bool:
    """Return whether a word is led in as the one who does it: "par la Russie"."""
    return any(one.lower_ in AGENTS for one in token.children if one.dep_ == "case") or token.lower_ in AGENTS


def _stands_beside(view: View, words: Words, name: Name, candidate: Candidate) -> bool:
    """Return whether a name is led in by a trigger ("takeover of Greenland"), or owns it ("Greenland's takeover")."""
    if candidate.end < name.start <= candidate.end + REACH:
        return words["place_links"].fullmatch(view.lowered[candidate.end : name.start].strip()) is not None
    noun = view.root_of(candidate.start, candidate.end).pos_ in {"NOUN", "PROPN"}
    return noun and name.end <= candidate.start and view.lowered[name.end : candidate.start] in {" ", "'s "}


def _core(noun: Token) -> tuple[int, int]:
    """Return the characters of a noun with its numbers and adjectives, without articles."""
    inside = {noun.i, *(one.i for one in noun.children if one.dep_ in {"amod", "nummod", "compound", "poss"})}
    inside |= {
        end.i
        for one in noun.children
        if one.dep_ == "poss"
        for end in one.children
        if end.dep_ in {"case", "det", "compound"}
    }
    first = last = noun.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    return noun.doc[first].idx, noun.doc[last].idx + len(noun.doc[last])


def _is_lead(view: View, spot: Spot) -> bool:
    """Return whether a place only opens a headline: "Ukraine war: ..."."""
    return ":" in view.lowered[spot.end : spot.end + 12] and spot.start == 0
