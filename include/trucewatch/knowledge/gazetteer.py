"""Places, actors, their names in each language, and the conflicts that are watched.

Files, all in the knowledge folder: gazetteer/places.csv, actors.csv and offices.csv, languages/<code>/names.csv and
namesakes.yaml, conflicts.yaml.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from trucewatch.codebook import Level, Role
from trucewatch.knowledge.conflicts import Conflict, read_conflicts
from trucewatch.knowledge.namesakes import Namesakes, read_namesakes
from trucewatch.knowledge.offices import read_offices
from trucewatch.knowledge.reading import invalid, read_csv
from trucewatch.knowledge.records import (
    ACTOR_COLUMNS,
    CODE,
    NAME_COLUMNS,
    PLACE_COLUMNS,
    REGION_WORDS,
    ActorKind,
    ActorRecord,
    Form,
    NameKind,
    NameRecord,
    Needs,
    PlaceKind,
    PlaceRecord,
)

__all__ = ["ActorRecord", "Gazetteer", "NameRecord", "PlaceRecord", "load_gazetteer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All that is known about places, actors and conflicts; every reference leads somewhere."""

    places: Mapping[str, PlaceRecord]
    actors: Mapping[str, ActorRecord]
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    names_by_language: Mapping[str, tuple[NameRecord, ...]] = field(default_factory=dict)
    offices: Mapping[str, Level] = field(default_factory=dict)
    """At which level talks are in which a person takes part."""
    namesakes_by_language: Mapping[str, Namesakes] = field(default_factory=dict)
    regions_by_town: Mapping[str, str] = field(default_factory=dict)
    """Town id: id of the region named after it."""

    def names(self, language: str) -> tuple[NameRecord, ...]:
        """Return the names of one language in file order; () for a language without a file."""
        return self.names_by_language.get(language, ())

    def namesakes(self, language: str) -> Namesakes:
        """Return what changes the meaning of a language's names; nothing for a language without a file."""
        return self.namesakes_by_language.get(language, Namesakes())

    def region_named_after(self, place_id: str) -> PlaceRecord | None:
        """Return the region that has a town's name: Kherson Oblast for Kherson."""
        region = self.regions_by_town.get(place_id)
        return self.places[region] if region is not None else None

    def place_in(self, place_ids: Iterable[str], conflict_id: str | None) -> str:
        """Return which of several places of one name is meant in a conflict: the first in its lands, else the first."""
        ids = list(place_ids)
        conflict = self.conflicts.get(conflict_id or "")
        if conflict is None or len(ids) == 1:
            return ids[0]
        return next((one for one in ids if self.places[one].country in conflict.countries), ids[0])

    def principals(self, actor_id: str) -> tuple[str, ...]:
        """Return the actor and those it acts for, nearest first: a president, then the state."""
        chain: list[str] = []
        following: str | None = actor_id
        while following is not None:
            chain.append(following)
            following = self.actors[following].acts_for
        return tuple(chain)

    def conflicts_at(self, place_id: str) -> tuple[str, ...]:
        """Return the conflicts whose own places hold this one: El Fasher lies in North Darfur, which Sudan's war names.

        A country at war is not such a place: Lviv lies in Ukraine, but is no front.
        """
        chain = set()
        following: str | None = place_id
        while following is not None:
            chain.add(following)
            following = self.places[following].parent
        return tuple(conflict.id for conflict in self.conflicts.values() if chain & set(conflict.places))

    def role_in(self, actor_id: str, conflict_id: str | None) -> Role:
        """Return what the actor is in a conflict: a party where it or its principal is one, else its usual role.

        A state that is at war elsewhere is a third state here.
        """
        usual = self.actors[actor_id].role
        conflict = self.conflicts.get(conflict_id or "")
        if conflict is None:
            return usual
        principals = self.principals(actor_id)
        if any(actor in conflict.parties for actor in principals):
            return Role.PARTY
        at_war_elsewhere = usual is Role.PARTY and self.actors[principals[-1]].kind == "state"
        return Role.THIRD_STATE if at_war_elsewhere else usual


def load_gazetteer(folder: Path) -> Gazetteer:
    """Return the gazetteer of a knowledge folder. Raises KnowledgeInvalid with file:line on any mistake."""
    places = _read_places(folder / "gazetteer" / "places.csv")
    actors = _read_actors(folder / "gazetteer" / "actors.csv", places)
    countries = {key for key, place in places.items() if place.kind == "country"}
    conflicts = read_conflicts(folder / "conflicts.yaml", parties=actors, countries=countries, places=places)
    names = {
        path.parent.name: _read_names(path, places, actors) for path in sorted(folder.glob("languages/*/names.csv"))
    }
    namesakes = {language: read_namesakes(folder / "languages" / language / "namesakes.yaml") for language in names}
    return Gazetteer(
        places=MappingProxyType(places),
        actors=MappingProxyType(actors),
        conflicts=MappingProxyType(conflicts),
        names_by_language=MappingProxyType(names),
        offices=read_offices(folder / "gazetteer" / "offices.csv", actors),
        namesakes_by_language=MappingProxyType(namesakes),
        regions_by_town=MappingProxyType(_regions_by_town(places.values())),
    )


