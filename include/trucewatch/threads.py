"""Many rows of work side by side, each row in its own order: hosts are asked at once, each one politely.

A thread that waits for a host costs some 20 KB and no time; how many requests are under way at once is the HTTP client's
business.
"""

import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

T = TypeVar("T")

MOST_THREADS = 512
LINGER_SECONDS = 0.5
"""How long a list that is not full waits for more; each one costs a transaction, and on object stores an object."""


def side_by_side(rows: Sequence[Iterator[T]], *, most: int = MOST_THREADS) -> Generator[T, None, None]:
    """Yield what the rows yield, as it comes; each row is walked in its own thread, up to `most`, then in turns.

    Where there are more rows than threads, a thread takes one step in a row and goes on with the row that has waited
    longest. When the caller goes away each row ends after the step it is at. An error of a row ends all of them, and is
    raised here.
    """
    if not rows:
        return
    waiting: queue.SimpleQueue[Iterator[T]] = queue.SimpleQueue()
    for row in rows:
        waiting.put(row)
    done: queue.SimpleQueue[T | Future[None]] = queue.SimpleQueue()
    stop = threading.Event()

    def walk() -> None:
        while not stop.is_set():
            try:
                row = waiting.get_nowait()
            except queue.Empty:
                return  # every row that is left has a thread of its own
            for step in row:
                done.put(step)
                waiting.put(row)
                break

    pool = ThreadPoolExecutor(max_workers=min(len(rows), most), thread_name_prefix="fetch")
    try:
        walks = [pool.submit(walk) for _ in range(min(len(rows), most))]
        for one in walks:
            one.add_done_callback(done.put)
        unfinished = len(walks)
        while unfinished:
            step = done.get()
            if isinstance(step, Future):
                step.result()
                unfinished -= 1
            else:
                yield step
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def as_they_come(items: Generator[T, None, None], *, most: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `most`, each shortly after its first item came, so that none waits for the slow.

    When the caller goes away, the items are closed after the one that is under way. Their error is raised here.
    """
    come: queue.SimpleQueue[T | Future[None]] = queue.SimpleQueue()
    stop = threading.Event()

    def pull() -> None:
        with closing(items):
            for item in items:
                come.put(item)
                if stop.is_set():
                    return

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pull") as pool:
        pulling = pool.submit(pull)
        pulling.add_done_callback(come.put)
        try:
            while batch := _take(come, most):
                yield batch
            pulling.result()
        finally:
            stop.set()


def _take(come: "queue.SimpleQueue[T | Future[None]]", most: int) -> list[T]:
    """Wait for an item, and a moment for those that follow it; nothing for the end of all."""
    batch: list[T] = []
    last = 0.0
    while len(batch) < most:
        try:
            item = come.get(timeout=max(last - time.monotonic(), 0) if batch else None)
        except queue.Empty:
            break
        if isinstance(item, Future):
            come.put(item)  # for whoever asks next
            break
        last = last or time.monotonic() + LINGER_SECONDS
        batch.append(item)
    return batch
