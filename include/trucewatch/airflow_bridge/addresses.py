"""Where things are in Airflow's UI: from a run to the page, and from the page to a run."""

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from airflow.sdk import BaseOperatorLink
from airflow.sdk.configuration import conf

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey

PAGE_PREFIX = "/trucewatch"
"""Where the page is mounted in Airflow's own."""
DAG_IDS = frozenset({"watch_news", "send_alerts", "tend_warehouse", "backfill_archive"})
FINDERS = frozenset({("watch_news", "read"), ("backfill_archive", "read")})
"""The tasks that find mentions, as DAG and task."""


def run_key(dag_id: str, run_id: str) -> str:
    """Return what the house calls a run of Airflow."""
    return f"{dag_id}/{run_id}"


def run_path(key: str) -> str | None:
    """Return where Airflow shows a run, relative to the root of the page; None where it is no run of a DAG of ours.

    A key is what the house calls the run; the commands and the heartbeat have runs of their own.
    """
    dag_id, _, run_id = key.partition("/")
    return f"../dags/{dag_id}/runs/{quote(run_id, safe='')}" if dag_id in DAG_IDS and run_id else None


def page_path(view: str, key: str) -> str:
    """Return the path of a view of the page, of one run only, on the host of Airflow's UI."""
    return f"{urlsplit(base_url()).path}{PAGE_PREFIX}/{view}?run={quote(key, safe='')}"


def base_url() -> str:
    """Return where people reach Airflow, without a slash at the end; '' where nobody said so."""
    return str(conf.get("api", "base_url", fallback="") or "").rstrip("/")


class CountsLink(BaseOperatorLink):
    """From each task of ours to what its run kept and lost, hop by hop."""

    name = "Counts of this run"

    def get_link(self, operator: "BaseOperator", *, ti_key: "TaskInstanceKey") -> str:  # noqa: ARG002  # Airflow's form
        """Return the path; '' on other people's DAGs, where the UI then shows nothing. Reads nothing, so it cannot fail."""
        return page_path("runs", run_key(ti_key.dag_id, ti_key.run_id)) if ti_key.dag_id in DAG_IDS else ""


class MentionsLink(BaseOperatorLink):
    """From the task that finds mentions to those that its run found."""

    name = "Mentions of this run"

    def get_link(self, operator: "BaseOperator", *, ti_key: "TaskInstanceKey") -> str:  # noqa: ARG002  # Airflow's form
        """Return the path; '' for all other tasks. Reads nothing, so it cannot fail."""
        is_finder = (ti_key.dag_id, ti_key.task_id) in FINDERS
        return page_path("mentions", run_key(ti_key.dag_id, ti_key.run_id)) if is_finder else ""
