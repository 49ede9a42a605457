"""Counts as charts and tables show them."""

from datetime import date, timedelta

import pytest

from trucewatch.codebook import Act, Category
from trucewatch.model import ConflictCount, DayCount, PlaceCount
from trucewatch.page.shaping import MOST_BARS, is_troubled, runs, spots, stacks, start_of, trends

TODAY = date(2026, 3, 18)


def a_count(day: date = TODAY, mentions: int = 1, **changes) -> DayCount:
    fields = {"category": Category.CEASEFIRE, "act": Act.ACCEPT}
    return DayCount(day=day, mentions=mentions, **fields | changes)


def a_conflict_count(day: date = TODAY, mentions: int = 1, conflict: str = "ardania-borland") -> ConflictCount:
    return ConflictCount(day=day, mentions=mentions, conflict=conflict, category=Category.CEASEFIRE)


def a_place_count(mentions: int = 1, **changes) -> PlaceCount:
    fields = {
        "place_id": "lakeside", "name": "Lakeside", "code": None, "latitude": 1.0, "longitude": 2.0,
        "category": Category.TERRITORY, "act": Act.GAIN, "last_on": TODAY,
    }  # fmt: skip
    return PlaceCount(mentions=mentions, **fields | changes)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_trend_counts_each_day_and_the_time_before():
    counts = [
        a_conflict_count(days_ago(days), number) for days, number in ((0, 2), (9, 5), (10, 7), (19, 1), (20, 100))
    ]
    (found,) = trends(counts, TODAY, 10, lambda count: count.category)
    assert found.days == (5, 0, 0, 0, 0, 0, 0, 0, 0, 2)
    assert (found.name, found.total, found.last_week, found.before) == ("ceasefire", 7, 2, 8)


def test_trends_come_in_the_order_of_how_much_there_is():
    counts = [
        a_conflict_count(conflict="a"),
        a_conflict_count(conflict="b", mentions=3),
        a_conflict_count(conflict=""),
        a_conflict_count(days_ago(40), conflict="old"),
    ]
    assert [trend.name for trend in trends(counts, TODAY, 30, lambda count: count.conflict)] == ["b", "", "a"]


def test_a_stack_has_no_hole_where_there_is_nothing():
    unit, (found,) = stacks([a_count(days_ago(2)), a_count(days_ago(0), 3, act=Act.REJECT)])
    assert unit == "day"
    assert found.starts == (days_ago(2), days_ago(1), days_ago(0))
    assert found.acts == (Act.ACCEPT, Act.REJECT)
    assert found.counts == {Act.ACCEPT: (1, 0, 0), Act.REJECT: (0, 0, 3)}
    assert found.total == 4


def test_stacks_of_all_categories_have_the_same_bars():
    territory = a_count(days_ago(4), category=Category.TERRITORY, act=Act.GAIN)
    _, found = stacks([territory, a_count()])
    assert [stack.category for stack in found] == [Category.CEASEFIRE, Category.TERRITORY]
    assert len({stack.starts for stack in found}) == 1


@pytest.mark.parametrize(("span", "unit"), [(0, "day"), (100, "day"), (200, "week"), (2000, "month"), (20_000, "year")])
def test_bars_grow_wider_where_there_are_too_many(span, unit):
    found, (stack,) = stacks([a_count(TODAY - timedelta(days=span)), a_count()])
    assert found == unit
    assert len(stack.starts) <= MOST_BARS + 2
    assert stack.total == 2


def test_the_ends_of_the_calendar_do_no_harm():
    unit, (stack,) = stacks([a_count(date.min), a_count(date.max)])
    assert unit == "year"
    assert stack.total == 2


def test_nothing_gives_no_stack():
    assert stacks([]) == ("day", ())


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("day", TODAY), ("week", date(2026, 3, 16)), ("month", date(2026, 3, 1)), ("year", date(2026, 1, 1))],
)
def test_a_bar_begins_with_its_first_day(unit, expected):
    assert start_of(TODAY, unit) == expected


def test_a_place_is_one_spot_with_all_its_acts():
    lost = a_place_count(5, act=Act.LOSE, last_on=days_ago(3))
    first, second = spots([a_place_count(2), lost, a_place_count(9, place_id="hill", name="Hill")])
    assert (first.name, second.name) == ("Hill", "Lakeside")
    assert second.acts == {(Category.TERRITORY, Act.LOSE): 5, (Category.TERRITORY, Act.GAIN): 2}
    assert (second.total, second.last_on) == (7, TODAY)


def a_line(run_id: str, hop: str, reason: str = "", lost: int = 0, **changes) -> dict[str, object]:
    fields = {"origin": "airflow", "started_at": None, "finished_at": None, "seen": 9, "kept": 5, "failed": False}
    return {"run_id": run_id, "hop": hop, "reason": reason or None, "lost": lost or None, **fields, **changes}


def test_a_run_has_its_hops_in_the_order_of_the_road():
    newer = [a_line("b", "read"), a_line("b", "fetch", "http_404", 1), a_line("b", "fetch", "robots", 3)]
    newest, older = runs([*newer, a_line("a", "other"), a_line("a", "poll")], ("poll", "fetch", "read"), 5)
    assert [hop.name for hop in newest.hops] == ["fetch", "read"]
    assert newest.hops[0].lost == (("robots", 3), ("http_404", 1))
    assert [hop.name for hop in older.hops] == ["poll", "other"]


def test_no_more_runs_than_wanted():
    assert [run.run_id for run in runs([a_line("b", "poll"), a_line("a", "poll")], (), 1)] == ["b"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"status": None}, False),
        ({"status": "not_modified"}, False),
        ({"status": "http_404"}, True),
        ({"status": "empty_feed"}, True),
        ({"fell_silent": True}, True),
        ({"is_stale": True}, True),
        ({"status": "http_404", "active": False}, False),
    ],
)
def test_a_feed_is_in_trouble_when_somebody_should_look(changes, expected):
    assert is_troubled({"status": "ok", "active": True, "fell_silent": False, "is_stale": False, **changes}) is expected
