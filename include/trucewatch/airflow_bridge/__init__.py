"""The only importer of Airflow: schedules, connections, retries and logging on one side, the house on the other.

DAG files import this package, so nothing heavy is imported at the top of its modules. Tasks pass keys and counts, never
text.
"""

from trucewatch.airflow_bridge.addresses import DAG_IDS, PAGE_PREFIX, CountsLink, MentionsLink, run_path
from trucewatch.airflow_bridge.backfilling import backfill_parts, group_backfilled, plan_backfill
from trucewatch.airflow_bridge.connections import load_settings, smtp_from_connection, warehouse_from_connection
from trucewatch.airflow_bridge.page import build_page
from trucewatch.airflow_bridge.params import Params, alert_params, backfill_params, tend_params, watch_params
from trucewatch.airflow_bridge.schedules import (
    ALERTS,
    ARTICLES,
    DELIVERIES,
    ENTRIES,
    FEEDS,
    MENTIONS,
    TASK_DEFAULTS,
    alert_schedule,
    task_defaults,
    tend_schedule,
    watch_schedule,
)
from trucewatch.airflow_bridge.tasks import (
    Counts,
    fetch_articles,
    link_mentions,
    plan_polls,
    poll_feeds,
    read_articles,
    send_alerts,
    tell_health,
    tell_heartbeat,
)

__all__ = [
    "ALERTS",
    "ARTICLES",
    "DAG_IDS",
    "DELIVERIES",
    "ENTRIES",
    "FEEDS",
    "MENTIONS",
    "PAGE_PREFIX",
    "TASK_DEFAULTS",
    "Counts",
    "CountsLink",
    "MentionsLink",
    "Params",
    "alert_params",
    "alert_schedule",
    "backfill_params",
    "backfill_parts",
    "build_page",
    "fetch_articles",
    "group_backfilled",
    "link_mentions",
    "load_settings",
    "plan_backfill",
    "plan_polls",
    "poll_feeds",
    "read_articles",
    "run_path",
    "send_alerts",
    "smtp_from_connection",
    "task_defaults",
    "tell_health",
    "tell_heartbeat",
    "tend_params",
    "tend_schedule",
    "warehouse_from_connection",
    "watch_params",
    "watch_schedule",
]
