"""What values look like in formats that are text, and rows in batches."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from math import isfinite

Row = Mapping[str, object]

BATCH = 500
"""Rows that are written at once in formats of lines: some 500 kB."""
SEPARATOR = "; "
"""Between several texts in one."""
_UNWRITABLE = re.compile("[\ud800-\udfff]")


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Yield the rows in lists of at most this size."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def writable(text: str) -> str:
    """Return text that UTF-8 can hold, of the same length: halves of surrogate pairs become U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text)


def plain(value: object) -> str | int | float | bool | None:
    """Return a value as JSON can hold it: times as '2026-03-19T09:00:00Z', days as '2026-03-19'."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return None  # JSON has no such numbers
    if value is None or isinstance(value, bool | int | float):
        return value
    return writable(told(value))


def told(value: object) -> str:
    """Return a value that is a text, or several texts, as one."""
    return SEPARATOR.join(map(str, value)) if isinstance(value, tuple) else str(value)
