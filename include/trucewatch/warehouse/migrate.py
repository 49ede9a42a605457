"""The schema's way up and down; views are dropped before and made anew after, for they hold nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Literal

from sqlalchemy import Connection, Engine, inspect, text

from trucewatch.errors import SchemaOutdated
from trucewatch.model import GOOD_POLLS
from trucewatch.warehouse.engine import dialect_of, opened, reading, run_outside_transactions, writing
from trucewatch.warehouse.view_grants import grant_again, grants_on

HERE = Path(__file__).resolve().parent
_SHARED_WORDS = {
    "good_polls": ", ".join(f"'{status}'" for status in sorted(GOOD_POLLS)),
    # Documents (d) of a story (s) as they stand now, each with its trace (t) and its feed (f).
    "documents_of_story": """document_traces AS t
        JOIN documents AS d ON d.id = t.document_id AND d.superseded_at IS NULL
        JOIN articles AS a ON a.id = d.article_id
        JOIN entries AS e ON e.id = a.entry_id
        JOIN feeds AS f ON f.id = e.feed_id
        WHERE t.story_id = s.id""",
    # What a mention says, on whose word and in whose paper.
    "accounts": """SELECT
            m.id AS mention_id,
            coalesce(d.published_at, e.published_at, e.seen_at) AS said_at,
            coalesce(m.speaker_before_name, m.speaker_before_text, m.speaker_name, m.speaker_text) AS speaker,
            coalesce(m.speaker_before_id, m.speaker_id) AS speaker_id,
            f.outlet,
            coalesce(t.origin, f.family) AS family,
            f.country,
            m.sentence_text AS evidence,
            d.url
        FROM mentions AS m
        JOIN documents AS d ON d.id = m.document_id
        JOIN articles AS a ON a.id = d.article_id
        JOIN entries AS e ON e.id = a.entry_id
        JOIN feeds AS f ON f.id = e.feed_id
        LEFT JOIN document_traces AS t ON t.document_id = d.id""",
}
VIEWS = {
    path.stem: Template(path.read_text(encoding="utf-8")).safe_substitute(_SHARED_WORDS)
    for path in sorted((HERE / "views").glob("*.sql"))
}
VIEWS_DIGEST = hashlib.sha256("\n".join(VIEWS.values()).encode()).hexdigest()[:20]
REVISION = "2026_11_30_backfill"
"""The newest migration; a warehouse at another one must be upgraded. A test holds it to the migrations folder."""


def upgrade(url: str) -> None:
    """Create the warehouse at this URL or bring it to the newest schema and views; at once where it is there already.

    One transaction, and one process at a time: a second one waits, then finds nothing to do. Whoever could read the views
    can read them afterwards; whoever could read all of them can read new ones too.
    Raises as open_warehouse does.
    """
    with opened(url) as engine:
        with reading(engine) as connection:
            if _is_current(connection):
                return
        dialect = dialect_of(engine)
        run_outside_transactions(engine, dialect.before_upgrade)
        with writing(engine) as connection:
            exclude_writers(connection)
            if not _is_current(connection):
                granted = grants_on(connection, VIEWS)
                before = frozenset(inspect(connection).get_view_names()) & VIEWS.keys()
                _drop_views(connection)
                _run_alembic(connection, "upgrade", "head")
                _create_views(connection)
                grant_again(connection, granted, before, VIEWS)


def downgrade(url: str, revision: str) -> None:
    """Take the warehouse back to an older schema ('base' is none), losing what that one cannot hold, and the views."""
    with opened(url) as engine, writing(engine) as connection:
        exclude_writers(connection)
        _drop_views(connection)
        _run_alembic(connection, "downgrade", revision)


@contextmanager
def saving(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one writing transaction during which nobody migrates.

    Raises SchemaOutdated where somebody migrated since this program opened the warehouse: old code writes no new rows.
    """
    with writing(engine) as connection:
        shared = dialect_of(connection).shared_lock
        if shared:
            connection.exec_driver_sql(shared)
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if found != REVISION:
            raise _outdated(found)
        yield connection


def exclude_writers(connection: Connection) -> None:
    """Make everybody else who writes or migrates wait until this writing transaction ends."""
    lock = dialect_of(connection).migration_lock
    if lock:
        connection.exec_driver_sql(lock)


def check_revision(engine: Engine) -> None:
    """Raise SchemaOutdated unless the warehouse is at this version's schema."""
    with reading(engine) as connection:
        found = revision_of(connection)
    if found != REVISION:
        raise _outdated(found)


def _outdated(found: str | None) -> SchemaOutdated:
    at = f"is at schema {found}" if found else "has no schema yet"
    return SchemaOutdated(f"The warehouse {at}; this version needs {REVISION}: upgrade it first", key="warehouse")


def _is_current(connection: Connection) -> bool:
    return revision_of(connection) == REVISION and views_are_current(connection)


def views_are_current(connection: Connection) -> bool:
    """Return whether a warehouse has this version's views."""
    if "view_version" not in inspect(connection).get_view_names():
        return False
    return connection.execute(text("SELECT digest FROM view_version")).scalar() == VIEWS_DIGEST


def revision_of(connection: Connection) -> str | None:
    """Return the schema that a warehouse is at; None where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_alembic(connection: Connection, direction: Literal["upgrade", "downgrade"], revision: str) -> None:
    # Importing alembic takes as long as importing SQLAlchemy, and a task at the newest schema does not need it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    move = command.upgrade if direction == "upgrade" else command.downgrade
    try:
        move(config, revision)
    except CommandError as error:  # the schema of a later version, or of something else
        problem = f"The warehouse is at schema {revision_of(connection)}, which this version does not know"
        raise SchemaOutdated(f"{problem}: install the version that made it", key="warehouse") from error


def _drop_views(connection: Connection) -> None:
    for name in ("view_version", *VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def _create_views(connection: Connection) -> None:
    words = dialect_of(connection).view_words
    for name, query in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS\n{Template(query).substitute(words)}"))
    connection.execute(text(f"CREATE VIEW view_version AS SELECT '{VIEWS_DIGEST}' AS digest"))
