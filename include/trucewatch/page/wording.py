"""The page's own words in one language: texts, names of codes, dates and numbers. The words are in words/<language>.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml

from trucewatch.page.questions import LANGUAGES

DURATION = re.compile(r"P(?:T(?=\d+H))?(\d{1,4})([YMWDH])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a page in one language says; raises KeyError for a text that the catalogue does not have."""

    lang: str
    catalogue: Mapping[str, object]
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of conflicts, actors and places by identifier."""

    def text(self, key: str, **told: object) -> str:
        """Return the text of a key such as "mentions.title", its braces filled."""
        found: object = self.catalogue
        for part in key.split("."):
            found = found[part] if isinstance(found, Mapping) else None
        if not isinstance(found, str):
            raise KeyError(key)
        return found.format(**told) if told else found

    def count(self, key: str, number: int, **told: object) -> str:
        """Return a text that counts: `key` has the forms one and many."""
        is_one = number in {0, 1} if self.lang == "fr" else number == 1
        return self.text(f"{key}.{'one' if is_one else 'many'}", n=self.number(number), **told)

    def code(self, kind: str, value: object) -> str:
        """Return the words of a code from a closed list; the code itself where it has none, as open lists have."""
        known = self.catalogue.get(kind)
        found = known.get(str(value)) if isinstance(known, Mapping) else None
        return str(found) if found else str(value or "").replace("_", " ")

    def name(self, identifier: object) -> str:
        """Return the name of a conflict, party or place; the identifier where it has none."""
        return self.names.get(str(identifier), str(identifier or ""))

    def number(self, value: float) -> str:
        """Return a number with its thousands apart."""
        plain = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        if plain.isdecimal():  # nothing to set apart: a map has thousands of these
            return plain
        return plain.translate({ord(","): self.text("number.thousands"), ord("."): self.text("number.point")})

    def day(self, at: date | None) -> str:
        """Return a day with its month in words; the word for an unknown one where there is none."""
        if at is None:
            return self.text("date.none")
        months = self.text("date.months").split()
        return self.text("date.day", day=at.day, month=months[at.month - 1], year=at.year)

    def moment(self, at: datetime | None) -> str:
        """Return day and time; pages say that times are UTC."""
        if at is None:
            return self.text("date.none")
        return self.text("date.moment", day=self.day(at), time=f"{at:%H:%M}")

    def duration(self, text: object) -> str:
        """Return how long something lasts (ISO 8601) in words; unusual ones as they stand."""
        found = DURATION.fullmatch(str(text or ""))
        return self.count(f"duration.{found[2]}", int(found[1])) if found else str(text or "")


@cache
def catalogue(lang: str) -> Mapping[str, object]:
    """Return the words of a language as its file has them."""
    text = files("trucewatch.page").joinpath("words", f"{lang}.yaml").read_text(encoding="utf-8")
    read: Mapping[str, object] = yaml.safe_load(text)
    return read


def preferred(header: str) -> str:
    """Return the language of ours that an Accept-Language header likes best; English where it names none of them."""
    best, best_weight = LANGUAGES[0], 0.0
    for part in header[:500].split(","):
        tag, _, parameter = part.strip().partition(";")
        lang = tag.split("-")[0].lower()
        weight = _weight(parameter)
        if lang in LANGUAGES and weight > best_weight:
            best, best_weight = lang, weight
    return best


def _weight(parameter: str) -> float:
    found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
    return float(found[1]) if found else 1.0
