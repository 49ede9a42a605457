"""Which fields of a gold mention are judged, and whether a found mention agrees: pure functions."""

import re
from collections.abc import Sequence
from datetime import date

from tests.eval.gold_reading import GoldMention
from trucewatch.codebook import Category
from trucewatch.model import Mention, Span

ALWAYS = ("polarity", "certainty", "time", "attribution", "speaker")
DETAILS = ("in_title", "event_on", "event_precision", "relays", "conflict")
OF_CEASEFIRES = ("scope", "target", "duration")
OF_TALKS = ("format", "level", "venue", "issues")
BEFORE = "speaker of a sentence before"
OPTIONAL = ("speaker", "event_on", "venue")
"""Mostly empty, so that they are counted once more where there is something to find."""
FIELDS = ("act", *ALWAYS, *OF_CEASEFIRES, *DETAILS, *OF_TALKS)
LISTED = ("parties", "places")
"""Counted item by item."""
BY_WORDS = frozenset({"speaker", "venue"})
LITTLE_WORDS = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "to", "its", "their", "le", "la", "les", "l", "un", "une", "des", "du"}
    | {"de", "d", "en", "au", "aux", "à", "dans", "sur", "sa", "son", "ses", "leur"}
)


def fields_of(read: GoldMention) -> tuple[str, ...]:
    """Return the fields that are judged in a gold mention; one that its reader left open is not."""
    own = {Category.CEASEFIRE: OF_CEASEFIRES, Category.NEGOTIATION: OF_TALKS}.get(Category(read.category), ())
    return tuple(name for name in ("act", *ALWAYS, *own, *DETAILS) if name not in read.left_open)


def names_of(field: str, read: GoldMention) -> tuple[str, ...]:
    """Return the names under which a field is counted: acts by category, what is mostly empty where it is not."""
    if field == "act":
        return (f"{read.category} act",)
    given = (f"{field} where there is one",) if field in OPTIONAL and getattr(read, field) else ()
    before = (BEFORE,) if field == "speaker" and read.speaker_before else ()
    return (field, *given, *before)


def wanted(field: str, read: GoldMention) -> object:
    """Return what a gold mention has in a field."""
    return read.speaker or read.speaker_before if field == "speaker" else getattr(read, field)


def got(field: str, found: Mention) -> object:
    """Return what a found mention has in a field, as the gold would write it."""
    return _written(getattr(found, field))


def agrees(name: str, read: GoldMention, found: Mention) -> bool:
    """Return whether a found mention is right in a field, by one of its names.

    Where the words go on from a sentence before, `speaker` asks only that no other one be named: the sentence's own words
    name nobody. "speaker of a sentence before" asks for him.
    """
    field = "act" if name.endswith(" act") else name.split(maxsplit=1)[0]
    read_value, found_value = wanted(field, read), got(field, found)
    if name == "speaker" and read.speaker_before and found_value is None:
        return True
    if name == BEFORE and found_value is None:
        found_value = got("speaker_before", found)
    if field in BY_WORDS:
        return same_words(_text(read_value), _text(found_value))
    if isinstance(read_value, tuple) and isinstance(found_value, tuple):
        return len(read_value) == len(found_value) == alike(read_value, found_value)
    return read_value == found_value


def alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many of some words have their own counterpart among others."""
    left = list(other)
    for words in one:
        match = next((it for it in left if same_words(words, it)), None)
        if match is not None:
            left.remove(match)
    return len(other) - len(left)


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two readers mean the same words: half of the shorter one's, or both nothing."""
    if not one or not other:
        return not one and not other
    left, right = words_of(one), words_of(other)
    return bool(left and right) and 2 * len(left & right) >= min(len(left), len(right))


def words_of(text: str) -> frozenset[str]:
    """Return the words that tell one thing from another."""
    words = frozenset(re.findall(r"\w+", text.casefold()))
    return (words - LITTLE_WORDS) or words


def _written(value: object) -> object:
    match value:
        case None | bool():
            return value
        case Span():
            return value.text
        case date():
            return value.isoformat()
        case tuple():
            return tuple(_written(one) for one in value)
    return str(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
