"""Work on many hosts at once, politely: hosts side by side, the items of one host one after the other."""

import heapq
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

MOST_THREADS = 256
"""Hosts waited for at the same time; a thread that waits costs little, and a host must not wait for another."""


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, '' where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def by_host(items: Iterable[T], url_of: Callable[[T], str]) -> list[list[T]]:
    """Return the items in groups, one a host, in the order in which hosts first come."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(host_of(url_of(item)), []).append(item)
    return list(groups.values())


def even_batches(groups: Iterable[Sequence[T]], *, most: int, least_items: int) -> list[list[T]]:
    """Deal groups out to at most `most` batches of about one size, each group whole; [] for no items.

    There are fewer batches where they would hold less than `least_items`. The largest group goes first, each to the
    batch that has least (longest-processing-time rule), so that the result is the same for the same input.
    """
    ordered = sorted((group for group in groups if group), key=len, reverse=True)
    count = min(most, len(ordered), -(-sum(map(len, ordered)) // least_items))
    dealt: list[list[T]] = [[] for _ in range(count)]
    heap = [(0, number) for number in range(count)]
    for group in ordered:
        size, number = heapq.heappop(heap)
        dealt[number].extend(group)
        heapq.heappush(heap, (size + len(group), number))
    return dealt


def side_by_side(work: Callable[[T], R], groups: Sequence[Sequence[T]]) -> Iterator[tuple[T, R | Exception]]:
    """Yield each item with its result, or with the error it raised, as they are done; the groups side by side.

    When the caller goes away, each group stops after the item it is at.
    """
    if not groups:
        return
    results: SimpleQueue[tuple[T, R | Exception]] = SimpleQueue()
    stop = threading.Event()

    def walk(group: Sequence[T]) -> None:
        for item in group:
            if stop.is_set():
                return
            try:
                results.put((item, work(item)))
            except Exception as error:
                log.exception("%s failed", item)
                results.put((item, error))

    pool = ThreadPoolExecutor(max_workers=min(len(groups), MOST_THREADS), thread_name_prefix="host")
    try:
        for group in groups:
            pool.submit(walk, group)
        for _ in range(sum(map(len, groups))):
            yield results.get()
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
