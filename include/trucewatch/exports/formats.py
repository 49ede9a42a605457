"""The formats by name, and the one way to write any of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from trucewatch.exports import csv_lines, geojson, json_lines, parquet
from trucewatch.exports.values import Row
from trucewatch.model import ExportColumn

Writer = Callable[[Iterable[Row], Sequence[ExportColumn]], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """How a file of this format is called, and what writes it."""

    name: str
    media_type: str
    """For the header Content-Type."""
    ending: str
    """Of file names, without the dot."""
    write: Writer


FORMATS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        one.name: one
        for one in (
            ExportFormat(name="csv", media_type="text/csv; charset=utf-8", ending="csv", write=csv_lines.write),
            ExportFormat(name="jsonl", media_type="application/jsonl", ending="jsonl", write=json_lines.write),
            ExportFormat(name="geojson", media_type="application/geo+json", ending="geojson", write=geojson.write),
            ExportFormat(
                name="parquet", media_type="application/vnd.apache.parquet", ending="parquet", write=parquet.write
            ),
        )
    }
)


def export(rows: Iterable[Row], columns: Sequence[ExportColumn], format: ExportFormat) -> Iterator[bytes]:  # noqa: A002  # its name in every program
    """Yield a file of these rows in a format, as they come: memory holds one batch of them, however many there are.

    A file of no rows is whole too. The last bytes make it so: where rows end in an error, the file is unusable.
    """
    return format.write(rows, columns)
