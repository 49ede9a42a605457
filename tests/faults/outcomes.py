"""What becomes of faults that are met by the real client, rooms, archive and sandbox."""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.builders import a_feed, a_feed_state, an_entry
from tests.fakes import FixedClock
from tests.faults.fault import LITTLE_MEMORY, LITTLE_TIME, USUAL, Fault, Road
from tests.faults.internet import Internet
from trucewatch.articles import fetch_articles
from trucewatch.feeds import poll_feed
from trucewatch.http_client import PoliteClient
from trucewatch.model import ArchivePosition, Entry, Wanted, stable_id
from trucewatch.ports import Archive
from trucewatch.sandbox import open_sandbox
from trucewatch.settings import Settings

TIMEOUT_SECONDS = 2.0
MOST_BYTES = 8 * 1024 * 1024
SIDE_BY_SIDE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a fault ended."""

    state: str
    message: str
    seconds: float
    flaws: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    position: ArchivePosition | None = None


class Acquisition:
    """The parts that acquire, joined as in a run, on an internet of faults."""

    def __init__(self, internet: Internet, archive: Archive, weights: Mapping[str, float]) -> None:
        self._archive = archive
        self._weights = weights
        self._clock = FixedClock()
        settings = Settings(pause_seconds=0.0, timeout_seconds=TIMEOUT_SECONDS, max_bytes=MOST_BYTES)
        # One client a road: a host that asked the one for rest must still answer the other.
        self._clients = {
            road: PoliteClient(settings, self._clock, resolve=internet.resolve, dial=internet.dial) for road in Road
        }
        self._closing = ExitStack()
        self._sandboxes = {
            limits: open_sandbox(Settings(parse_seconds=limits.seconds, parse_megabytes=limits.megabytes))
            for limits in (USUAL, LITTLE_TIME, LITTLE_MEMORY)
        }

    def __enter__(self) -> Self:
        for sandbox in self._sandboxes.values():
            self._closing.callback(sandbox.close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def meet_all(self, cases: Iterable[tuple[Fault, Road]]) -> dict[tuple[str, Road], Outcome]:
        """Meet every fault, side by side."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            outcomes = {(fault.name, road): pool.submit(self.meet, fault, road) for fault, road in cases}
        return {case: outcome.result() for case, outcome in outcomes.items()}

    def meet(self, fault: Fault, road: Road) -> Outcome:
        """Meet one fault by one road."""
        if road is Road.ARTICLE:
            return self.fetch(an_entry(fault.url, id=stable_id("entry", fault.name)))
        began = time.monotonic()
        poll = poll_feed(
            a_feed(id=fault.name, url=fault.url),
            a_feed_state(feed_id=fault.name),
            http=self._clients[Road.FEED],
            archive=self._archive,
            sandbox=self._sandboxes[fault.limits],
            weights=self._weights,
            now=self._clock.now(),
        )
        return Outcome(
            state=poll.status,
            message=poll.message,
            seconds=time.monotonic() - began,
            flaws=poll.flaws,
            entries=poll.entries,
            position=poll.position,
        )

    def fetch(self, entry: Entry) -> Outcome:
        """Try once to fetch the page of an entry."""
        began = time.monotonic()
        (fetch,) = fetch_articles(
            [Wanted(entry=entry)], http=self._clients[Road.ARTICLE], archive=self._archive, clock=self._clock
        )
        return Outcome(
            state=fetch.reason or "ok",
            message=fetch.message,
            seconds=time.monotonic() - began,
            position=fetch.article.position if fetch.article else None,
        )
