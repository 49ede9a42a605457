"""Addresses are relative, whole and safe."""

import pytest

from trucewatch.page.ground import Visit
from trucewatch.page.links import base_of, is_web, link
from trucewatch.page.questions import read_question
from trucewatch.page.wording import Words


@pytest.mark.parametrize(
    ("path", "expected"), [("/", "./"), ("/mentions", "./"), ("/mentions/m1", "../"), ("/api/mentions/m1", "../../")]
)
def test_the_way_to_the_root_is_as_long_as_the_path_is_deep(path, expected):
    assert base_of(path) == expected


def test_a_link_keeps_what_was_chosen_and_drops_what_is_empty():
    found = link("./", "mentions", {"category": "ceasefire", "act": "accept"}, act=None, conflict="a&b")
    assert found == "./mentions?category=ceasefire&conflict=a%26b"


def test_the_root_is_a_link_too():
    assert link("../", "") == "../"
    assert link("./", "", {"lang": "fr"}) == "./?lang=fr"


def test_an_identifier_cannot_leave_its_place_in_the_path():
    assert link("../", "mentions/?a=b#c d") == "../mentions/%3Fa%3Db%23c%20d"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://herald.example/1", True),
        ("http://herald.example/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//herald.example/1", False),
        ("https:///nohost", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, expected):
    assert is_web(url) is expected


def test_many_links_that_differ_in_one_value_are_those_that_are_made_one_by_one():
    given = {"words": "%00 a b", "category": "territory", "after": "m1", "lang": "fr"}
    visit = Visit(question=read_question(given), words=Words(lang="fr", catalogue={}), base="./", path="map")
    link_of = visit.filtered_by("mentions", "place", act="gain")
    for value in ("UA-14", "a b&c=d", "l'Éparges", "100 %"):
        assert link_of(value) == visit.filtered("mentions", place=value, act="gain")
