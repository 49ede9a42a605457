"""When a recipient may be told."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.builders import a_recipient
from trucewatch.alerts.timing import not_before
from trucewatch.model import Pace, Quiet, Recipient

NIGHT = Quiet(begins=time(22), ends=time(7))
LUNCH = Quiet(begins=time(12), ends=time(13, 30))
PARIS = "Europe/Paris"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "now", "then"),
    [
        ({}, "2026-03-18 12:34", None),
        ({"pace": Pace.HOURLY}, "2026-03-18 12:34", "2026-03-18 13:00"),
        ({"pace": Pace.HOURLY}, "2026-03-18 12:00", None),
        ({"pace": Pace.DAILY}, "2026-03-18 06:59", "2026-03-18 07:00"),
        ({"pace": Pace.DAILY}, "2026-03-18 07:01", "2026-03-19 07:00"),
        ({"pace": Pace.DAILY, "digest_at": time(18, 15)}, "2026-03-18 07:01", "2026-03-18 18:15"),
        ({"pace": Pace.DAILY, "timezone": PARIS}, "2026-03-18 05:00", "2026-03-18 06:00"),
        ({"pace": Pace.DAILY, "timezone": PARIS}, "2026-03-28 12:00", "2026-03-29 05:00"),  # the clocks go forward
        ({"quiet": NIGHT}, "2026-03-18 21:59", None),
        ({"quiet": NIGHT}, "2026-03-18 22:00", "2026-03-19 07:00"),
        ({"quiet": NIGHT}, "2026-03-19 06:59", "2026-03-19 07:00"),
        ({"quiet": NIGHT}, "2026-03-19 07:00", None),
        ({"quiet": LUNCH}, "2026-03-18 12:30", "2026-03-18 13:30"),
        ({"quiet": LUNCH}, "2026-03-18 13:30", None),
        ({"quiet": NIGHT, "timezone": "Asia/Tokyo"}, "2026-03-18 13:30", "2026-03-18 22:00"),
        ({"quiet": NIGHT, "pace": Pace.HOURLY}, "2026-03-18 21:30", "2026-03-19 07:00"),
        ({"quiet": NIGHT, "pace": Pace.DAILY, "digest_at": time(23)}, "2026-03-18 12:00", "2026-03-19 07:00"),
    ],
)
def test_digests_and_quiet_hours_make_an_alert_wait(rules: dict[str, object], now: str, then: str | None):
    assert not_before(a_recipient(**rules), at(now)) == (at(then) if then else None)


@pytest.mark.parametrize("pace", list(Pace))
def test_no_alert_waits_longer_than_a_day_and_its_quiet_hours(pace: Pace):
    """Hour by hour through a year, both changes of the clocks included."""
    patient: Recipient = a_recipient(pace=pace, quiet=NIGHT, timezone="America/New_York")
    for hour in range(0, 366 * 24, 5):
        now = at("2026-01-01 00:20") + timedelta(hours=hour)
        then = not_before(patient, now)
        assert then is None or now < then <= now + timedelta(hours=35)
