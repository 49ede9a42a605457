"""`python -m tests.bench.acquisition [PART...]`: fetching and reading at speed, politely, in little memory.

Each part runs in a process of its own, so that its peak of memory is its own; pages come from another process over
loopback, from hosts that only the bench's resolver knows. Machines are noisy: the sandbox's cost is CPU time, parent and
child together, page by page against the same pages read in process, and given as the median of rounds.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from gzip import decompress
from pathlib import Path

from tests.bench.acquisition_server import article
from tests.builders import an_article, an_entry
from trucewatch.archive import open_archive
from trucewatch.articles import fetch_articles
from trucewatch.assembly import SystemClock
from trucewatch.documents import read_document
from trucewatch.errors import TrucewatchError
from trucewatch.http_client import PoliteClient
from trucewatch.model import Article, Document, Feed, Reading, Wanted
from trucewatch.ports import Archive, Sandbox
from trucewatch.sandbox import ProcessSandbox, open_sandbox
from trucewatch.settings import Settings

ROUNDS = 5
PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages"
FEED = Feed(id="herald", outlet="Herald", url="https://herald.example/", language="en", country="FR", family="herald")
Figures = dict[str, float | int | str | list[float] | list[int]]


def main(parts: Sequence[str]) -> int:
    """Run parts, all by default, each in a fresh process; print their figures as JSON, one part a line."""
    if len(parts) == 1:
        with _server() as port:
            print(json.dumps({parts[0]: PARTS[parts[0]](port)}))
        return 0
    return max(
        subprocess.run([sys.executable, "-m", "tests.bench.acquisition", part], check=False).returncode
        for part in parts or PARTS
    )


def speed(port: int) -> Figures:
    """1,000 articles of 200 hosts, no pause: goal under 60 s."""
    wanted = _wanted(port, [5] * 200)
    with tempfile.TemporaryDirectory() as folder:
        seconds, cpu, articles = _fetch_all(wanted, folder, pause_seconds=0)
    return {"articles": len(articles), "hosts": 200, "seconds": seconds, "cpu_seconds": cpu}


def memory(port: int) -> Figures:
    """10,000 articles fetched and read in one run: goal under 400 MB in each process, and flat."""
    count = 10_000
    wanted = _wanted(port, [count // 200] * 200)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        seconds, _, articles = _fetch_all(wanted, folder, pause_seconds=0)
        fetched_mb = _peak_mb()
        archive = open_archive(folder, SystemClock())
        sandbox = open_sandbox(Settings())
        parent, children = [], []
        for start in range(0, count, count // 4):
            with ThreadPoolExecutor(4) as threads:
                for _ in threads.map(lambda one: _read(one, archive, sandbox), articles[start : start + count // 4]):
                    pass
            parent.append(_peak_mb())
            children.append(max(map(_peak_mb_of, sandbox.children())))
        sandbox.close()
        archive.close()
    return {
        "articles": len(articles),
        "fetch_seconds": seconds,
        "read_seconds": round(time.perf_counter() - began - seconds, 1),
        "parent_mb_after_fetching": fetched_mb,
        "parent_mb_by_quarter_of_reading": parent,
        "child_mb_by_quarter_of_reading": children,
    }


def polite(port: int) -> Figures:
    """20 hosts of 1 to 20 articles, 0.2 s between starts: all together should take as long as the longest alone."""
    sizes = list(range(1, 21))
    with tempfile.TemporaryDirectory() as folder:
        alone, _, _ = _fetch_all(_wanted(port, sizes[-1:]), folder, pause_seconds=0.2)
        together, _, articles = _fetch_all(_wanted(port, sizes), folder, pause_seconds=0.2)
    return {
        "articles": len(articles),
        "longest_alone": alone,
        "together": together,
        "ratio": round(together / alone, 3),
    }


def overhead(_: int) -> Figures:
    """What reading in a child costs beyond reading in process: goal under 5 %."""
    bodies = [decompress(path.read_bytes()) for path in sorted(PAGES.rglob("*.html.gz"))[::4]]
    pages = bodies or [article(number) for number in range(100)]
    readings = [
        Reading(article=an_article(id=str(number)), entry=an_entry(), feed=FEED, body=body)
        for number, body in enumerate(pages)
    ]
    one, two = (ProcessSandbox(workers=workers, seconds=15, megabytes=1024) for workers in (1, 2))
    for _warming in range(2):
        _read_in(two, readings)
        _costs(readings, one)
    ratios, in_process, gains = [], [], []
    for _round in range(ROUNDS):
        direct, boxed = _costs(readings, one)
        began = time.perf_counter()
        _read_in(one, readings)
        single = time.perf_counter() - began
        _read_in(two, readings)
        ratios.append(boxed / direct)
        in_process.append(direct / len(readings) * 1000)
        gains.append(single / (time.perf_counter() - began - single))
    one.close()
    two.close()
    return {
        "pages": len(pages),
        "source": "shared pages" if bodies else "own pages",
        "in_process_ms": round(statistics.median(in_process), 1),
        "cpu_ratio_by_round": [round(ratio, 3) for ratio in ratios],
        "cpu_ratio": round(statistics.median(ratios), 3),
        "speed_with_two_children": round(statistics.median(gains), 2),
    }


PARTS: dict[str, Callable[[int], Figures]] = {
    "speed": speed,
    "polite": polite,
    "overhead": overhead,
    "memory": memory,
}


@contextmanager
def _server() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.acquisition_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout  # noqa: PT018
        yield int(process.stdout.readline())
        process.stdin.close()


def _wanted(port: int, sizes: Sequence[int]) -> list[Wanted]:
    """Return so many entries of each host, those of all hosts mixed as feeds mix them."""
    numbers = sorted((place, host) for host, size in enumerate(sizes) for place in range(size))
    urls = (f"http://host{host}.example:{port}/articles/{host * 1000 + place}" for place, host in numbers)
    return [Wanted(entry=an_entry(url)) for url in urls]


def _fetch_all(wanted: Sequence[Wanted], folder: str, *, pause_seconds: float) -> tuple[float, float, list[Article]]:
    """Return wall seconds, CPU seconds of this process, and the articles."""
    clock = SystemClock()
    settings = Settings(allow_private_hosts=True, pause_seconds=pause_seconds)
    client = PoliteClient(settings, clock, resolve=lambda host, port: ("127.0.0.1",))
    archive = open_archive(folder, clock)
    began, cpu = time.perf_counter(), time.process_time()
    fetches = list(fetch_articles(wanted, http=client, archive=archive, clock=clock))
    archive.flush()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    archive.close()
    articles = [fetch.article for fetch in fetches if fetch.article]
    assert len(articles) == len(wanted), {fetch.reason for fetch in fetches}
    return round(seconds, 2), round(cpu, 2), articles


def _read(one: Article, archive: Archive, sandbox: Sandbox) -> Document:
    reading = Reading(article=one, entry=an_entry(one.final_url), feed=FEED, body=archive.read(one.position))
    return sandbox.call(read_document, reading)


def _read_in(sandbox: ProcessSandbox, readings: Sequence[Reading]) -> list[str]:
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda reading: _outcome(lambda r: sandbox.call(read_document, r), reading), readings))


def _outcome(read: Callable[[Reading], Document], reading: Reading) -> str:
    try:
        return read(reading).id
    except TrucewatchError as error:
        return error.code


def _costs(readings: Sequence[Reading], sandbox: ProcessSandbox) -> tuple[float, float]:
    """Return CPU seconds in process, and of this process and the child together; page by page, as the machine's moods
    last longer than a page.
    """
    direct = boxed = 0.0
    for reading in readings:
        began = time.process_time()
        here = _outcome(read_document, reading)
        direct += time.process_time() - began
        began, before = time.process_time(), sum(map(_cpu_of, sandbox.children()))
        there = _outcome(lambda one: sandbox.call(read_document, one), reading)
        boxed += time.process_time() - began + sum(map(_cpu_of, sandbox.children())) - before
        assert here == there
    return direct, boxed


def _cpu_of(process: int) -> float:
    return int(Path(f"/proc/{process}/schedstat").read_text(encoding="utf-8").split()[0]) / 1e9


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _peak_mb_of(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    print(f"acquisition, {datetime.now(UTC):%Y-%m-%d}", file=sys.stderr)
    sys.exit(main(sys.argv[1:]))
