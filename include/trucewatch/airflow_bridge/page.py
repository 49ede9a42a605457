"""The page, as Airflow mounts it."""

from typing import TYPE_CHECKING

from trucewatch.airflow_bridge.addresses import run_path
from trucewatch.airflow_bridge.connections import load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def build_page() -> "FastAPI":
    """Return the page, open to those who are logged in to Airflow and may see its plugins, to nobody else."""
    from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
    from airflow.api_fastapi.core_api.security import requires_access_view

    from trucewatch.assembly.showing import open_page

    return open_page(load_settings, [requires_access_view(AccessView.PLUGINS)], run_path)
