"""The moment when an exchange must be over, whatever part of it takes the time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from trucewatch.http_client.faults import Fault


class Deadline:
    """So many seconds from now on."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raise TimeoutError when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


@contextmanager
def late_is(code: str) -> Iterator[None]:
    """Name a time-out within this block."""
    try:
        yield
    except TimeoutError as error:
        raise Fault(code) from error
