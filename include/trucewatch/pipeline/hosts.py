"""What belongs together because one host is asked for it. Pure."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from trucewatch.knowledge.addresses import host_of

T = TypeVar("T")


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
