"""The gazetteer's own files: complete enough, in order, and the same abilities in both languages."""

import csv
from pathlib import Path

import pytest
import yaml

from trucewatch.knowledge.gazetteer import Gazetteer, load_gazetteer

KNOWLEDGE = Path(__file__).resolve().parents[2] / "include" / "knowledge"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(KNOWLEDGE)


def ids_of(gazetteer: Gazetteer, language: str, name: str, kind: str) -> set[str]:
    return {record.id for record in gazetteer.names(language) if record.name == name and record.kind == kind}


@pytest.mark.parametrize(
    "file",
    [
        "gazetteer/places.csv",
        "gazetteer/actors.csv",
        "gazetteer/offices.csv",
        "languages/en/names.csv",
        "languages/fr/names.csv",
    ],
)
def test_rows_are_sorted(file: str) -> None:
    with (KNOWLEDGE / file).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))[1:]
    assert rows == sorted(rows)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_namesakes_are_sorted_and_silence_no_name_of_ours(gazetteer: Gazetteer, language: str) -> None:
    read = yaml.safe_load((KNOWLEDGE / "languages" / language / "namesakes.yaml").read_text(encoding="utf-8"))
    assert read["strangers"] == sorted(read["strangers"])
    assert read["elsewhere"] == sorted(read["elsewhere"])
    assert list(read["beside"]) == sorted(read["beside"])
    names = {record.name for record in gazetteer.names(language)}
    assert not names & set(read["strangers"])
    assert not set(read["beside"]) - names


def test_countries_and_settlements_have_the_number_of_geonames(gazetteer: Gazetteer) -> None:
    places = gazetteer.places.values()
    assert not [place.id for place in places if place.kind == "country" and place.geonames_id is None]
    assert not [place.id for place in places if place.id.startswith("gn:") and place.id != f"gn:{place.geonames_id}"]


def test_first_level_regions_have_a_code_of_their_country(gazetteer: Gazetteer) -> None:
    regions = [place for place in gazetteer.places.values() if place.level == "adm1"]
    assert len(regions) > 700
    assert not [place.id for place in regions if not (place.code or "").startswith(f"{place.country}-")]
    assert not [place.id for place in regions if place.latitude is None]


@pytest.mark.parametrize(
    ("country", "regions"),
    [
        ("AF", 34), ("AM", 11), ("BF", 13), ("CD", 26), ("CF", 17), ("CM", 10), ("CO", 33), ("CY", 6), ("ER", 6), ("ET", 13),
        ("GE", 12), ("GL", 5), ("GY", 10), ("IL", 6), ("IR", 31), ("KH", 25), ("KP", 13), ("KR", 17), ("LB", 8), ("LY", 22),
        ("ML", 11), ("MM", 15), ("MZ", 11), ("NE", 8), ("PK", 7), ("PS", 16), ("RW", 5), ("SD", 18), ("SO", 18), ("SS", 10),
        ("SY", 14), ("TD", 23), ("TW", 22), ("UA", 27), ("YE", 22),
    ],
)  # fmt: skip
def test_lands_of_the_watched_conflicts_have_all_their_regions(
    gazetteer: Gazetteer, country: str, regions: int
) -> None:
    codes = {place.code for place in gazetteer.places.values() if place.kind == "region" and place.country == country}
    assert len(codes) == regions


