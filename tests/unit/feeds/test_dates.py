from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.feeds.calendar_words import MONTHS, ZONES
from trucewatch.feeds.dates import NO_DATE, GivenDate, given_date, judge, parse_date

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # ISO 8601 and its relatives
        ("2025-03-18T10:30:00Z", at(3, 18, 10, 30)),
        ("2025-03-18T10:30:00+01:00", at(3, 18, 9, 30)),
        ("2025-03-18T10:30:00.123456789+01:00", at(3, 18, 9, 30)),
        ("2025-03-18T10:30:00,5Z", at(3, 18, 10, 30)),
        ("2025-03-18T10:30:00+0100", at(3, 18, 9, 30)),
        ("2025-03-18T10:30:00 +0100", at(3, 18, 9, 30)),
        ("2025-03-18T10:30:00+01", at(3, 18, 9, 30)),
        ("2025-03-18T10:30+01:00[Europe/Paris]", at(3, 18, 9, 30)),
        ("2025-03-18T10:30:00", at(3, 18, 10, 30)),
        ("2025-03-18 10:30:00", at(3, 18, 10, 30)),
        ("2025-03-18 10:30:00 UTC", at(3, 18, 10, 30)),
        ("2025-03-18 10:30:00 CET", at(3, 18, 9, 30)),
        ("2025-03-18", at(3, 18)),
        ("20250318", at(3, 18)),
        ("20250318T103000Z", at(3, 18, 10, 30)),
        ("2025/03/18 10:30", at(3, 18, 10, 30)),
        ("2025-03", at(3, 1)),
        ("2025", at(1, 1)),
        ("1742290200", at(3, 18, 9, 30)),
        ("1742290200123", at(3, 18, 9, 30)),
        # RFC 822 and what became of it
        ("Tue, 18 Mar 2025 10:30:00 +0100", at(3, 18, 9, 30)),
        ("Tue, 18 Mar 2025 10:30:00 GMT", at(3, 18, 10, 30)),
        ("Tue, 18 Mar 2025 10:30:00 GMT+1", at(3, 18, 9, 30)),
        ("Tue, 18 Mar 2025 10:30:00 +0100 (CET)", at(3, 18, 9, 30)),
        ("Tue, 18 Mar 2025 10:30:00 Z", at(3, 18, 10, 30)),
        ("Tue, 18 Mar 2025 10:30:00 EST", at(3, 18, 15, 30)),
        ("Tue, 18 Mar 2025 10:30:00 CEST", at(3, 18, 8, 30)),
        ("Tue, 18 Mar 2025 10:30:00 MSK", at(3, 18, 7, 30)),
        ("Tue, 18 Mar 2025 10:30:00 EET", at(3, 18, 8, 30)),
        ("Tue, 18 Mar 2025 10:30:00 BST", at(3, 18, 9, 30)),
        ("Tue, 18 Mar 2025 10:30:00 IST", at(3, 18, 5, 0)),
        ("Tue, 18 Mar 2025 10:30:00 -0330", at(3, 18, 14, 0)),
        ("Tue, 18 Mar 2025 10:30", at(3, 18, 10, 30)),
        ("18 Mar 25 10:30:00 GMT", at(3, 18, 10, 30)),
        ("18 Mar 99 10:30:00 GMT", at(3, 18, 10, 30, year=1999)),
        ("Tuesday, March 18th, 2025 10:30 AM EST", at(3, 18, 15, 30)),
        ("March 18, 2025 at 12:05 am", at(3, 18, 0, 5)),
        ("March 18, 2025, 3 p.m.", at(3, 18, 15, 0)),
        ("Tue Mar 18 10:30:00 2025", at(3, 18, 10, 30)),
        ("Tue Mar 18 10:30:00 CET 2025", at(3, 18, 9, 30)),
        ("Thu, 31 Dec 2015 23:59:60 GMT", at(12, 31, 23, 59, 59, year=2015)),
        # French
        ("mar., 18 mars 2025 10:30:00 +0100", at(3, 18, 9, 30)),
        ("lundi 3 février 2025 à 8 h 30", at(2, 3, 8, 30)),
        ("lundi 3 février 2025 à 8h30", at(2, 3, 8, 30)),
        ("Lun. 3 févr. 2025, 8 h", at(2, 3, 8, 0)),
        ("1er août 2025", at(8, 1)),
        ("mar. 5 août 2025 18:00 CEST", at(8, 5, 16, 0)),
        ("18/03/2025 à 10h30", at(3, 18, 10, 30)),
        ("3/4/2025", at(4, 3)),
        # German, Spanish, Italian
        ("Di, 18. März 2025 10:30 Uhr", at(3, 18, 10, 30)),
        ("18. M\u00e4rz 2025, 10.30 Uhr", at(3, 18, 10, 30)),
        ("Mittwoch, 5. Dezember 2025 um 7 Uhr", at(12, 5, 7, 0)),
        ("18.03.2025 10:30", at(3, 18, 10, 30)),
        ("martes, 18 de marzo de 2025 10:30", at(3, 18, 10, 30)),
        ("mié, 1 ene 2025 00:00:00 +0100", at(12, 31, 23, year=2024)),
        ("1º de marzo de 2025", at(3, 1)),
        ("1° marzo 2025", at(3, 1)),
        ("mar, 4 giu 2025 09:00:00 +0200", at(6, 4, 7, 0)),
        ("giovedì 18 dicembre 2025 alle ore 10:30", at(12, 18, 10, 30)),
    ],
)
def test_a_date_is_read_as_it_is_meant(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", " ", "yesterday", "hier", "10:30", "18 March", "March 2025 10:30 18 7", "Tue, 31 Jun 2025 10:00:00 GMT", "2025-13-01", "99/99/9999",
     "Mon, 01 Jan 0000 00:00:00 GMT", "0001-01-01T00:00:00+14:00", "18 Brumaire 2025", "version 3 March 2025", "18 Mar 2025 25:00", "x" * 101,
     "18 Mar 2025 10:30 +99:99", "0", "-", "12"],
)  # fmt: skip
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_english_is_written_both_ways_so_an_ambiguous_date_is_left_unread() -> None:
    assert parse_date("03/04/2025", day_first=False) is None
    assert parse_date("03/18/2025", day_first=False) == at(3, 18)
    assert parse_date("18/03/2025", day_first=False) == at(3, 18)
    assert parse_date("04/04/2025", day_first=False) == at(4, 4)


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or moment.tzinfo is UTC


