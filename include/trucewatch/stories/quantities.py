"""Numbers, lengths of time and days in a text, whatever the language they are written in. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from trucewatch.knowledge.story_words import Calendar, fold

TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[^\W\d_]+|%")
"""A number with what stands between its thousands, a word (without hyphens), or a per cent sign."""
LONGEST = 40
"""Characters of a word or number; longer ones are serial numbers, addresses or an attack."""
SPACES = " \u00a0\u202f"
LEAST_NUMBER = 3
"""One and two are said of everything."""
TEN, TWENTY, HUNDRED = 10, 20, 100
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LAST_DAY = 31
FUTURE_REACH = 4
"""Words before a weekday among which one may say that it is yet to come."""
WEEK = 7

Kind = Literal["number", "percent", "duration", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word or number of a text, with where it stands and how it is compared."""

    start: int
    text: str
    folded: str

    @property
    def is_number(self) -> bool:
        """True where it is written in digits."""
        return self.text[0].isdecimal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something counted, or a day, as all languages have it: '1200', 'P30D', '2026-03-18'."""

    kind: Kind
    value: str
    start: int


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words and numbers of a text, in order, but no longer ones than `LONGEST`."""
    return tuple(
        Token(start=match.start(), text=match.group(), folded=fold(match.group()))
        for match in TOKEN.finditer(text)
        if match.end() - match.start() <= LONGEST
    )


def read_quantities(tokens: Sequence[Token], calendar: Calendar, said_on: date) -> Iterator[Quantity]:
    """Yield the numbers (but no years), percentages, durations and days; each word counts once.

    A weekday is the last one up to `said_on`, or the next one where words before it speak of the future; a day of the
    month without a year is the one nearest to `said_on`.
    """
    at = 0
    while at < len(tokens):
        day, used = _day(tokens, at, calendar, said_on)
        if day is not None:
            yield Quantity(kind="date", value=day.isoformat(), start=tokens[at].start)
            at += used
            continue
        number, used = _number(tokens, at, calendar)
        if number is None:
            at += 1
            continue
        found, more = _counted(tokens, at, used, number, calendar)
        if found is not None:
            yield found
        at += used + more


def _counted(
    tokens: Sequence[Token], at: int, used: int, number: str, calendar: Calendar
) -> tuple[Quantity | None, int]:
    """Return what a number counts, and how many tokens after it say so; None: nothing that tells events apart."""
    start, after = tokens[at].start, at + used
    if (length := _percent(tokens, after, calendar)) is not None:
        return Quantity(kind="percent", value=number, start=start), length
    if (unit := calendar.units.get(_word(tokens, after))) and number.isdigit():
        return Quantity(kind="duration", value=f"PT{number}H" if unit == "H" else f"P{number}{unit}", start=start), 1
    if number.isdigit() and not _is_year(tokens[at], number) and int(number) >= LEAST_NUMBER:
        return Quantity(kind="number", value=number, start=start), 0
    return None, 0


def _percent(tokens: Sequence[Token], at: int, calendar: Calendar) -> int | None:
    """Return how many tokens say 'per cent' here; None: they do not."""
    for phrase in calendar.percent:
        parts = phrase.split("-")
        if [token.folded for token in tokens[at : at + len(parts)]] == parts:
            return len(parts)
    return None


def _is_year(token: Token, number: str) -> bool:
    return token.text == number and EARLIEST_YEAR <= int(number) <= LATEST_YEAR


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].folded if 0 <= at < len(tokens) else ""


def _number(tokens: Sequence[Token], at: int, calendar: Calendar) -> tuple[str | None, int]:
    """Return a number in digits and how many tokens it takes; None: no number stands here."""
    token = tokens[at]
    if token.is_number:
        value, used = _digits(token.text, calendar), 1
    else:
        count, used = _in_words(tokens, at, calendar)
        if count is None:
            return None, 0
        value = str(count)
    scale = calendar.scales.get(_word(tokens, at + used))
    if scale is not None and not (token.is_number and scale == HUNDRED):
        return _scaled(value, scale), used + 1
    return value, used


def _digits(text: str, calendar: Calendar) -> str:
    for space in SPACES:
        text = text.replace(space, "")
    text = re.sub(rf"[{re.escape(calendar.thousands)}](?=\d{{3}}(?!\d))", "", text)
    whole, _, part = text.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _scaled(value: str, scale: int) -> str:
    whole, _, part = value.partition(".")
    exact = int(whole + part) * scale // TEN ** len(part)
    return str(exact)


def _in_words(tokens: Sequence[Token], at: int, calendar: Calendar) -> tuple[int | None, int]:
    """Read a number in words up to 999, as a sum: soixante dix, twenty five, quatre vingt trois, two hundred."""
    total, used, last = 0, 0, 0
    while (value := calendar.numbers.get(_word(tokens, at + used))) is not None:
        if value == HUNDRED and total:
            total *= HUNDRED
        elif value == TWENTY and last == TWENTY // 5:
            total += TWENTY * last - last
        elif used and (value >= last or last < TEN):
            break
        else:
            total += value
        last, used = value, used + 1
        if _word(tokens, at + used) in {"et", "and"} and calendar.numbers.get(_word(tokens, at + used + 1)):
            used += 1
    return (total, used) if used else (None, 0)


def _day(tokens: Sequence[Token], at: int, calendar: Calendar, said_on: date) -> tuple[date | None, int]:
    """Return the day that is named here, and how many tokens name it."""
    token = tokens[at]
    if token.folded in calendar.near_days:
        return said_on + timedelta(days=calendar.near_days[token.folded]), 1
    if token.folded in calendar.weekdays:
        dated, used = _day_of_month(tokens, at + 1, calendar, said_on)
        if dated is not None:
            return dated, used + 1
        before = {_word(tokens, at - back) for back in range(1, FUTURE_REACH + 1)} | {_word(tokens, at + 1)}
        is_future = bool(before & calendar.future)
        return _weekday(calendar.weekdays[token.folded], said_on, is_future=is_future), 1
    return _day_of_month(tokens, at, calendar, said_on)


def _weekday(which: int, said_on: date, *, is_future: bool) -> date:
    if is_future:
        return said_on + timedelta(days=(which - said_on.weekday() - 1) % WEEK + 1)
    return said_on - timedelta(days=(said_on.weekday() - which) % WEEK)


def _day_of_month(tokens: Sequence[Token], at: int, calendar: Calendar, said_on: date) -> tuple[date | None, int]:
    """'18 March 2026', '18 mars', 'March 18'."""
    first, second = _word(tokens, at), _word(tokens, at + 1)
    if first.isdecimal() and second in calendar.months:
        number, month = int(first), calendar.months[second]
    elif first in calendar.months and second.isdecimal():
        number, month = int(second), calendar.months[first]
    else:
        return None, 0
    if not 1 <= number <= LAST_DAY:
        return None, 0
    year = _word(tokens, at + 2)
    if year.isdecimal() and EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return _date(int(year), month, number), 3
    near = [_date(said_on.year + shift, month, number) for shift in (-1, 0, 1)]
    known = [one for one in near if one is not None]
    return (min(known, key=lambda one: abs(one - said_on)) if known else None), 2


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
