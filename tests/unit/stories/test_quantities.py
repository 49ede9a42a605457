"""Numbers, lengths of time and days, as both languages write them."""

from datetime import date

import pytest

from trucewatch.knowledge.story_words import load_story_words
from trucewatch.settings import KNOWLEDGE
from trucewatch.stories.quantities import read_quantities, tokens_of

CALENDARS = load_story_words(KNOWLEDGE).calendars
WEDNESDAY = date(2026, 3, 18)


def quantities(text: str, language: str = "en") -> set[str]:
    return {f"{one.kind}:{one.value}" for one in read_quantities(tokens_of(text), CALENDARS[language], WEDNESDAY)}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "some 1,200 people", "1200"),
        ("fr", "quelque 1 200 personnes", "1200"),
        ("fr", "quelque 1\u202f200 personnes", "1200"),
        ("fr", "quelque 1.200 personnes", "1200"),
        ("en", "12,345,678 votes", "12345678"),
        ("en", "fourteen soldiers", "14"),
        ("fr", "quatorze soldats", "14"),
        ("en", "twenty-five soldiers", "25"),
        ("fr", "vingt-cinq soldats", "25"),
        ("fr", "vingt et un soldats", "21"),
        ("fr", "soixante-dix-sept soldats", "77"),
        ("fr", "quatre-vingt-trois soldats", "83"),
        ("fr", "quatre-vingt-dix-sept soldats", "97"),
        ("en", "two hundred and six soldiers", "206"),
        ("fr", "deux cent six soldats", "206"),
        ("en", "thirty thousand soldiers", "30000"),
        ("fr", "trente mille soldats", "30000"),
        ("en", "2.5 million voters", "2500000"),
        ("fr", "2,5 millions d'électeurs", "2500000"),
        ("fr", "une vingtaine de soldats", "20"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(language: str, text: str, value: str) -> None:
    assert quantities(text, language) == {f"number:{value}"}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "a 30-day truce", "P30D"),
        ("en", "a thirty-day truce", "P30D"),
        ("fr", "une trêve de trente jours", "P30D"),
        ("fr", "une trêve de 30 jours", "P30D"),
        ("en", "for 72 hours", "PT72H"),
        ("fr", "pendant soixante-douze heures", "PT72H"),
        ("en", "for one week", "P1W"),
        ("fr", "pendant une semaine", "P1W"),
    ],
)
def test_a_length_of_time_is_the_same_in_both_languages(language: str, text: str, value: str) -> None:
    assert quantities(text, language) == {f"duration:{value}"}


@pytest.mark.parametrize(
    ("language", "text"), [("en", "4.5 percent"), ("en", "4.5 per cent"), ("fr", "4,5 %"), ("fr", "4,50 pour cent")]
)
def test_a_percentage_is_no_number(language: str, text: str) -> None:
    assert quantities(text, language) == {"percent:4.5"}


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "the bridge fell on Tuesday", "2026-03-17"),
        ("fr", "le pont est tombé mardi", "2026-03-17"),
        ("en", "the bridge fell on Wednesday", "2026-03-18"),
        ("en", "the bridge fell on Thursday", "2026-03-12"),
        ("en", "they will meet on Thursday", "2026-03-19"),
        ("fr", "ils doivent se voir jeudi", "2026-03-19"),
        ("fr", "ils se voient jeudi prochain", "2026-03-19"),
        ("en", "they meet next Wednesday", "2026-03-25"),
        ("en", "it fell yesterday", "2026-03-17"),
        ("fr", "il est tombé hier", "2026-03-17"),
        ("en", "on 3 March it fell", "2026-03-03"),
        ("en", "on March 3, 2026 it fell", "2026-03-03"),
        ("fr", "mardi 3 mars, il est tombé", "2026-03-03"),
        ("en", "on December 30 it fell", "2025-12-30"),
        ("fr", "le 30 décembre 2024, il est tombé", "2024-12-30"),
    ],
)
def test_a_day_is_found_from_the_day_of_the_report(language: str, text: str, day: str) -> None:
    assert f"date:{day}" in quantities(text, language)


@pytest.mark.parametrize(
    "text", ["in 2024", "one soldier", "two soldiers", "31 February 2026 or so"[:11], "in May they met", ""]
)
def test_what_tells_nothing_apart_is_left_out(text: str) -> None:
    assert not {one for one in quantities(text) if not one.startswith("number:31")}


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert not {one for one in quantities("on 31 February 2026") if one.startswith("date:")}


def test_the_same_word_counts_once() -> None:
    assert quantities("3 March 2026, 14 wounded in 30 days") == {"date:2026-03-03", "number:14", "duration:P30D"}