class _Cells:
    """The cells of one row, taken out with the checks that their columns need."""

    def __init__(self, path: Path, line: int, row: Mapping[str, str]) -> None:
        self.path, self.line, self.row = path, line, row

    def refuse(self, problem: str) -> None:
        raise invalid(self.path, self.line, problem)

    def text(self, column: str) -> str:
        value = self.row[column]
        if not value or value != " ".join(value.split()):
            self.refuse(f"{column} must be words without stray spaces, found {value!r}")
        return value

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        value = self.row[column]
        if value not in allowed:
            self.refuse(f"{column} must be one of {', '.join(filter(None, allowed))}, found {value!r}")
        return value

    def known(self, column: str, known: Collection[str]) -> str | None:
        value = self.row[column]
        if value and value not in known:
            self.refuse(f"{column} {value!r} is not known")
        return value or None

    def positive(self, column: str) -> int | None:
        value = self.row[column]
        if value and not (value.isascii() and value.isdecimal() and value[0] != "0"):
            self.refuse(f"{column} must be a whole number, found {value!r}")
        return int(value) if value else None

    def number(self, column: str, limit: float) -> float | None:
        value = self.row[column]
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = limit + 1
        if not -limit <= number <= limit:
            self.refuse(f"{column} must be a number from -{limit:g} to {limit:g}, found {value!r}")
        return number


def _read_places(path: Path) -> dict[str, PlaceRecord]:
    rows = _rows_by_id(path, PLACE_COLUMNS)
    countries = {key for key, cells in rows.items() if cells.row["kind"] == "country"}
    places = {}
    numbered: dict[str, int] = {}
    for key, cells in rows.items():
        number = cells.row["geonames_id"]
        if number and numbered.setdefault(number, cells.line) != cells.line:
            cells.refuse(f"the geonames_id {number} stands already on line {numbered[number]}")
        code = cells.row["code"]
        if code and not CODE.fullmatch(code):
            cells.refuse(f"code must be ISO 3166-1 alpha-2 or ISO 3166-2, found {code!r}")
        if bool(cells.row["latitude"]) != bool(cells.row["longitude"]):
            cells.refuse("latitude and longitude stand together or not at all")
        places[key] = PlaceRecord(
            id=key,
            name=cells.text("name"),
            kind=cast("PlaceKind", cells.one_of("kind", get_args(PlaceKind))),
            code=code or None,
            country=cells.known("country", countries),
            parent=cells.known("parent", rows),
            geonames_id=cells.positive("geonames_id"),
            latitude=cells.number("latitude", 90.0),
            longitude=cells.number("longitude", 180.0),
        )
    _refuse_circles(rows, "parent")
    return places


def _regions_by_town(places: Iterable[PlaceRecord]) -> dict[str, str]:
    """Return the regions named after a town in them, or beside them in the same area, by town."""
    regions: dict[tuple[str | None, str], PlaceRecord] = {}
    for place in places:
        name, _, word = place.name.rpartition(" ")
        if place.kind == "region" and word in REGION_WORDS:
            regions[place.country, name] = place
    found = {}
    for place in places:
        region = regions.get((place.country, place.name.removesuffix(" City"))) if place.kind == "city" else None
        if region is not None and (place.parent in {region.id, region.parent} or place.country == region.parent):
            found[place.id] = region.id
    return found


def _read_actors(path: Path, places: Mapping[str, PlaceRecord]) -> dict[str, ActorRecord]:
    rows = _rows_by_id(path, ACTOR_COLUMNS)
    countries = {key for key, place in places.items() if place.kind == "country"}
    actors = {
        key: ActorRecord(
            id=key,
            name=cells.text("name"),
            kind=cast("ActorKind", cells.one_of("kind", get_args(ActorKind))),
            role=Role(cells.one_of("role", tuple(Role))),
            acts_for=cells.known("acts_for", rows),
            country=cells.known("country", countries),
        )
        for key, cells in rows.items()
    }
    _refuse_circles(rows, "acts_for")
    return actors


def _rows_by_id(path: Path, columns: tuple[str, ...]) -> dict[str, _Cells]:
    rows: dict[str, _Cells] = {}
    for line, row in read_csv(path, columns):
        cells = _Cells(path, line, row)
        key = cells.text("id")
        if key in rows:
            cells.refuse(f"the id {key!r} stands already on line {rows[key].line}")
        rows[key] = cells
    return rows


def _refuse_circles(rows: Mapping[str, _Cells], column: str) -> None:
    for cells in rows.values():
        seen = {cells.row["id"]}
        following = cells.row[column]
        while following:
            if following in seen:
                cells.refuse(f"{column} leads back to {following!r}")
            seen.add(following)
            following = rows[following].row[column]


def _read_names(
    path: Path, places: Mapping[str, PlaceRecord], actors: Mapping[str, ActorRecord]
) -> tuple[NameRecord, ...]:
    names: dict[tuple[str, str, str], NameRecord] = {}
    known: dict[str, Collection[str]] = {"place": places, "actor": actors}
    for line, row in read_csv(path, NAME_COLUMNS):
        cells = _Cells(path, line, row)
        kind = cast("NameKind", cells.one_of("kind", get_args(NameKind)))
        name = NameRecord(
            name=cells.text("name"),
            kind=kind,
            id=cells.known("id", known[kind]) or cells.text("id"),
            form=cast("Form", cells.one_of("form", get_args(Form))),
            needs=cast("Needs", cells.one_of("needs", get_args(Needs))),
        )
        key = (name.name, name.kind, name.id)
        if key in names:
            cells.refuse(f"{name.name!r} is already a name of {name.kind} {name.id!r}")
        names[key] = name
    return tuple(names.values()) + tuple(
        replace(name, name=capitalised)
        for name in names.values()
        if (capitalised := name.name[0].upper() + name.name[1:]) != name.name
        and (capitalised, name.kind, name.id) not in names
    )
