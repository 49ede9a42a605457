"""What every test gets: no sockets, unless its marker says loopback; a fixed clock; an Airflow home of its own."""

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from trucewatch.mentions import DocumentFinder

ROOT = Path(__file__).resolve().parent.parent

# Airflow reads its configuration, and writes its home folder, when it is first imported: so this stands before any test.
AIRFLOW_HOME = Path(tempfile.mkdtemp(prefix="trucewatch-airflow-"))
atexit.register(shutil.rmtree, AIRFLOW_HOME, ignore_errors=True)
for name in [name for name in os.environ if name.startswith(("AIRFLOW", "TRUCEWATCH_"))]:
    del os.environ[name]
os.environ.update(
    {
        "AIRFLOW_HOME": str(AIRFLOW_HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,vera:viewer",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{AIRFLOW_HOME}/airflow.db",
        "AIRFLOW__API__SECRET_KEY": "tests-only-" * 8,
        "AIRFLOW__API_AUTH__JWT_SECRET": "tests-only-" * 8,
        "AIRFLOW__DAG_PROCESSOR__DAG_VERSION_INFLATION_CHECK_LEVEL": "error",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }
)

# The same examples on every machine, however slow: what is made up at random belongs into a run by hand.
settings.register_profile("tests", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

SOCKET_MARKERS = ("network", "postgres", "airflow", "e2e")
LOOPBACK = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "::1", "localhost"]  # the demo has four hosts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open loopback, and nothing else, to tests that say that they need it, and to their fixtures."""
    for item in items:
        if any(item.get_closest_marker(name) for name in SOCKET_MARKERS):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their length: packed ones hold the second at which they were packed, and all workers must agree."""
    return f"{argname} of {len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture
def now() -> datetime:
    """One fixed moment for tests of decisions."""
    return datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def finder() -> "DocumentFinder":
    """The finder with the knowledge we ship; its models are loaded once, by the first test that needs one."""
    from trucewatch.knowledge.crosswalk import load_crosswalk
    from trucewatch.knowledge.gazetteer import load_gazetteer
    from trucewatch.knowledge.languages import load_languages
    from trucewatch.mentions import open_finder
    from trucewatch.settings import KNOWLEDGE

    return open_finder(load_languages(KNOWLEDGE), load_gazetteer(KNOWLEDGE), load_crosswalk(KNOWLEDGE))
