"""The day of an event, where the sentence names it."""

import re
from datetime import date, datetime

from trucewatch.mentions.view import Words

LONGEST_AHEAD_DAYS = 180


def read_date(lowered: str, words: Words, published: datetime | None, near: int) -> date | None:
    """Return the day named nearest to a character of the sentence, or None.

    A day without a year is the one nearest to the publication; without a publication date it is unknown.
    """
    found = []
    for match in words.days.finditer(lowered):
        day = _day(match, words, published)
        if day is not None:
            found.append((abs(match.start() - near), day))
    return min(found)[1] if found else None


def _day(match: re.Match[str], words: Words, published: datetime | None) -> date | None:
    month = int(words.months[match.group("month") or match.group("month2")])
    number = int(match.group("day") or match.group("day2"))
    year = match.group("year")
    try:
        if year:
            return date(int(year), month, number)
        if published is None:
            return None
        day = date(published.year, month, number)
        ahead = (day - published.date()).days
        if ahead > LONGEST_AHEAD_DAYS:
            return date(published.year - 1, month, number)
        return date(published.year + 1, month, number) if ahead < -LONGEST_AHEAD_DAYS else day
    except ValueError:
        return None
