"""The only importer of Airflow: schedules, connections, retries and logging on one side, the house on the other.

DAG files import this module, so nothing heavy is imported at its top. Tasks pass keys and counts, never text.
"""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, get_current_context
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException

from trucewatch.errors import PermanentError, SettingsInvalid
from trucewatch.model import HopReport, stable_id
from trucewatch.settings import Settings, Smtp, parse_addresses

if TYPE_CHECKING:
    from airflow.sdk import Context
    from fastapi import FastAPI

    from trucewatch.assembly import House

log = logging.getLogger(__name__)
T = TypeVar("T")

MENTIONS = Asset("mentions")
"""Updated when documents were read; a wake-up for whoever reads the warehouse, not a queue."""
SMTP_CONNECTION = "smtp_default"
WAREHOUSE_CONNECTION = "trucewatch_warehouse"
WATCH_CRON = "*/15 * * * *"
ALERT_CRON = "*/10 * * * *"
TEND_CRON = "30 3 * * *"
POLL_BATCHES = 4
FEEDS_A_BATCH = 30
"""A task costs seconds to start, and asks its hosts side by side: feeds travel in batches, about so many in each at least,
at most so many tasks. The feeds of one host travel together, so that no task waits for another's pause."""
MOST_NOTES = 200
"""Most sentences a task writes into its log; the warehouse has them all."""
PAGE_PREFIX = "/trucewatch"
"""Where the page is mounted in Airflow's own."""
HEALTH_VARIABLE = "TRUCEWATCH_HEALTH_TO"

TASK_DEFAULTS: Mapping[str, Any] = {
    "owner": "trucewatch",
    "retries": 2,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
}
"""What every task of ours gets. An error that no retry can mend fails it at once (`_in_house`), all others are tried again.

Airflow 3.3 has retry policies for that. For two kinds of errors they do the same by more machinery, and gave mapped tasks
such as `poll` a new version at each parse (apache/airflow#69243).
"""
FAILURE_SUBJECT = "Trucewatch: {{ ti.dag_id }}, task {{ ti.task_id }} has failed"
FAILURE_TEXT = """<p>The task <b>{{ ti.task_id | e }}</b> of the DAG <b>{{ ti.dag_id | e }}</b> has failed.</p>
<p>Run: {{ ti.run_id | e }}<br>Try: {{ ti.try_number | e }}</p>
<p>Its log says why: <a href="{{ ti.log_url | e }}">{{ ti.log_url | e }}</a></p>
<p>You get this mail because your address is in TRUCEWATCH_HEALTH_TO.</p>"""
"""Identifiers only: what an exception says may hold words of a page."""


def task_defaults() -> dict[str, Any]:
    """Return what every task of ours gets; with operators to tell (TRUCEWATCH_HEALTH_TO), they hear of failures."""
    heard = {"on_failure_callback": tell_failure} if os.environ.get(HEALTH_VARIABLE) else {}
    return {**TASK_DEFAULTS, **heard}


def tell_failure(context: "Context") -> None:
    """Mail the operators that a task has failed for good, by Airflow's own notifier and the connection smtp_default.

    Reads no more settings than it needs: a wrong one may be why the task failed. The notifier is made anew for each
    failure, since the first rendering stays in it.
    """
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    ti = context["ti"]
    marks = (str(mark) for mark in ("failure", ti.dag_id, ti.run_id, ti.task_id, ti.map_index, ti.try_number))
    notifier = SmtpNotifier(
        to=list(parse_addresses(os.environ[HEALTH_VARIABLE])),
        from_email=os.environ.get("TRUCEWATCH_MAIL_FROM") or None,
        subject=FAILURE_SUBJECT,
        html_content=FAILURE_TEXT,
        mime_subtype="alternative",
        # Airflow may call this twice for one failure (apache/airflow#65400): then it is the same message.
        custom_headers={"Message-ID": f"<{stable_id(*marks)}@trucewatch>", "Auto-Submitted": "auto-generated"},
        smtp_conn_id=SMTP_CONNECTION,
    )
    notifier(context)


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


