"""When DAGs run, and what every task of ours gets."""

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable

from trucewatch.airflow_bridge.failures import HEALTH_VARIABLE, tell_failure


def _stage(name: str, description: str) -> Asset:
    """One stage of the road; the URI is the name, as an asset of that name is known by it already."""
    return Asset(name, group="trucewatch", extra={"description": description})


FEEDS = _stage("feeds", "The list of feeds in the warehouse, as the knowledge folder has it")
ENTRIES = _stage("entries", "What the feeds list, with the feeds that list it")
ARTICLES = _stage("articles", "Pages as received, in the archive")
MENTIONS = _stage("mentions", "Documents and the mentions in them, ready for SQL")
"""Updated when documents were read; a wake-up for whoever reads the warehouse, not a queue. Alone it starts a DAG; the
others show Airflow's asset graph the road from feeds to mail."""
ALERTS = _stage("alerts", "What changed and is worth telling, with its evidence")
DELIVERIES = _stage("deliveries", "What became of each mail, webhook or feed of alerts")
WATCH_CRON = "*/15 * * * *"
ALERT_CRON = "*/10 * * * *"
TEND_CRON = "30 3 * * *"
TASK_DEFAULTS: Mapping[str, Any] = {
    "owner": "trucewatch",
    "retries": 2,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
}
"""What every task of ours gets. An error that no retry can mend fails it at once (`in_house`), all others are tried again.

Airflow 3.3 has retry policies for that. For two kinds of errors they do the same by more machinery, and gave mapped tasks
such as `poll` a new version at each parse (apache/airflow#69243).
"""


def task_defaults() -> dict[str, Any]:
    """Return what every task of ours gets; with operators to tell (TRUCEWATCH_HEALTH_TO), they hear of failures."""
    heard = {"on_failure_callback": tell_failure} if os.environ.get(HEALTH_VARIABLE) else {}
    return {**TASK_DEFAULTS, **heard}


def watch_schedule() -> str | None:
    """Return the cron line of watch_news; TRUCEWATCH_WATCH_CRON moves it, an empty value means by hand only."""
    return os.environ.get("TRUCEWATCH_WATCH_CRON", WATCH_CRON) or None


def alert_schedule() -> AssetOrTimeSchedule | list[Asset]:
    """Return when send_alerts runs: on new mentions, and by the clock, since Airflow may leave an asset event lying.

    TRUCEWATCH_ALERT_CRON moves the clock; an empty value leaves only the asset. Airflow issue 56050.
    """
    cron = os.environ.get("TRUCEWATCH_ALERT_CRON", ALERT_CRON)
    if not cron:
        return [MENTIONS]
    return AssetOrTimeSchedule(timetable=CronTriggerTimetable(cron, timezone="UTC"), assets=[MENTIONS])


def tend_schedule() -> str | None:
    """Return the cron line of tend_warehouse; TRUCEWATCH_TEND_CRON moves it, an empty value means by hand only."""
    return os.environ.get("TRUCEWATCH_TEND_CRON", TEND_CRON) or None
