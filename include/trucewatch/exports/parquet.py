"""Parquet for pandas, DuckDB and Spark: typed columns, written a row group at a time, compressed by zstd."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from trucewatch.exports.values import Row, batches, told, writable
from trucewatch.model import ColumnKind, ExportColumn

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_OF_A_GROUP = 5000
"""Memory grows with it (some 10 MB), and smaller groups compress worse."""


class _Drain:
    """A file that can only be written, and forgets what is taken from it."""

    closed = False

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self._position = 0

    def tell(self) -> int:
        return self._position

    def write(self, block: bytes) -> int:
        self._written.append(bytes(block))
        self._position += len(block)
        return len(block)

    def flush(self) -> None:
        """Nothing waits in between."""

    def take(self) -> bytes:
        """Return what was written since it was last taken."""
        taken, self._written = b"".join(self._written), []
        return taken


def write(rows: Iterable[Row], columns: Sequence[ExportColumn]) -> Iterator[bytes]:
    """Yield the file, a row group at a time, and the index of them at the end."""
    import pyarrow as pa  # noqa: PLC0415  # 40 MB of memory that no other export needs
    from pyarrow import parquet  # noqa: PLC0415

    schema = _schema(columns)
    drain = _Drain()
    with parquet.ParquetWriter(drain, schema, compression="zstd") as writer:
        for batch in batches(rows, ROWS_OF_A_GROUP):
            arrays = [
                pa.array([_value(row[column.name]) for row in batch], type=schema.field(column.name).type)
                for column in columns
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield drain.take()
    yield drain.take()


def _schema(columns: Sequence[ExportColumn]) -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415  # as above

    types = {
        ColumnKind.TEXT: pa.string(),
        ColumnKind.INTEGER: pa.int64(),
        ColumnKind.NUMBER: pa.float64(),
        ColumnKind.YES_NO: pa.bool_(),
        ColumnKind.DAY: pa.date32(),
        ColumnKind.MOMENT: pa.timestamp("us", tz="UTC"),  # Parquet has no seconds
    }
    return pa.schema([pa.field(column.name, types[column.kind]) for column in columns])


def _value(value: object) -> object:
    return writable(told(value)) if isinstance(value, str | tuple) else value
