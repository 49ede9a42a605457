"""Where things are in Airflow's UI. Pure, but for what the configuration says."""

from airflow.sdk.configuration import conf

PAGE_PREFIX = "/trucewatch"
"""Where the page is mounted in Airflow's own."""


def base_url() -> str:
    """Return where people reach Airflow, without a slash at the end; '' where nobody said so."""
    return str(conf.get("api", "base_url", fallback="") or "").rstrip("/")
