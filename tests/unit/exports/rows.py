"""Rows as the view results gives them, and files of them read back."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from trucewatch.exports import FORMATS, export
from trucewatch.model import ColumnKind, ExportColumn

KINDS = {
    "mention_id": ColumnKind.TEXT,
    "published_at": ColumnKind.MOMENT,
    "event_on": ColumnKind.DAY,
    "in_title": ColumnKind.YES_NO,
    "archive_offset": ColumnKind.INTEGER,
    "places": ColumnKind.TEXT,
    "place_coordinates": ColumnKind.TEXT,
    "evidence": ColumnKind.TEXT,
}
COLUMNS = tuple(ExportColumn(name=name, kind=kind) for name, kind in KINDS.items())


def a_row(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "mention_id": "m1",
        "published_at": datetime(2026, 3, 18, 12, 0, tzinfo=UTC),
        "event_on": date(2026, 3, 20),
        "in_title": False,
        "archive_offset": 2**40,
        "places": "Lac",
        "place_coordinates": "48.0000,-2.5123",
        "evidence": "“La trêve tient”, dit-il.",
    }
    return fields | changes


def an_empty_row(**changes: Any) -> dict[str, Any]:
    """A row of which nothing is known but what it is."""
    return {**dict.fromkeys(KINDS), "mention_id": "m2", "in_title": True} | changes


def written(name: str, rows: Iterable[Mapping[str, object]], columns: Sequence[ExportColumn] = COLUMNS) -> bytes:
    return b"".join(export(rows, columns, FORMATS[name]))


def read_csv(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))


def read_jsonl(file: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.decode().split("\n")[:-1]]


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row is in JSON, by hand."""
    moment, day = row["published_at"], row["event_on"]
    return {
        **row,
        "published_at": moment and moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "event_on": day and day.strftime("%Y-%m-%d"),
    }
