from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_response
from trucewatch.feeds.freshness import fresh_until

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
DATE = ("Date", "Thu, 19 Mar 2026 09:00:00 GMT")


def fresh(*headers: tuple[str, str]) -> float:
    """Return for how many seconds an answer with these headers is fresh."""
    until = fresh_until(a_response(headers=headers, fetched_at=NOW), NOW)
    return (until - NOW).total_seconds() if until else 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([("Cache-Control", "max-age=900")], 900),
        ([("cache-control", 'public, Max-Age="900"')], 900),
        ([("Cache-Control", "max-age=60, max-age=900")], 60),
        ([("Cache-Control", "max-age=900"), ("Age", "300")], 600),
        ([("Cache-Control", "max-age=900"), ("Age", "1000")], 0),
        ([("Cache-Control", "max-age=900"), ("Age", "x")], 900),
        ([("Cache-Control", "max-age=900, no-cache")], 0),
        ([("Cache-Control", "no-store, max-age=900")], 0),
        ([("Cache-Control", "s-maxage=900")], 0),
        ([("Cache-Control", "s-maxage=900, max-age=60")], 60),
        ([("Cache-Control", "max-age=soon")], 0),
        ([("Cache-Control", "max-age=-1")], 0),
        ([("Cache-Control", "max-age=0"), ("Expires", "Thu, 19 Mar 2026 10:00:00 GMT"), DATE], 0),
        ([("Cache-Control", "max-age=99999999999999999999")], 999_999_999),
        ([("Expires", "Thu, 19 Mar 2026 10:00:00 GMT"), DATE], 3600),
        ([("Expires", "Thu, 19 Mar 2026 10:00:00 GMT"), ("Date", "Thu, 19 Mar 2026 09:30:00 GMT")], 1800),
        ([("Expires", "Thu, 19 Mar 2026 10:00:00 GMT")], 3600),
        ([("Expires", "Thu, 19 Mar 2026 10:00:00 GMT"), ("Date", "yesterday")], 3600),
        ([("Expires", "Thu, 19 Mar 2026 10:00:00 -0000"), DATE], 3600),
        ([("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"), DATE], 0),
        ([("Expires", "0"), DATE], 0),
        ([("Expires", "-1"), DATE], 0),
        ([], 0),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_it_says(headers: list[tuple[str, str]], seconds: float) -> None:
    assert fresh(*headers) == seconds


def test_freshness_begins_when_the_answer_came() -> None:
    late = a_response(headers=(("Cache-Control", "max-age=900"),), fetched_at=NOW + timedelta(seconds=20))
    assert fresh_until(late, NOW) == NOW + timedelta(seconds=920)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_header_is_too_odd(control: str, expires: str, date: str, age: str) -> None:
    assert fresh(("Cache-Control", control), ("Expires", expires), ("Date", date), ("Age", age)) >= 0
