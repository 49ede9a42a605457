"""Dates as pages write them. Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 60
_ZONE_NAME = re.compile(r"\s*(?:UTC|GMT|Z)$|\[[\w/+-]+\]$", re.IGNORECASE)
"""Universal time by name, or a zone's name after its offset."""
_SPACED_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")


def parse_date(written: str) -> datetime | None:
    """Read a date or time of ISO 8601 or RFC 2822, as UTC; without a zone it is taken for UTC.

    Spaces before the zone, 'UTC' for it, and a zone's name behind its offset are read too.
    """
    written = written.strip()
    if not written or len(written) > _LONGEST:
        return None
    try:
        moment = _iso(written) or parsedate_to_datetime(written)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_SPACED_ZONE.sub("", _ZONE_NAME.sub("", written)))
    except ValueError:
        return None
