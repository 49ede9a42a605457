"""CSV for spreadsheets and programs: RFC 4180, UTF-8 with its mark, since Excel reads another encoding without it.

Cells that a spreadsheet would run are guarded (formulas.py). Yes and no are true and false; an empty text and one that is not
there look alike, as CSV has it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.exports.formulas import guard
from trucewatch.exports.values import Row, batches, plain
from trucewatch.model import ExportColumn

MARK = "\ufeff".encode()


def write(rows: Iterable[Row], columns: Sequence[ExportColumn]) -> Iterator[bytes]:
    """Yield the mark and the header, then the rows."""
    names = [column.name for column in columns]
    yield MARK + _lines([names])
    for batch in batches(rows):
        yield _lines([_cell(row[name]) for name in names] for row in batch)


def _cell(value: object) -> str:
    written = plain(value)
    if isinstance(written, str):
        return guard(written) if isinstance(value, str | tuple) else written
    if isinstance(written, bool):
        return str(written).lower()
    return "" if written is None else str(written)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
