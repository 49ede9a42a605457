"""Many rows of work side by side, each row in its own order: hosts are asked at once, each one politely.

A thread that waits for a host costs some 20 KB and no time; how many requests are under way at once is the HTTP client's
business.
"""

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

MOST_THREADS = 512


def side_by_side(rows: Sequence[Iterator[T]], *, most: int = MOST_THREADS) -> Iterator[T]:
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
