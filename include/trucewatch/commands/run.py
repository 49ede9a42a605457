"""`trucewatch run`: one pass over all hops, without Airflow."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import TaskID
from rich.table import Table

from trucewatch.commands.bars import open_bar
from trucewatch.errors import SettingsInvalid
from trucewatch.model import HOPS, HopReport
from trucewatch.settings import Settings, parse_addresses, parse_smtp

MOST_NOTES = 20


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
        "warehouse": _as_url(warehouse) or None,
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
    _print_reports(reports)
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


def _print_reports(reports: tuple[HopReport, ...]) -> None:
    table = Table("hop", "what", "came", "kept", "lost, by reason", box=None, pad_edge=False)
    for report in reports:
        lost = ", ".join(f"{reason} {count}" for reason, count in sorted(report.lost.items()))
        table.add_row(report.hop, HOPS.get(report.hop, ""), str(report.seen), str(report.kept), lost)
    console = Console(width=None, highlight=False, markup=False)
    console.print(table)
    notes = [note for report in reports for note in report.notes]
    for note in notes[:MOST_NOTES]:
        console.print(f"  {note}", soft_wrap=True)
    if len(notes) > MOST_NOTES:
        console.print(f"  and {len(notes) - MOST_NOTES} more; the view feed_health of the warehouse has them all.")


def _as_url(warehouse: str) -> str:
    """Let a plain path stand for an SQLite file."""
    if not warehouse or "://" in warehouse:
        return warehouse
    if warehouse.startswith(("sqlite:", "postgresql:")):
        raise SettingsInvalid(f"{warehouse!r} is not a database URL; write sqlite:///path or postgresql+psycopg://...")
    return f"sqlite:///{warehouse}"