def test_region_lies_in_its_country_or_in_an_area_of_it(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places.values():
        parent = gazetteer.places.get(place.parent or "")
        if place.kind in {"region", "district", "city"}:
            assert parent is not None, place.id
            assert parent.country in {place.country, None}, place.id


def test_place_has_a_name_in_every_language(gazetteer: Gazetteer) -> None:
    for language in ("en", "fr"):
        named = {record.id for record in gazetteer.names(language) if record.kind == "place"}
        longer = {record.id for record in gazetteer.names({"en": "fr", "fr": "en"}[language]) if len(record.name) >= 7}
        assert not set(gazetteer.places) - named - longer - {"UA-30"}


def test_conflicts_are_sorted_and_cover_the_watched_ones(gazetteer: Gazetteer) -> None:
    assert list(gazetteer.conflicts) == sorted(gazetteer.conflicts)
    wanted = {
        "russia-ukraine", "israel-gaza", "israel-lebanon", "israel-iran", "syria", "yemen-red-sea", "sudan",
        "dr-congo-m23", "ethiopia-tigray", "sahel", "libya", "armenia-azerbaijan", "india-pakistan", "thailand-cambodia",
        "myanmar", "taiwan", "koreas", "cyprus", "western-sahara", "colombia",
    }  # fmt: skip
    assert wanted <= set(gazetteer.conflicts)


def test_every_country_is_a_place_and_a_state_with_a_name_in_both_languages(gazetteer: Gazetteer) -> None:
    states = [actor for actor in gazetteer.actors.values() if actor.kind == "state"]
    assert len(states) > 190
    for language in ("en", "fr"):
        named = {(record.kind, record.id) for record in gazetteer.names(language) if record.form == "official"}
        assert not [state.id for state in states if ("actor", state.id) not in named]
        assert not [state.id for state in states if ("place", state.country) not in named]


def test_every_place_and_actor_has_a_name_in_some_language(gazetteer: Gazetteer) -> None:
    named = {(record.kind, record.id) for language in ("en", "fr") for record in gazetteer.names(language)}
    unnamed_actors = {("actor", key) for key in gazetteer.actors} - named
    unnamed_places = {("place", key) for key in gazetteer.places} - named - {("place", "UA-30")}
    assert not unnamed_actors | unnamed_places


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_party_has_a_name_in_each_language(gazetteer: Gazetteer, language: str) -> None:
    named = {record.id for record in gazetteer.names(language) if record.kind == "actor"}
    parties = {party for conflict in gazetteer.conflicts.values() for party in conflict.parties}
    assert not parties - named


@pytest.mark.parametrize(
    ("language", "name", "kind", "identifier"),
    [
        ("fr", "Moscou", "place", "gn:524901"),
        ("fr", "Moscou", "actor", "RUS"),
        ("en", "Moscow", "actor", "RUS"),
        ("fr", "Bakhmout", "place", "gn:713174"),
        ("en", "Bakhmut", "place", "gn:713174"),
        ("fr", "ukrainiennes", "actor", "UKR"),
        ("en", "Ukrainians", "actor", "UKR"),
        ("fr", "Crimée", "place", "UA-43"),
        ("fr", "Zelensky", "actor", "zelensky"),
        ("en", "Zelenskyy", "actor", "zelensky"),
        ("fr", "Tsahal", "actor", "idf"),
        ("fr", "FSR", "actor", "rsf"),
        ("en", "RSF", "actor", "rsf"),
        ("fr", "Haut-Karabakh", "place", "nagorno-karabakh"),
        ("en", "Kyiv", "actor", "UKR"),
        ("fr", "Le Caire", "place", "gn:360630"),
        ("fr", "Houliaïpole", "place", "gn:707898"),
        ("en", "Gulyaipole", "place", "gn:707898"),
        ("fr", "Otcheretyne", "place", "gn:698759"),
        ("fr", "Tchassiv Iar", "place", "gn:710915"),
        ("fr", "Soueïda", "place", "gn:172408"),
        ("en", "Minova", "place", "minova"),
        ("fr", "Aïta el-Chaab", "place", "aita-al-shaab"),
        ("fr", "Nord-Kivu", "place", "CD-NK"),
        ("en", "Masisi Territory", "place", "masisi-territory"),
        ("fr", "Bruxelles", "actor", "eu"),
        ("fr", "russo-", "actor", "RUS"),
        ("en", "Shin Bet", "actor", "shin-bet"),
        ("fr", "Fondation Jean-Jaurès", "actor", "jean-jaures"),
    ],
)
def test_names_that_readers_expect_lead_somewhere(
    gazetteer: Gazetteer, language: str, name: str, kind: str, identifier: str
) -> None:
    assert ids_of(gazetteer, language, name, kind) == {identifier}


def test_city_and_region_of_one_name_are_two_places(gazetteer: Gazetteer) -> None:
    assert ids_of(gazetteer, "en", "Kherson", "place") == {"gn:706448"}
    assert ids_of(gazetteer, "en", "Kherson region", "place") == {"UA-65"}
    assert gazetteer.places["gn:706448"].parent == "UA-65"


@pytest.mark.parametrize(("language", "name"), [("fr", "Géorgie"), ("en", "Georgia"), ("en", "Jordan"), ("en", "Chad")])
def test_ambiguous_names_ask_for_context(gazetteer: Gazetteer, language: str, name: str) -> None:
    assert {record.needs for record in gazetteer.names(language) if record.name == name} == {"context"}


def test_coordinates_lie_in_the_country_they_should(gazetteer: Gazetteer) -> None:
    far = []
    for place in gazetteer.places.values():
        capital = gazetteer.places.get(place.country or "")
        if place.kind != "city" or capital is None or place.latitude is None or capital.latitude is None:
            continue
        if place.country not in {"RU", "US", "BR", "CN", "GL", "MZ"} and abs(place.latitude - capital.latitude) > 15:
            far.append(place.id)
    assert not far
