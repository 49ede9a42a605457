"""Places without a name of their own: "the country's south", "tout le pays", "three coastal districts"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.mentions.places import Spot
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.view import View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

DESCRIBING = frozenset({"amod", "nummod", "compound", "poss", "nmod"})
"""Labels of what belongs to the noun that it describes."""
ARTICLES = frozenset({"the", "le", "la", "les", "l'", "l’"})


def places_held_in(view: View, words: Words, reading: Reading, at: range) -> tuple[Spot, ...]:
    """Return the places without a name that a ceasefire or talks are said to hold in, by a preposition of place.

    `at` are the trigger's characters.
    """
    stop = next((at for at, token in enumerate(reading.path) if token.i == reading.anchor.i), 0)
    governors = {reading.head.i, reading.anchor.i, *(token.i for token in reading.path[:stop])}
    governors |= {token.i for token in view.doc if token.idx in at}
    return places_in(view, words, governors)


def places_in(view: View, words: Words, governors: set[int]) -> tuple[Spot, ...]:
    """Return the places without a name to which a preposition of place leads from one of some tokens."""
    spots: list[Spot] = []
    for token in view.doc:
        if not any(words["holds_in"].fullmatch(one) for one in prepositions_of(token)):
            continue
        above = token.head.head if token.dep_ == "pobj" else token.head
        span = span_of(words, token) if above.i in governors else None
        if span is not None and not any(name.start < span[1] and span[0] < name.end for name in view.names):
            inner = places_in(view, words, {token.i}) if words["any_land"].fullmatch(token.lower_) else ()
            spots += inner or [Spot(start=span[0], end=span[1], name=None, head=token)]
    return tuple(spots)


def span_of(words: Words, noun: Token) -> tuple[int, int] | None:
    """Return the characters of a noun for land with what describes it; None where it is none, or nothing describes it."""
    start, end = core_of(words, noun)
    if words["part_nouns"].fullmatch(noun.lower_):
        whole = next((one for one in of_nouns(noun) if is_somewhere(words, one)), None)
        if whole is not None:
            return start, core_of(words, whole)[1]
        return (start, end) if any(one.dep_ == "poss" for one in noun.children) else None
    if not (is_somewhere(words, noun) or words["front_nouns"].fullmatch(noun.lower_)):
        return None
    start = min((one.idx for one in noun.lefts if words["whole_words"].fullmatch(one.lower_)), default=start)
    return (start, end) if start < noun.idx or end > noun.idx + len(noun) else None


def whose_land(words: Words, noun: Token) -> tuple[int, int] | None:
    """Return the characters of land that is only said to be somebody's: "its territory", "leur frontière"; or None."""
    before = noun.doc[noun.i - 1] if noun.i > 0 else None
    if before is None or not words["own_words"].fullmatch(before.lower_):
        return None
    is_land = any(words[key].fullmatch(noun.lower_) for key in ("place_nouns", "vague_land", "front_nouns"))
    return (before.idx, noun.idx + len(noun)) if is_land else None


def is_somewhere(words: Words, noun: Token) -> bool:
    """Return whether a noun without a name still says where: "the city", and not "territory" or "liberated areas"."""
    if not words["place_nouns"].fullmatch(noun.lower_) or words["vague_land"].fullmatch(noun.lower_):
        return False
    return not is_any(words, noun)


def is_any(words: Words, noun: Token) -> bool:
    """Return whether all that is said of a noun for land is what has become of it: "liberated areas"."""
    if not any(words[key].fullmatch(noun.lower_) for key in ("any_land", "vague_land")):
        return False
    said = [one.lower_ for one in noun.children if one.dep_ in DESCRIBING]
    return bool(said) and all(words["land_states"].fullmatch(one) for one in said)


def prepositions_of(token: Token) -> set[str]:
    """Return the preposition that leads to a noun, as both languages' parses have it."""
    led = {one.lower_ for one in token.children if one.dep_ == "case"}
    return led | ({token.head.lower_} if token.dep_ == "pobj" else set())


def core_of(words: Words, noun: Token) -> tuple[int, int]:
    """Return the characters of a noun with its numbers and adjectives, without articles.

    Of "the Strip's territory" it is the owner: whose the land is says where.
    """
    owner = next((one for one in noun.children if one.dep_ == "poss"), None)
    if owner is not None and owner.pos_ != "PRON" and words["vague_land"].fullmatch(noun.lower_):
        return owner.left_edge.idx, owner.idx + len(owner)
    inside = {
        noun.i,
        *(
            below.i
            for one in noun.children
            if one.dep_ in DESCRIBING and (one.dep_ != "nmod" or one.i < noun.i or _is_kind(one))
            if not words["more_words"].fullmatch(one.lower_) and one.pos_ != "PRON"
            for below in one.subtree
        ),
    }
    first = last = noun.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    return noun.doc[first].idx, noun.doc[last].idx + len(noun.doc[last])


def of_nouns(noun: Token) -> list[Token]:
    """Return the nouns that another one is a part of: "the north of the country", "l'est du pays"."""
    below = [one for prep in noun.children if prep.lower_ == "of" for one in prep.children if one.dep_ == "pobj"]
    return below + [one for one in noun.children if one.dep_ == "nmod" and one.i > noun.i]


def _is_kind(noun: Token) -> bool:
    """Return whether a noun behind another one tells of what kind it is: "ligne de front"."""
    small = {one.dep_ for one in noun.children}
    return noun.pos_ == "NOUN" and small == {"case"} and bool(prepositions_of(noun) & {"de", "d'", "d’"})
