"""The workers as their parent sees them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self


class Worker:
    """One way of reading pages, in a process of its own."""

    def __init__(self, way: str, folder: Path, state: Path, port: int) -> None:
        state.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.bench.road.worker", way, str(folder), str(state), str(port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.way = way

    def ready(self) -> Self:
        """Wait until it has loaded what it needs."""
        self._answer()
        return self

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Ask and wait for the answer."""
        self.tell(**asked)
        return self._answer()

    def tell(self, **asked: Any) -> None:
        """Ask, and fetch the answer later."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to what it was told."""
        return self._answer()

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the worker of {self.way!r} ended: see above")
        said: dict[str, Any] = json.loads(line)
        return said


@contextmanager
def working(way: str, folder: Path, state: Path, port: int = 0) -> Iterator[Worker]:
    """Give a worker that is ready, and end it."""
    worker = Worker(way, folder, state, port)
    try:
        yield worker.ready()
    finally:
        worker.end()
