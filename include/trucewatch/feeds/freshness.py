"""How long an answer asks not to be asked for again. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from trucewatch.model import Response

_LONGEST_DIGITS = 9
"""Thirty years in seconds; what is longer than this is no number that anybody meant."""


def fresh_until(response: Response, now: datetime) -> datetime | None:
    """Return when an answer that came now stops being fresh, by Cache-Control, else by Expires; None: it is not.

    As RFC 9111 has it for a cache of one reader: what an answer spent in other caches (Age) is over, and s-maxage,
    meant for caches of many, is no concern of ours.
    """
    since = max(now, response.fetched_at)
    directives = dict(_directives(response.header("cache-control") or ""))
    if "no-cache" in directives or "no-store" in directives:
        return None
    if "max-age" in directives:
        lifetime = _seconds(directives["max-age"])
    else:
        date, expires = _date(response.header("date")) or since, _date(response.header("expires"))
        lifetime = expires - date if expires else timedelta(0)
    remaining = lifetime - _seconds(response.header("age") or "")
    return since + remaining if remaining > timedelta(0) else None


def _directives(header: str) -> Iterator[tuple[str, str]]:
    # The last first, so that of two equal names the first one counts.
    for directive in reversed(header.lower().split(",")):
        name, _, value = directive.partition("=")
        yield name.strip(), value.strip().strip('"')


def _seconds(text: str) -> timedelta:
    text = text.strip()
    is_number = text.isascii() and text.isdigit()
    return timedelta(seconds=int(text[:_LONGEST_DIGITS]) if is_number else 0)


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
