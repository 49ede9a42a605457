"""One request at a time for each host, with a pause between starts; a host that asks for rest gets it.

A host is a name, whatever the port: its servers share a machine, or an owner. Within one process a host's requests queue
in order of arrival; among processes the book decides. A request that waits for its host holds nothing that another
host's request needs.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trucewatch.errors import HostBusy
from trucewatch.ports import Clock, HostBook
from trucewatch.settings import Settings

Sleep = Callable[[float], None]

CLAIM_MARGIN_SECONDS = 5.0
"""How much longer than its deadline a request keeps its host, in case its process died."""
MOST_LOOKS = 20
"""How often a request looks whether its host is free; other processes may be quicker each time."""


class Queue:
    """A lock that lets its users in in the order of their arrival; the standard library's does not promise that."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._waiting: deque[object] = deque()

    def __enter__(self) -> None:
        place = object()
        with self._moved:
            self._waiting.append(place)
            try:
                self._moved.wait_for(lambda: self._waiting[0] is place)
            except BaseException:
                self._waiting.remove(place)
                self._moved.notify_all()
                raise

    def __exit__(self, *_: object) -> None:
        with self._moved:
            self._waiting.popleft()
            self._moved.notify_all()


@dataclass(slots=True)
class _Lane:
    """The way to one host."""

    pause: timedelta
    queue: Queue = field(default_factory=Queue)
    free_at: datetime | None = None


@dataclass(slots=True)
class Turn:
    """One request's turn at a host."""

    free_at: datetime
    """When the next request may start."""

    def rest_until(self, moment: datetime) -> None:
        """Ask nothing of the host before then."""
        self.free_at = max(self.free_at, moment)


class Lanes:
    """The ways to all hosts of one client. Thread-safe; a host never waits for another."""

    def __init__(
        self, settings: Settings, clock: Clock, book: HostBook | None = None, sleep: Sleep = time.sleep
    ) -> None:
        """Without a pause in the settings nobody queues and the book is not asked; only a host's own wishes count."""
        self._pause = timedelta(seconds=settings.pause_seconds)
        self._longest_claim = timedelta(seconds=settings.timeout_seconds + CLAIM_MARGIN_SECONDS)
        self._slots = threading.BoundedSemaphore(max(settings.fetch_threads, 1))
        self._clock = clock
        self._book = book if self._pause else None
        self._sleep = sleep
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, seconds: float) -> Iterator[Turn]:
        """Wait for this host's turn, and for one of the slots, and hold both; `seconds` is the most that it may take.

        Raises HostBusy ('busy') when the host rests for longer than the usual pause: at once, or, where the book leaves
        it open whether another process is just asking it, after one pause.
        """
        lane = self._lane(host)
        length = timedelta(seconds=seconds + CLAIM_MARGIN_SECONDS)
        told: datetime | None = None
        with lane.queue if self._pause else nullcontext():
            for _ in range(MOST_LOOKS):
                self._wait(lane, host)
                with self._slots:
                    taken_until = self._claim(host, length)
                    if taken_until is None:
                        now = self._clock.now()
                        turn = Turn(free_at=now + lane.pause if self._pause else now)
                        try:
                            yield turn
                        finally:
                            self._release(lane, host, turn)
                        return
                if taken_until == told:
                    raise _busy(host, taken_until)
                told = taken_until
                lane.free_at = self._look_again_at(lane, taken_until)
            raise _busy(host, lane.free_at or self._clock.now())

    def slow_down(self, host: str, pause_seconds: float) -> None:
        """Leave at least this pause between requests to this host from now on."""
        lane = self._lane(host)
        lane.pause = max(lane.pause, timedelta(seconds=pause_seconds))

    def _lane(self, host: str) -> _Lane:
        with self._lock:
            return self._lanes.setdefault(host, _Lane(pause=self._pause))

    def _wait(self, lane: _Lane, host: str) -> None:
        if lane.free_at is None:
            return
        wait = lane.free_at - self._clock.now()
        if wait > (lane.pause if self._pause else timedelta(0)):
            raise _busy(host, lane.free_at)
        if wait > timedelta(0):
            self._sleep(wait.total_seconds())
            lane.free_at = None  # what was slept is over, even by a clock that lags behind

    def _claim(self, host: str, length: timedelta) -> datetime | None:
        """Take the host for so long; return until when another process has it instead."""
        now = self._clock.now()
        return self._book.claim(host, now, now + length) if self._book is not None else None

    def _look_again_at(self, lane: _Lane, taken_until: datetime) -> datetime:
        """Return when to look again: a host may be free long before another process's request must be over.

        A rest looks like such a request; it is known by its length, or by what the book still says a pause later.
        """
        now = self._clock.now()
        may_be_under_way = lane.pause < taken_until - now <= self._longest_claim
        return now + lane.pause if may_be_under_way else taken_until

    def _release(self, lane: _Lane, host: str, turn: Turn) -> None:
        lane.free_at = max(turn.free_at, lane.free_at or turn.free_at)
        if self._book is not None:
            self._book.release(host, turn.free_at)


def _busy(host: str, until: datetime) -> HostBusy:
    sentence = f"{host} is not to be asked before {until:%Y-%m-%d %H:%M:%S} UTC."
    return HostBusy(sentence, key=host, code="busy", retry_at=until)
