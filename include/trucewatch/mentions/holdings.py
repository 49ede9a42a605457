"""Which land it is: the places that a trigger of territory governs, with a name or without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name
from trucewatch.mentions.land import HALT, PASSIVE, REACH, SUBJECT, is_fighter, is_land, is_where, objects_of, told_of
from trucewatch.mentions.nameless import core_of, is_any, is_somewhere, of_nouns, places_in, prepositions_of, whose_land
from trucewatch.mentions.places import Spot, all_places
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import View, Words, ancestors

if TYPE_CHECKING:
    from spacy.tokens import Token

JOINED = frozenset({"conj", "appos", "flat", "flat:name"})
"""Labels of a name beside the noun or name that a verb governs."""
WITHIN = frozenset({"amod", "compound", "nmod", "poss"})
"""Labels of a name inside the noun that it describes: "the Arctic island"."""
AGENTS = frozenset({"par", "by"})
AGENT_ENDS = (" par", " by")
"""Ends of triggers behind which stands who did it: "held by"."""
WITHIN_NOUN = frozenset({"nmod", "pobj", "prep", "conj", "appos", "compound", "flat", "flat:name", "nmod:poss", "poss"})
"""Labels that lead up from a noun to those that it belongs to: "the port of Mocha"."""
DIRECT = frozenset({"obj", "dobj", "nsubjpass", "nsubj:pass"})
JOINT, LAST_JOINT = re.compile(r", | (?:and|et|&) "), re.compile(r",? (?:and|et|&) ")
MOST_OBJECTS = 12
SEVERAL = 2
"""Places with names that say all, so that "the four provinces" beside them adds none."""


def with_land(
    places: tuple[Spot, ...], view: View, words: Words, head: Token, candidate: Candidate
) -> tuple[Spot, ...]:
    """Return the land that the trigger governs, named or not ("four villages"), and where that lies; else the places near it.

    What a sentence says besides of other places ("in Davos, he said that") is not the land that it speaks of.
    """
    told_in = [name for name in view.names if name.place_id and candidate.start <= name.start < candidate.end]
    if told_in:  # "declares the X region part of"
        return tuple(_as_written(places, view, one) for one in told_in)
    told = told_of(view, head, candidate.start)
    before = _antecedents(places, view, words, told) if told is not None and is_land(view, words, told) else None
    if words["land_before"].fullmatch(view.lowered, candidate.start, candidate.end):
        return _subjects(places, view, head) or before or ()
    named = _named(places, view, words, head, candidate)
    spots = _with_nameless(named, view, words, head, candidate)
    if before is not None and (not spots or is_where(view, candidate.start)):
        spots = [*before, *spots]
        if not spots:
            return ()
    inside = _inside_objects(view, words, head, candidate)
    spots = spots or list(inside) or _own_land(view, words, candidate)
    if not spots:
        near = tuple(one for one in places if not _is_agent(one.head) and not _is_pointed_at(view, words, candidate))
        return near or _bare(words, head, candidate) or _next_named(view, words, candidate)
    below = (one for one in (*places, *inside) if one.start >= candidate.end)
    spots += [one for one in below if _is_below(words, one.head, spots, head)]
    land = [one for one in {spot.start: spot for spot in reversed(spots)}.values() if not _is_other_side(one, spots)]
    if len(land) > 1:
        land = [one for one in land if one.name is not None or not words["vague_land"].fullmatch(one.head.lower_)]
    land += _rest_of_row(land, places, view)
    land += [one for spot in land if spot.name is None for one in _in_brackets(places, view, spot)]
    names = [spot for spot in land if spot.name is not None]
    return tuple(sorted(names if _are_a_row(names) else land, key=lambda spot: spot.start))


def _rest_of_row(land: list[Spot], places: tuple[Spot, ...], view: View) -> list[Spot]:
    """Return the names that go on a row of land by commas and a last "and", whatever the parse makes of them."""
    row: list[Spot] = []
    last = max((spot.end for spot in land if spot.name is not None), default=len(view.text))
    for name in view.names:
        joint = LAST_JOINT if row else JOINT
        between = view.lowered[last : max(name.start, last)]
        if name.place_id is not None and (JOINT.fullmatch(between) or joint.fullmatch(between)):
            row.append(_as_written(places, view, name))
            last = name.end
    ends = bool(row) and view.lowered[: row[-1].start].rstrip().endswith((" and", " et", "&"))
    return row if ends or all(spot.name is None or spot.name.actor_id is None for spot in row) else []


def _in_brackets(places: tuple[Spot, ...], view: View, land: Spot) -> list[Spot]:
    """Return the names that brackets give to land without one: "the four occupied regions (A, B, C and D)"."""
    opening = view.text.find("(", land.end, land.end + REACH)
    closing = view.text.find(")", opening) if opening >= 0 else -1
    if closing < 0 or any(mark in view.text[land.end : opening] for mark in ",.;:"):
        return []
    return [_as_written(places, view, n) for n in view.names if n.place_id and opening < n.start < closing]


def _subjects(places: tuple[Spot, ...], view: View, head: Token) -> tuple[Spot, ...]:
    """Return the land that is said to be or to become somebody's: "the island belongs to China"."""
    doing = next((found for one in (head, head.head) if (found := _subjects_of(one))), set())
    below = {one.i for token in view.doc if token.i in doing for one in token.subtree}
    names = (_as_written(places, view, name) for name in view.names if name.place_id is not None)
    return tuple(one for one in names if one.head.i in below)


