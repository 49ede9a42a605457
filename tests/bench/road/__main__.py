"""What the whole road costs, and how that compares: python -m tests.bench.road [--shared ../shared] [--pages N].

Every way has a process and memory of its own; they take turns every hundred pages, so that what disturbs the machine
disturbs all of them. CPU time, of children too; ratios are of HTML on disk to rows in SQLite.

    ours               fetch over loopback with our own client; then what is compared: from the archive through read,
                       group and link, with a child process that reads pages
    by stage           the same in one process, without the child, to see where the time goes; `hand-over` is what the
                       child costs beyond that
    straightforward    our own libraries as their first pages show them, and
    newspaper4k        the same with newspaper4k in trafilatura's place: see baselines.py
    floor              lexbor parses each page once, and nothing else

Real pages where ../shared/data is at hand, else the demo's own. `--flat N` then reads N pages on one warehouse, to see
whether cost and memory stay (some 15 s for each thousand); `--keep FILE` writes the figures, with the machine, as JSON,
from which tools/plot_road.py draws.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.road.abreast import abreast
from tests.bench.road.flat import flatness
from tests.bench.road.kept import kept
from tests.bench.road.machine import this_machine
from tests.bench.road.pages import BenchPage, bench_pages, written
from tests.bench.road.web import serving
from tests.bench.road.workers import working

SHARED = Path(__file__).resolve().parents[4] / "shared"
CHUNK = 100
OURS, STAGES, PLAIN, OTHER, FLOOR = "ours", "ours, in process", "straightforward", "newspaper4k", "floor"
WAYS = (OURS, STAGES, PLAIN, OTHER, FLOOR)
ABREAST = 800
ASKED = {
    "straightforward": 15.0,
    "newspaper4k": 28.0,
    "floor_at_most": 12.0,
    "kept": 0.99,
    "two_processes": 1.8,
    "flat": 1.1,
}
Answers = Mapping[str, Sequence[Mapping[str, Any]]]


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    given = _options()
    machine = this_machine()
    found, kind = bench_pages(given.shared)
    with tempfile.TemporaryDirectory(prefix="tw-road-") as name:
        state = Path(name)
        (state / "pages").mkdir()
        pages = written(found[: given.pages], state / "pages")
        figures: dict[str, Any] = {"machine": machine, "asked": ASKED, "pages": len(pages), "kind": kind}
        figures |= _compared(pages, state)
        show(figures)
        figures["two_processes"] = abreast(pages, state / "pages", state / "abreast", given.abreast)
        show_abreast(figures["two_processes"])
        if given.flat:
            figures["flat"] = flatness(pages, state / "pages", state / "flat", given.flat)
            print(
                f"the last tenth of {given.flat:,} pages took {figures['flat']['last_to_first']:.2f} of the first 1,000"
            )
    figures["machine"]["load_after"] = this_machine()["load"]
    if given.keep:
        given.keep.write_text(json.dumps(_without_words(figures), indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures))
    return 0


def _without_words(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures without the sentences of real pages, which are their publishers'."""
    counted = {way: share | {"missed": len(share["missed"])} for way, share in figures["kept"].items()}
    return {**figures, "kept": counted}


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m tests.bench.road", description=__doc__.partition("\n")[0])
    options.add_argument("--shared", type=Path, default=SHARED, help="folder of the real data")
    options.add_argument("--pages", type=int, help="at most so many pages; all where not given")
    options.add_argument("--abreast", type=int, default=ABREAST, help="pages for two processes against one")
    options.add_argument("--flat", type=int, default=0, metavar="N", help="also read N pages on one warehouse")
    options.add_argument("--keep", type=Path, metavar="FILE", help="write the figures there")
    return options.parse_args()


