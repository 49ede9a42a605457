"""`trucewatch heartbeat`: is the pipeline alive? For cron, outside Airflow, so that a dead Airflow is noticed too."""

import os
from typing import TYPE_CHECKING

import typer

from trucewatch.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime

    from trucewatch.alerts import Heartbeat


def heartbeat() -> None:
    """Say when feeds were last asked; mail the operators when that is too long ago, and when it no longer is.

    Exit status 1 when the pipeline is silent or never ran. A silence is mailed once, whoever notices it first.
    """
    from trucewatch.alerts import Beat
    from trucewatch.assembly import House

    with House(Settings.from_environment(os.environ)) as house:
        found, reports = house.tell_heartbeat()
        now = house.clock.now()
    print(describe(found, now))
    for report in reports:
        print(f"{report.kept} of {report.seen} mails were taken.")
        for note in report.notes:
            print(f"  {note}")
    raise typer.Exit(1 if found.beat in {Beat.SILENT, Beat.UNBORN} else 0)


def describe(found: "Heartbeat", now: "datetime") -> str:
    """Return one plain sentence on how the pipeline is."""
    from trucewatch.alerts import Beat

    if found.beat is Beat.OFF:
        return "Off: TRUCEWATCH_HEARTBEAT_MINUTES is 0."
    if found.since is None:
        return "Silent: there was no run yet."
    when = f"{found.since:%Y-%m-%d %H:%M} UTC, {(now - found.since).total_seconds() / 60:.0f} minutes ago"
    state = "Well" if found.beat is Beat.WELL else "Silent"
    return (
        f"{state}: feeds were last asked at {when}." if found.was_asked else f"{state}: no feed was asked since {when}."
    )
