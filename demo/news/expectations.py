"""Reads expected.yaml and holds mentions against it; the end-to-end test is its reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from trucewatch.codebook import ACTS, Act, Category, Format, Polarity, Scope, Target
from trucewatch.model import Actor, Mention, Place

EXPECTED = Path(__file__).resolve().parent / "expected.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement that an article makes; None and () leave a value open."""

    category: Category
    act: Act
    polarity: Polarity = Polarity.POSITIVE
    scope: Scope | None = None
    target: Target | None = None
    format: Format | None = None
    duration: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def is_met_by(self, mention: Mention) -> bool:
        """Whether this mention says it."""
        codes = ("category", "act", "polarity", "scope", "target", "format")
        return (
            all(getattr(self, code) in {None, getattr(mention, code)} for code in codes)
            and (not self.duration or mention.duration in self.duration)
            and set(self.parties) <= _names(mention.parties)
            and set(self.places) <= _names(mention.places)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must come out of one article."""

    statements: tuple[Statement, ...] = ()
    nothing: bool = False
    lost: str | None = None
    """The reason why there is no document of it."""

    def unmet(self, mentions: Iterable[Mention]) -> tuple[Statement, ...]:
        """Return the statements that none of these mentions makes."""
        found = tuple(mentions)
        return tuple(s for s in self.statements if not any(s.is_met_by(mention) for mention in found))


def load_expectations(path: Path = EXPECTED) -> Mapping[str, Expectation]:
    """Return slug -> expectation; ValueError or TypeError where the file leaves the codebook."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        slug: Expectation(**{**item, "statements": tuple(_statement(slug, s) for s in item.get("statements", ()))})
        for slug, item in written.items()
    }


_KINDS = {
    "category": Category,
    "act": Act,
    "polarity": Polarity,
    "scope": Scope,
    "target": Target,
    "format": Format,
    "duration": tuple,
    "parties": tuple,
    "places": tuple,
}


def _statement(slug: str, item: Mapping[str, object]) -> Statement:
    statement = Statement(**{key: _KINDS[key](value) for key, value in item.items()})
    if statement.act not in ACTS[statement.category]:
        raise ValueError(f"{slug}: {statement.category} has no act {statement.act}")
    return statement


def _names(found: Iterable[Actor | Place]) -> set[str]:
    """Return every word by which these are known."""
    words = {word for item in found for word in (item.id, item.name, item.text, getattr(item, "code", None))}
    return {word for word in words if word}
