"""Dates as newsrooms write them: ISO, RFC 822, and words in five languages. Pure.

Nothing is ever filled in from today's date: what does not name a day, a month and a year is no date. dateparser was
measured on the same texts: 3.0 ms a date against 0.03 ms, and "8 h 30" unread.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from trucewatch.feeds.calendar_words import FILLERS, MONTHS, WEEKDAYS, ZONES
from trucewatch.model import EARLIEST_PUBLICATION, FUTURE_ALLOWED

_LONGEST = 100
_EPOCH = re.compile(r"(\d{10})(\d{3})?", re.ASCII)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})"
    r"(?:\s?:\s?(?P<minute>\d\d)(?:\s?:\s?(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|\s?h(?:eures?)?\b\s?(?P<h_minute>\d\d)?(?!\d)|\s?h(?P<tight_minute>\d\d)(?!\d)"
    r"|[.](?P<dot_minute>\d\d)\s?uhr\b|\s?uhr\b|\s?(?P<bare_half>[ap])\.?m\b\.?)",
    re.ASCII,
)
_OFFSET = re.compile(
    r"\s*(?:gmt|utc|etc/gmt)?\s*(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d)", re.ASCII
)
_NAMED_ZONE = re.compile(r"\s*([a-z]{1,5})\b")
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?t?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_PART = re.compile(r"[^\W\d_]+|\d+")
_ORDINAL = re.compile(r"(?<=\d)(?:(?:st|nd|rd|th|er|o|a)\b|°)")
_PUNCTUATION = frozenset(" .-/")
_DAY_AND_YEAR = 2
_SHORT, _PIVOT = 2, 70
_NOON = 12
_LAST_SECOND = 59


@dataclass(frozen=True, slots=True)
class GivenDate:
    """A date as a document gives it."""

    is_given: bool
    """Whether anything is written where the date belongs."""
    moment: datetime | None
    """What was understood; None where nothing is written, or nothing that can be read."""


NO_DATE = GivenDate(is_given=False, moment=None)


def given_date(text: str, *, day_first: bool) -> GivenDate:
    """Return the date that a field gives."""
    return GivenDate(is_given=bool(text.strip()), moment=parse_date(text, day_first=day_first))


def judge(given: GivenDate, now: datetime) -> tuple[datetime | None, str]:
    """Return the date if it can be true, else None and the flaw: missing, unreadable, future or too_old."""
    if given.moment is None:
        return None, "unreadable" if given.is_given else "missing"
    if given.moment > now + FUTURE_ALLOWED:
        return None, "future"
    if given.moment < EARLIEST_PUBLICATION:
        return None, "too_old"
    return given.moment, ""


def parse_date(text: str, *, day_first: bool = True) -> datetime | None:
    """Return the moment that a text names, in UTC, to the second, or None. Never raises, and never looks at a clock.

    A missing time is midnight, a missing zone UTC. `day_first` says how 03/04/2025 is meant; False leaves it unread,
    because English is written both ways.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _epoch(text) or _iso(text) or _written(_plainly(text), day_first=day_first)
    except (ValueError, OverflowError):
        # Such as a 31st of June, or a year before the first.
        return None


def _epoch(text: str) -> datetime | None:
    seconds = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0)


def _plainly(text: str) -> str:
    """Return the text in small letters, without accents, asides and doubled spaces."""
    decomposed = unicodedata.normalize("NFKD", _ASIDE.sub(" ", text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _written(text: str, *, day_first: bool) -> datetime | None:
    time = _TIME.search(text)
    if time is None:
        day = _day(text, day_first=day_first)
        return datetime(*day, tzinfo=UTC) if day else None
    zone, rest = _zone(text[time.end() :])
    day = _day(f"{text[: time.start()]} {rest}", day_first=day_first)
    return datetime(*day, *_clock(time), tzinfo=timezone(zone)).astimezone(UTC) if day else None


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time["hour"])
    minute = next((time[name] for name in ("minute", "h_minute", "tight_minute", "dot_minute") if time[name]), "0")
    half = time["half"] or time["bare_half"]
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    # A leap second has no place in a datetime.
    return hour, int(minute), min(int(time["second"] or 0), _LAST_SECOND)


def _zone(text: str) -> tuple[timedelta, str]:
    """Return the offset with which a text begins, and the rest of it; none is UTC."""
    offset = _OFFSET.match(text)
    if offset:
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return (-span if offset["sign"] == "-" else span), text[offset.end() :]
    name = _NAMED_ZONE.match(text)
    if name and name[1] in ZONES:
        return timedelta(hours=ZONES[name[1]]), text[name.end() :]
    return timedelta(0), text


def _day(text: str, *, day_first: bool) -> tuple[int, int, int] | None:
    """Return year, month and day; None for anything else, or more."""
    words = [word for word in text.replace(",", " ").split() if word.strip(".") not in FILLERS]
    numeric = " ".join(word for word in words if word.strip(".") not in WEEKDAYS)
    if year_first := _YEAR_FIRST.fullmatch(numeric):
        return int(year_first[1]), int(year_first[3] or 1), int(year_first[4] or 1)
    if year_last := _YEAR_LAST.fullmatch(numeric):
        one, other = int(year_last[1]), int(year_last[3])
        return _in_order(one, other, _year(year_last[4]), day_first=day_first or year_last[2] == ".")
    return _day_in_words(_ORDINAL.sub("", " ".join(words)))


def _in_order(one: int, other: int, year: int, *, day_first: bool) -> tuple[int, int, int] | None:
    if other > _NOON:
        return year, one, other
    return (year, other, one) if day_first or one > _NOON or one == other else None


def _day_in_words(text: str) -> tuple[int, int, int] | None:
    if set(_PART.sub("", text)) - _PUNCTUATION:
        return None
    parts = _PART.findall(text)
    numbers = [part for part in parts if part.isdecimal()]
    words = [part for part in parts if not part.isdecimal()]
    # Some weekdays are spelt like months: 'mar. 4 giu.' is a Tuesday.
    months = [word for word in words if word in MONTHS]
    month = next((word for word in months if word not in WEEKDAYS), months[0] if months else None)
    if month is None or any(word not in WEEKDAYS and word != month for word in words):
        return None
    if len(numbers) != _DAY_AND_YEAR:
        return None
    day, year = numbers if len(numbers[0]) <= _SHORT else reversed(numbers)
    return _year(year), MONTHS[month], int(day)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > _SHORT:
        return year
    return year + (2000 if year < _PIVOT else 1900)
