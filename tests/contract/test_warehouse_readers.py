"""A role that only reads: on a real PostgreSQL it sees every view, writes nothing, and stays so when views are made anew."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from tests.contract.warehouse_world import read
from tests.unit.commands.feeds_world import run_app
from trucewatch import commands
from trucewatch.errors import PermanentError, SettingsInvalid
from trucewatch.warehouse import grant_reader, grant_statements, migrate, open_warehouse, upgrade
from trucewatch.warehouse.dialects import SQLITE
from trucewatch.warehouse.engine import open_engine
from trucewatch.warehouse.tables import metadata

pytestmark = pytest.mark.postgres

ROLE = "Desk 1"


@pytest.fixture
def role(migrated_postgres_url: str) -> Iterator[str]:
    """A role with no right of its own; gone afterwards."""
    named = sql.Identifier(ROLE)
    with psycopg.connect(plain(migrated_postgres_url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(named))
        yield ROLE
        connection.execute(sql.SQL("DROP OWNED BY {}").format(named))
        connection.execute(sql.SQL("DROP ROLE {}").format(named))


@pytest.fixture
def url(migrated_postgres_url: str) -> str:
    """A warehouse with a row of results."""
    warehouse = open_warehouse(migrated_postgres_url)
    read(warehouse)
    warehouse.close()
    return migrated_postgres_url


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def as_reader(url: str) -> psycopg.Connection:
    return psycopg.connect(plain(url).replace("postgres@", f"{ROLE.replace(' ', '%20')}@"), autocommit=True)


def readable(url: str) -> set[str]:
    """Which tables and views of ours the role can read."""
    found = set()
    with as_reader(url) as connection:
        for name in {*metadata.tables, *migrate.VIEWS, "alembic_version", "view_version"}:
            try:
                connection.execute(sql.SQL("SELECT * FROM {} LIMIT 1").format(sql.Identifier(name)))
            except errors.InsufficientPrivilege:
                continue
            found.add(name)
    return found


def test_it_reads_every_view_and_no_table(url: str, role: str) -> None:
    assert readable(url) == set()
    grant_reader(url, role)
    assert readable(url) == set(migrate.VIEWS)
    with as_reader(url) as connection:
        assert connection.execute("SELECT count(*) FROM results").fetchone() == (2,)


def test_the_command_prints_what_it_would_run_or_runs_it(url: str, role: str) -> None:
    words = ("db", "grant-reader", role, "--warehouse", url)
    printed = run_app(commands.app, *words)
    assert (printed.status, printed.said.splitlines()) == (0, [f"{one};" for one in grant_statements(url, role)])
    assert readable(url) == set()
    assert run_app(commands.app, *words, "--run").said == f"{role} may read the views.\n"
    assert readable(url) == set(migrate.VIEWS)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO feeds (id) VALUES ('x')",
        "UPDATE mentions SET act = 'end'",
        "DELETE FROM mentions",
        "UPDATE feed_polls SET status = 'ok'",  # a view of one table can be written where that is allowed
        "TRUNCATE mentions",
        "DROP VIEW results",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE mentions ADD COLUMN a int",
    ],
)
def test_it_writes_nothing_even_where_it_leaves_read_only_transactions(url: str, role: str, statement: str) -> None:
    grant_reader(url, role)
    with as_reader(url) as connection:
        with pytest.raises((errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege)):
            connection.execute(statement)
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)


def test_its_sessions_read_in_utc_for_a_minute_at_most(url: str, role: str) -> None:
    grant_reader(url, role)
    with as_reader(url) as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()  # type: ignore[arg-type]
            for name in ("timezone", "statement_timeout", "idle_in_transaction_session_timeout")
        ]
    assert shown == [("UTC",), ("1min",), ("5min",)]


def test_it_keeps_its_views_when_they_are_made_anew(url: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grant_reader(url, role)
    monkeypatch.setitem(migrate.VIEWS, "of_tomorrow", "SELECT id FROM feeds")
    monkeypatch.setattr(migrate, "VIEWS_DIGEST", "of tomorrow")
    upgrade(url)
    assert readable(url) == set(migrate.VIEWS) >= {"of_tomorrow", "results"}


def test_one_that_may_read_one_view_gets_no_other(url: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(sql.SQL("GRANT SELECT ON results TO {}").format(sql.Identifier(role)))
    monkeypatch.setattr(migrate, "VIEWS_DIGEST", "of tomorrow")
    upgrade(url)
    assert readable(url) == {"results"}


def test_rights_that_it_had_before_on_tables_are_taken(url: str, role: str) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(sql.SQL("GRANT SELECT, INSERT ON mentions TO {}").format(sql.Identifier(role)))
    grant_reader(url, role)
    grant_reader(url, role)
    assert readable(url) == set(migrate.VIEWS)


def test_a_role_that_is_not_there_is_named(url: str) -> None:
    with pytest.raises(PermanentError, match='role "nobody" does not exist'):
        grant_reader(url, "nobody")


def test_what_is_printed_is_what_is_run(url: str, role: str) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(";\n".join(grant_statements(url, role)))  # type: ignore[arg-type]
    assert readable(url) == set(migrate.VIEWS)


def test_sqlite_has_files_and_no_roles(migrated_sqlite_url: str) -> None:
    with pytest.raises(SettingsInvalid, match="has no roles: give readers the file"):
        grant_statements(migrated_sqlite_url, "analyst")


def test_a_file_that_is_opened_by_the_read_only_uri_cannot_be_written(migrated_sqlite_url: str, tmp_path: Path) -> None:
    copy = shutil.copy(migrated_sqlite_url.removeprefix("sqlite:///"), tmp_path / "a copy.sqlite")
    engine = open_engine(f"sqlite:///{copy}")
    uri = SQLITE.read_only(engine.url).database
    assert uri is not None
    with closing(sqlite3.connect(f"{uri}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM results").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly database"):
            connection.execute("DELETE FROM feeds")
