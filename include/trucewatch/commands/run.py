"""`trucewatch run`: one pass over all hops, without Airflow."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import TaskID

from trucewatch.commands.bars import open_bar
from trucewatch.commands.reports import as_url, print_reports
from trucewatch.model import HOPS, HopReport
from trucewatch.settings import Settings, parse_addresses, parse_smtp


def run(
    feeds: Annotated[Path | None, typer.Option(help="Feeds to poll now, due or not: feeds.yaml form or OPML.")] = None,
    warehouse: Annotated[str, typer.Option(help="SQLAlchemy URL, or a path for SQLite.")] = "",
    archive: Annotated[str, typer.Option(help="Folder of the WARC files.")] = "",
    smtp: Annotated[str, typer.Option(help="Mail server: smtp://[login:password@]host:port.")] = "",
    mail_to: Annotated[list[str] | None, typer.Option(help="Who gets the alerts; may be given several times.")] = None,
    allow_private_hosts: Annotated[
        bool, typer.Option("--allow-private-hosts", help="Permit feeds and pages on private or loopback addresses.")
    ] = False,
    pause: Annotated[float | None, typer.Option(min=0, help="Least seconds between two requests to one host.")] = None,
) -> None:
    """Poll, fetch, read, link and send once, then exit.

    Exit status 0 when nothing was lost to an error of ours; what the world did not give (a feed that does not answer, a
    page without text) is counted by reason.
    """
    settings = Settings.from_environment(os.environ)
    given: dict[str, object | None] = {
        "feeds": feeds,
        "warehouse": as_url(warehouse) or None,
        "archive": archive or None,
        "smtp": parse_smtp(smtp) if smtp else None,
        "mail_to": parse_addresses(",".join(mail_to)) if mail_to else None,
        "allow_private_hosts": allow_private_hosts or None,
        "pause_seconds": pause,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = replace(settings, **chosen)  # type: ignore[arg-type]  # names and types are those of the fields
    console = Console(stderr=True)
    reports = _run_hops(settings, console)
    print_reports(reports)
    raise typer.Exit(1 if any(report.failed for report in reports) else 0)


def _run_hops(settings: Settings, console: Console) -> tuple[HopReport, ...]:
    from trucewatch.assembly import House, SystemClock

    bar = open_bar(console)
    tasks: dict[str, TaskID] = {}

    def tell(hop: str, done: int, total: int) -> None:
        if hop not in tasks:
            tasks[hop] = bar.add_task(HOPS.get(hop, hop))
        bar.update(tasks[hop], completed=done, total=total)

    clock = SystemClock()
    run_id = f"command/{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"
    with bar, House(settings, clock=clock, progress=tell) as house:
        due = house.plan()
        house.begin_run(run_id, "command")
        reports: list[HopReport] = []
        hops: tuple[Callable[[], tuple[HopReport, ...]], ...] = (
            lambda: house.poll(due),
            house.fetch,
            house.read,
            house.group,
            house.link,
            house.send,
        )
        for hop in hops:
            for report in hop():
                house.warehouse.save_report(run_id, report)
                reports.append(report)
        house.warehouse.finish_run(run_id, clock.now())
    return tuple(reports)
