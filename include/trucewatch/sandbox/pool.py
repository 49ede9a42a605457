"""A few long-lived children, shared by the threads of one process."""

import logging
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from trucewatch.errors import InputHostile, TransientError
from trucewatch.sandbox.answers import result_in
from trucewatch.sandbox.values import result_reader
from trucewatch.sandbox.worker import Child, ChildLost

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_CALLS = 5000
"""Then a child gives way to a fresh one, whatever its libraries have hoarded, or somebody has made of it. Starting one
takes as long as reading 60 pages."""


class ProcessSandbox:
    """Implements ports.Sandbox. After a fork, the new process has children of its own."""

    def __init__(self, *, workers: int, seconds: float, megabytes: int) -> None:
        self._limits = (max(workers, 1), seconds, megabytes)
        self._teams: dict[int, _Team] = {}
        """By process, so that a fork never uses its parent's locks and pipes."""

    def call(self, work: Callable[..., T], /, *arguments: object) -> T:
        """As ports.Sandbox.

        TypeError for a function whose annotation promises what cannot travel; PermanentError (internal_error) for any
        other exception of the work, TransientError (internal_error) when no process can be had.
        """
        result_reader(work)
        answer = self._team().ask(pickle.dumps((work, arguments), pickle.HIGHEST_PROTOCOL))
        return result_in(answer, work)

    def children(self) -> tuple[int, ...]:
        """Return the numbers of the processes that are there now, for who watches what they cost."""
        return self._team().children()

    def close(self) -> None:
        """As ports.Sandbox. A call that is under way ends with TransientError, and so does any later one."""
        self._team().close()

    def _team(self) -> "_Team":
        own = self._teams.get(os.getpid())
        if own is None:
            for team in tuple(self._teams.values()):
                team.abandon()
            own = self._teams.setdefault(os.getpid(), _Team(*self._limits))
        return own


class _Team:
    """The children of one process."""

    def __init__(self, workers: int, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._turns = threading.Semaphore(workers)
        self._slow_turns = threading.Semaphore(workers)
        self._lock = threading.Lock()
        self._alive: set[Child] = set()
        self._idle: list[Child] = []
        self._is_closed = False

    def ask(self, request: bytes) -> bytes:
        """Have a child answer; wait for one that is free."""
        turn = _Turn(self._turns, self._slow_turns)
        with turn:
            try:
                try:
                    return self._ask_one(request, turn)
                except ChildLost:
                    # It ended while nobody asked it anything; a fresh one that does so too has another reason.
                    return self._ask_one(request, turn)
            except (ChildLost, OSError) as error:
                sentence = f"No process could be started to read this ({error})."
                raise TransientError(sentence, code="internal_error") from error
            except InputHostile as error:
                if self._is_closed:
                    raise _closed() from error
                raise

    def children(self) -> tuple[int, ...]:
        with self._lock:
            return tuple(child.id for child in self._alive)

    def close(self) -> None:
        """End every child, those too that are at work."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
            busy = self._alive.difference(idle)
        for child in busy:
            child.kill()  # who asked it will clear it away
        for child in idle:
            self._retire(child)

    def abandon(self) -> None:
        """Let go of the children, which are another process's."""
        for child in self._alive:
            child.abandon()

    def _ask_one(self, request: bytes, turn: "_Turn") -> bytes:
        with self._child() as child:
            return child.ask(request, turn.make_way)

    @contextmanager
    def _child(self) -> Iterator[Child]:
        """Lend a child; whatever interrupts the block is its end."""
        child = self._take()
        try:
            yield child
        except BaseException:
            self._retire(child)
            raise
        with self._lock:
            is_fit = child.calls < MOST_CALLS and not child.is_slow and not self._is_closed
            if is_fit:
                self._idle.append(child)
        if not is_fit:
            self._retire(child)

    def _take(self) -> Child:
        """Return the child that was used last, or a new one: a second starts only when the first is busy."""
        with self._lock:
            if self._is_closed:
                raise _closed()
            if self._idle:
                return self._idle.pop()
            child = Child(seconds=self._seconds, megabytes=self._megabytes)
            self._alive.add(child)
        log.debug("started child %d", child.id)
        return child

    def _retire(self, child: Child) -> None:
        child.kill()
        child.abandon()
        with self._lock:
            self._alive.discard(child)


class _Turn:
    """A place among the children at work. Who is slow makes way for others, as long as not too many are slow."""

    def __init__(self, usual: threading.Semaphore, slow: threading.Semaphore) -> None:
        self._taken = usual
        self._slow = slow

    def __enter__(self) -> None:
        self._taken.acquire()

    def __exit__(self, *_: object) -> None:
        self._taken.release()

    def make_way(self) -> None:
        """Change to a place among the slow ones, if there is one."""
        if self._taken is not self._slow and self._slow.acquire(blocking=False):
            self._taken.release()
            self._taken = self._slow


def _closed() -> TransientError:
    return TransientError("The processes that read were ended.", code="internal_error")
