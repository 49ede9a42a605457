"""A warehouse carried from one database into another, kind and place as may be, and compared afterwards.

Everything happens in one transaction of the target, so that whatever ends it half-way leaves the target as empty as it
was; and in one of the source, which lets nobody write meanwhile.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, Text, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator

from trucewatch.errors import PermanentError
from trucewatch.warehouse import bulk
from trucewatch.warehouse.engine import dialect_of, opened, writing
from trucewatch.warehouse.migrate import check_revision, exclude_writers, upgrade
from trucewatch.warehouse.tables import metadata
from trucewatch.warehouse.types import clean

BATCH = 1000
"""Rows in memory at the same time."""
Progress = Callable[[str, int, int], None]
"""Gets the table, how many rows of all tables are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table as it was read from the source, and again from the target."""

    table: str
    rows: int
    digest: str
    """Of all rows in the order of their keys, the same on every database."""


def move(source_url: str, target_url: str, progress: Progress = lambda *_: None) -> tuple[Moved, ...]:
    """Copy a warehouse into an empty one, table by table; return what was copied and found to be the same.

    The target gets this version's schema first. Nobody can write to the source meanwhile: they wait, and give up as for
    any long writer. Broken off at any moment it leaves no row in the target, and may be done again.

    Raises SchemaOutdated where the source is not at this version's schema, PermanentError where the target holds a row
    (`target_not_empty`) or a table came out another (`copy_differs`), and what open_warehouse raises.
    """
    with opened(source_url) as source_engine, opened(target_url) as target_engine:
        if source_engine.url == target_engine.url:
            raise PermanentError("Source and target are the same warehouse", key="target", code="target_not_empty")
        check_revision(source_engine)
        upgrade(target_url)
        with writing(source_engine) as source, writing(target_engine) as target:
            exclude_writers(source)
            exclude_writers(target)
            _check_empty(target)
            moved = _copy_all(source, target, progress)
        with writing(target_engine) as target:
            for statement in dialect_of(target).after_load:
                target.exec_driver_sql(statement)
    return moved


def row_counts(connection: Connection) -> Mapping[str, int]:
    """Return how many rows each table has, in the order of foreign keys."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def _check_empty(target: Connection) -> None:
    for table in metadata.sorted_tables:
        if target.execute(select(table.primary_key.columns.values()[0]).limit(1)).first() is not None:
            problem = f"The target is not empty, its table {table.name} has rows: move into a new database"
            raise PermanentError(problem, key="target", code="target_not_empty")


def _copy_all(source: Connection, target: Connection, progress: Progress) -> tuple[Moved, ...]:
    counts = row_counts(source)
    done, total = 0, sum(counts.values())
    read: list[Moved] = []
    for table in metadata.sorted_tables:
        seen = _Seen(table)
        for rows in _batches(source, table):
            _write(target, table, rows)
            seen.add(rows)
            done += len(rows)
            progress(table.name, done, total)
        read.append(seen.moved())
    for one in read:
        found = _Seen(metadata.tables[one.table])
        for rows in _batches(target, metadata.tables[one.table]):
            found.add(rows)
        if found.moved() != one:
            problem = f"The table {one.table} came out another than it was: {found.moved()} instead of {one}"
            raise PermanentError(problem, key=one.table, code="copy_differs")
    return tuple(read)


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    """Yield a table's rows in the order of their keys, which no database's collation changes."""
    order = [_plain_order(connection, column) for column in table.primary_key]
    question = select(table).order_by(*order).execution_options(yield_per=BATCH)
    result = connection.execute(question).mappings()
    yield from result.partitions()


def _plain_order(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    is_text = isinstance(kind, Text)
    return column.collate(dialect_of(connection).plain_collation) if is_text else column


def _write(target: Connection, table: Table, rows: Sequence[RowMapping]) -> None:
    names = tuple(column.name for column in table.columns)
    packed = bulk.pack(target, table, names, list(rows))
    if dialect_of(target).copies_from is None:
        words = bulk.insert_words(target.dialect, table, names, (), is_staged=False)
        bulk.insert_marked(target, str(words), packed)
    else:
        listed = ", ".join(map(target.dialect.identifier_preparer.quote, names))
        bulk.copy_rows(target, f"COPY {table.name} ({listed}) FROM STDIN", packed)


class _Seen:
    """Counts the rows of a table, and digests them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._count = 0
        self._digest = hashlib.sha256()

    def add(self, rows: Sequence[RowMapping]) -> None:
        self._count += len(rows)
        for row in rows:
            self._digest.update(canonical_text([row[column.name] for column in self._table.columns]).encode())

    def moved(self) -> Moved:
        return Moved(table=self._table.name, rows=self._count, digest=self._digest.hexdigest())


def canonical_text(values: Sequence[object]) -> str:
    """Return the values of a row as one line that is the same on every database."""
    return json.dumps([_plain(value) for value in values], ensure_ascii=False) + "\n"


def _plain(value: object) -> object:
    """Return a value as JSON has it, with its kind where another could look the same."""
    match value:
        case str():
            plain: object = clean(value)
        case float():
            plain = {"float": (value + 0.0).hex()}  # SQLite keeps no sign of a zero
        case datetime():
            plain = {"time": value.astimezone(UTC).isoformat()}
        case date():
            plain = {"day": value.isoformat()}
        case bytes():
            plain = {"bytes": value.hex()}
        case tuple():
            plain = [_plain(part) for part in value]
        case _:
            plain = value
    return plain
