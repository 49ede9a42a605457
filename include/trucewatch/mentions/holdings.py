"""Which land it is: the places that a trigger of territory governs, with a name or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name
from trucewatch.mentions.land import PASSIVE, REACH, is_fighter, objects_of
from trucewatch.mentions.places import Spot
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import View, Words, ancestors

if TYPE_CHECKING:
    from spacy.tokens import Token

JOINED = frozenset({"conj", "appos", "flat", "flat:name"})
"""Labels of a name beside the noun or name that a verb governs."""
WITHIN = frozenset({"amod", "compound", "nmod", "poss"})
"""Labels of a name inside the noun that it describes: "the Arctic island"."""
AGENTS = frozenset({"par", "by"})
MOST_OBJECTS = 12
SEVERAL = 2
"""Places with names that say all, so that "the four provinces" beside them adds none."""


def with_land(
    places: tuple[Spot, ...], view: View, words: Words, head: Token, candidate: Candidate
) -> tuple[Spot, ...]:
    """Return the land that the trigger governs, named or not ("four villages"), and where that lies; else the places near it.

    What a sentence says besides of other places ("in Davos, he said that") is not the land that it speaks of.
    """
    named = _named(places, view, words, head, candidate)
    spots = _with_nameless(named, words, head, candidate)
    if not spots:
        return places or _bare(words, head, candidate)
    below = [spot for spot in places if spot.start >= candidate.end and _is_below(spot.head, spots, head)]
    known = {spot.start for spot in spots}
    land = [*spots, *(one for one in below if one.start not in known)]
    names = [spot for spot in land if spot.name is not None]
    return tuple(sorted(names if len(names) >= SEVERAL else land, key=lambda spot: spot.start))


def _named(places: tuple[Spot, ...], view: View, words: Words, head: Token, candidate: Candidate) -> list[Spot]:
    """Return the places with names that the trigger governs or stands beside, as written in full."""
    spots = []
    for name in view.names:
        if name.place_id is None:
            continue
        token = view.root_of(name.start, name.end)
        if _is_governed(words, token, head, candidate) or _stands_beside(view, words, name, candidate):
            known = next((spot for spot in places if spot.start < name.end and name.start < spot.end), None)
            spots.append(known or Spot(start=name.start, end=name.end, name=name, head=token))
    return spots


def _with_nameless(named: list[Spot], words: Words, head: Token, candidate: Candidate) -> list[Spot]:
    """Return these places with the nouns for land that the trigger governs, described but without a name of their own."""
    spots = list(named)
    stack = list(objects_of(head, candidate))
    for token in stack if len(named) < SEVERAL else ():
        if len(stack) < MOST_OBJECTS:
            stack += [one for one in token.subtree if one.head.i == token.i and one.dep_ in {"nmod", "conj"}]
            stack += [one for prep in token.children if prep.lower_ == "of" for one in prep.children]
        start, end = _core(words, token)
        described = start < token.idx or end > token.idx + len(token)
        if not described or not words["place_nouns"].fullmatch(token.lower_):
            continue
        inside = next((spot for spot in spots if start < spot.end and spot.start < end), None)
        if inside is None:
            spots.append(Spot(start=start, end=end, name=None, head=token))
        elif inside.head.head.i == token.i and inside.head.dep_ in WITHIN:
            spots[spots.index(inside)] = Spot(start=start, end=end, name=inside.name, head=token)
    return spots


def _bare(words: Words, head: Token, candidate: Candidate) -> tuple[Spot, ...]:
    bare = (one for one in objects_of(head, candidate) if words["place_nouns"].fullmatch(one.lower_))
    return tuple(Spot(start=one.idx, end=one.idx + len(one), name=None, head=one) for one in bare)[:1]


def _is_below(token: Token, spots: list[Spot], head: Token) -> bool:
    """Return whether a place hangs on the land or on the trigger: "the village in the Donetsk region"."""
    governors = {governor.i for _, governor in ancestors(token)}
    return (
        not _is_agent(token)
        and not _is_agent(token.head)
        and bool(governors & {head.i, *(spot.head.i for spot in spots)})
    )


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


def _core(words: Words, noun: Token) -> tuple[int, int]:
    """Return the characters of a noun with its numbers and adjectives, without articles."""
    inside = {
        noun.i,
        *(
            one.i
            for one in noun.children
            if one.dep_ in {"amod", "nummod", "compound", "poss"}
            if not words["more_words"].fullmatch(one.lower_)
        ),
    }
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
