"""Where it is about, and who takes part: places and parties of one candidate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.sources import Source
from trucewatch.mentions.view import View, Words, ancestors, clause_of

if TYPE_CHECKING:
    from spacy.tokens import Token

AFTER = 44
"""Characters after a name in which a word may show that it is a place: "Colombia's long and bloody civil war"."""
LAND = frozenset({"LOC", "GPE", "FAC"})
COUNTRY_CODE = 2
"""Letters of a country's identifier, its ISO 3166 code; those of all other places are longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place or party as written, with its name record where there is one."""

    start: int
    end: int
    name: Name | None
    head: Token
    bare_start: int | None = None
    """Where its name begins, if that is later: the words before it say which part is meant ("eastern Congo")."""

    @property
    def place_id(self) -> str:
        """The gazetteer's identifier of the place, or '' where it is not known."""
        return (self.name.place_id or "") if self.name is not None else ""


def read_places(view: View, words: Words, reading: Reading, source: Source | None) -> tuple[Spot, ...]:
    """Return the places of the trigger's clauses, or else of those above; a speaker is no place, nor where he speaks."""
    spots = list(wider_places(view, words, source))
    lead = [spot for spot in spots if spot.start == 0 and view.lowered[spot.end :].lstrip().startswith(":")]
    near = [spot for spot in near_of(spots, reading) if spot not in lead]
    return (*lead, *near)


def wider_places(view: View, words: Words, source: Source | None) -> tuple[Spot, ...]:
    """Return all places of the sentence, for what is about the whole of it: a ceasefire, talks."""
    return tuple(
        spot
        for spot in all_places(view, words)
        if source is None or not any(governor.i == source.head.i for _, governor in ancestors(spot.head))
        if source is None or not source.start <= spot.start < source.end
        if source is None or source.cue is None or not _is_said_at(spot.head, source.cue)
    )


def _is_said_at(place: Token, cue: Token) -> bool:
    """Return whether a place hangs on the word for saying itself: "said in Cairo that"."""
    above = place.head.head if place.dep_ == "pobj" else place.head
    return above.i == cue.i and cue.pos_ == "VERB"


def is_held_at(view: View, words: Words, spot: Spot, candidate: Candidate) -> bool:
    """Return whether a place stands just behind a ceasefire, led in by a preposition: "a truce for the town of X"."""
    return words["held_at"].fullmatch(view.lowered[candidate.end : max(spot.start, candidate.end)]) is not None


def is_signed_at(words: Words, spot: Spot) -> bool:
    """Return whether a place is where something was agreed: "a truce signed in Nairobi"."""
    above = spot.head.head.head if spot.head.dep_ == "pobj" else spot.head.head
    return words["signing"].fullmatch(above.lower_) is not None


def is_visited(view: View, words: Words, spot: Spot) -> bool:
    """Return whether a place is only where somebody goes: "will visit Cambodia"."""
    return _ends_with(words, "visiting", view.lowered[: spot.start].rstrip())


def merged_places(view: View, words: Words, near: tuple[Spot, ...], far: list[Spot]) -> tuple[Spot, ...]:
    """Return the places near a trigger with others that it concerns, and those in which one of them lies, in text order."""
    spots = {spot.start: spot for spot in (*near, *far)}
    for spot in all_places(view, words):
        if spot.start not in spots and any(_lies_at(view, words, one, spot) for one in spots.values()):
            spots[spot.start] = spot
    return tuple(spots[start] for start in sorted(spots))


def _lies_at(view: View, words: Words, inner: Spot, outer: Spot) -> bool:
    return inner.end < outer.start and words["lies_at"].fullmatch(view.lowered[inner.end : outer.start]) is not None


def near_of(spots: list[Spot], reading: Reading) -> tuple[Spot, ...]:
    """Return those in the trigger's clauses, or else those in clauses above; what a clause beside says is its own."""
    clauses = {clause_of(reading.head).i, clause_of(reading.anchor).i}
    near = [spot for spot in spots if clause_of(spot.head).i in clauses]
    above = {token.i for token in reading.path}
    return tuple(near or [spot for spot in spots if clause_of(spot.head).i in above])


def all_places(view: View, words: Words) -> tuple[Spot, ...]:
    """Return every place of a sentence in its order, with the words that belong to their name; looked for once."""
    if view.places is None:
        view.places = tuple(_all_places(view, words))
    return view.places


