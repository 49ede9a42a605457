import threading
from collections.abc import Generator, Iterator

import pytest

from trucewatch.threads import as_they_come, side_by_side


def row(name: str, steps: int) -> Iterator[str]:
    for step in range(steps):
        yield f"{name}{step}"


@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_every_row_is_walked_to_its_end_in_its_order(most: int) -> None:
    rows = [row(f"row{number}-", number) for number in range(20)]
    results = list(side_by_side(rows, most=most))
    assert len(results) == len(set(results)) == sum(range(20))
    for number in range(20):
        own = [result for result in results if result.startswith(f"row{number}-")]
        assert own == list(row(f"row{number}-", number))


def test_no_rows_are_no_work() -> None:
    assert list(side_by_side([], most=4)) == []


def test_rows_beyond_the_threads_take_turns() -> None:
    results = list(side_by_side([row("a", 3), row("b", 3)], most=1))
    assert results == ["a0", "b0", "a1", "b1", "a2", "b2"]


def test_a_row_that_waits_holds_up_no_other() -> None:
    released = threading.Event()

    def patient() -> Iterator[str]:
        assert released.wait(timeout=10)
        yield "late"

    results = side_by_side([patient(), row("quick", 2)], most=2)
    assert [next(results), next(results)] == ["quick0", "quick1"]
    released.set()
    assert list(results) == ["late"]


def test_nothing_begins_before_the_first_result_is_asked_for() -> None:
    begun = []

    def eager() -> Iterator[int]:
        begun.append(1)
        yield 1

    results = side_by_side([eager()], most=1)
    assert begun == []
    assert list(results) == [1]


def test_an_error_of_a_row_ends_them_all() -> None:
    def broken() -> Iterator[str]:
        yield "fine"
        raise ZeroDivisionError

    def endless() -> Iterator[str]:
        while True:
            yield "on"

    with pytest.raises(ZeroDivisionError):
        for _ in side_by_side([broken(), endless()], most=2):
            pass


def slowly(*items: int, released: threading.Event) -> Generator[int, None, None]:
    """Yields the last item only when it is released."""
    yield from items[:-1]
    assert released.wait(timeout=10)
    yield items[-1]


def test_what_has_come_is_handed_on_while_the_last_is_slow() -> None:
    released = threading.Event()
    batches = as_they_come(slowly(1, 2, 3, 4, released=released), most=2)
    assert [next(batches), next(batches)] == [[1, 2], [3]]
    released.set()
    assert list(batches) == [[4]]


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_no_item_is_lost_between_batches(count: int) -> None:
    batches = list(as_they_come((number for number in range(count)), most=2))
    assert [item for batch in batches for item in batch] == list(range(count))
    assert all(1 <= len(batch) <= 2 for batch in batches)


def test_an_error_of_the_items_reaches_the_caller_after_what_came_before() -> None:
    def broken() -> Generator[int, None, None]:
        yield 1
        raise ZeroDivisionError

    batches = as_they_come(broken(), most=5)
    assert next(batches) == [1]
    with pytest.raises(ZeroDivisionError):
        next(batches)


def test_the_items_are_closed_when_the_caller_goes_away() -> None:
    closed = threading.Event()

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    batches = as_they_come(endless(), most=3)
    assert next(batches) == [1, 1, 1]
    batches.close()
    assert closed.is_set()
