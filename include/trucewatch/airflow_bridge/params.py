"""What people may choose when they start a run by hand: the forms of Airflow, and what the choice means.

Every default means: as scheduled. Airflow checks a choice against the schema before a run begins; tasks get it as values of
their context, never in a templated field.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import Param

if TYPE_CHECKING:
    from trucewatch.pipeline import Asked

Params = Mapping[str, Any]
AS_SCHEDULED: Params = {}
"""No choice at all."""
MOST_FEEDS = 500
MOST_ARTICLES = 10_000
MOST_HOURS = 24 * 365
MOST_DAYS = 31
MOST_FILES = 10_000
MOST_MEGABYTES = 4096


def watch_params() -> dict[str, Param]:
    """Return the form of watch_news."""
    return {
        "feeds": Param(
            [],
            title="Feeds to ask",
            description="Ids of feeds, one a line, or the one word all. They are asked now, whether due or not. "
            "Empty: those that are due, as scheduled.",
            type="array",
            items={"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100},
            uniqueItems=True,
            maxItems=MOST_FEEDS,
        ),
        "most_articles": Param(
            None,
            title="Most articles to fetch",
            description=f"From 0 (ask the feeds only) to {MOST_ARTICLES}; what is left waits for the next run. "
            "Empty: as scheduled, TRUCEWATCH_FETCH_LIMIT.",
            type=["integer", "null"],
            minimum=0,
            maximum=MOST_ARTICLES,
        ),
    }


def alert_params() -> dict[str, Param]:
    """Return the form of send_alerts."""
    return {
        "dry_run": Param(
            False,  # Param takes its default so
            title="Send nothing, only tell what waits",
            description="New mentions are linked and alerts written down as always, but none is sent: the log of the task "
            "send tells how many wait for whom. The next run sends them.",
            type="boolean",
        ),
        "most_hours": Param(
            None,
            title="Age of the oldest news to tell, in hours",
            description=f"From 1 to {MOST_HOURS}; for mentions that nobody has linked yet, as after a long outage. "
            "Empty: as scheduled, TRUCEWATCH_ALERT_MAX_AGE_HOURS.",
            type=["integer", "null"],
            minimum=1,
            maximum=MOST_HOURS,
        ),
    }


def tend_params() -> dict[str, Param]:
    """Return the form of tend_warehouse."""
    return {
        "whole_report": Param(
            False,  # as above
            title="Mail the state of all feeds now",
            description="As on Mondays, whatever the day. Off: on other days only what is newly wrong, as scheduled.",
            type="boolean",
        ),
        "days": Param(
            1,
            title="Days to look back",
            description=f"Trouble that began within so many days, from 1 to {MOST_DAYS}, counts as new. 1: as scheduled.",
            type="integer",
            minimum=1,
            maximum=MOST_DAYS,
        ),
    }


def backfill_params() -> dict[str, Param]:
    """Return the form of backfill_archive, which always runs by hand."""
    return {
        "files": Param(
            [],
            title="WARC files",
            description="Paths, folders, globs or URLs such as s3://commoncrawl/crawl-data/CC-NEWS/2026/03/*.warc.gz, one a "
            "line, as every worker reaches them; a run always needs some.",
            type="array",
            items={"type": "string", "minLength": 1, "maxLength": 2000},
            maxItems=MOST_FILES,
        ),
        "part_megabytes": Param(
            64,
            title="Megabytes of a part",
            description=f"From 1 to {MOST_MEGABYTES}: files are split into parts of this size, which workers read side by side. "
            "Parts of another size are other parts: what was done is then looked at again, but always read only once.",
            type="integer",
            minimum=1,
            maximum=MOST_MEGABYTES,
        ),
        "most_pages": Param(
            None,
            title="Most new pages of a part",
            description="For a try; the parts then count as not done, and the next run goes on behind these pages. "
            "Empty: always all pages.",
            type=["integer", "null"],
            minimum=1,
        ),
        "again": Param(
            False,  # as above
            title="Also parts that are done",
            description="Parts that were read to their end are looked at again. Pages that are known are always left as they "
            "are: to read those with new rules, use the command trucewatch reread.",
            type="boolean",
        ),
    }


def asked_of(params: Params, run_key: str) -> "Asked":
    """Return what a choice in the form of tend_warehouse asks for, in the name of its run."""
    from trucewatch.pipeline import BY_CLOCK, Asked

    whole, days = bool(params.get("whole_report")), int(params.get("days", 1))
    return Asked(whole=whole, within=timedelta(days=days), occasion=run_key) if whole or days > 1 else BY_CLOCK
