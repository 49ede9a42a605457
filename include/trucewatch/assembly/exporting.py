"""Joins what is asked of the results with the format in which it is given away: for the command line and the page."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from trucewatch.exports import FORMATS, export
from trucewatch.model import Filters
from trucewatch.ports import ResultsReader

Rows = Iterable[Mapping[str, object]]


def export_results(
    reader: ResultsReader, filters: Filters, format_name: str, *, watch: Callable[[Rows], Rows] = iter
) -> Iterator[bytes]:
    """Yield all results that fit as a file of one of exports.FORMATS, newest first; KeyError for another.

    `watch` sees the rows on their way, and passes them on.
    """
    from trucewatch.warehouse import result_columns

    return export(watch(reader.export_rows(filters)), result_columns(), FORMATS[format_name])
