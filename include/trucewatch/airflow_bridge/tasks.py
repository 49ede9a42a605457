"""What tasks do: each one hop of the house within its DAG run, with its counts in the log and in the warehouse."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException

from trucewatch.airflow_bridge.addresses import base_url, run_key
from trucewatch.airflow_bridge.connections import load_settings
from trucewatch.airflow_bridge.params import AS_SCHEDULED, Params, asked_of
from trucewatch.airflow_bridge.schedules import watch_schedule
from trucewatch.errors import PermanentError
from trucewatch.model import HopReport

if TYPE_CHECKING:
    from airflow.sdk import Context

    from trucewatch.assembly import House

log = logging.getLogger(__name__)
T = TypeVar("T")
Counts = dict[str, dict[str, Any]]
"""What came, was kept and was lost by reason, by hop."""

POLL_BATCHES = 4
FEEDS_A_BATCH = 30
"""A task costs seconds to start, and asks its hosts side by side: feeds travel in batches, about so many in each at least,
at most so many tasks. The feeds of one host travel together, so that no task waits for another's pause."""
MOST_NOTES = 200
"""Most sentences a task writes into its log; the warehouse has them all."""


def plan_polls(params: Params | None = None) -> list[list[str]]:
    """Return the ids of due or chosen feeds, in batches for the mapped poll tasks; where there is none, note that none was asked.

    A run without a poll would look like silence to the heartbeat.
    """
    chosen = (params or AS_SCHEDULED).get("feeds") or ()
    batches = in_house(lambda house: house.plan_batches(chosen, most=POLL_BATCHES, least_feeds=FEEDS_A_BATCH))
    if not batches:
        run_hop(lambda _: (HopReport(hop="poll"),))
    log.info("plan due=%d batches=%d", sum(map(len, batches)), len(batches))
    return batches


def poll_feeds(feed_ids: Sequence[str]) -> Counts:
    """Poll a batch of feeds; return counts."""
    return run_hop(lambda house: house.poll(feed_ids))


def fetch_articles(params: Params | None = None) -> Counts:
    """Fetch the pages of new entries, as many as chosen at most; return counts."""
    return run_hop(lambda house: house.fetch(), fetch_limit=(params or AS_SCHEDULED).get("most_articles"))


def read_articles() -> Counts:
    """Read what was fetched, find mentions, group documents into stories; return counts."""
    return run_hop(lambda house: (*house.read(), *house.group()), last=True)


def link_mentions(params: Params | None = None) -> Counts:
    """Link new mentions to arrangements and choose alerts, on news as old as chosen at most; return counts."""
    return run_hop(lambda house: house.link(), alert_max_age_hours=(params or AS_SCHEDULED).get("most_hours"))


def send_alerts(params: Params | None = None) -> Counts:
    """Send the alerts that wait, with links to this task's log and to the page; return counts.

    In a dry run they go on waiting, and the log tells how many there are for whom.
    """
    if (params or AS_SCHEDULED).get("dry_run"):
        log.info("send dry_run=true: nothing is sent")
        return run_hop(lambda house: house.hold(), last=True)
    run_url = get_current_context()["ti"].log_url if base_url() else ""
    counts = run_hop(lambda house: house.send(run_url), last=True)
    log.info("links page=%s run=%s", load_settings().page_url or "unknown", run_url or "unknown")
    return counts


def tell_heartbeat() -> Counts:
    """Mail the operators that the pipeline is silent, or no longer is, if that is news; return counts.

    Nothing is due by itself, and nothing silent, where watch_news runs by hand only.
    """
    if watch_schedule() is None:
        log.info("heartbeat beat=off: watch_news has no schedule")
        return {}
    heartbeat, reports = in_house(lambda house: house.tell_heartbeat())
    log.info("heartbeat beat=%s since=%s told=%s", heartbeat.beat, heartbeat.since, heartbeat.to_tell)
    return _tell_counts(reports)


def tell_health(params: Params | None = None) -> Counts:
    """Mail the operators what the feeds need, or what was chosen; return counts."""
    asked = asked_of(params or AS_SCHEDULED, run_key_of(get_current_context()))

    def tell(house: "House") -> tuple[HopReport, ...]:
        if not house.settings.health_to:
            log.info("health mails=0: TRUCEWATCH_HEALTH_TO names nobody")
        return house.tell_health(asked)

    return run_hop(tell, last=True)


def run_key_of(context: "Context") -> str:
    """Return what the house calls a run of Airflow."""
    return run_key(context["dag"].dag_id, context["run_id"])


def run_hop(
    work: "Callable[[House], tuple[HopReport, ...]]", *, origin: str = "airflow", last: bool = False, **chosen: Any
) -> Counts:
    """Run one hop within the current DAG run: note its counts in the warehouse and the log, return them.

    What is chosen and not None takes the place of settings.
    """
    run_id = run_key_of(get_current_context())

    def noted(house: "House") -> tuple[HopReport, ...]:
        house.begin_run(run_id, origin)
        reports = work(house)
        for report in reports:
            house.warehouse.save_report(run_id, report)
        if last:
            house.warehouse.finish_run(run_id, house.clock.now())
        return reports

    return _tell_counts(in_house(noted, **chosen))


def _tell_counts(reports: Sequence[HopReport]) -> Counts:
    """Write reports into the task's log, and return their counts."""
    for report in reports:
        log.info("hop=%s came=%d kept=%d lost=%s", report.hop, report.seen, report.kept, dict(report.lost))
        for note in report.notes[:MOST_NOTES]:
            log.warning("hop=%s %s", report.hop, note)
    return {r.hop: {"came": r.seen, "kept": r.kept, "lost": dict(r.lost)} for r in reports}


def in_house(work: "Callable[[House], T]", **chosen: Any) -> T:
    """Open the house, do the work; an error that no retry can mend fails the task at once."""
    from trucewatch.assembly import House

    try:
        settings = replace(load_settings(), **{name: value for name, value in chosen.items() if value is not None})
        with House(settings) as house:
            return work(house)
    except PermanentError as error:
        raise AirflowFailException(error.message) from error
