"""What the columns of downloads hold, as their names tell."""

import pytest

from trucewatch.model import ColumnKind
from trucewatch.page import columns

KNOWN = {
    "published_at": ColumnKind.MOMENT, "runs_since": ColumnKind.MOMENT, "event_on": ColumnKind.DAY, "day": ColumnKind.DAY,
    "last_on": ColumnKind.DAY, "is_opinion": ColumnKind.YES_NO, "failed": ColumnKind.YES_NO,
    "failed_7d": ColumnKind.INTEGER, "mentions": ColumnKind.INTEGER, "latitude": ColumnKind.NUMBER,
    "evidence": ColumnKind.TEXT, "duration": ColumnKind.TEXT,
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), KNOWN.items())
def test_a_name_tells_what_its_column_holds(name, kind):
    (column,) = columns.typed([name])
    assert (column.name, column.kind) == (name, kind)
