"""A real Airflow for tests that run DAGs: its database, the task runner, a mail server on loopback."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from demo.mail_catcher import MailCatcher, catch_mail
from tests.conftest import ROOT
from tests.contract.warehouse_world import read
from trucewatch.settings import KNOWLEDGE
from trucewatch.warehouse import SqlWarehouse, open_reader, open_warehouse, upgrade

RunDag = Callable[..., Any]


@pytest.fixture(scope="session")
def airflow_database() -> None:
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.utils.db import initdb

    initdb()
    DagBundlesManager().sync_bundles_to_db()


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailCatcher]:
    """A mail server that takes everything, known to Airflow as smtp_default."""
    with catch_mail(tmp_path / "mail") as catcher:
        extra = {"disable_ssl": True, "disable_tls": True, "from_email": "watch@example.org"}
        connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": catcher.port, "extra": extra}
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", json.dumps(connection))
        yield catcher


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlWarehouse]:
    """An empty warehouse, known to the DAGs."""
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", url)
    upgrade(url)
    opened = open_warehouse(url)
    yield opened
    opened.close()


@pytest.fixture
def news(warehouse: SqlWarehouse, monkeypatch: pytest.MonkeyPatch) -> SqlWarehouse:
    """A warehouse with two mentions that nobody was told of; they are of 2026, so news may be old here."""
    monkeypatch.setenv("TRUCEWATCH_ALERT_MAX_AGE_HOURS", "1000000")
    monkeypatch.setenv("TRUCEWATCH_MAIL_TO", "desk@example.org")
    read(warehouse)
    return warehouse


@pytest.fixture
def run_dag(airflow_database: None, monkeypatch: pytest.MonkeyPatch) -> RunDag:
    """Runs a DAG of ours to its end, by hand with what was chosen or for a date; returns the run. DAG files are read anew each time."""

    def run(dag_id: str, *, logical_date: datetime | None = None, conf: dict[str, Any] | None = None) -> Any:
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(str(ROOT / "dags"), bundle_path=ROOT / "dags", bundle_name="dags-folder")
        return bag.dags[dag_id].test(
            logical_date=logical_date, run_after=logical_date or datetime.now(UTC), run_conf=conf
        )

    return run


def states(run: Any) -> dict[str, str]:
    """Return the state of each task of a run."""
    return {task.task_id: str(task.state) for task in run.get_task_instances()}


def mails(catcher: MailCatcher) -> list[EmailMessage]:
    """Return the mails caught, oldest first."""
    found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in catcher.mails()]
    return [message for message in found if isinstance(message, EmailMessage)]


def text(message: EmailMessage, kind: str = "plain") -> str:
    """Return a part's words, in one line."""
    body = message.get_body((kind,))
    assert body is not None
    return " ".join(body.get_content().split())


def knowledge_with(feeds: Path, folder: Path) -> Path:
    """Return a knowledge folder like ours, with this list of feeds."""
    made = folder / "knowledge"
    made.mkdir()
    for path in KNOWLEDGE.iterdir():
        (made / path.name).symlink_to(feeds if path.name == "feeds.yaml" else path)
    return made


def asked_in(run: Any) -> int:
    """Return how many feeds a run of watch_news asked."""
    reader = open_reader(os.environ["TRUCEWATCH_WAREHOUSE"])
    return max(int(str(row["seen"])) for row in reader.funnel(f"watch_news/{run.run_id}") if row["hop"] == "poll")
