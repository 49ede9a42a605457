"""What the columns of the view results hold, for those who write them into files."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import BigInteger, Boolean, Date, Integer

from trucewatch.model import ColumnKind, ExportColumn
from trucewatch.warehouse.types import Moment, Words
from trucewatch.warehouse.view_columns import results

_KINDS: Mapping[type, ColumnKind] = MappingProxyType(
    {
        Words: ColumnKind.TEXT,
        Integer: ColumnKind.INTEGER,
        BigInteger: ColumnKind.INTEGER,
        Boolean: ColumnKind.YES_NO,
        Date: ColumnKind.DAY,
        Moment: ColumnKind.MOMENT,
    }
)


def result_columns() -> tuple[ExportColumn, ...]:
    """Return the columns of results in the order of the view."""
    return tuple(ExportColumn(name=column.name, kind=_KINDS[type(column.type)]) for column in results.columns)
