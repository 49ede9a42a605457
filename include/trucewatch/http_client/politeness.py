"""One request at a time for each host, with a pause between starts; a host that asks for rest gets it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from trucewatch.errors import HostBusy
from trucewatch.ports import Clock


@dataclass(slots=True)
class _Lane:
    """The queue before one host."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0
    """On the monotonic clock."""
    pause_seconds: float = 0.0


class Lanes:
    """The queues before all hosts of one client. Thread-safe; a host never waits for another."""

    def __init__(self, pause_seconds: float, clock: Clock) -> None:
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for this host's turn and keep others out meanwhile.

        Raises HostBusy at once when the host has asked for a longer rest than the usual pause.
        """
        lane = self._lane(host)
        with lane.lock:
            wait = lane.next_start - time.monotonic()
            if wait > lane.pause_seconds:
                until = self._clock.now() + timedelta(seconds=wait)
                sentence = f"{host} has asked us to wait until {until:%Y-%m-%d %H:%M:%S} UTC."
                raise HostBusy(sentence, key=host, retry_at=until)
            if wait > 0:
                time.sleep(wait)
            lane.next_start = time.monotonic() + lane.pause_seconds
            yield

    def rest(self, host: str, seconds: float) -> None:
        """Ask nothing of this host for so long. To be called during its turn."""
        lane = self._lane(host)
        lane.next_start = max(lane.next_start, time.monotonic() + seconds)

    def slow_down(self, host: str, pause_seconds: float) -> None:
        """Leave at least this pause between requests to this host from now on."""
        lane = self._lane(host)
        lane.pause_seconds = max(lane.pause_seconds, pause_seconds)

    def _lane(self, host: str) -> _Lane:
        with self._lock:
            return self._lanes.setdefault(host, _Lane(pause_seconds=self._pause_seconds))
