"""One way of reading pages, in a process of its own: python -m tests.bench.road.worker WAY FOLDER STATE PORT.

It is asked and answers in JSON, a line each: {"do": "walk", "pages": [...]} gives the CPU and wall seconds of these pages,
by stage; "tell" gives what was found, and the most memory. So each way has its own memory, and libraries that one of them
sets up do not touch the others.
"""

import argparse
import json
import logging
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Do = Callable[[Mapping[str, Any]], Answer]


def main() -> int:
    """Answer until the standard input ends."""
    options = argparse.ArgumentParser()
    options.add_argument("way", choices=tuple(WAYS))
    options.add_argument("folder", type=Path)
    options.add_argument("state", type=Path)
    options.add_argument("port", type=int)
    given = options.parse_args()
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # CPU time of one core for everybody
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")  # of the other readers
    do = WAYS[given.way](given)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line))), flush=True)
    return 0


def _ours(given: argparse.Namespace, *, in_process: bool) -> Do:
    from tests.bench.road.ours import OurRoad

    road = OurRoad(given.folder, given.state, given.port, in_process=in_process)
    road.warm()

    def do(asked: Mapping[str, Any]) -> Answer:
        if asked["do"] == "tell":
            return {"mentions": road.mentions(), "fates": road.fates(), "peak_mb": road.peak_megabytes()}
        if asked["do"] == "put":
            _put(road, given.folder, asked["pages"], asked.get("share", ""))
            return {}
        if asked["do"] == "read":
            road.read()
            return {}
        began, wall = road.cpu_seconds(), time.perf_counter()
        if "pages" in asked:
            road.fetch(asked["pages"])
        fetched, wall_fetched = road.cpu_seconds(), time.perf_counter()
        road.read()
        road.tie()
        stages = road.watch.taken()
        return {
            "cpu": road.cpu_seconds() - fetched,
            "wall": time.perf_counter() - wall_fetched,
            "fetch_cpu": fetched - began,
            "fetch_wall": wall_fetched - wall,
            "stages": stages,
            "peak_mb": road.peak_megabytes(),
        }

    return do


def _put(road: Any, folder: Path, wanted: Sequence[tuple[str, int]], share: str) -> None:
    """Bring recast pages; each is named by its page and a number. With a share, only these will be read here."""
    from tests.bench.road.pages import listed, recast

    pages = {page.name: page for page in listed(folder)}
    made = []
    for name, number in wanted:
        page, body = recast(pages[name], (folder / pages[name].file).read_bytes(), number)
        made.append((f"{share}p{number}-{page.language}", page.language, body))
    road.put(made)
    if share:
        road.share(share)


def _baseline(given: argparse.Namespace, name: str) -> Do:
    from tests.bench.road import baselines

    way = getattr(baselines, name)(given.folder, given.state)
    way.warm()

    def do(asked: Mapping[str, Any]) -> Answer:
        if asked["do"] == "tell":
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            return {"texts": way.texts, "peak_mb": {"parent": peak, "child": 0}}
        began, wall = time.process_time(), time.perf_counter()
        way.walk(asked["pages"])
        spent = time.process_time() - began
        return {"cpu": spent, "wall": time.perf_counter() - wall, "stages": way.watch.taken()}

    return do


def _floor(given: argparse.Namespace) -> Do:
    from tests.bench.road.baselines import Floor

    way = Floor(given.folder)

    def do(asked: Mapping[str, Any]) -> Answer:
        began = time.process_time()
        way.walk(asked["pages"])
        return {"cpu": time.process_time() - began}

    return do


WAYS: Mapping[str, Callable[[argparse.Namespace], Do]] = {
    "ours": lambda given: _ours(given, in_process=False),
    "ours, in process": lambda given: _ours(given, in_process=True),
    "straightforward": lambda given: _baseline(given, "Straightforward"),
    "newspaper4k": lambda given: _baseline(given, "Newspaper"),
    "floor": _floor,
}

if __name__ == "__main__":
    sys.exit(main())
