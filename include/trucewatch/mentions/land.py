"""Is it land? What a verb of territory governs must be a place or a noun for one, not a person or a prize."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.mentions.places import Spot
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

OBJECT = frozenset({"obj", "dobj", "obl:arg", "nsubj:pass", "nsubjpass", "pobj", "nmod", "iobj"})
OBJECT_PREPOSITIONS = frozenset({"of", "over", "from", "into", "to", "toward", "towards", "on"})
ANTECEDENT = frozenset({"relcl", "acl:relcl", "acl", "amod"})
LEFT = frozenset({"from", "of"})
MOST_OBJECTS = 12
RELATIVE = frozenset({"which", "that", "qui", "que", "dont", "whom"})
REACH = 45
"""Characters after a trigger in which its object is looked for where the parse has none."""


def takes_land(view: View, words: Words, head: Token, candidate: Candidate) -> bool:
    """Return whether what the trigger governs is land."""
    if _names_land(view, words, candidate.start, candidate.end):
        return True
    objects = [_antecedent(token, head) for token in _objects(head, candidate)]
    if not objects and "Part" in head.morph.get("VerbForm", []):
        objects = [token for token in head.children if token.dep_ == "nsubj"]
    if objects:
        return any(is_land(view, words, token) for token in objects)
    if head.dep_ in ANTECEDENT:
        return is_land(view, words, head.head)
    after = view.lowered[candidate.end : candidate.end + REACH]
    cut = min((at for at in (after.find(stop) for stop in ",;:.") if at >= 0), default=len(after))
    return _names_land(view, words, candidate.end, candidate.end + cut)


def with_land(
    places: tuple[Spot, ...], view: View, words: Words, head: Token, candidate: Candidate
) -> tuple[Spot, ...]:
    """Return the places with the land that the trigger governs but that has no name: "four villages"."""
    spots = list(places)
    stack = list(_objects(head, candidate))
    for token in stack:
        if len(stack) < MOST_OBJECTS:
            stack += [one for one in token.subtree if one.head.i == token.i and one.dep_ in {"nmod", "conj"}]
            stack += [one for prep in token.children if prep.lower_ == "of" for one in prep.children]
        start, end = _core(token)
        named = any(start < spot.end and spot.start < end for spot in spots)
        described = start < token.idx or end > token.idx + len(token)
        if described and not named and words["place_nouns"].fullmatch(token.lower_):
            spots = [spot for spot in spots if not _is_lead(view, spot)]
            spots.append(Spot(start=start, end=end, name=None, head=token))
    if len(places) > 1 and len(spots) > len(places):
        return places
    return tuple(sorted(spots, key=lambda spot: spot.start))


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


def leaves_land(view: View, words: Words, head: Token, candidate: Candidate) -> bool:
    """Return whether those who move are fighters, and whether what they leave or enter, if it is said, is land."""
    movers = [
        token
        for one in (head, head.head)
        for token in (*one.children, one)
        if token.i != head.i
        if token.dep_
        in {
            "nsubj",
            "poss",
            "compound",
            "amod",
            "nmod",
            "obj",
            "dobj",
            "agent",
            "obl:agent",
            "nsubj:pass",
            "nsubjpass",
            "prep",
        }
    ]
    fighters = any(_is_fighter(words, one) for token in movers for one in token.subtree)
    objects = [
        token
        for token in _objects(head, candidate)
        if token.head.lower_ in LEFT or token.dep_ in {"dobj", "obj", "obl:arg"}
        if not any(_is_fighter(words, one) for one in token.subtree)
    ]
    land = any(is_land(view, words, token) for token in objects)
    named = any(name.actor_id is not None for name in view.names)
    return (fighters and (land or not objects)) or (land and named)


def near_land(view: View, words: Words, candidate: Candidate) -> bool:
    """Return whether land is named close to the trigger, on either side."""
    return _names_land(view, words, max(0, candidate.start - 2 * REACH), candidate.end + 2 * REACH)


def is_land(view: View, words: Words, token: Token, depth: int = 0) -> bool:
    """Return whether a noun is a place, a word for one, or an amount of one ("most of the province")."""
    end = token.idx + len(token)
    if any(name.start <= token.idx < name.end and name.place_id is not None for name in view.names):
        return True
    if words["place_nouns"].search(view.lowered, token.idx, end + 1) is not None or token.ent_type_ in {
        "GPE",
        "LOC",
        "FAC",
    }:
        return token.lower_ not in {"him", "her", "them"}
    if depth > 2 or token.ent_type_ in {"PERSON", "PER"} or (token.pos_ == "PRON" and not list(token.children)):  # noqa: PLR2004
        return False
    for child in token.children:
        if child.dep_ in {"conj", "appos", "nmod", "obl:mod", "obl:arg"} and is_land(view, words, child, depth + 1):
            return True
        inner = child.children if child.dep_ == "prep" and child.lower_ in {"of", "over", "in"} else ()
        if any(is_land(view, words, one, depth + 1) for one in inner if one.dep_ == "pobj"):
            return True
    return False


def _objects(head: Token, candidate: Candidate) -> Iterator[Token]:
    """Yield what a verb or a verbal noun governs, outside the trigger's own words."""
    governing = [head, *(token for token in head.subtree if candidate.start <= token.idx < candidate.end)]
    if head.dep_ in {"xcomp", "pobj", "dobj", "obj", "obl:arg", "conj"} and head.pos_ in {"NOUN", "ADP"}:
        governing.append(head.head)
    seen: set[int] = set()
    for governor in governing:
        for child in governor.children:
            targets = [child]
            if child.dep_ in {"prep", "prt", "agent"}:
                apart = child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ not in OBJECT_PREPOSITIONS)
                targets = [] if apart else [one for one in child.children if one.dep_ == "pobj"]
            for token in targets:
                outside = not candidate.start <= token.idx < candidate.end
                if token.i not in seen and outside and token.dep_ in OBJECT:
                    seen.add(token.i)
                    yield token


def _antecedent(token: Token, head: Token) -> Token:
    return head.head if token.lower_ in RELATIVE and head.dep_ in ANTECEDENT else token


def _is_fighter(words: Words, token: Token) -> bool:
    return words["forces"].fullmatch(token.lower_) is not None


def _names_land(view: View, words: Words, start: int, end: int) -> bool:
    if any(start <= name.start < end and name.place_id is not None for name in view.names):
        return True
    return words["place_nouns"].search(view.lowered, start, end) is not None
