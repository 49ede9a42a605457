"""The page, as Airflow mounts it."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from trucewatch.airflow_bridge.connections import load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def build_page() -> "FastAPI":
    """Return the page, open to those who are logged in to Airflow and may see its plugins, to nobody else."""
    from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
    from airflow.api_fastapi.core_api.security import requires_access_view

    from trucewatch.assembly.showing import open_page

    return open_page(load_settings, [requires_access_view(AccessView.PLUGINS)], run_link)


def run_link(run_id: str) -> str | None:
    """Return where Airflow shows a run of ours, relative to the page; None: it is no run of Airflow's."""
    dag_id, _, airflow_run_id = run_id.partition("/")
    if not airflow_run_id or dag_id == "command":
        return None
    return f"../dags/{quote(dag_id, safe='')}/runs/{quote(airflow_run_id, safe='')}"