WORDS = st.sampled_from(
    sorted(MONTHS) + sorted(ZONES) + ["12", "2025", "18.", "10:30", "8 h", "+0100", "-", "/", "T", "Z", "à", "Uhr", "pm", "0", "99"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_any_jumble_of_a_dates_parts_is_a_date_or_none(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or moment.tzinfo is UTC


MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 2),  # noqa: DTZ001  # the zone is drawn beside it
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
)


@given(MOMENTS)
def test_every_moment_is_read_back_from_either_standard(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(moment.strftime("%a, %d %b %Y %H:%M:%S %z")) == moment


@pytest.mark.parametrize(
    ("given_", "judgement"),
    [
        (NO_DATE, (None, "missing")),
        (given_date("  ", day_first=True), (None, "missing")),
        (given_date("soon", day_first=True), (None, "unreadable")),
        (GivenDate(is_given=True, moment=NOW + timedelta(hours=24)), (NOW + timedelta(hours=24), "")),
        (GivenDate(is_given=True, moment=NOW + timedelta(hours=25)), (None, "future")),
        (GivenDate(is_given=True, moment=datetime(1989, 12, 31, tzinfo=UTC)), (None, "too_old")),
        (GivenDate(is_given=True, moment=NOW), (NOW, "")),
    ],
)
def test_a_date_that_cannot_be_true_is_flagged_and_dropped(
    given_: GivenDate, judgement: tuple[datetime | None, str]
) -> None:
    assert judge(given_, NOW) == judgement
