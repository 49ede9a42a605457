"""News agencies, and how texts credit them: agencies.yaml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml
from trucewatch.model import Document

Where = Literal["start", "end", "byline"]
LONGEST_LINE = 300
"""Characters of a line that are looked at, from its beginning for datelines, up to its end for what closes a text."""
LAST_LINES = 2
_CREDIT = frozenset({"id", "where", "words", "match", "no_match"})
_AGENCY = frozenset({"id", "name", "family", "names", "match", "no_match"})
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One way in which texts say whose they are."""

    id: str
    where: Where
    pattern: re.Pattern[str]
    """Its group 'name' is the agency's name, unless `agency` is set."""
    agency: str | None
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One news agency."""

    id: str
    name: str
    family: str
    """Publisher family, as in feeds.yaml where its own feed is there."""
    names: tuple[str, ...]
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """All that is known about agencies."""

    by_id: Mapping[str, Agency]
    credits: tuple[Credit, ...]

    def agency_of(self, document: Document) -> str | None:
        """Return the id of the agency that a document credits: its authors, then its last lines, then its first one."""
        lines = [line.strip() for line in document.text.strip().splitlines() if line.strip()]
        places: tuple[tuple[Where, list[str]], ...] = (
            ("byline", [author.strip() for author in document.authors]),
            ("end", [line[-LONGEST_LINE:] for line in lines[: -LAST_LINES - 1 : -1]]),
            ("start", [line[:LONGEST_LINE] for line in lines[:LAST_LINES]]),
        )
        return next((found for where, texts in places for text in texts for found in self._credited(where, text)), None)

    def _credited(self, where: Where, text: str) -> Iterator[str]:
        for credit in self.credits:
            if credit.where == where and (match := credit.pattern.search(text)):
                yield credit.agency or self._owner(match["name"])

    def _owner(self, name: str) -> str:
        return next(agency.id for agency in self.by_id.values() if name in agency.names)


def load_agencies(folder: Path) -> Agencies:
    """Return the agencies of a knowledge folder's agencies.yaml; raise KnowledgeInvalid with file:line."""
    path = folder / "agencies.yaml"
    root = read_yaml(path)
    line = check_keys(root, path, required=frozenset({"credits", "agencies"}))
    for key in ("credits", "agencies"):
        if not isinstance(root[key], list):
            raise invalid(path, line, f"`{key}` must be a list")
    agencies = _agencies(root["agencies"], path)
    names = [name for agency in agencies.values() for name in agency.names]
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return Agencies(
        by_id=MappingProxyType(agencies),
        credits=tuple(_credit(item, path, any_name, agencies) for item in root["credits"]),
    )


def _agencies(items: list[Any], path: Path) -> dict[str, Agency]:
    agencies: dict[str, Agency] = {}
    owners: dict[str, str] = {}
    for item in items:
        line = check_keys(item, path, required=_AGENCY)
        agency = Agency(
            id=_text(item, "id", path),
            name=_text(item, "name", path),
            family=_text(item, "family", path),
            names=_texts(item, "names", path),
            match=_texts(item, "match", path),
            no_match=_texts(item, "no_match", path),
        )
        if not _ID.fullmatch(agency.id) or agency.id in agencies:
            raise invalid(path, line, f"the id {agency.id!r} is no slug, or used already")
        for name in agency.names:
            if owners.setdefault(name, agency.id) != agency.id:
                raise invalid(path, line, f"the name {name!r} is that of {owners[name]} already")
        agencies[agency.id] = agency
    return agencies


def _credit(item: Any, path: Path, any_name: str, agencies: Mapping[str, Agency]) -> Credit:
    line = check_keys(item, path, required=_CREDIT, optional=frozenset({"agency"}))
    agency = item.get("agency")
    words = _text(item, "words", path)
    if item["where"] not in get_args(Where):
        raise invalid(path, line, f"where must be one of {', '.join(get_args(Where))}, found {item['where']!r}")
    if ("{name}" in words) == (agency is not None) or (agency is not None and agency not in agencies):
        raise invalid(path, line, "words need either {name} or the id of a known agency")
    try:
        pattern = re.compile(words.replace("{name}", rf"(?<!\w)(?P<name>{any_name})(?![\w'’])"))
    except re.error as error:
        raise invalid(path, line, f"words: {error}") from error
    return Credit(
        id=_text(item, "id", path),
        where=cast("Where", item["where"]),
        pattern=pattern,
        agency=agency,
        match=_texts(item, "match", path),
        no_match=_texts(item, "no_match", path),
    )


def _text(item: Any, key: str, path: Path) -> str:
    if not isinstance(item[key], str) or not item[key].strip():
        raise invalid(path, item[LINE], f"{key} must be words, found {item[key]!r}")
    return str(item[key])


def _texts(item: Any, key: str, path: Path) -> tuple[str, ...]:
    value = item[key]
    if not isinstance(value, list) or not value or not all(isinstance(part, str) and part for part in value):
        raise invalid(path, item[LINE], f"{key} must be a list of words, found {value!r}")
    return tuple(value)
