"""The schema's way up and down; views are dropped before and made anew after, for they hold nothing."""

from pathlib import Path
from string import Template

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from trucewatch.errors import SchemaOutdated
from trucewatch.warehouse.engine import dialect_of, open_engine, reading, run_outside_transactions, writing

HERE = Path(__file__).resolve().parent
VIEWS = tuple(sorted((HERE / "views").glob("*.sql")))
REVISION = "2026_11_22_alerts_and_runs"
"""The newest migration; a warehouse at another one must be upgraded. A test holds it to the migrations folder."""


def upgrade(url: str) -> None:
    """Create the warehouse at this URL or bring it to the newest schema; harmless when repeated.

    One transaction, and one process at a time: a second one waits, then finds nothing to do.
    Raises as open_warehouse does.
    """
    _migrate(url, "head")


def downgrade(url: str, revision: str) -> None:
    """Take the warehouse back to an older schema ('base' is none), losing what that one cannot hold; no views."""
    _migrate(url, revision)


def _migrate(url: str, revision: str) -> None:
    engine = open_engine(url)
    dialect = dialect_of(engine)
    try:
        run_outside_transactions(engine, dialect.before_upgrade)
        with writing(engine) as connection:
            if dialect.migration_lock:
                connection.exec_driver_sql(dialect.migration_lock)
            _drop_views(connection)
            if revision == "head":
                command.upgrade(_alembic(connection), revision)
                _create_views(connection)
            else:
                command.downgrade(_alembic(connection), revision)
    finally:
        engine.dispose()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _drop_views(connection: Connection) -> None:
    for path in reversed(VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {path.stem}")


def _create_views(connection: Connection) -> None:
    words = dialect_of(connection).view_words
    for path in VIEWS:
        query = Template(path.read_text(encoding="utf-8")).substitute(words)
        connection.execute(text(f"CREATE VIEW {path.stem} AS\n{query}"))


def check_revision(engine: Engine) -> None:
    """Raise SchemaOutdated unless the warehouse is at this version's schema."""
    with reading(engine) as connection:
        found = None
        if inspect(connection).has_table("alembic_version"):
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != REVISION:
        at = f"is at schema {found}" if found else "has no schema yet"
        raise SchemaOutdated(f"The warehouse {at}; this version needs {REVISION}: upgrade it first", key="warehouse")
