"""What is given away: ExportColumn."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """What the values of a column are; any of them may be None."""

    TEXT = "text"
    """str; lists, and tuples of str, are one text, joined by '; '."""
    INTEGER = "integer"
    """int of 64 bits."""
    NUMBER = "number"
    """float"""
    YES_NO = "yes_no"
    """bool"""
    DAY = "day"
    """date"""
    MOMENT = "moment"
    """Aware UTC datetime, to the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumn:
    """One column of the rows that are given away."""

    name: str
    kind: ColumnKind
