"""How long a ceasefire is to last, in days, and when two durations are one."""

import re

_PATTERN = re.compile(
    r"P(?:(?P<years>\d+(?:\.\d+)?)Y)?(?:(?P<months>\d+(?:\.\d+)?)M)?(?:(?P<weeks>\d+(?:\.\d+)?)W)?"
    r"(?:(?P<days>\d+(?:\.\d+)?)D)?(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?)?"
)
_DAYS = {"years": 365.25, "months": 365.25 / 12, "weeks": 7.0, "days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440}


def duration_days(duration: str | None) -> float | None:
    """Return an ISO 8601 duration in days (a month is a twelfth of a year), or None where it tells nothing."""
    found = _PATTERN.fullmatch(duration or "")
    if found is None:
        return None
    days = sum(float(number) * _DAYS[unit] for unit, number in found.groupdict().items() if number)
    return days or None


def is_same_duration(one: str | None, other: str | None) -> bool:
    """Tell whether two durations can be one: "a month" is 30 days, but one day is not three; unknown fits anything."""
    first, second = duration_days(one), duration_days(other)
    if first is None or second is None:
        return True
    longer = max(first, second)
    # Two days is what "a month" leaves open; below eight days a quarter is, above a hundred days two in a hundred.
    return abs(first - second) <= max(min(2.0, longer / 4), longer * 0.02)
