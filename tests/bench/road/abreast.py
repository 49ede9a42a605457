"""How much quicker are two processes than one, on one warehouse?

Without children of their own, as on a machine whose cores are all taken by readers. Each of the two reads what it
brought; stories and arrangements are one process's work in either case, and its time counts.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.road.pages import BenchPage
from tests.bench.road.workers import working

WAY = "ours, in process"


def abreast(pages: Sequence[BenchPage], folder: Path, state: Path, count: int) -> dict[str, Any]:
    """Read so many recast pages by one process, and by two; return wall seconds."""
    wanted = [(pages[number % len(pages)].name, number) for number in range(count)]
    seconds = {}
    for readers in (1, 2):
        with ExitStack() as stack:
            place = state / f"by-{readers}"
            workers = [stack.enter_context(working(WAY, folder, place)) for _ in range(readers)]
            for number, worker in enumerate(workers):
                worker.ask(do="put", pages=wanted[number::readers], share=f"share{number}-")
            began = time.perf_counter()
            for worker in workers:
                worker.tell(do="read")
            for worker in workers:
                worker.answer()
            workers[0].ask(do="walk")
            seconds[readers] = time.perf_counter() - began
    return {"pages": count, "seconds": seconds, "times_one": seconds[1] / seconds[2]}