def _compared(pages: Sequence[BenchPage], state: Path) -> dict[str, Any]:
    """Have all ways read the pages, in turns; return the figures."""
    answers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    with serving(state / "pages") as port, ExitStack() as stack:
        workers = [
            stack.enter_context(working(way, state / "pages", state / way.replace(", ", "-"), port)) for way in WAYS
        ]
        chunks = [pages[start : start + CHUNK] for start in range(0, len(pages), CHUNK)]
        for number, chunk in enumerate(chunks):
            print(f"part {number + 1} of {len(chunks)}", file=sys.stderr)
            turn = number % len(workers)
            for worker in (*workers[turn:], *workers[:turn]):
                answers[worker.way].append(worker.ask(do="walk", pages=[page.name for page in chunk]))
        told = {worker.way: worker.ask(do="tell") for worker in workers if worker.way != FLOOR}
    return {
        "cpu_s_per_1000": {way: _mean(answers[way], "cpu", len(pages)) for way in WAYS},
        "wall_s_per_1000": {OURS: _mean(answers[OURS], "wall", len(pages))},
        "stages": _stages(answers, len(pages)),
        "stages_of": {way: _by_stage(answers[way], len(pages)) for way in (PLAIN, OTHER)},
        "ratio": {way: _ratio(answers[way], answers[OURS]) for way in (PLAIN, OTHER)}
        | {FLOOR: _ratio(answers[OURS], answers[FLOOR])},
        "peak_mb": {way: told[way]["peak_mb"] for way in (OURS, PLAIN, OTHER)},
        "fates": _counted(told[OURS]["fates"].values()),
        "kept": {way: kept(told[way]["texts"], told[OURS]["mentions"], told[OURS]["fates"]) for way in (PLAIN, OTHER)},
    }


def _mean(answers: Sequence[Mapping[str, Any]], what: str, pages: int) -> float:
    return 1000 * float(sum(answer[what] for answer in answers)) / pages


def _by_stage(answers: Sequence[Mapping[str, Any]], pages: int) -> dict[str, float]:
    names = dict.fromkeys(name for answer in answers for name in answer["stages"])
    return {name: 1000 * sum(answer["stages"].get(name, 0.0) for answer in answers) / pages for name in names}


def _stages(answers: Answers, pages: int) -> dict[str, float]:
    """Return our stages in the order of the road; what no room's door accounts for is threads and hand-over."""
    by_stage = _by_stage(answers[STAGES], pages)
    by_stage.pop("fetch", None)  # its threads are not watched: the process is
    own = _mean(answers[STAGES], "cpu", pages)
    by_stage["other"] = own - sum(spent for name, spent in by_stage.items() if name != "other")
    by_stage["hand-over"] = _mean(answers[OURS], "cpu", pages) - own
    return {"fetch": _mean(answers[OURS], "fetch_cpu", pages), **by_stage}


def _ratio(more: Sequence[Mapping[str, Any]], less: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the ratio of all pages, and those of the parts."""
    parts = [one["cpu"] / other["cpu"] for one, other in zip(more, less, strict=True)]
    whole = sum(one["cpu"] for one in more) / sum(other["cpu"] for other in less)
    return {"all": whole, "median_of_parts": statistics.median(parts), "parts": parts}


def _counted(words: Any) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for word in words:
        counts[word] += 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def show(figures: Mapping[str, Any]) -> None:
    """Print the figures as tables."""
    machine, cost, ratio = figures["machine"], figures["cpu_s_per_1000"], figures["ratio"]
    print(f"{figures['pages']} {figures['kind']}; {machine['cpu']}, {machine['cores']} cores, load {machine['load']}")
    print(f"Python {machine['python']}, commit {machine['commit']}; CPU seconds per 1,000 pages and core\n")
    for stage, spent in figures["stages"].items():
        print(f"  {stage:14}{spent:8.2f}")
    print(f"\n  {'without fetch':14}{cost[OURS]:8.2f}   {1000 / cost[OURS]:.0f} articles a second and core")
    whole = cost[OURS] + figures["stages"]["fetch"]
    print(f"  {'whole road':14}{whole:8.2f}   {1000 / whole:.0f} articles a second and core")
    print(f"  pages: {figures['fates']}\n  most memory, MB: {figures['peak_mb']}\n")
    for way in (PLAIN, OTHER):
        stages = ", ".join(f"{name} {spent:.1f}" for name, spent in figures["stages_of"][way].items())
        share = figures["kept"][way]
        print(f"  {way}: {cost[way]:.1f} s ({stages}): {ratio[way]['all']:.1f} times ours (asked {ASKED[way]:.0f})")
        print(
            f"    {share['mentions']} mentions on its texts, {100 * share['kept']:.1f} % of them in our {share['ours']}"
        )
        print(*(f"      not ours: {one}" for one in share["missed"]), sep="\n")
    print(
        f"  lexbor's parse alone {cost[FLOOR]:.2f} s: ours is {ratio[FLOOR]['all']:.1f} times that (asked 12 at most)"
    )


def show_abreast(told: Mapping[str, Any]) -> None:
    """Print how two processes did."""
    seconds = told["seconds"]
    print(
        f"\n  two processes: {seconds[1]:.1f} s by one, {seconds[2]:.1f} s by two: {told['times_one']:.2f} times (1.8)"
    )


if __name__ == "__main__":
    sys.exit(main())
