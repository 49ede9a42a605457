"""Where talks are held, which is not always what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.codebook import Role
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.mentions.places import Spot, all_places
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.sources import Source
from trucewatch.mentions.view import NOUNS, View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

STEPS = 5
"""Words from a place up to what is said to be there: "in the Qatari capital, Doha", at most."""
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubjpass", "agent", "obl:agent"})


def read_venue(
    view: View, words: Words, reading: Reading, source: Source | None, gazetteer: Gazetteer, conflict: str | None
) -> Spot | None:
    """Return where talks are held, or None.

    Three ways to say it: "talks in Geneva", "the Geneva talks", "Switzerland hosts talks".
    """
    heard = source.cue.i if source is not None and source.cue is not None else -1
    path = {token.i for token in reading.path if token.i != heard}
    spots = [spot for spot in _candidates(view, words) if _may_host(spot, gazetteer, conflict)]
    for way in (_is_held_in, _is_called_after, _hosts):
        found = [spot for spot in spots if way(spot.head, words, reading, path)]
        if way is _is_called_after:
            found = [spot for spot in found if not _is_party(spot, gazetteer, conflict)]
            found = [spot for spot in found if not words["short_names"].fullmatch(view.lowered[spot.start : spot.end])]
        if found:
            return min(found, key=lambda spot: abs(spot.start - reading.head.idx))
    return None


def _may_host(spot: Spot, gazetteer: Gazetteer, conflict: str | None) -> bool:
    """Return whether talks may be held there: anywhere but in the lands of their conflict, its towns excepted."""
    known = gazetteer.conflicts.get(conflict or "")
    if spot.name is None or spot.name.place_id is None or known is None:
        return True
    place = gazetteer.places[spot.name.place_id]
    return place.kind in {"city", "site"} or not {place.id, place.country} & {*known.places, *known.countries}


def _is_party(spot: Spot, gazetteer: Gazetteer, conflict: str | None) -> bool:
    """Return whether a name stands for a side: "Moscow talks" are its own, wherever they are held."""
    actor = spot.name.actor_id if spot.name is not None else None
    return actor is not None and gazetteer.role_in(actor, conflict) is Role.PARTY


def _candidates(view: View, words: Words) -> Iterator[Spot]:
    """Yield every known name of a place, whoever it may stand for as well, then the places that no list knows."""
    for name in view.names:
        if name.place_id is not None and not words["too_wide"].fullmatch(view.lowered[name.start : name.end]):
            yield Spot(start=name.start, end=name.end, name=name, head=view.root_of(name.start, name.end))
    yield from (spot for spot in all_places(view, words) if spot.name is None)


def _is_held_in(place: Token, words: Words, reading: Reading, path: set[int]) -> bool:
    governor = _located(place, words)
    for _ in range(STEPS):
        if governor is None:
            return False
        if governor.i == reading.head.i or words["talks_nouns"].fullmatch(governor.lower_):
            return True
        if governor.pos_ in {"VERB", "AUX"}:
            return governor.i in path
        if governor.pos_ != "PROPN":
            return False
        governor = _above(governor)
    return False


def _located(place: Token, words: Words) -> Token | None:
    """Return what a place is a place of, by its preposition: "talks" of "talks in the Saudi city of Jeddah"."""
    token = place
    for _ in range(STEPS):
        preposition = _preposition(token)
        if preposition is not None and words["venue_before"].fullmatch(preposition.lower_):
            return _above(token)
        above = token.head
        if preposition is not None and preposition.i == above.i:
            above = above.head
        named_alike = above.pos_ == "PROPN" and (preposition is None or token.dep_ == "flat:name")
        if above.i == token.i or not (named_alike or words["place_nouns"].fullmatch(above.lower_)):
            return None
        token = above
    return None


def _preposition(token: Token) -> Token | None:
    if token.dep_ == "pobj":
        return token.head
    return next((child for child in token.children if child.dep_ == "case"), None)


def _above(token: Token) -> Token | None:
    """Return what governs a noun, its preposition left out."""
    above = token.head.head if token.dep_ == "pobj" else token.head
    return above if above.i != token.i else None


def _is_called_after(place: Token, words: Words, reading: Reading, path: set[int]) -> bool:
    above = place.head
    if above.i != reading.head.i and not (above.i in path and words["talks_nouns"].fullmatch(above.lower_)):
        return False
    if place.dep_ in {"compound", "nmod:poss"} and place.i < above.i:
        return above.pos_ in NOUNS
    preposition = _preposition(place)
    return preposition is not None and words["venue_of"].fullmatch(preposition.lower_) is not None


def _hosts(place: Token, words: Words, reading: Reading, path: set[int]) -> bool:
    token = place.head if place.dep_ == "pobj" else place
    verb = token.head
    is_host = token.dep_ in SUBJECTS and words["hosting"].fullmatch(verb.lower_) is not None
    return is_host and verb.i in {*path, reading.anchor.i}
