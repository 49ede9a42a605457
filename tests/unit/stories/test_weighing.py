"""How close two accounts are, and what tells them apart."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON
from trucewatch.model import Trace
from trucewatch.stories.terms import HEAD
from trucewatch.stories.weighing import Profile, closeness, profile_of, weight_of

RAID = ("place:gn:1", "matter:strike", "number:14", "name:karim", "land:UKR", "word:night")


def profiles(
    one: Sequence[str], two: Sequence[str], *, hours: float = 0, language: str = "en"
) -> tuple[Profile, Profile]:
    fields: dict[str, Any] = {"origin": "f", "agency": None, "sketch": ()}
    first = Trace(document_id="a", said_at=NOON, language="en", terms=tuple(one), **fields)
    later = NOON + timedelta(hours=hours)
    second = Trace(document_id="b", said_at=later, language=language, terms=tuple(two), **fields)
    return profile_of(first), profile_of(second)


def close(one: Sequence[str], two: Sequence[str], *, hours: float = 0, language: str = "en") -> float:
    return closeness(*profiles(one, two, hours=hours, language=language))


def test_the_same_terms_are_closer_than_some_of_them() -> None:
    assert close(RAID, RAID) > close(RAID, RAID[:3]) > close(RAID, RAID[2:3]) > close(RAID, ("name:urlav",)) == 0


def test_short_accounts_need_more() -> None:
    assert close(RAID * 1, RAID) < close(
        [*RAID, *(f"name:n{i}" for i in range(9))], [*RAID, *(f"name:n{i}" for i in range(9))]
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(["date:2026-03-17"], ["date:2026-03-18"], id="days"),
        pytest.param(["place:gn:8"], ["place:gn:9"], id="places"),
        pytest.param(["view:afar"], [], id="views"),
    ],
)
def test_what_both_name_and_is_not_the_same_tells_them_apart(one: list[str], two: list[str]) -> None:
    bare = RAID[1:]

    assert close([*bare, *one], [*bare, *two]) < 0.8 * close([*bare, "name:x"], [*bare, "name:y"])


def test_days_long_gone_tell_nothing_apart() -> None:
    far = close([*RAID, "date:2014-03-01"], [*RAID, "date:2022-02-24"])

    assert far == pytest.approx(close([*RAID, "date:2014-03-01"], [*RAID, "date:2014-03-02"]))
    assert far > close([*RAID, "date:2026-03-17"], [*RAID, "date:2026-03-18"])


def test_places_of_one_region_are_less_apart() -> None:
    near = close(["area:UA-63", "place:gn:8", *RAID[1:]], ["area:UA-63", "place:gn:9", *RAID[1:]])

    assert near > close(["area:UA-63", "place:gn:8", *RAID[1:]], ["area:UA-12", "place:gn:9", *RAID[1:]])


def test_other_places_in_the_titles_count_once_more() -> None:
    one, two = ["place:gn:8", *RAID[1:]], ["place:gn:9", *RAID[1:]]

    assert close([*one, "head:place:gn:8"], [*two, "head:place:gn:9"]) < close(one, two)


def test_time_takes_away() -> None:
    assert close(RAID, RAID) > close(RAID, RAID, hours=24) > close(RAID, RAID, hours=48)
    assert close(RAID, RAID, hours=24 * 30) == 0


def test_words_of_one_language_say_nothing_to_the_other() -> None:
    assert close(["word:night"], ["word:night"], language="fr") == 0
    assert close([*RAID, "word:a", "word:b"], [*RAID, "word:c"], language="fr") == pytest.approx(
        close(RAID, RAID, language="fr")
    )


def test_long_numbers_weigh_more_than_short_and_round_ones() -> None:
    assert weight_of("number:4") < weight_of("number:14") < weight_of("number:1257")
    assert weight_of("number:100") < weight_of("number:157")


def test_a_name_in_both_titles_weighs_more_than_anywhere() -> None:
    assert weight_of(f"{HEAD}name:karim") > weight_of("name:karim") > weight_of(f"{HEAD}land:UKR")


def test_a_kind_that_nobody_knows_weighs_nothing() -> None:
    assert weight_of("colour:red") == 0


TERMS = st.lists(
    st.sampled_from([*RAID, "date:2026-03-17", "date:2026-03-18", "place:gn:2", "view:live", "head:name:karim"]),
    unique=True,
)


@given(TERMS, TERMS, st.integers(-200, 200), st.sampled_from(["en", "fr"]))
def test_closeness_is_a_share_and_looks_the_same_from_both_sides(
    one: list[str], two: list[str], hours: int, language: str
) -> None:
    first, second = profiles(one, two, hours=hours, language=language)

    assert 0 <= closeness(first, second) <= 1
    assert closeness(first, second) == pytest.approx(closeness(second, first))


def test_what_stands_only_further_down_counts_less() -> None:
    late = tuple(f"late:{term}" for term in RAID)

    assert 0 < close(RAID, late) < close(RAID, RAID)


def test_accounts_of_two_conflicts_are_farther_apart() -> None:
    here, there = (*RAID, "conflict:a"), (*RAID, "conflict:b")

    assert close(here, there) < close(here, RAID) < close(here, here)
    assert close((*here, "conflict:b"), there) > close(here, there)
