"""The words by which reports of one event are told, in each language: story_words.yaml."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml

FILE = "story_words.yaml"
_NUMBERS = ("numbers", "scales", "months", "weekdays", "near_days")
_WORDS = ("percent", "future", "thousands", "common")
_EDGE = r"(?:[:|\u2013\u2014\[\]()]| - )"
_MATTER = frozenset({"id", "en", "fr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Numbers, days and lengths of time in the words of one language; all words folded."""

    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    """What multiplies the number before it: thousand = 1000."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    """Monday is 0."""
    near_days: Mapping[str, int]
    """Days from today: yesterday is -1."""
    units: Mapping[str, str]
    """Units of durations, as ISO 8601 has them: D, W, M, H."""
    percent: frozenset[str]
    """Words after a number; those of one phrase with hyphens between them."""
    future: frozenset[str]
    """Words that turn a weekday after them into the coming one."""
    thousands: str
    """The character between thousands, beside the space that all languages know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that happens in news, by the beginnings or whole words that say so."""

    id: str
    words: Mapping[str, frozenset[str]]
    """By language; folded; '*' stands for the rest of a word."""
    but: frozenset[str]
    """Words with such a beginning that say something else; in any language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two sentences that say the same, as an example of what must be seen in both."""

    en: str
    fr: str
    matters: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWords:
    """All that is known about telling events apart by their words."""

    spelling: tuple[tuple[str, str], ...]
    """Replacements, in this order, that bring the spellings of a name together."""
    calendars: Mapping[str, Calendar]
    common: Mapping[str, frozenset[str]]
    """Words that tell no event apart, by language."""
    views: Mapping[str, re.Pattern[str]]
    """By language: what titles say, at their beginning or beside a colon or bar, of texts that look on and do not report."""
    matters: tuple[Matter, ...]
    examples: tuple[Likeness, ...]


def fold(text: str) -> str:
    """Return a text in small letters without accents, its apostrophes plain: the form in which words are compared."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2011", "-").lower())
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).replace("œ", "oe").replace("æ", "ae")


def load_story_words(folder: Path) -> StoryWords:
    """Return the words of a knowledge folder's story_words.yaml; raise KnowledgeInvalid with file:line."""
    path = folder / FILE
    root = read_yaml(path)
    line = check_keys(root, path, required=frozenset({"spelling", "languages", "matters", "examples"}))
    for key in ("spelling", "matters", "examples"):
        if not isinstance(root[key], list):
            raise invalid(path, line, f"`{key}` must be a list")
    languages = root["languages"]
    check_keys(languages, path, required=frozenset({"en", "fr"}))
    raw = {code: languages[code] for code in ("en", "fr")}
    matters = _matters(root["matters"], path)
    return StoryWords(
        spelling=tuple(_spelling(item, path, line) for item in root["spelling"]),
        calendars=MappingProxyType({code: _calendar(item, path) for code, item in raw.items()}),
        common=MappingProxyType({code: frozenset(_split(item, "common", path)) for code, item in raw.items()}),
        views=MappingProxyType({code: _views(item, path) for code, item in raw.items()}),
        matters=matters,
        examples=tuple(_example(item, path, {one.id for one in matters}) for item in root["examples"]),
    )


def _spelling(item: Any, path: Path, line: int) -> tuple[str, str]:
    match item:
        case [str(old), str(new)] if old:
            return old, new
    raise invalid(path, line, f"spelling: expected [from, to], found {item!r}")


def _calendar(raw: Any, path: Path) -> Calendar:
    check_keys(raw, path, required=frozenset({*_NUMBERS, *_WORDS, "units", "views"}))
    numbers = {key: _numbers(raw, key, path) for key in _NUMBERS}
    return Calendar(
        **numbers,
        units=MappingProxyType(dict(_pairs(raw, "units", path))),
        percent=frozenset(_split(raw, "percent", path)),
        future=frozenset(_split(raw, "future", path)),
        thousands=str(raw["thousands"]),
    )


def _views(raw: Any, path: Path) -> re.Pattern[str]:
    if not isinstance(raw["views"], list) or not all(isinstance(one, str) and one for one in raw["views"]):
        raise invalid(path, raw[LINE], f"views must be a list of words, found {raw['views']!r}")
    phrases = "|".join(re.escape(fold(one)) for one in raw["views"])
    return re.compile(rf"(?:^|{_EDGE}\s?)(?:{phrases})(?!\w)|(?<!\w)(?:{phrases})\s?(?:{_EDGE}|$)")


def _numbers(raw: Any, key: str, path: Path) -> Mapping[str, int]:
    try:
        return MappingProxyType({word: int(value) for word, value in _pairs(raw, key, path)})
    except ValueError as error:
        raise invalid(path, raw[LINE], f"{key}: {error}") from error


def _pairs(raw: Any, key: str, path: Path) -> Iterable[tuple[str, str]]:
    if not isinstance(raw[key], str):
        raise invalid(path, raw[LINE], f"{key} must be word=value, apart by spaces")
    for part in raw[key].split():
        word, sign, value = part.partition("=")
        if not (word and sign and value):
            raise invalid(path, raw[LINE], f"{key}: expected word=value, found {part!r}")
        yield fold(word), value


def _split(raw: Any, key: str, path: Path) -> list[str]:
    if not isinstance(raw[key], str):
        raise invalid(path, raw[LINE], f"{key} must be words apart by spaces, found {raw[key]!r}")
    return [fold(word) for word in raw[key].split()]


def _matters(items: Any, path: Path) -> tuple[Matter, ...]:
    seen: set[str] = set()
    matters = []
    for item in items:
        line = check_keys(item, path, required=_MATTER, optional=frozenset({"not"}))
        if not isinstance(item["id"], str) or item["id"] in seen:
            raise invalid(path, line, f"the id {item['id']!r} is no word, or used already")
        seen.add(item["id"])
        words = {code: frozenset(_split(item, code, path)) for code in ("en", "fr")}
        but = frozenset(_split(item, "not", path)) if "not" in item else frozenset()
        matters.append(Matter(id=item["id"], words=MappingProxyType(words), but=but))
    return tuple(matters)


def _example(item: Any, path: Path, known: set[str]) -> Likeness:
    line = check_keys(item, path, required=frozenset({"en", "fr", "matters"}))
    matters = frozenset(str(item["matters"]).split())
    if not matters or matters - known:
        raise invalid(path, line, f"unknown matters {', '.join(sorted(matters - known))}")
    return Likeness(en=str(item["en"]), fr=str(item["fr"]), matters=matters)
