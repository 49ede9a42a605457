"""How long is how long."""

import pytest

from trucewatch.arrangements.durations import duration_days, is_same_duration


@pytest.mark.parametrize(
    ("duration", "days"),
    [("P30D", 30), ("P1M", 30.4375), ("P2W", 14), ("PT72H", 3), ("P1Y", 365.25), ("P1DT12H", 1.5), ("PT90M", 0.0625)],
)
def test_durations_are_read_in_days(duration: str, days: float):
    assert duration_days(duration) == pytest.approx(days)


@pytest.mark.parametrize("duration", [None, "", "P", "PT", "P0D", "30 days", "P30", "-P3D", "P1D and more"])
def test_what_tells_nothing_is_none(duration: str | None):
    assert duration_days(duration) is None


@pytest.mark.parametrize(("one", "other"), [("P1M", "P30D"), ("P18M", "P540D"), ("PT48H", "P2D")])
def test_a_month_may_be_counted_in_several_ways(one: str, other: str):
    assert is_same_duration(one, other)


@pytest.mark.parametrize(("one", "other"), [("P1M", "P3W"), ("PT12H", "PT6H"), ("P1D", "P2D"), ("P60D", "P90D")])
def test_different_durations_stay_apart(one: str, other: str):
    assert not is_same_duration(one, other)
