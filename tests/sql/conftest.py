"""The same world in an SQLite file and in a PostgreSQL database, filled once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres_server import PostgresServer, running_server
from tests.sql.world import fill
from trucewatch.warehouse import upgrade


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("world") / "warehouse.sqlite"
    upgrade(f"sqlite:///{path}")
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def world_server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_world(world_server: PostgresServer) -> str:
    """The URL of a PostgreSQL warehouse that holds the world."""
    url = world_server.url(world_server.create())
    upgrade(url)
    fill(url)
    return url