def _all_places(view: View, words: Words) -> list[Spot]:
    spots = [
        _widened(view, words, name.start, name.end, name)
        for name in view.names
        if name.place_id is not None and (name.actor_id is None or _is_locative(view, words, name))
        if not words["too_wide"].fullmatch(view.lowered[name.start : name.end])
        if not _ends_with(words, "beyond", view.lowered[: name.start].rstrip())
    ]
    covered = {at for name in view.names for at in range(name.start, name.end)}
    spots += [
        _widened(view, words, entity.start_char, entity.end_char, None)
        for entity in view.doc.ents
        if entity.label_ in LAND and covered.isdisjoint(range(entity.start_char, entity.end_char))
        if entity.text[:1].isupper() and " - " not in entity.text
        if _is_introduced(view, words, entity.start_char)
        if not words["too_wide"].fullmatch(view.lowered[entity.start_char : entity.end_char])
    ]
    spots.sort(key=lambda spot: spot.start)
    return [
        _narrowed(spot) if before is not None and _locates(view, words, before, spot) else spot
        for before, spot in zip((None, *spots), spots, strict=False)
    ]


def _locates(view: View, words: Words, before: Spot, spot: Spot) -> bool:
    """Return whether a place only says where the one just before it lies: "Sebha, in the south of Libya"."""
    return words["lies_in"].fullmatch(view.lowered[before.end : spot.start].strip(" ,(")) is not None


def _narrowed(spot: Spot) -> Spot:
    """Return a place without what part of it is meant."""
    return spot if spot.bare_start is None else replace(spot, start=spot.bare_start)


def _is_introduced(view: View, words: Words, start: int) -> bool:
    """Return whether a preposition of place, or a list of places, leads to a name that only the model knows."""
    before = view.lowered[:start].rstrip()
    return any(_ends_with(words, key, before) for key in ("locative", "directions", "place_before"))


def _is_locative(view: View, words: Words, name: Name) -> bool:
    """Return whether a name that may be a place or an actor is a place here; "Russia-Ukraine talks" are of two actors."""
    before, after = view.lowered[: name.start].rstrip(), view.lowered[name.end : name.end + AFTER]
    if before.endswith("-"):
        return words["fought_in"].match(after.lstrip()) is not None
    if after.startswith("-"):
        return False
    if _ends_with(words, "locative", before) or _ends_with(words, "directions", before):
        return True
    is_short = words["short_names"].fullmatch(view.lowered[name.start : name.end])
    if not is_short and words["place_after"].match(after.lstrip()):
        return True
    if view.lowered[: name.start].endswith((", ", " (")) and _is_beside_town(view, name):
        return True
    head = view.root_of(name.start, name.end)
    return head.dep_ == "nmod:poss" or _is_beside_place(view, words, name, head)


def _is_beside_place(view: View, words: Words, name: Name, head: Token) -> bool:
    """Return whether a country stands in a row after a name that is a place: "in Sudan and Chad"."""
    if head.dep_ != "conj" or len(name.place_id or "") != COUNTRY_CODE:
        return False
    ahead = {head.head.i, *(one.i for one in head.head.children if one.dep_ in {"compound", "nmod"})}
    first = next((one for one in view.names if view.root_of(one.start, one.end).i in ahead), None)
    return (
        first is not None
        and first.place_id is not None
        and (first.actor_id is None or _is_locative(view, words, first))
    )


def _is_beside_town(view: View, name: Name) -> bool:
    """Return whether a name says in which country the town just before it lies: "Riyad (Arabie saoudite)".

    A country lies in none, and a town in no other: "Israel, Lebanon" and "in Ankara, Kabul" are rows.
    """
    return len(name.place_id or "") == COUNTRY_CODE and any(
        one.place_id is not None and len(one.place_id) > COUNTRY_CODE and one.end <= name.start <= one.end + 2
        for one in view.names
    )


def _ends_with(words: Words, key: str, before: str) -> bool:
    return any(match.end() == len(before) for match in words[key].finditer(before, max(0, len(before) - 40)))


def _widened(view: View, words: Words, start: int, end: int, name: Name | None) -> Spot:
    head = view.root_of(start, end)
    before = view.lowered[:start]
    direction = next(
        (
            match
            for match in words["directions"].finditer(before, max(0, start - 40))
            if before[match.end() :].strip() == ""
        ),
        None,
    )
    first = direction.start() if direction else start
    return Spot(start=first, end=end, name=name, head=head, bare_start=start)
