"""JSON Lines: one object a line, in UTF-8."""

import json
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.exports.values import Row, batches, plain
from trucewatch.model import ExportColumn


def write(rows: Iterable[Row], columns: Sequence[ExportColumn]) -> Iterator[bytes]:
    """Yield the rows, each with all columns in their order."""
    names = [column.name for column in columns]
    for batch in batches(rows):
        objects = ({name: plain(row[name]) for name in names} for row in batch)
        yield "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in objects).encode()
