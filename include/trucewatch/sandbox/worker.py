"""One child process, from its parent's side: asked under a deadline, killed when it does not keep it."""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from trucewatch.errors import InputHostile
from trucewatch.sandbox.answers import CRASHED, LARGEST_ANSWER, MEMORY, TIMEOUT, hostile
from trucewatch.sandbox.frames import BEGUN, HEADER, framed

log = logging.getLogger(__name__)

LOADING_SECONDS = 60.0
"""For starting Python and loading what reads; no stranger's bytes are looked at meanwhile."""
DYING_SECONDS = 2.0
SLOW_SECONDS = 1.0
"""What takes longer than nearly every feed and page does gets what the others leave of the processors."""
LEAST_PRIORITY = 19
_CHUNK_BYTES = 1 << 20
_NOTED_BYTES = 2000
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class ChildLost(Exception):
    """The child ended before it looked at what it was given: no fault of the input."""


class Child:
    """A running child process. Belongs to one thread at a time; only `kill` may be called by any."""

    def __init__(self, *, seconds: float, megabytes: int) -> None:
        """Start it; raises OSError when the system has no room for a process."""
        self.calls = 0
        self.is_slow = False
        """Whether it fell behind others; there is no way back from its priority."""
        self._seconds = seconds
        # In a session of its own, so that Ctrl-C in a terminal is the parent's to handle.
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-P", "-s", "-B", "-m", "trucewatch.sandbox.child", str(seconds), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={"PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path), **_ENVIRONMENT},
            start_new_session=True,
        )
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._requests, self._answers, self._noise = (stream.fileno() for stream in streams if stream)
        for descriptor in (self._requests, self._answers, self._noise):
            os.set_blocking(descriptor, False)
        self._received = bytearray()
        self._is_noisy = True
        self._noted = b""

    @property
    def id(self) -> int:
        """The process's number."""
        return self._process.pid

    def ask(self, request: bytes, on_slow: Callable[[], None]) -> bytes:
        """Send a request and return the answer; `on_slow` is called once when it is long in coming.

        Raises InputHostile when the work costs too much, or ends the child; ChildLost when it was not even begun. After
        either, the child is of no use.
        """
        self.calls += 1
        if self._received:
            raise ChildLost("the process spoke without being asked")
        try:
            answer = self._next_frame(framed(request), LOADING_SECONDS)
        except (EOFError, TimeoutError) as error:
            raise ChildLost(f"the process did not begin: {self._noted!r}") from error
        try:
            return answer if answer != BEGUN else self._slow_frame(on_slow)
        except TimeoutError as error:
            raise hostile(TIMEOUT) from error
        except EOFError as error:
            raise self._cause_of_death() from error
        finally:
            self._log_noise()

    def kill(self) -> None:
        """End the process, if it lives, and wait until it is gone."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()

    def abandon(self) -> None:
        """Close our ends of its pipes. In a fork of the parent that is all: the child is not its own."""
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                stream.close()

    def _slow_frame(self, on_slow: Callable[[], None]) -> bytes:
        try:
            return self._next_frame(b"", min(SLOW_SECONDS, 2 * self._seconds))
        except TimeoutError:
            self.is_slow = True
            os.setpriority(os.PRIO_PROCESS, self.id, LEAST_PRIORITY)
            on_slow()
            return self._next_frame(b"", max(2 * self._seconds - SLOW_SECONDS, 0.0))

    def _next_frame(self, outgoing: bytes, seconds: float) -> bytes:
        """Send bytes and return the next message; raise EOFError when the child is gone, TimeoutError when it is late."""
        end = time.monotonic() + seconds
        unsent = memoryview(outgoing)
        while (message := self._take_frame()) is None:
            watched = select.poll()
            watched.register(self._answers, select.POLLIN)
            if self._is_noisy:
                watched.register(self._noise, select.POLLIN)
            if unsent:
                watched.register(self._requests, select.POLLOUT)
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for descriptor, _ in watched.poll(left * 1000):
                if descriptor == self._requests:
                    unsent = unsent[self._write(unsent) :]
                elif descriptor == self._answers:
                    self._received += self._read(descriptor)
                else:
                    noise = os.read(descriptor, _CHUNK_BYTES)
                    self._is_noisy = bool(noise)
                    self._noted = (self._noted + noise)[-_NOTED_BYTES:]
        return message

    def _take_frame(self) -> bytes | None:
        if len(self._received) < HEADER.size:
            return None
        (size,) = HEADER.unpack_from(self._received)
        if size > LARGEST_ANSWER:
            raise hostile(MEMORY)
        if len(self._received) < HEADER.size + size:
            return None
        message = bytes(self._received[HEADER.size : HEADER.size + size])
        del self._received[: HEADER.size + size]
        return message

    def _write(self, unsent: memoryview) -> int:
        try:
            return os.write(self._requests, unsent[:_CHUNK_BYTES])
        except BrokenPipeError as error:
            raise EOFError from error

    @staticmethod
    def _read(descriptor: int) -> bytes:
        piece = os.read(descriptor, _CHUNK_BYTES)
        if not piece:
            raise EOFError
        return piece

    def _cause_of_death(self) -> InputHostile:
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self._process.wait(DYING_SECONDS)
            if status in {-signal.SIGXCPU, -signal.SIGALRM}:
                return hostile(TIMEOUT)
            if status == -signal.SIGKILL:
                # Not by us: so does a system that runs out of memory.
                return hostile(MEMORY)
        return hostile(CRASHED)

    def _log_noise(self) -> None:
        if self._noted:
            log.debug("child %d wrote: %r", self.id, self._noted)
            self._noted = b""
