"""How the gazetteer's tool spells names, and which settlements and regions it takes."""

import importlib.util
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture
def tool(monkeypatch):
    """Return the module; what it needs beside the project is only imported when a city is looked for."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("build_gazetteer", ROOT / "tools" / "build_gazetteer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("french_spelling", None)


def city(name, country, *others, people=1000, latitude=48.0, longitude=37.0):
    return {
        "name": name, "countrycode": country, "alternatenames": list(others), "population": people,
        "latitude": latitude, "longitude": longitude,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "country", "own", "french"),
    [
        ("Kharkiv", "UA", "Харків", "Kharkiv"),
        ("Velyka Novosilka", "UA", "Велика Новосілка", "Velyka Novossilka"),
        ("Ocheretyne", "UA", "Очеретине", "Otcheretyne"),
        ("Huliaipole", "UA", "Гуляйполе", "Houliaïpole"),
        ("Chuhuiv", "UA", "Чугуїв", "Tchouhouïv"),
        ("Shebekino", "RU", "Шебекино", "Chebekino"),
        ("Slavyansk-na-Kubani", "RU", "Славянск-на-Кубани", "Slaviansk-na-Koubani"),
        ("Kharkiv", "UA", "Харьков", "Kharkiv"),
        ("Homs", "SY", "Хомс", "Homs"),
    ],
)
def test_french_spelling_follows_the_own_letters(tool, name, country, own, french):
    assert tool.french_name(city(name, country, own)) == french


def test_english_name_has_no_signs_of_a_transliteration(tool):
    assert tool.english_name(city("Al Ḩasakah", "SY")) == "Al Hasakah"
    assert tool.english_name(city("Staryy Oskol", "RU")) == "Stary Oskol"
    assert tool.english_name(city("Ménaka", "ML")) == "Ménaka"


def test_district_of_a_larger_town_is_no_settlement(tool):
    large = city("Donetsk", "UA", people=900_000)
    assert tool.is_district(city("Kyivskyi", "UA", people=140_000, latitude=48.05), [large])
    assert not tool.is_district(city("Bakhmut", "UA", people=70_000, latitude=48.6), [large])


@pytest.mark.parametrize(
    ("regions", "chosen"),
    [
        ([("SY-ID", "SY")], "SY-ID"),
        ([("IQ-AR", "IQ-KR"), ("IQ-KR", "IQ")], "IQ-AR"),
        ([("PS-RFH", "gaza-strip"), ("PS-GZA", "gaza-strip")], "gaza-strip"),
        ([("PH-14", "PH"), ("PH-SLU", "PH-X")], "PH"),
    ],
)
def test_division_that_several_regions_share_is_read_with_care(tool, regions, chosen):
    rows = [(code, code, "region", code, code[:2], parent) for code, parent in regions]
    assert tool.smallest(rows) == chosen
