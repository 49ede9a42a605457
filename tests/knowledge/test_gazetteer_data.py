"""The gazetteer's own files: complete enough, in order, and the same abilities in both languages."""

import csv
from pathlib import Path

import pytest

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
        if place.country not in {"RU", "US", "BR", "CN", "GL"} and abs(place.latitude - capital.latitude) > 15:
            far.append(place.id)
    assert not far
