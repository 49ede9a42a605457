"""WARC files from the disk to rows in SQLite: python -m tests.bench.backfill [PAGES].

A file as Common Crawl makes them (a request, a response and a metadata record a page, each in a gzip member of its own) is
written of real pages where ../shared/data is at hand, else of the demo's own. Each page comes again and again, at another
address and with a sentence of its own, so that none is a copy. Most pages of Common Crawl say nothing of ours: of those
that a first look would read with care, no more are taken than make one in ten.

    rate     pages per second of CPU time, children included, of one process over the whole file, and where it goes
    memory   the most that this process and its children held, after a tenth of the pages and after all
    two      pages per second of two processes on two cores to those of one on one core, models loaded, another file
"""

import argparse
import json
import logging
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.measure.extraction_quality import RealPage
from tests.warcs import a_capture, a_member
from trucewatch.assembly import House, backfill, backfill_side_by_side, plan_backfill
from trucewatch.model import BACKFILL, Part
from trucewatch.pipeline import sum_of
from trucewatch.settings import Settings

PAGES = 3000
ONE_IN = 10
"""Of so many pages one may be worth a careful reading."""
ASKED = {"pages_a_second_and_core": 100, "two_to_one": 1.8, "growth": 1.1}


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    asked = argparse.ArgumentParser()
    asked.add_argument("pages", type=int, nargs="?", default=PAGES)
    count = asked.parse_args().pages
    logging.disable(logging.ERROR)
    from tests.bench.documents import bench_pages  # the other readers that it loads have no place in child processes

    print(f"{count} pages, Python {platform.python_version()}, {platform.machine()}, load {os.getloadavg()[0]:.1f}")
    pages = _like_common_crawl(bench_pages())
    with tempfile.TemporaryDirectory() as folder:
        figures = {"pages": count} | measure_one(pages, count, Path(folder)) | measure_two(pages, count, Path(folder))
    show(figures)
    print(json.dumps(figures))
    return 0


