"""Does a page cost the same on a full warehouse, and does memory stay? Pages of the same kind, one after the other."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.road.pages import BenchPage
from tests.bench.road.workers import working

STEP = 500
"""Pages in one go, as a run fetches them."""
SHOWN = 1000
"""Pages whose cost is one figure."""


def flatness(pages: Sequence[BenchPage], folder: Path, state: Path, most: int) -> dict[str, Any]:
    """Read `most` recast pages with one warehouse; return milliseconds a page and peak memory, each thousand pages."""
    told = []
    with working("ours", folder, state) as worker:
        wanted = _wanted(pages)
        for done in range(0, most, SHOWN):
            cpu = read = story = link = 0.0
            for _ in range(0, SHOWN, STEP):
                worker.ask(do="put", pages=list(itertools.islice(wanted, STEP)))
                answer = worker.ask(do="walk")
                cpu += answer["cpu"]
                story += answer["stages"]["story"]
                link += answer["stages"]["link"]
                peak = answer["peak_mb"]
            read = cpu - story - link
            ms = {name: 1000 * spent / SHOWN for name, spent in (("read", read), ("story", story), ("link", link))}
            told.append({"pages": done + SHOWN, "ms": ms | {"all": 1000 * cpu / SHOWN}, "peak_mb": peak})
            print(f"  {done + SHOWN:7,} pages: {1000 * cpu / SHOWN:.2f} ms a page, {peak}", flush=True)
    return {"most": most, "steps": told, "last_to_first": _growth(told)}


def _growth(told: Sequence[dict[str, Any]]) -> float:
    """Return the last tenth's cost in that of the first thousand pages."""
    last = told[-max(1, len(told) // 10) :]
    return float(sum(one["ms"]["all"] for one in last) / len(last) / told[0]["ms"]["all"])


def _wanted(pages: Sequence[BenchPage]) -> Iterator[tuple[str, int]]:
    for number in itertools.count():
        yield pages[number % len(pages)].name, number
