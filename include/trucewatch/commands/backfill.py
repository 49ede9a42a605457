"""`trucewatch backfill`: read WARC files as if their pages had just been fetched, and tell nobody."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from trucewatch.commands.reports import as_url, print_reports
from trucewatch.model import BACKFILL, HopReport, Part
from trucewatch.settings import Settings

if TYPE_CHECKING:
    from trucewatch.assembly import House, Plan
    from trucewatch.pipeline import Tick

MEGABYTE = 1024 * 1024
BETWEEN_LINES = 10.0
"""Seconds between two lines where there is no terminal."""


def backfill(
    files: Annotated[list[str], typer.Argument(help="WARC files: paths, folders, globs, or URLs such as s3://...")],
    processes: Annotated[int, typer.Option(min=1, help="Parts read side by side.")] = 1,
    part_megabytes: Annotated[int, typer.Option(min=1, help="Size of the parts that files are split into.")] = 64,
    most_pages: Annotated[int | None, typer.Option(min=1, help="New pages read of each part at most.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also parts that were read to their end before.")] = False,
    warehouse: Annotated[str, typer.Option(help="SQLAlchemy URL, or a path for SQLite.")] = "",
    archive: Annotated[str, typer.Option(help="Our archive: what lies in it goes by its name there.")] = "",
) -> None:
    """Read the pages in WARC files, ours or Common Crawl's, and find, group and link their mentions; nobody is alerted.

    Run again, it goes on where it was broken off. Exit status 1 if a file could not be used or is broken somewhere:
    each such place is named, and everything else is kept.
    """
    from trucewatch.assembly import House, SystemClock, plan_backfill

    settings = Settings.from_environment(os.environ)
    settings = replace(settings, warehouse=as_url(warehouse) or settings.warehouse, archive=archive or settings.archive)
    clock = SystemClock()
    run_id = f"backfill/{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"
    with House(settings, clock=clock) as house:
        plan = plan_backfill(house, files, part_megabytes * MEGABYTE, again=again)
        house.begin_run(run_id, BACKFILL)
        reports = _read(house, plan, run_id, processes=processes, most_pages=most_pages)
        house.warehouse.refresh_counts()
        reports = (*reports, *house.group(), *house.link())
        for report in reports:
            house.warehouse.save_report(run_id, report)
        house.warehouse.finish_run(run_id, clock.now())
    if plan.done:
        print(f"{len(plan.done)} parts were read before and are left as they are; --again reads them too.")
    print_reports(reports, elsewhere="`trucewatch -v backfill` names more")
    is_flawed = any(report.failed or (report.hop == BACKFILL and report.notes) for report in reports)
    raise typer.Exit(1 if is_flawed else 0)


def _read(
    house: "House", plan: "Plan", run_id: str, *, processes: int, most_pages: int | None
) -> tuple[HopReport, ...]:
    from trucewatch.assembly import backfill as read_part
    from trucewatch.assembly import backfill_side_by_side
    from trucewatch.pipeline import sum_of, unusable

    with _telling(plan.parts) as tick:
        if processes == 1:
            found = [read_part(house, part, run_id=run_id, most_pages=most_pages, tick=tick) for part in plan.parts]
        else:
            side_by_side = backfill_side_by_side(
                house.settings, plan.parts, processes=processes, run_id=run_id, most_pages=most_pages, tick=tick
            )
            found = list(side_by_side)
    return sum_of((unusable(plan.misfits), *(report for reports in found for report in reports)))


class Pace:
    """How far a backfill is: bytes of all parts, pages, and pages a second."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.total = sum(part.end - part.start for part in parts)
        self.pages = 0
        self._done: dict[str, int] = {}
        self._began = time.monotonic()

    def add(self, part: Part, done: int, pages: int) -> None:
        """Note what was done of a part, and how many pages came of it."""
        self._done[part.id] = done
        self.pages += pages

    @property
    def done(self) -> int:
        """Bytes done of all parts."""
        return sum(self._done.values())

    @property
    def rate(self) -> str:
        """Pages so far, and a second, in words."""
        seconds = max(time.monotonic() - self._began, 0.001)
        return f"{self.pages} pages, {self.pages / seconds:.0f} a second"

    @property
    def time_left(self) -> str:
        """Minutes and seconds left, at the pace so far."""
        spent = time.monotonic() - self._began
        left = round(spent * (self.total - self.done) / self.done) if self.done else 0
        return f"{left // 60}:{left % 60:02} left" if self.done else "time left unknown"

    @property
    def line(self) -> str:
        """All of it in one line."""
        share = 100 * self.done // self.total if self.total else 100
        return f"backfill: {share} %, {self.rate}, {self.time_left}"


@contextmanager
def _telling(parts: tuple[Part, ...]) -> "Iterator[Tick]":
    """Show how far it is: a bar on a terminal, else now and then a line."""
    console = Console(stderr=True)
    pace = Pace(parts)
    if not console.is_terminal:
        yield _lines(pace)
        print(pace.line, file=sys.stderr)
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("0 pages", total=pace.total)

        def tick(part: Part, done: int, pages: int) -> None:
            pace.add(part, done, pages)
            bar.update(task, completed=pace.done, description=pace.rate)

        yield tick


def _lines(pace: Pace) -> "Tick":
    last = time.monotonic()

    def tick(part: Part, done: int, pages: int) -> None:
        nonlocal last
        pace.add(part, done, pages)
        if time.monotonic() - last >= BETWEEN_LINES:
            last = time.monotonic()
            print(pace.line, file=sys.stderr)

    return tick