def measure_one(pages: Sequence[RealPage], count: int, folder: Path) -> dict[str, float]:
    """Return what one process does, after a tenth of the pages and after all of them."""
    few, all_of_them = folder / "few.warc.gz", folder / "all.warc.gz"
    write_warc(few, pages, count // 10, "few")
    size = write_warc(all_of_them, pages, count, "all")
    settings = _settings(folder / "one")
    with House(settings) as house:
        house.begin_run("bench", BACKFILL)
        (warm,) = plan_backfill(house, [str(few)]).parts
        backfill(house, warm)  # loads code and models
        small = _memory(house)
        began, cpu = time.perf_counter(), _cpu(house)
        parts = plan_backfill(house, [str(all_of_them)]).parts
        reports = sum_of(report for part in parts for report in backfill(house, part))
        wall, spent = time.perf_counter() - began, _cpu(house)
        large = _memory(house)
    counted = {report.hop: report.kept for report in reports}
    own, children = spent[0] - cpu[0], spent[1] - cpu[1]
    return {
        "megabytes": round(size / 1e6, 1),
        "read": counted["backfill"],
        "with_care": counted["skim"],
        "with_mentions": counted["find"],
        "seconds": round(wall, 1),
        "cpu_own": round(own, 1),
        "cpu_children": round(children, 1),
        "pages_a_second_and_core": round(count / (own + children), 1),
        "memory_few_mb": small,
        "memory_all_mb": large,
        "growth": round(large / small, 2),
    }


def measure_two(pages: Sequence[RealPage], count: int, folder: Path) -> dict[str, float]:
    """Return how much quicker two processes on two cores are than one on one, each with its reader on its own core."""
    path = folder / "four.warc.gz"
    size = write_warc(path, pages, count, "four")
    cores = sorted(os.sched_getaffinity(0))
    rates = {}
    for processes in (1, 2):
        settings = replace(_settings(folder / f"side{processes}"), parse_workers=1)
        with House(settings) as house:
            house.begin_run("bench", BACKFILL)
            parts = plan_backfill(house, [str(path)], size // 8 + 1).parts
        os.sched_setaffinity(0, cores[:processes])  # those that are started inherit it
        rates[processes] = _rate(settings, parts, processes)
        os.sched_setaffinity(0, cores)
    return {"one": round(rates[1], 1), "two": round(rates[2], 1), "two_to_one": round(rates[2] / rates[1], 2)}


def _rate(settings: Settings, parts: Sequence[Part], processes: int) -> float:
    """Return pages a second once models are loaded: after the tenth batch."""
    ticks: list[tuple[float, int]] = []
    side_by_side = backfill_side_by_side(
        settings,
        parts,
        processes=processes,
        run_id="bench",
        most_pages=None,
        tick=lambda _part, _done, read: ticks.append((time.perf_counter(), read)),
    )
    for _ in side_by_side:
        pass
    behind = ticks[10:]
    return sum(read for _, read in behind[1:]) / (behind[-1][0] - behind[0][0])


def write_warc(path: Path, pages: Sequence[RealPage], count: int, name: str) -> int:
    """Write a file as Common Crawl makes them; return its size."""
    with path.open("wb") as file:
        file.write(a_member("warcinfo", b"software: bench\r\n"))
        for number in range(count):
            page = pages[number % len(pages)]
            own = f"<p>This is page {number} of {name}, and no other says so.</p></body>".encode()
            body = page.html.replace(b"</body>", own, 1) if b"</body>" in page.html else page.html + own
            url = f"https://site-{number % 50}.example/{name}/article-{number:07}"
            file.write(a_member("request", b"GET / HTTP/1.1\r\n\r\n", url=url))
            file.write(a_capture(url, body))
            file.write(a_member("metadata", b"fetchTimeMs: 12\r\n", url=url))
    return path.stat().st_size


def _like_common_crawl(pages: Sequence[RealPage]) -> list[RealPage]:
    """Return pages in a random order, of which one in ten may be worth a careful reading."""
    from tests.bench.documents import Ours  # as above

    ours = Ours()
    through = {id(page) for page in pages if ours.lets_through(ours.skim(page))}
    dull = [page for page in pages if id(page) not in through]
    telling = [page for page in pages if id(page) in through][: len(dull) // (ONE_IN - 1)]
    chosen = [*dull, *telling]
    random.Random(0).shuffle(chosen)  # noqa: S311  # the same order every time
    return chosen


def _settings(folder: Path) -> Settings:
    folder.mkdir()
    return Settings(warehouse=f"sqlite:///{folder}/warehouse.sqlite", archive=str(folder / "archive"))


def _processes(house: House) -> Iterator[int]:
    yield os.getpid()
    yield from house.sandbox.children()  # type: ignore[attr-defined]  # the real one has them


def _memory(house: House) -> int:
    """Return megabytes resident now, of this process and its children."""
    pages = (int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) for one in _processes(house))
    return sum(pages) * resource.getpagesize() // 1024 // 1024


def _cpu(house: House) -> tuple[float, float]:
    """Return seconds of CPU of this process and of its children, those that live and those that ended."""
    ticks = os.sysconf("SC_CLK_TCK")
    alive = 0
    for one in list(_processes(house))[1:]:
        fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        alive += int(fields[11]) + int(fields[12])
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time(), alive / ticks + ended.ru_utime + ended.ru_stime


def show(figures: dict[str, float]) -> None:
    """Print the figures in words."""
    print(
        f"{figures['read']} pages of {figures['megabytes']} MB in {figures['seconds']} s, {figures['with_care']} read with "
        f"care, {figures['with_mentions']} with mentions"
    )
    print(
        f"pages per second and core: {figures['pages_a_second_and_core']} (asked: {ASKED['pages_a_second_and_core']}); "
        f"CPU of the process {figures['cpu_own']} s, of its readers {figures['cpu_children']} s"
    )
    print(f"memory: {figures['memory_few_mb']} MB after a tenth, {figures['memory_all_mb']} MB after all")
    print(
        f"pages per second: {figures['one']} by one process on one core, {figures['two']} by two on two; "
        f"{figures['two_to_one']} times (asked: {ASKED['two_to_one']})"
    )


if __name__ == "__main__":
    sys.exit(main())