def _subjects_of(verb: Token) -> set[int]:
    return {token.i for token in verb.children if token.dep_ in SUBJECT}


def _inside_objects(view: View, words: Words, head: Token, candidate: Candidate) -> tuple[Spot, ...]:
    """Return the places inside what the trigger governs: "the land that it had seized in eastern Aleppo"."""
    objects = [one for one in objects_of(head, candidate) if is_land(view, words, one)]
    within = {one.i for token in objects for one in token.subtree}
    known = [spot for spot in all_places(view, words) if spot.head.i in within and not _is_agent(spot.head)]
    nameless = places_in(view, words, {head.i, *(one.i for one in objects)})
    return (*known, *(one for one in nameless if one.start >= candidate.end))


def _named(places: tuple[Spot, ...], view: View, words: Words, head: Token, candidate: Candidate) -> list[Spot]:
    """Return the places with names that the trigger governs or stands beside, as written in full."""
    spots = []
    for name in view.names:
        if name.place_id is None:
            continue
        token = view.root_of(name.start, name.end)
        if _is_governed(words, token, head, candidate) or _stands_beside(view, words, name, candidate):
            spots.append(_as_written(places, view, name))
    return spots


def _as_written(places: tuple[Spot, ...], view: View, name: Name) -> Spot:
    """Return the place of a name with what belongs to it ("eastern"), where that is known."""
    known = next((spot for spot in places if spot.start < name.end and name.start < spot.end), None)
    return known or Spot(start=name.start, end=name.end, name=name, head=view.root_of(name.start, name.end))


def _with_nameless(named: list[Spot], view: View, words: Words, head: Token, candidate: Candidate) -> list[Spot]:
    """Return these places with the nouns for land that the trigger governs, described but without a name of their own."""
    spots = list(named)
    stack = list(objects_of(head, candidate))
    for token in stack if len(named) < SEVERAL else ():
        if len(stack) < MOST_OBJECTS:
            stack += [one for one in token.subtree if one.head.i == token.i and one.dep_ in {"nmod", "conj"}]
            stack += [one for prep in token.children if prep.lower_ == "of" for one in prep.children]
        start, end = core_of(words, token)
        described = start < token.idx or end > token.idx + len(token)
        if words["amounts"].fullmatch(token.lower_) or is_any(words, token) or _is_called(token, view):
            continue
        beside = any(view.lowered[spot.end : start] == ", " for spot in spots)
        if beside or not described or not words["place_nouns"].fullmatch(token.lower_):
            continue
        names = sum(name.place_id is not None and start < name.end and name.start < end for name in view.names)
        if names >= SEVERAL:
            continue
        inside = next((spot for spot in spots if start < spot.end and spot.start < end), None)
        if inside is None:
            spots.append(Spot(start=start, end=end, name=None, head=token))
        elif inside.head.head.i == token.i and inside.head.dep_ in WITHIN:
            spots[spots.index(inside)] = Spot(start=start, end=end, name=inside.name, head=token)
    return spots


def _own_land(view: View, words: Words, candidate: Candidate) -> list[Spot]:
    """Return the land that the trigger itself names as somebody's: "the course of their border"."""
    inside = (token for token in view.doc if candidate.start <= token.idx < candidate.end)
    spans = ((token, whose_land(words, token)) for token in inside)
    return [Spot(start=span[0], end=span[1], name=None, head=token) for token, span in spans if span is not None][:1]


