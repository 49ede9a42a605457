"""Writing many rows at once, so that writing them twice is writing them once.

Rows go in the order of their keys: two writers that upsert the same rows in different orders would lock each other out.
Large batches go through bulk.py. Small ones on PostgreSQL use executemany without RETURNING, which halves the speed with
psycopg 3.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnCollection, Connection, Table, delete

from trucewatch.warehouse import bulk
from trucewatch.warehouse.bulk import Row
from trucewatch.warehouse.engine import dialect_of

Item = TypeVar("Item")
CHUNK = 500
"""Values in one IN list; SQLite allows some 32,000 bound values, older builds 999."""


def upsert(
    connection: Connection, table: Table, rows: Iterable[Row], *, keep: Iterable[str] = (), **changes: object
) -> None:
    """Insert rows, or make the ones that are there the same; columns in `keep` stay as they first were.

    `changes` are SQL expressions for single columns, best made once and for all: their words are kept with them; columns
    that the rows do not name stay untouched.
    """
    ordered = _in_key_order(table, rows)
    if not ordered:
        return
    untouched = {*keep, *(column.name for column in table.primary_key)}
    new = {name: excluded(table)[name] for name in ordered[0] if name not in untouched}
    _insert(connection, table, ordered, {**new, **changes})


def insert_new(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Insert the rows whose keys are not there yet; return how many these were."""
    ordered = _in_key_order(table, rows)
    return _insert(connection, table, ordered, {}) if ordered else 0


@lru_cache(maxsize=100)
def excluded(table: Table) -> ColumnCollection[str, Any]:
    """Return the columns of the row that could not be inserted because one with its key is there."""
    return table.alias("excluded").c


def _insert(connection: Connection, table: Table, ordered: Sequence[Row], changes: Mapping[str, Any]) -> int:
    """Insert rows whose keys are not there, and make these changes where they are; return how many rows it touched."""
    names = tuple(column.name for column in table.columns if column.name in ordered[0])  # as SQLAlchemy orders them
    given = tuple(changes.items())
    least = dialect_of(connection).copies_from
    if least is None:
        words = bulk.insert_words(connection.dialect, table, names, given, is_staged=False)
        if words:
            return bulk.insert_marked(connection, words, bulk.pack(connection, table, names, ordered))
    elif work_of(len(ordered), len(names)) >= least:
        words = bulk.insert_words(connection.dialect, table, names, given, is_staged=True)
        packed = bulk.pack(connection, table, names, ordered)
        # One statement may change a row once; of two rows with one key, each in its turn changes what is there.
        if words and (not changes or _are_distinct(table, names, packed)):
            return bulk.insert_copied(connection, table, names, words, packed)
    statement = bulk.insert_statement(connection.dialect.name, table, given)
    return int(connection.execute(statement, ordered, execution_options={"preserve_rowcount": True}).rowcount)


def work_of(rows: int, columns: int) -> int:
    """Return how much work rows are, in values: each row is as much as some eight values before its first one."""
    return rows * (columns + 8)


def _are_distinct(table: Table, names: Sequence[str], packed: bulk.Packed) -> bool:
    places = [names.index(column.name) for column in table.primary_key]
    return len({tuple(row[place] for place in places) for row in packed}) == len(packed)


def replace_rows(connection: Connection, owner: Column[Any], owner_ids: Sequence[str], rows: Iterable[Row]) -> None:
    """Make these the only rows of a table that belong to these owners."""
    delete_where(connection, owner, owner_ids)
    ordered = _in_key_order(owner.table, rows)
    if ordered:
        # Another writer may have put the same rows in between: theirs derive from the same content.
        upsert(connection, owner.table, ordered)


def delete_where(connection: Connection, column: Column[Any], values: Iterable[str]) -> None:
    """Delete the rows whose column has one of these values."""
    for chunk in chunks(values):
        connection.execute(delete(column.table).where(column.in_(chunk)))


def chunks(values: Iterable[Item]) -> Iterator[list[Item]]:
    """Split values, each taken once and in order, into lists that fit into one statement."""
    ordered = list(dict.fromkeys(values))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _in_key_order(table: Any, rows: Iterable[Row]) -> list[Row]:  # noqa: ANN401
    return sorted(rows, key=itemgetter(*(column.name for column in table.primary_key)))
