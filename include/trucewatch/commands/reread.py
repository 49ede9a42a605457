"""`trucewatch reread`: read articles again from the archive, and say what that changed."""

import os
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from trucewatch.commands.archive import read_time
from trucewatch.commands.bars import open_bar
from trucewatch.commands.reports import print_reports
from trucewatch.errors import SettingsInvalid
from trucewatch.model import Reread, Window
from trucewatch.settings import Settings

ORIGIN = "reread"


def reread(
    since: Annotated[str, typer.Option(help="Received on this day or at this time (UTC), or later.")],
    until: Annotated[str, typer.Option(help="Received on this day, or before this time (UTC), or earlier.")] = "",
    changed_packs: Annotated[
        bool, typer.Option("--changed-packs", help="Only what was read with another pack or model than today's.")
    ] = False,
) -> None:
    """Read articles again from the archive with today's rules, and print the mentions gained, lost and changed, by rule.

    What nobody can read any more keeps what was found. Broken off, it may be run again; with --changed-packs it then
    goes on where it was.
    """
    from trucewatch.assembly import House, SystemClock
    from trucewatch.assembly import reread as read_again

    begin = read_time(since)
    if begin is None:
        raise SettingsInvalid("--since needs a day or time, such as 2026-03-19.", key="since")
    clock = SystemClock()
    run_id = f"{ORIGIN}/{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"
    with open_bar() as bar, House(Settings.from_environment(os.environ), clock=clock) as house:
        task = bar.add_task("Articles read again", total=None)
        rules = house.rules if changed_packs else None
        window = Window(since=begin, until=read_time(until, is_end=True), rules=rules)
        house.begin_run(run_id, ORIGIN)
        changes, reports = read_again(
            house, window, run_id=run_id, progress=lambda _hop, done, _total: bar.update(task, completed=done)
        )
        reports = (*reports, *house.group(), *house.link())
        for report in reports:
            house.warehouse.save_report(run_id, report)
        house.warehouse.finish_run(run_id, clock.now())
    print_reports(reports)
    _print_changes(changes)
    raise typer.Exit(1 if any(report.failed for report in reports) else 0)


def _print_changes(changes: Reread) -> None:
    """Print what became of the mentions of each rule that something became of."""
    table = Table("rule", "gained", "lost", "changed", box=None, pad_edge=False)
    for rule in sorted({*changes.gained, *changes.lost, *changes.changed}):
        counts = (changes.gained.get(rule, 0), changes.lost.get(rule, 0), changes.changed.get(rule, 0))
        table.add_row(rule, *map(str, counts))
    totals = [sum(counts.values()) for counts in (changes.gained, changes.lost, changes.changed)]
    print(
        f"{changes.articles} articles read again: {totals[0]} mentions gained, {totals[1]} lost, {totals[2]} changed, "
        f"{changes.same} as before."
    )
    if any(totals):
        Console(highlight=False, markup=False).print(table)