def plan_polls() -> list[list[str]]:
    """Return the ids of due feeds, in batches for the mapped poll tasks; where nothing is due, note that none was asked.

    A run without a poll would look like silence to the heartbeat.
    """
    batches = _in_house(lambda house: house.plan_batches(most=POLL_BATCHES, least_feeds=FEEDS_A_BATCH))
    if not batches:
        _hop(lambda _: (HopReport(hop="poll"),))
    log.info("plan due=%d batches=%d", sum(map(len, batches)), len(batches))
    return batches


def poll_feeds(feed_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Poll a batch of feeds; return counts."""
    return _hop(lambda house: house.poll(feed_ids))


def fetch_articles() -> dict[str, dict[str, Any]]:
    """Fetch the pages of new entries; return counts."""
    return _hop(lambda house: house.fetch())


def read_articles() -> dict[str, dict[str, Any]]:
    """Read what was fetched, find mentions, group documents into stories; return counts."""
    return _hop(lambda house: (*house.read(), *house.group()), last=True)


def link_mentions() -> dict[str, dict[str, Any]]:
    """Link new mentions to arrangements and choose alerts; return counts."""
    return _hop(lambda house: house.link())


def send_alerts() -> dict[str, dict[str, Any]]:
    """Send the alerts that wait, with links to this task's log and to the page; return counts."""
    run_url = get_current_context()["ti"].log_url if _base_url() else ""
    counts = _hop(lambda house: house.send(run_url), last=True)
    log.info("links page=%s run=%s", load_settings().page_url or "unknown", run_url or "unknown")
    return counts


def tell_heartbeat() -> dict[str, dict[str, Any]]:
    """Mail the operators that the pipeline is silent, or no longer is, if that is news; return counts.

    Nothing is due by itself, and nothing silent, where watch_news runs by hand only.
    """
    if watch_schedule() is None:
        log.info("heartbeat beat=off: watch_news has no schedule")
        return {}
    heartbeat, reports = _in_house(lambda house: house.tell_heartbeat())
    log.info("heartbeat beat=%s since=%s told=%s", heartbeat.beat, heartbeat.since, heartbeat.to_tell)
    return _tell_counts(reports)


def tell_health() -> dict[str, dict[str, Any]]:
    """Mail the operators what the feeds need; return counts."""
    return _hop(lambda house: house.tell_health(), last=True)


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


def load_settings() -> Settings:
    """Build Settings from the environment; the connections of Airflow win where they exist.

    Where no setting says where the page is, it is in Airflow, whose address `[api] base_url` says.
    """
    settings = Settings.from_environment(os.environ)
    if not settings.page_url and (base := _base_url()):
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


def _hop(work: "Callable[[House], tuple[HopReport, ...]]", *, last: bool = False) -> dict[str, dict[str, Any]]:
    """Run one hop within the current DAG run: note its counts in the warehouse and the log, return them."""
    context = get_current_context()
    run_id = f"{context['dag'].dag_id}/{context['run_id']}"

    def noted(house: "House") -> tuple[HopReport, ...]:
        house.begin_run(run_id, "airflow")
        reports = work(house)
        for report in reports:
            house.warehouse.save_report(run_id, report)
        if last:
            house.warehouse.finish_run(run_id, house.clock.now())
        return reports

    return _tell_counts(_in_house(noted))


def _tell_counts(reports: Sequence[HopReport]) -> dict[str, dict[str, Any]]:
    """Write reports into the task's log, and return their counts."""
    for report in reports:
        log.info("hop=%s came=%d kept=%d lost=%s", report.hop, report.seen, report.kept, dict(report.lost))
        for note in report.notes[:MOST_NOTES]:
            log.warning("hop=%s %s", report.hop, note)
    return {r.hop: {"came": r.seen, "kept": r.kept, "lost": dict(r.lost)} for r in reports}


def _in_house(work: "Callable[[House], T]") -> T:
    """Open the house, do the work; an error that no retry can mend fails the task at once."""
    from trucewatch.assembly import House

    try:
        with House(load_settings()) as house:
            return work(house)
    except PermanentError as error:
        raise AirflowFailException(error.message) from error


def _base_url() -> str:
    """Return where people reach Airflow, without a slash at the end; '' where nobody said so."""
    return str(conf.get("api", "base_url", fallback="") or "").rstrip("/")


def _connection(name: str) -> Any | None:
    from airflow.sdk import Connection

    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None


def _is_true(value: object) -> bool:
    return str(value).strip().lower() in {"1", "true", "yes", "on"}
