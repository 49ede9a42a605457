"""Whether ten hostile feeds among a hundred hold up the other ninety: python -m tests.bench.containment.

The servers run in a process of their own; the feeds go through the real road into an SQLite warehouse. Each round polls
the ninety alone and then among the hostile ones, both from nothing; what counts is the time until the last of the
ninety is saved, and the ratio of the two in one round, since machines are noisy. There are two kinds of rounds: with
servers as slow as those on the web, where a run mostly waits; and with quick ones, where it needs all processors, and
so feels what hostile feeds take of them.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.builders import a_feed
from tests.faults.catalogue import CATALOGUE
from tests.faults.fault import Fault
from tests.faults.good import good_feeds
from tests.faults.internet import Internet
from trucewatch.archive import open_archive
from trucewatch.assembly import SystemClock
from trucewatch.http_client import PoliteClient
from trucewatch.knowledge.states import load_states
from trucewatch.model import FeedState, Poll, SavedPoll
from trucewatch.pipeline import Outside, poll_feeds
from trucewatch.ports import Identify
from trucewatch.sandbox import open_sandbox
from trucewatch.settings import Settings
from trucewatch.warehouse import SqlWarehouse, open_warehouse, upgrade

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5
GOOD = 90
SLOWEST_SECONDS = {"usual": 5.0, "quick": 1.0}
"""How long the slowest good server takes to answer; the others are spread evenly below."""
TIMEOUT_SECONDS = 6.0
PARSE_SECONDS = 6.0
HOSTILE = frozenset(
    {
        "more_items_than_time",
        "body_letter_by_letter",
        "body_without_end",
        "bomb_gzip",
        "bomb_gzip_in_gzip",
        "entities_upon_entities",
        "headers_line_by_line",
        "redirect_thirty_times",
        "reset_in_the_body",
        "silence_after_the_request",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A poll as it reached the warehouse."""

    poll: Poll
    new: int
    seconds: float


class WatchedWarehouse:
    """The part of the warehouse that polling uses; notes when each poll is saved."""

    def __init__(self, warehouse: SqlWarehouse) -> None:
        self._warehouse = warehouse
        self._began = time.monotonic()
        self.saved: dict[str, Saved] = {}

    def feed_states(self, feed_ids: Iterable[str]) -> Mapping[str, FeedState]:
        return self._warehouse.feed_states(feed_ids)

    def save_poll(self, poll: Poll, identify: Identify) -> SavedPoll:
        changed = self._warehouse.save_poll(poll, identify)
        self.saved[poll.feed_id] = Saved(poll=poll, new=changed.new, seconds=time.monotonic() - self._began)
        return changed


@contextmanager
def serving(good: int, slowest: float = 1.0) -> Iterator[Mapping[str, int]]:
    """Serve the catalogue and so many good feeds from another process; yield their ports."""
    command = [sys.executable, "-m", "tests.faults", str(good), str(slowest)]
    path = {"PYTHONPATH": f"{ROOT / 'include'}:{ROOT}"}
    with subprocess.Popen(command, cwd=ROOT, env=path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout
        yield json.loads(server.stdout.readline())
        assert server.stdin
        server.stdin.close()


def poll_once(faults: Sequence[Fault], ports: Mapping[str, int], **limits: float) -> dict[str, Saved]:
    """Poll these feeds from nothing, side by side; return what was saved, by feed."""
    internet = Internet(faults, ports)
    feeds = [a_feed(id=fault.name, url=fault.url, family=fault.name) for fault in faults]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing:
        settings = Settings(
            warehouse=f"sqlite:///{folder}/warehouse.sqlite",
            archive=f"{folder}/archive",
            pause_seconds=0.0,
            **limits,  # type: ignore[arg-type]  # limits are numbers
        )
        clock = SystemClock()
        archive = open_archive(settings.archive, clock)
        closing.callback(archive.close)
        sandbox = open_sandbox(settings)
        closing.callback(sandbox.close)
        upgrade(settings.warehouse)
        warehouse = open_warehouse(settings.warehouse)
        closing.callback(warehouse.close)
        warehouse.sync_feeds(feeds, clock.now())
        outside = Outside(
            http=PoliteClient(settings, clock, resolve=internet.resolve, dial=internet.dial),
            archive=archive,
            sandbox=sandbox,
            clock=clock,
            weights=load_states(settings.knowledge).weights,
        )
        watched = WatchedWarehouse(warehouse)
        poll_feeds(feeds, warehouse=watched, outside=outside)  # type: ignore[arg-type]  # it asks for no more
        return watched.saved


def hostile_feeds() -> tuple[Fault, ...]:
    """Return the ten hostile feeds."""
    return tuple(fault for fault in CATALOGUE if fault.name in HOSTILE)


def mixed(good: Sequence[Fault], hostile: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return all of them, the hostile ones spread evenly among the good ones."""
    step = len(good) // len(hostile)
    groups = ((bad, *good[place * step : (place + 1) * step]) for place, bad in enumerate(hostile))
    return (*(fault for group in groups for fault in group), *good[len(hostile) * step :])


def complete(saved: Mapping[str, Saved], good: Sequence[Fault]) -> int:
    """Return how many of the good feeds came in order, with all their entries new in the warehouse."""
    polls = [(saved[fault.name], fault.entries) for fault in good if fault.name in saved]
    return sum(one.poll.status == "ok" and one.new == entries for one, entries in polls)


def seconds_until_complete(saved: Mapping[str, Saved], good: Sequence[Fault]) -> float:
    """Return when the last of the good feeds was saved."""
    return max(saved[fault.name].seconds for fault in good)


def measure(good: Sequence[Fault], hostile: Sequence[Fault], ports: Mapping[str, int]) -> tuple[float, float]:
    """Poll the good feeds alone, then all; return when the good ones were complete in each."""
    limits = {"timeout_seconds": TIMEOUT_SECONDS, "parse_seconds": PARSE_SECONDS}
    alone = poll_once(good, ports, **limits)
    among = poll_once(mixed(good, hostile), ports, **limits)
    assert complete(alone, good) == complete(among, good) == len(good)
    assert {among[fault.name].poll.status for fault in hostile} == {fault.expected for fault in hostile}
    return seconds_until_complete(alone, good), seconds_until_complete(among, good)


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    hostile = hostile_feeds()
    figures = {}
    for kind, slowest in SLOWEST_SECONDS.items():
        print(f"{kind} servers: {GOOD} good feeds that answer within {slowest} s, {len(hostile)} hostile ones")
        good = good_feeds(GOOD, slowest)
        with serving(GOOD, slowest) as ports:
            rounds = [_told(measure(good, hostile, ports)) for _ in range(ROUNDS)]
        ratio = statistics.median(among / alone for alone, among in rounds)
        print(f"  all {GOOD} complete in every round; median ratio {ratio:.2f}")
        figures[kind] = {"rounds": rounds, "ratio": ratio}
    print(json.dumps(figures))
    return 0


def _told(seconds: tuple[float, float]) -> tuple[float, float]:
    print(f"  complete after {seconds[0]:.2f} s alone, {seconds[1]:.2f} s among hostile ones")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
