"""The conflicts that are watched: conflicts.yaml."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.knowledge.reading import check_keys, invalid, read_yaml

KEYS = frozenset({"id", "name", "name_fr", "parties", "countries", "places", "words"})
OPTIONAL = frozenset({"sides_trade"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One armed conflict or sovereignty dispute that is watched."""

    id: str
    name: str
    """In English."""
    name_fr: str
    parties: tuple[str, ...]
    """Actor ids; whoever acts for one of them is a party too."""
    countries: tuple[str, ...]
    places: tuple[str, ...]
    words: tuple[str, ...]
    """Words, of any language, that speak of this conflict and of no other."""
    sides_trade: bool = False
    """Its sides talk of trade and the like as well: their names together do not show that talks are about it."""


def read_conflicts(
    path: Path, *, parties: Collection[str], countries: Collection[str], places: Collection[str]
) -> dict[str, Conflict]:
    """Return the conflicts by id, in file order; the collections hold the ids that may be named.

    Raises KnowledgeInvalid with file:line on any mistake.
    """
    items = read_yaml(path)
    if not isinstance(items, list):
        raise invalid(path, 1, "the file must be a list of conflicts")
    conflicts: dict[str, Conflict] = {}
    for item in items:
        line = check_keys(item, path, required=KEYS, optional=OPTIONAL)
        conflict = Conflict(
            id=_words(item, "id", path, line),
            name=_words(item, "name", path, line),
            name_fr=_words(item, "name_fr", path, line),
            parties=_several(item, "parties", path, line, known=parties),
            countries=_several(item, "countries", path, line, known=countries),
            places=_several(item, "places", path, line, known=places),
            words=_several(item, "words", path, line),
            sides_trade=_flag(item, "sides_trade", path, line),
        )
        if conflict.id in conflicts:
            raise invalid(path, line, f"the id {conflict.id!r} is given twice")
        conflicts[conflict.id] = conflict
    return conflicts


def _words(item: dict[str, Any], key: str, path: Path, line: int) -> str:
    value = item[key]
    if not isinstance(value, str) or not value.strip():
        raise invalid(path, line, f"{key} must be words, found {value!r}")
    return value


def _flag(item: dict[str, Any], key: str, path: Path, line: int) -> bool:
    value = item.get(key, False)
    if not isinstance(value, bool):
        raise invalid(path, line, f"{key} must be true or false, found {value!r}")
    return value


def _several(
    item: dict[str, Any], key: str, path: Path, line: int, *, known: Collection[str] | None = None
) -> tuple[str, ...]:
    values = item[key]
    if not isinstance(values, list):
        raise invalid(path, line, f"{key} must be a list, found {values!r}")
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise invalid(path, line, f"{key} must hold words, found {value!r}")
        if known is not None and value not in known:
            raise invalid(path, line, f"{key}: {value!r} is not known")
    if len(set(values)) < len(values):
        raise invalid(path, line, f"{key} names something twice")
    return tuple(values)
