"""CPU seconds by stage: each counts what it spends itself, and not what stages inside it do."""

import functools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class StageWatch:
    """Adds up the CPU time of threads by stage."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = defaultdict(float)
        self._inner = threading.local()
        self._lock = threading.Lock()

    @contextmanager
    def over(self, stage: str) -> Iterator[None]:
        """Count what this thread spends until the block ends."""
        outside = getattr(self._inner, "seconds", 0.0)
        self._inner.seconds = 0.0
        began = time.thread_time()
        try:
            yield
        finally:
            spent = time.thread_time() - began
            with self._lock:
                self._spent[stage] += spent - self._inner.seconds
            self._inner.seconds = outside + spent

    def watched(self, stage: str, function: Callable[P, T]) -> Callable[P, T]:
        """Return a function whose calls are counted."""

        @functools.wraps(function)
        def call(*arguments: P.args, **named: P.kwargs) -> T:
            with self.over(stage):
                return function(*arguments, **named)

        return call

    def taken(self) -> dict[str, float]:
        """Return the seconds since the last time that somebody asked."""
        with self._lock:
            spent = dict(self._spent)
            self._spent.clear()
        return spent
