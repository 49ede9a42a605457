"""Many rows on their way to the driver: as it takes them, without a stop at each row.

SQLAlchemy's own executemany asks for the parameters of each row by name, which took longer than SQLite's work on it. Here
a batch is turned column by column into tuples, by the very processors that SQLAlchemy would use, and the words of the
statement are SQLAlchemy's, made once for each kind of batch.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Dialect, Table, column, exc, select
from sqlalchemy import table as named_table

from trucewatch.warehouse.dialects import DIALECTS
from trucewatch.warehouse.types import Words, clean_all

Row = Mapping[str, Any]
Packed = list[tuple[Any, ...]]
Change = tuple[str, Any]
"""A column, and the SQL expression that it gets where its row is there already."""


def pack(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[Any, Any]]) -> Packed:
    """Return rows as tuples of what the driver takes; raise StatementError where a value fits no column of its kind."""
    columns = []
    for name, process in zip(names, _processors(connection.dialect, table, tuple(names)), strict=True):
        values = [row[name] for row in rows]
        try:
            columns.append(values if process is None else process(values))
        except (TypeError, ValueError) as error:
            problem = f"({type(error).__name__}) {error}"
            raise exc.StatementError(problem, f"INSERT INTO {table.name}", None, error, hide_parameters=True) from error
    return list(zip(*columns, strict=True))


def _processed(process: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """Process each value once: most columns of a batch hold few different ones."""
    try:
        known = {value: process(value) for value in set(values)}
    except TypeError:  # not all can be told apart by their hash
        return list(map(process, values))
    return [known[value] for value in values]


@lru_cache(maxsize=200)
def _processors(
    dialect: Dialect, table: Table, names: tuple[str, ...]
) -> list[Callable[[list[Any]], list[Any]] | None]:
    kinds = [table.c[name].type for name in names]
    return [
        clean_all if type(kind) is Words else _each(kind.dialect_impl(dialect).bind_processor(dialect))
        for kind in kinds
    ]


def _each(process: Callable[[Any], Any] | None) -> Callable[[list[Any]], list[Any]] | None:
    return None if process is None else partial(_processed, process)


@lru_cache(maxsize=200)
def insert_statement(database: str, table: Table, changes: tuple[Change, ...], staged: tuple[str, ...] = ()) -> Any:  # noqa: ANN401
    """Return an INSERT; where a row is there already it gets `changes`, or stays as it is where there are none.

    With the names of `staged` columns it takes all rows of the temporary table.
    """
    statement = DIALECTS[database].insert(table)
    if staged:
        source = named_table(_staged(table), *map(column, staged))
        statement = statement.from_select(list(staged), select(*source.c), include_defaults=False)
    keys = list(table.primary_key)
    if changes:
        return statement.on_conflict_do_update(index_elements=keys, set_=dict(changes))
    return statement.on_conflict_do_nothing(index_elements=keys)


@lru_cache(maxsize=200)
def insert_words(
    dialect: Dialect, table: Table, names: tuple[str, ...], changes: tuple[Change, ...], *, is_staged: bool
) -> str | None:
    """Return `insert_statement` in the database's words, with a mark for each column where the rows are not staged.

    None: the changes hold values of their own, which these words cannot carry.
    """
    statement = insert_statement(dialect.name, table, changes, names if is_staged else ())
    compiled = statement.compile(dialect=dialect, column_keys=None if is_staged else list(names))
    return str(compiled) if set(compiled.params) == (set() if is_staged else set(names)) else None


def insert_marked(connection: Connection, words: str, rows: Packed) -> int:
    """Give the driver all rows for one statement with marks; return how many it changed."""
    return int(connection.exec_driver_sql(words, rows, execution_options={"preserve_rowcount": True}).rowcount)


def insert_copied(connection: Connection, table: Table, names: Sequence[str], words: str, rows: Packed) -> int:
    """Copy rows into a temporary table and insert them from there; return how many this changed.

    They are taken in their order: PostgreSQL reads a temporary table from its beginning.
    """
    staged = _staged(table)
    listed = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS SELECT {listed} FROM {table.name} WITH NO DATA"  # noqa: S608  # names of ours
    )
    copy_rows(connection, f"COPY {staged} ({listed}) FROM STDIN", rows)
    changed = int(connection.exec_driver_sql(words).rowcount)
    connection.exec_driver_sql(f"DROP TABLE {staged}")
    return changed


def copy_rows(connection: Connection, copying: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Send rows for a COPY; the driver's errors come out as SQLAlchemy's, as those of any other statement do."""
    driver: Any = connection.connection.driver_connection
    base = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(copying) as copy:
            for row in rows:
                copy.write_row(row)
    except base as error:
        is_broken = connection.dialect.is_disconnect(error, driver, None)
        if is_broken:
            connection.invalidate(error)
        wrapped = exc.DBAPIError.instance(
            copying,
            None,
            error,
            base,
            hide_parameters=True,
            connection_invalidated=is_broken,
            dialect=connection.dialect,
        )
        raise wrapped from error


def _staged(table: Table) -> str:
    return f"staged_{table.name}"
