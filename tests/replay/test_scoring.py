"""What counts as right, repeated, wrong, missed and late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.replay.scoring import Told, Wanted, score

MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_wanted(**changes: Any) -> Wanted:
    fields: dict[str, Any] = {
        "story": "offer", "since": MORNING, "by": MORNING + HOUR, "conflict": "ardania-borland", "category": "ceasefire",
        "act": "accept", "actors": frozenset({"ARD"}),
    }  # fmt: skip
    return Wanted(**fields | changes)


def a_told(**changes: Any) -> Told:
    fields: dict[str, Any] = {
        "at": MORNING, "recipient": "desk@example.org", "change_key": "change-1", "headline": "Ardania accepts",
        "category": "ceasefire", "acts": frozenset({"accept"}), "actors": frozenset({"ARD"}),
        "conflicts": frozenset({"ardania-borland"}),
    }  # fmt: skip
    return Told(**fields | changes)


BOTH = frozenset({"ARD", "BOR"})


def test_an_alert_that_says_what_is_wanted_is_right():
    result = score([a_told()], [a_wanted()])
    assert (len(result.right), result.precision, result.repeated, result.missed) == (1, 1.0, 0.0, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"at": MORNING - HOUR},
        {"category": "negotiation"},
        {"acts": frozenset({"reject"})},
        {"actors": frozenset({"BOR"})},
        {"actors": BOTH},
        {"conflicts": frozenset({"elsewhere"})},
        {"targets": frozenset({"energy"})},
        {"durations": frozenset({"P3D"})},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_alert_that_says_something_else_is_wrong_and_the_change_missed(changes):
    wanted = a_wanted(durations=frozenset({"P30D", "P1M"}))
    told = a_told(**changes)
    result = score([told], [wanted])
    assert (result.wrong, result.missed, result.precision) == ([told], [wanted], 0.0)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"actors": frozenset()}, {}),
        ({"actors": frozenset()}, {"actors": BOTH}),
        ({"actors": BOTH}, {"also": frozenset({"BOR"})}),
        ({"conflicts": frozenset()}, {}),
        ({"durations": frozenset()}, {"durations": frozenset({"P30D"})}),
        ({"durations": frozenset({"P1M"})}, {"durations": frozenset({"P30D", "P1M"})}),
        ({"targets": frozenset({"energy"})}, {"target": "energy"}),
        (
            {"category": "territory", "acts": frozenset({"gain"}), "places": frozenset({"lakeside"})},
            {"category": "territory", "act": "gain", "place": "lakeside"},
        ),
    ],
)
def test_an_alert_may_say_less_and_name_who_may_be_named(told, wanted):
    assert not score([a_told(**told)], [a_wanted(**wanted)]).missed


def test_a_place_that_is_not_named_is_another_change():
    told = a_told(category="territory", acts=frozenset({"gain"}))
    assert score([told], [a_wanted(category="territory", act="gain", place="lakeside")]).wrong == [told]


def test_the_second_alert_on_a_change_is_a_repeat_that_costs_no_precision():
    result = score([a_told(), a_told(at=MORNING + HOUR, change_key="change-2")], [a_wanted()])
    assert (len(result.right), len(result.repeats), result.precision, result.repeated) == (1, 1, 1.0, 0.5)


def test_a_change_that_comes_twice_takes_two_alerts():
    later = a_wanted(since=MORNING + 2 * HOUR, by=MORNING + 2 * HOUR)
    result = score([a_told(), a_told(at=MORNING + 2 * HOUR, change_key="change-2")], [a_wanted(), later])
    assert ([wanted for _, wanted in result.right], result.repeats, result.missed) == ([a_wanted(), later], [], [])


def test_a_change_told_too_late_is_missed_and_its_alert_still_right():
    result = score([a_told(at=MORNING + 2 * HOUR)], [a_wanted()])
    assert (len(result.right), len(result.late), result.missed) == (1, 1, [a_wanted()])


def test_a_change_by_two_is_missed_while_one_is_named_and_whole_with_the_other():
    wanted = a_wanted(actors=BOTH)
    half = a_told()
    rest = a_told(actors=frozenset({"BOR"}), change_key="change-2")
    assert score([half], [wanted]).missed == [wanted]
    result = score([half, rest], [wanted])
    assert (result.missed, len(result.right), len(result.repeats)) == ([], 1, 1)


def test_a_repeat_after_the_last_poll_does_not_make_a_change_late():
    result = score([a_told(), a_told(at=MORNING + 5 * HOUR, change_key="change-2")], [a_wanted()])
    assert (result.late, result.missed) == ([], [])


def test_an_optional_change_is_as_good_told_as_not_told():
    optional = a_wanted(is_optional=True)
    assert score([], [optional]).missed == []
    assert score([a_told()], [optional]).precision == 1.0


def test_where_nothing_is_told_nothing_is_wrong():
    result = score([], [a_wanted()])
    assert (result.precision, result.repeated, result.missed) == (1.0, 0.0, [a_wanted()])


def test_the_lines_show_the_figures_and_every_failure():
    result = score([a_told(headline="Other", acts=frozenset({"end"}))], [a_wanted()])
    figures, wrong, missed = result.lines()
    assert "precision 0.000" in figures
    assert "Other" in wrong
    assert "offer: ceasefire.accept by ARD" in missed
