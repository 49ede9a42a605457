"""What every test gets: no sockets, unless its marker says loopback; a fixed clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).resolve().parent.parent
SOCKET_MARKERS = ("network", "postgres", "airflow", "e2e")


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open loopback, and nothing else, for tests that say that they need it."""
    if any(item.get_closest_marker(name) for name in SOCKET_MARKERS):
        pytest_socket.enable_socket()
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def now() -> datetime:
    """One fixed moment for tests of decisions."""
    return datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
