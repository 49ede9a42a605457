"""Settings from the environment and from Airflow's connections."""

import os
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from airflow.sdk.exceptions import AirflowNotFoundException

from trucewatch.airflow_bridge.addresses import PAGE_PREFIX, base_url
from trucewatch.errors import SettingsInvalid
from trucewatch.settings import Settings, Smtp

SMTP_CONNECTION = "smtp_default"
WAREHOUSE_CONNECTION = "trucewatch_warehouse"


def load_settings() -> Settings:
    """Build Settings from the environment; the connections of Airflow win where they exist.

    Where no setting says where the page is, it is in Airflow, whose address `[api] base_url` says.
    """
    settings = Settings.from_environment(os.environ)
    if not settings.page_url and (base := base_url()):
        settings = replace(settings, page_url=f"{base}{PAGE_PREFIX}/")
    if smtp := _connection(SMTP_CONNECTION):
        settings = replace(settings, smtp=smtp_from_connection(smtp))
    if warehouse := _connection(WAREHOUSE_CONNECTION):
        settings = replace(settings, warehouse=warehouse_from_connection(warehouse))
    return settings


def smtp_from_connection(connection: Any) -> Smtp:
    """Read an Airflow connection of type smtp.

    The words "false" and "0" mean false here; Airflow's own hook takes every non-empty string for true, which turns
    encryption off in connections written as URIs.
    """
    extra = connection.extra_dejson
    ssl = not _is_true(extra.get("disable_ssl", False))
    return Smtp(
        host=connection.host or "localhost",
        port=int(connection.port or (465 if ssl else 587)),
        login=connection.login or None,
        password=connection.password or None,
        ssl=ssl,
        starttls=not ssl and not _is_true(extra.get("disable_tls", False)),
        from_address=extra.get("from_email") or Smtp().from_address,
        timeout_seconds=float(extra.get("timeout", Smtp().timeout_seconds)),
    )


def warehouse_from_connection(connection: Any) -> str:
    """Turn an Airflow connection of type postgres or sqlite into a database URL; raise SettingsInvalid on others."""
    if connection.conn_type in {"postgres", "postgresql"}:
        user = f"{quote(connection.login or '', safe='')}:{quote(connection.password or '', safe='')}"
        return f"postgresql+psycopg://{user}@{connection.host}:{connection.port or 5432}/{connection.schema}"
    if connection.conn_type == "sqlite":
        return f"sqlite:///{connection.host}"
    raise SettingsInvalid(
        f"The connection {WAREHOUSE_CONNECTION} is of type {connection.conn_type!r}; use postgres or sqlite.",
        key=WAREHOUSE_CONNECTION,
    )


def _connection(name: str) -> Any | None:
    from airflow.sdk import Connection

    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None


def _is_true(value: object) -> bool:
    return str(value).strip().lower() in {"1", "true", "yes", "on"}
