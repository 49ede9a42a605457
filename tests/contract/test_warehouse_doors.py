"""Opening, upgrading and going back, and what is said when that cannot be, on every database."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.builders import NOON, a_feed
from tests.contract.warehouse_world import read
from tests.postgres_server import PostgresServer
from trucewatch.errors import PermanentError, SchemaOutdated, SettingsInvalid, WarehouseUnavailable
from trucewatch.warehouse import SqlWarehouse, migrate, open_reader, open_warehouse, upgrade
from trucewatch.warehouse.engine import open_engine, opened, reading, writing
from trucewatch.warehouse.tables import metadata


def test_a_blank_warehouse_must_be_upgraded_first(blank_url: str) -> None:
    with pytest.raises(SchemaOutdated, match="has no schema yet"):
        open_warehouse(blank_url)
    upgrade(blank_url)
    open_warehouse(blank_url).sync_feeds([a_feed()], NOON)
    assert len(open_reader(blank_url).feed_health()) == 1


def test_upgrading_twice_changes_nothing(warehouse_url: str, warehouse: SqlWarehouse) -> None:
    read(warehouse)
    before = open_reader(warehouse_url).results(limit=10)
    upgrade(warehouse_url)
    assert open_reader(warehouse_url).results(limit=10) == before


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")  # SQLite has none
def test_migrations_lead_to_the_described_schema(warehouse_url: str) -> None:
    with opened(warehouse_url) as engine, reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_each_migration_goes_back_and_forth_and_keeps_what_it_can(warehouse_url: str, warehouse: SqlWarehouse) -> None:
    read(warehouse)
    migrate.downgrade(warehouse_url, "2026_11_22_mentions")
    with pytest.raises(SchemaOutdated, match="2026_11_22_mentions"):
        open_warehouse(warehouse_url)
    upgrade(warehouse_url)
    assert len(open_reader(warehouse_url).results(limit=10)) == 2
    migrate.downgrade(warehouse_url, "2026_11_22_feeds_to_documents")
    upgrade(warehouse_url)
    assert open_reader(warehouse_url).results(limit=10) == ()
    assert [feed["feed_id"] for feed in open_reader(warehouse_url).feed_health()] == ["herald"]


def test_going_back_to_nothing_leaves_nothing(warehouse_url: str, warehouse: SqlWarehouse) -> None:
    read(warehouse)
    migrate.downgrade(warehouse_url, "base")
    with opened(warehouse_url) as engine, reading(engine) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert inspect(connection).get_view_names() == []


def test_views_of_an_older_version_are_made_anew(warehouse_url: str) -> None:
    with opened(warehouse_url) as engine, writing(engine) as connection:
        connection.execute(text("DROP VIEW view_version"))
        connection.execute(text("DROP VIEW funnel"))
    upgrade(warehouse_url)
    assert open_reader(warehouse_url).funnel() == ()


def test_a_schema_of_a_later_version_is_left_alone(warehouse_url: str) -> None:
    with opened(warehouse_url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2999_01_01_more'"))
    with pytest.raises(SchemaOutdated, match="2999_01_01_more"):
        upgrade(warehouse_url)
    with pytest.raises(SchemaOutdated, match="2999_01_01_more"):
        open_reader(warehouse_url)


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    scripts = ScriptDirectory(str(migrate.HERE / "migrations"))
    assert scripts.get_current_head() == migrate.REVISION


def test_a_reader_cannot_write(warehouse_url: str) -> None:
    engine = open_engine(warehouse_url, is_reader=True)
    with pytest.raises((WarehouseUnavailable, PermanentError), match=r"read-?only"), writing(engine) as connection:
        connection.execute(text("DELETE FROM feeds"))


def test_a_missing_table_says_that_the_warehouse_must_be_upgraded(warehouse_url: str) -> None:
    warehouse = open_warehouse(warehouse_url)
    migrate.downgrade(warehouse_url, "base")
    with pytest.raises(SchemaOutdated, match="must be upgraded first"):
        warehouse.due_feeds(NOON)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "warehouse.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///x.sqlite",
        "mysql://host/name",
        "postgresql+psycopg2://host/name",
        "postgresql+psycopg://host",
        "postgresql+psycopg://login:s3cret@host:port/name",
        "nonsense+nonsense://login:s3cret@host/name",
    ],
)
def test_what_is_no_warehouse_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        open_warehouse(url)
    assert "s3cret" not in caught.value.message


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
@pytest.mark.parametrize("opening", [open_warehouse, open_reader, upgrade])
def test_a_server_that_does_not_answer_is_named_without_a_password(
    scheme: str, opening: object, tmp_path: Path
) -> None:
    assert callable(opening)
    with pytest.raises(WarehouseUnavailable) as caught:
        opening(f"{scheme}://login:s3cret@/name?host={tmp_path}")
    assert caught.value.message.startswith("The warehouse name is not available: ")
    assert "s3cret" not in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_unavailable(postgres_server: PostgresServer) -> None:
    with pytest.raises(WarehouseUnavailable, match='database "nothing" does not exist'):
        open_warehouse(postgres_server.url("nothing"))


def test_a_locked_warehouse_is_unavailable(migrated_sqlite_url: str) -> None:
    path = migrated_sqlite_url.removeprefix("sqlite:///")
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    warehouse = open_warehouse(f"{migrated_sqlite_url}?timeout=0.05")
    with pytest.raises(WarehouseUnavailable, match="locked"):
        warehouse.sync_feeds([a_feed()], NOON)
    assert warehouse.due_feeds(NOON) == ()
    blocker.close()
    warehouse.sync_feeds([a_feed()], NOON)


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear reader, this is a letter and no database at all. " * 40)
    with pytest.raises(PermanentError, match="not a database"):
        upgrade(f"sqlite:///{path}")


def test_a_reader_of_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(WarehouseUnavailable, match="unable to open"):
        open_reader(f"sqlite:///{tmp_path / 'warehouse.sqlite'}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsInvalid, match="cannot be made"):
        open_warehouse(f"sqlite:///{tmp_path / 'file' / 'warehouse.sqlite'}")


def test_odd_characters_in_a_file_name_are_no_problem(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/été %41 #1/ware house;x.sqlite"
    upgrade(url)
    open_warehouse(url).sync_feeds([a_feed()], NOON)
    assert len(open_reader(url).feed_health()) == 1


def test_sqlite_writes_ahead_so_that_readers_never_wait(migrated_sqlite_url: str) -> None:
    with opened(migrated_sqlite_url) as engine, reading(engine) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
