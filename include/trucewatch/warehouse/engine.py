"""Opening a database, and turning its errors into ours in plain sentences without secrets."""

import re
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, exc, make_url

from trucewatch.errors import PermanentError, SchemaOutdated, SettingsInvalid, TrucewatchError, WarehouseUnavailable
from trucewatch.warehouse.dialects import DIALECTS, SPELLINGS, Dialect

MODE = "trucewatch_mode"
"""Execution option that says what a transaction is for: reading (where it is not given), writing, or none at all."""

SQLITE_MISSING = re.compile("no such (table|column)|has no column")


def open_engine(url: str, *, is_reader: bool = False) -> Engine:
    """Return an engine for this URL without connecting yet; raise SettingsInvalid when it is no warehouse's URL."""
    parsed = _parse(url)
    dialect = DIALECTS[SPELLINGS[parsed.drivername]]
    parsed = parsed.set(drivername=dialect.driver)
    if is_reader:
        parsed = dialect.read_only(parsed)
    else:
        dialect.prepare(parsed)
    engine = create_engine(
        parsed,
        # A connection stays open between transactions, which makes a poll's five times as fast on both databases
        # (measured 2026-11-22): SQLite writes its log back whenever the last one closes.
        poolclass=QueuePool,
        pool_pre_ping=True,
        connect_args={name: value for name, value in dialect.connect.items() if name not in parsed.query},
        hide_parameters=True,
    )
    weakref.finalize(engine, engine.pool.dispose)  # nobody has to remember to close a warehouse
    statements = dialect.session + (dialect.reading_session if is_reader else ())
    _prepare_connections(engine, dialect, statements)
    return engine


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Give an engine for a short while; no connection is left open."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _parse(url: str) -> URL:
    """Return the URL's parts, or raise SettingsInvalid without repeating it: it may hold a password."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise SettingsInvalid(
            "The warehouse's URL cannot be read; write sqlite:///file or postgresql+psycopg://user:password@host/name",
            key="warehouse",
        ) from error
    if parsed.drivername not in SPELLINGS:
        raise SettingsInvalid(
            f"{parsed.drivername!r} is no warehouse; write sqlite:///file or postgresql+psycopg://...", key="warehouse"
        )
    return parsed


def _prepare_connections(engine: Engine, dialect: Dialect, statements: tuple[str, ...]) -> None:
    """Make every new connection run its settings, outside any transaction, and begin writing as its database needs."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401
        if dialect.begin_writing:
            connection.isolation_level = None  # Python's sqlite3 would begin transactions of its own, and too late
        else:
            connection.autocommit = True
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        if not dialect.begin_writing:
            connection.autocommit = False

    if dialect.begin_writing:
        statements_of_mode = {"reading": "BEGIN", "writing": dialect.begin_writing}

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            mode = connection.get_execution_options().get(MODE, "reading")
            if mode in statements_of_mode:
                connection.exec_driver_sql(statements_of_mode[mode])


def dialect_of(connection: Connection | Engine) -> Dialect:
    """Return the entry of the database behind this connection."""
    return DIALECTS[connection.dialect.name]


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction, for questions only."""
    with translating(engine), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that is kept as a whole or not at all."""
    with translating(engine), engine.execution_options(**{MODE: "writing"}).begin() as connection:
        yield connection


def run_outside_transactions(engine: Engine, statements: Iterable[str]) -> None:
    """Run statements that a database refuses inside a transaction."""
    with translating(engine), engine.execution_options(**{MODE: "none"}).connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextmanager
def translating(engine: Engine) -> Iterator[None]:
    """Turn SQLAlchemy's errors into ours."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise _translate(error, _place(engine.url)) from error


def _place(url: URL) -> str:
    """Name a database for people, without login or password."""
    if url.host:
        return f"{url.host}/{url.database}"
    return str(url.database).removeprefix("file:")


def _translate(error: exc.SQLAlchemyError, place: str) -> TrucewatchError:
    reason = str(getattr(error, "orig", None) or error).strip().split("\n", maxsplit=1)[0]
    is_missing = isinstance(error, exc.ProgrammingError) and "does not exist" in reason
    if is_missing or SQLITE_MISSING.search(reason):
        return SchemaOutdated(f"The warehouse {place} must be upgraded first: {reason}", key=place)
    if isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError):
        return WarehouseUnavailable(f"The warehouse {place} is not available: {reason}", key=place)
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return WarehouseUnavailable(f"The warehouse {place} broke the connection: {reason}", key=place)
    if isinstance(error, exc.IntegrityError | exc.DataError | exc.StatementError):
        return PermanentError(f"The warehouse {place} refuses a row: {reason}", key=place, code="row_refused")
    return PermanentError(f"The warehouse {place} failed: {reason}", key=place, code="warehouse_failed")
