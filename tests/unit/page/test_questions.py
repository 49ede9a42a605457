"""The query string as a question: what it means, and what it may not say."""

from dataclasses import fields
from datetime import date

import pytest

from trucewatch.codebook import Act, Category, Certainty, Polarity, State
from trucewatch.model import Filters
from trucewatch.page.description import PARAMETERS as DESCRIBED
from trucewatch.page.questions import (
    FILTERS,
    PARAMETERS,
    Borders,
    Only,
    QuestionInvalid,
    read_identifier,
    read_question,
    unknown_names,
)


def test_nothing_asked_means_everything():
    asked = read_question({})
    assert asked.filters == Filters()
    assert (asked.after, asked.state, asked.only, asked.borders, asked.lang) == (None, None, None, None, None)


def test_empty_values_mean_any():
    asked = read_question(dict.fromkeys(PARAMETERS, ""))
    assert asked.filters == Filters()
    assert asked.given == {}


def test_every_filter_is_read():
    given = {
        "category": "ceasefire", "act": "accept", "polarity": "NEG", "certainty": "PS", "conflict": "russia-ukraine",
        "language": "fr", "outlet": "The Herald", "family": "herald", "country": "GB", "party": "RUS", "place": "UA-14",
        "arrangement": "a1", "story": "s1", "run": "watch_news/manual__1", "since": "2026-03-18", "until": "2026-03-18",
        "words": " Cessez-le-feu  à Gaza ",
    }  # fmt: skip
    assert set(given) == set(FILTERS) == {field.name for field in fields(Filters)}
    assert read_question(given).filters == Filters(
        category=Category.CEASEFIRE, act=Act.ACCEPT, polarity=Polarity.NEGATIVE, certainty=Certainty.POSSIBLE,
        conflict="russia-ukraine", language="fr", outlet="The Herald", family="herald", country="GB", party="RUS",
        place="UA-14", arrangement="a1", story="s1", run="watch_news/manual__1", since=date(2026, 3, 18),
        until=date(2026, 3, 18), words="Cessez-le-feu  à Gaza",
    )  # fmt: skip


def test_what_is_no_filter_is_read_too():
    asked = read_question(
        {"state": "in_force", "only": "trouble", "borders": "off", "lang": "fr", "after": "m1", "limit": "7"}
    )
    assert (asked.state, asked.only, asked.borders) == (State.IN_FORCE, Only.TROUBLE, Borders.OFF)
    assert (asked.lang, asked.after, asked.limit) == ("fr", "m1", 7)


def test_of_no_listed_conflict_is_another_thing_than_any():
    assert read_question({"conflict": "none"}).filters.conflict == ""
    assert read_question({"conflict": ""}).filters.conflict is None


def test_names_of_others_are_passed_over():
    assert read_question({"utm_source": "mail", "category": "territory"}).given == {"category": "territory"}


def test_names_of_others_can_be_told():
    assert unknown_names({"categry": "territory", "act": "gain"}) == ("categry",)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("category", "banana", "not_one_of"),
        ("act", "ACCEPT", "not_one_of"),
        ("polarity", "pos", "not_one_of"),
        ("certainty", "certain", "not_one_of"),
        ("state", "banana", "not_one_of"),
        ("lang", "de", "not_one_of"),
        ("since", "notadate", "no_day"),
        ("since", "2026-02-30", "no_day"),
        ("since", "20260318", "no_day"),
        ("until", "2026-W12-3", "no_day"),
        ("until", "٢٠٢٦-٠٣-١٨", "no_day"),
        ("language", "french", "no_code"),
        ("country", "gb", "no_code"),
        ("limit", "0", "no_limit"),
        ("limit", "201", "no_limit"),
        ("limit", "-1", "no_limit"),
        ("limit", "²", "no_limit"),
        ("words", "x" * 201, "long"),
        ("party", "x" * 101, "long"),
        ("words", "cease\x00fire", "unprintable"),
        ("conflict", "\ud800", "unprintable"),
        ("after", "a\nb", "unprintable"),
    ],
)
def test_a_value_that_a_parameter_cannot_have_is_refused(name, value, why):
    with pytest.raises(QuestionInvalid) as refused:
        read_question({name: value})
    assert (refused.value.name, refused.value.why) == (name, why)


def test_time_that_ends_before_it_begins_is_refused():
    with pytest.raises(QuestionInvalid) as refused:
        read_question({"since": "2026-03-19", "until": "2026-03-18"})
    assert refused.value.why == "backwards"


def test_an_identifier_of_an_address_is_held_to_the_same_rules():
    assert read_identifier("m1") == "m1"
    with pytest.raises(QuestionInvalid):
        read_identifier("x" * 101)


def test_every_parameter_but_those_of_looks_is_described():
    assert set(DESCRIBED) == set(PARAMETERS) - {"lang", "borders"}
