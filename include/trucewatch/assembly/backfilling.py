"""Backfilling and reading again, with the rooms joined; parts side by side in as many processes as asked."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing.util import Finalize
from typing import Any

from trucewatch import pipeline
from trucewatch.assembly.house import House
from trucewatch.model import HopReport, Misfit, Part, Reread, Window
from trucewatch.ports import CaptureReader
from trucewatch.settings import Settings

PART_BYTES = 64 * 1024 * 1024
"""Of a part: some 2,000 pages as Common Crawl packs them, half a minute's work."""
LISTENING_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The parts of the files that were named."""

    parts: tuple[Part, ...]
    """Those that are not done yet."""
    done: tuple[Part, ...]
    misfits: tuple[Misfit, ...]
    """What cannot be opened."""


def plan_backfill(house: House, patterns: Sequence[str], part_bytes: int = PART_BYTES, *, again: bool = False) -> Plan:
    """Split files into parts, of which those that were read to their end need not be read again, unless they shall."""
    parts, misfits = _files(house).split(patterns, part_bytes)
    done = set() if again else house.warehouse.parts_done(part.id for part in parts)
    return Plan(
        parts=tuple(part for part in parts if part.id not in done),
        done=tuple(part for part in parts if part.id in done),
        misfits=misfits,
    )


def backfill(
    house: House,
    part: Part,
    *,
    run_id: str | None = None,
    most_pages: int | None = None,
    tick: pipeline.Tick = pipeline.no_tick,
) -> tuple[HopReport, ...]:
    """Read one part; return counts."""
    from trucewatch.knowledge.outlets import Outlets

    source = pipeline.Source(
        files=_files(house),
        outlets=Outlets(house.feeds.values()),
        batch=house.settings.read_batch,
        most_pages=most_pages,
    )
    return pipeline.backfill_part(
        part,
        source=source,
        warehouse=house.warehouse,
        outside=replace(house.outside, run_id=run_id),
        craft=house.craft,
        tick=tick,
    )


def backfill_side_by_side(
    settings: Settings,
    parts: Sequence[Part],
    *,
    processes: int,
    run_id: str,
    most_pages: int | None,
    tick: pipeline.Tick,
) -> Iterator[tuple[HopReport, ...]]:
    """Read parts in several processes, each with a house of its own; yield the counts of each part as it is done.

    The first error ends it, after the parts that are under way.
    """
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        ticks: Any = manager.Queue()
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_open, initargs=(settings, ticks)) as pool:
            waiting = {pool.submit(_read, part, run_id, most_pages) for part in parts}
            try:
                while waiting:
                    _listen(ticks, tick)
                    for future in [one for one in waiting if one.done()]:
                        waiting.remove(future)
                        yield future.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def reread(
    house: House, window: Window, *, run_id: str | None = None, progress: pipeline.Progress = pipeline.no_progress
) -> tuple[Reread, tuple[HopReport, ...]]:
    """Read the articles of a window again from the archive."""
    return pipeline.reread_articles(
        window,
        warehouse=house.warehouse,
        outside=replace(house.outside, run_id=run_id),
        craft=house.craft,
        batch=house.settings.read_batch,
        progress=progress,
    )


def _files(house: House) -> CaptureReader:
    from trucewatch.archive import WarcFiles, open_archive

    return WarcFiles(open_archive(house.settings.archive, house.clock))


def _listen(ticks: Any, tick: pipeline.Tick) -> None:  # noqa: ANN401  # a proxy of a queue, made at run time
    while not ticks.empty():
        tick(*ticks.get())
    time.sleep(LISTENING_SECONDS)


class _Worker:
    """What a process that reads parts keeps open from one part to the next: models take seconds to load."""

    house: House
    ticks: Any


def _open(settings: Settings, ticks: Any) -> None:  # noqa: ANN401  # as above
    _Worker.house, _Worker.ticks = House(settings), ticks
    Finalize(None, _Worker.house.__exit__, args=(None, None, None), exitpriority=10)


def _read(part: Part, run_id: str, most_pages: int | None) -> tuple[HopReport, ...]:
    def tick(one: Part, done: int, pages: int) -> None:
        _Worker.ticks.put((one, done, pages))

    return backfill(_Worker.house, part, run_id=run_id, most_pages=most_pages, tick=tick)