def _is_pointed_at(view: View, words: Words, candidate: Candidate) -> bool:
    """Return whether the trigger is known from before ("this withdrawal"): then its land is, too."""
    before = view.lowered[: candidate.start].split()
    return bool(before) and words["pointing"].fullmatch(before[-1]) is not None


def _next_named(view: View, words: Words, candidate: Candidate) -> tuple[Spot, ...]:
    """Return the place named next behind a trigger in the same clause, where no parse ties them: "88 % of X"."""
    last = candidate.end + REACH
    halt = HALT.search(view.lowered, candidate.end, last)
    end = halt.start() if halt else last
    spots = (one for one in all_places(view, words) if candidate.end <= one.start < end)
    return tuple(spots)[:1]


def _is_called(noun: Token, view: View) -> bool:
    """Return whether a name behind a noun says which one it is: "the de facto capital of Raqqa", not "five districts of Gao"."""
    if any(one.dep_ == "nummod" for one in noun.children) or "Plur" in noun.morph.get("Number", []):
        return False
    named = {view.root_of(name.start, name.end).i for name in view.names if name.place_id is not None}
    return any(below.i in named for below in of_nouns(noun))


def _bare(words: Words, head: Token, candidate: Candidate) -> tuple[Spot, ...]:
    objects = list(objects_of(head, candidate))
    bare = next((one for one in objects if is_somewhere(words, one)), None)
    if bare is not None:
        return (Spot(start=bare.idx, end=bare.idx + len(bare), name=None, head=bare),)
    owned = (whose_land(words, one) for token in objects for one in (token, *of_nouns(token)))
    return tuple(Spot(start=one[0], end=one[1], name=None, head=head) for one in owned if one is not None)[:1]


def _antecedents(places: tuple[Spot, ...], view: View, words: Words, told: Token) -> tuple[Spot, ...]:
    """Return the land that a clause or a participle beside it speaks of: "the port of X, which the rebels hold"."""
    name = next((one for one in view.names if one.start <= told.idx < one.end), None)
    top = view.root_of(name.start, name.end) if name is not None else told
    while top.dep_ in WITHIN_NOUN and top.head.i < top.i:
        top = top.head
    inside = {token.i for token in top.subtree if token.i <= told.i}
    named = [name for name in view.names if name.place_id is not None]
    known = [*places, *(_as_written(places, view, name) for name in named)]
    spots = {spot.start: spot for spot in known if spot.head.i in inside}
    if spots or not is_somewhere(words, told):
        return tuple(spots[start] for start in sorted(spots))
    start, end = core_of(words, told)
    return (Spot(start=start, end=end, name=None, head=told),)


def _is_other_side(spot: Spot, land: list[Spot]) -> bool:
    """Return whether it is who gives or gets the land: "hand villages back to Azerbaijan", "buy it from Denmark"."""
    if spot.name is None or spot.name.actor_id is None:
        return False
    if not prepositions_of(spot.head) & {"to", "from", "à", "au", "aux"}:
        return False
    return any(one.head.dep_ in DIRECT and one is not spot for one in land)


def _are_a_row(names: list[Spot]) -> bool:
    """Return whether places with names stand in one row, which says all that "the four provinces" beside it does."""
    return any(spot.head.dep_ in JOINED for spot in names) and len(names) >= SEVERAL


def _is_below(words: Words, token: Token, spots: list[Spot], head: Token) -> bool:
    """Return whether a place hangs on the land or on the trigger: "the village in the Donetsk region".

    What hangs on another verb or on a word of time is told besides: "under a deal signed in Doha".
    """
    lands = {head.i, *(spot.head.i for spot in spots)}
    for below, governor in ancestors(token):
        if _is_agent(below) or any(
            words["clause_start"].fullmatch(one) for one in (*prepositions_of(below), below.lower_)
        ):
            return False
        if governor.i in lands:
            return True
        if governor.pos_ == "VERB":
            return False
    return False


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
    if view.lowered[: candidate.end].endswith(AGENT_ENDS):
        return False
    if candidate.end < name.start <= candidate.end + REACH:
        return words["place_links"].fullmatch(view.lowered[candidate.end : name.start].strip()) is not None
    if words["short_names"].fullmatch(view.lowered[name.start : name.end]):
        return False
    noun = view.root_of(candidate.start, candidate.end).pos_ in {"NOUN", "PROPN"}
    return noun and name.end <= candidate.start and view.lowered[name.end : candidate.start] in {" ", "'s "}
