"""Databases for the contract of the warehouse: each test gets a fresh one, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres_server import PostgresServer, running_server
from trucewatch.warehouse import SqlReader, SqlWarehouse, open_reader, open_warehouse, upgrade

DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Name of a database with the newest schema, to be copied."""
    name = postgres_server.create()
    upgrade(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "warehouse.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def migrated_postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the newest schema."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def migrated_sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite file with the newest schema."""
    path = shutil.copy(sqlite_template, tmp_path / "warehouse.sqlite")
    return f"sqlite:///{path}"


@pytest.fixture(params=DATABASES)
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a warehouse, with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'warehouse.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=DATABASES)
def warehouse_url(request: pytest.FixtureRequest) -> str:
    """A fresh warehouse with the newest schema."""
    return str(request.getfixturevalue(f"migrated_{request.param}_url"))


@pytest.fixture
def warehouse(warehouse_url: str) -> Iterator[SqlWarehouse]:
    opened = open_warehouse(warehouse_url)
    yield opened
    opened.close()


@pytest.fixture
def reader(warehouse_url: str) -> Iterator[SqlReader]:
    opened = open_reader(warehouse_url)
    yield opened
    opened.close()
