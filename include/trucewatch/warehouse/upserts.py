"""Writing many rows at once, so that writing them twice is writing them once.

Rows go in the order of their keys: two writers that upsert the same rows in different orders would lock each other out.
Batches use executemany without RETURNING: on PostgreSQL with psycopg 3, RETURNING halves the speed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Table, delete

from trucewatch.warehouse.engine import dialect_of

Row = Mapping[str, Any]
Item = TypeVar("Item")
CHUNK = 500
"""Values in one IN list; SQLite allows some 32,000 bound values, older builds 999."""


def upsert(
    connection: Connection, table: Table, rows: Iterable[Row], *, keep: Iterable[str] = (), **changes: object
) -> None:
    """Insert rows, or make the ones that are there the same; columns in `keep` stay as they first were.

    `changes` are SQL expressions for single columns; columns that the rows do not name stay untouched.
    """
    ordered = _in_key_order(table, rows)
    if not ordered:
        return
    statement = dialect_of(connection).insert(table)
    untouched = {*keep, *(column.name for column in table.primary_key)}
    new = {name: statement.excluded[name] for name in ordered[0] if name not in untouched}
    keys = list(table.primary_key)
    if new or changes:
        statement = statement.on_conflict_do_update(index_elements=keys, set_={**new, **changes})
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement, ordered)


def insert_new(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Insert the rows whose keys are not there yet; return how many these were."""
    ordered = _in_key_order(table, rows)
    if not ordered:
        return 0
    statement = dialect_of(connection).insert(table).on_conflict_do_nothing(index_elements=list(table.primary_key))
    return int(connection.execute(statement, ordered, execution_options={"preserve_rowcount": True}).rowcount)


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
    keys = [column.name for column in table.primary_key]
    return sorted(rows, key=lambda row: [row[name] for name in keys])
