"""The host book: one contract for every database and the fake, and four processes at once."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.builders import NOON
from tests.fakes import MemoryHostBook
from trucewatch.errors import SchemaOutdated
from trucewatch.model import RobotsFile
from trucewatch.ports import HostBook
from trucewatch.warehouse import open_host_book

SECOND = timedelta(seconds=1)
HOST, ORIGIN = "herald.example", "https://herald.example"
WRITERS = 4
TRIES = 150


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "memory"])
def book(request: pytest.FixtureRequest) -> HostBook:
    if request.param == "memory":
        return MemoryHostBook()
    return open_host_book(str(request.getfixturevalue(f"migrated_{request.param}_url")))


def test_a_host_that_nobody_has_is_taken_until_it_is_given_back(book: HostBook) -> None:
    until = NOON + 60 * SECOND
    assert book.claim(HOST, NOON, until) is None
    assert book.claim(HOST, NOON + SECOND, until + SECOND) == until
    book.release(HOST, NOON + 5 * SECOND)
    assert book.claim(HOST, NOON + 4 * SECOND, until) == NOON + 5 * SECOND
    assert book.claim(HOST, NOON + 5 * SECOND, until) is None


def test_one_host_is_no_business_of_another(book: HostBook) -> None:
    assert book.claim(HOST, NOON, NOON + SECOND) is None
    assert book.claim("other.example", NOON, NOON + SECOND) is None


def test_a_host_whose_holder_died_is_free_after_its_time(book: HostBook) -> None:
    book.claim(HOST, NOON, NOON + 60 * SECOND)
    assert book.claim(HOST, NOON + 60 * SECOND, NOON + 90 * SECOND) is None


def test_fractions_of_a_second_count(book: HostBook) -> None:
    tenth = SECOND / 10
    book.claim(HOST, NOON, NOON + SECOND)
    book.release(HOST, NOON + 9 * tenth)
    assert book.claim(HOST, NOON + 8 * tenth, NOON + SECOND) == NOON + 9 * tenth
    assert book.claim(HOST, NOON + 9 * tenth, NOON + SECOND) is None


def test_a_host_may_be_made_to_rest_by_whoever_does_not_hold_it(book: HostBook) -> None:
    book.release(HOST, NOON + 60 * SECOND)
    assert book.claim(HOST, NOON, NOON + SECOND) == NOON + 60 * SECOND


def test_robots_files_come_back_as_received(book: HostBook) -> None:
    assert book.robots(ORIGIN) is None
    file = RobotsFile(body=b"User-agent: *\r\n\x00\xff", fetched_at=NOON)
    book.save_robots(ORIGIN, file)
    assert book.robots(ORIGIN) == file
    newer = RobotsFile(body=b"", fetched_at=NOON + SECOND)
    book.save_robots(ORIGIN, newer)
    assert book.robots(ORIGIN) == newer
    assert book.robots("https://other.example") is None


def test_whoever_comes_too_late_takes_nothing_from_the_next_holder(warehouse_url: str) -> None:
    slow, quick = open_host_book(warehouse_url), open_host_book(warehouse_url)
    slow.claim(HOST, NOON, NOON + 10 * SECOND)
    assert quick.claim(HOST, NOON + 10 * SECOND, NOON + 40 * SECOND) is None
    slow.release(HOST, NOON + 15 * SECOND)
    assert slow.claim(HOST, NOON + 20 * SECOND, NOON + 60 * SECOND) == NOON + 40 * SECOND
    quick.release(HOST, NOON + 25 * SECOND)
    assert slow.claim(HOST, NOON + 25 * SECOND, NOON + 60 * SECOND) is None


def test_a_book_of_another_schema_is_refused(blank_url: str) -> None:
    with pytest.raises(SchemaOutdated):
        open_host_book(blank_url)


def take_turns(url: str, folder: Path, writer: int) -> int:
    """Try to hold a host many times; whoever holds it makes a file that must not be there. Return how often it was ours."""
    book = open_host_book(url)
    held = 0
    for _ in range(TRIES):
        now = datetime.now(UTC)
        if book.claim(HOST, now, now + 600 * SECOND) is None:
            sign = folder / "held"
            sign.touch(exist_ok=False)
            held += 1
            sign.unlink()
            book.release(HOST, now)
    return held


def test_no_two_threads_ever_hold_one_host(warehouse_url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        assert sum(pool.map(partial(take_turns, warehouse_url, tmp_path), range(WRITERS))) > 0


@pytest.mark.slow
def test_no_two_processes_ever_hold_one_host(warehouse_url: str, tmp_path: Path) -> None:
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert sum(pool.map(partial(take_turns, warehouse_url, tmp_path), range(WRITERS))) > 0
