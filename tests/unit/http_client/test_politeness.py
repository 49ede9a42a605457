import threading
from datetime import datetime, timedelta

import pytest

from tests.fakes import MORNING, FixedClock, MemoryHostBook
from trucewatch.errors import HostBusy
from trucewatch.http_client.politeness import Lanes, Queue
from trucewatch.settings import Settings

PAUSE = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
POLITE = Settings(pause_seconds=5.0, timeout_seconds=30.0)
HURRIED = Settings(pause_seconds=0.0)


class World:
    """A clock that moves only when somebody sleeps, and the lanes of any number of processes."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.book = MemoryHostBook()
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.moment += timedelta(seconds=seconds)

    def process(self, settings: Settings = POLITE, *, with_book: bool = True) -> Lanes:
        return Lanes(settings, self.clock, self.book if with_book else None, self.sleep)

    def start(self, lanes: Lanes, host: str = "a.example", *, rest: timedelta | None = None) -> datetime:
        """Make one request that takes no time; return when it started."""
        with lanes.turn(host, 30.0) as turn:
            if rest is not None:
                turn.rest_until(self.clock.moment + rest)
            return self.clock.moment


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("with_book", [True, False])
def test_starts_keep_the_pause(world: World, with_book: bool) -> None:  # noqa: FBT001
    lanes = world.process(with_book=with_book)
    assert [world.start(lanes) for _ in range(3)] == [MORNING, MORNING + PAUSE, MORNING + 2 * PAUSE]


def test_starts_of_several_processes_keep_the_pause_together(world: World) -> None:
    starts = [world.start(world.process()) for _ in range(3)]
    assert starts == [MORNING, MORNING + PAUSE, MORNING + 2 * PAUSE]


def test_a_long_request_needs_no_pause_after_it(world: World) -> None:
    lanes = world.process()
    with lanes.turn("a.example", 30.0):
        world.sleep(7.0)
    assert world.start(lanes) == MORNING + timedelta(seconds=7)


def test_a_pause_of_one_host_is_none_of_another(world: World) -> None:
    lanes = world.process()
    assert world.start(lanes, "a.example") == world.start(lanes, "b.example")
    assert world.slept == []


def test_a_resting_host_is_busy_at_once_for_every_process(world: World) -> None:
    lanes = world.process()
    world.start(lanes, rest=10 * MINUTE)
    for process in (lanes, world.process()):
        with pytest.raises(HostBusy) as caught:
            world.start(process)
        assert (caught.value.code, caught.value.key) == ("busy", "a.example")
        assert caught.value.retry_at == MORNING + 10 * MINUTE
    assert world.slept == []


def test_after_its_rest_a_host_is_asked_again(world: World) -> None:
    lanes = world.process()
    world.start(lanes, rest=MINUTE)
    world.clock.moment += MINUTE
    assert world.start(lanes) == MORNING + MINUTE


def test_a_rest_shorter_than_the_pause_is_waited_for(world: World) -> None:
    lanes = world.process()
    world.start(lanes, rest=timedelta(seconds=1))
    assert world.start(lanes) == MORNING + PAUSE


def test_a_claim_is_held_until_its_request_must_be_over_and_then_given_back(world: World) -> None:
    with world.process().turn("a.example", 30.0):
        assert world.book.free_at == {"a.example": MORNING + timedelta(seconds=35)}
    assert world.book.free_at == {"a.example": MORNING + PAUSE}


def test_a_host_is_given_back_after_an_error_too(world: World) -> None:
    lanes = world.process()
    with pytest.raises(HostBusy), lanes.turn("a.example", 30.0):
        raise HostBusy("Busy.")
    assert world.start(lanes) == MORNING + PAUSE


def test_a_request_under_way_in_another_process_is_waited_for(world: World) -> None:
    world.book.claim("a.example", MORNING, MORNING + timedelta(seconds=35))

    def other_is_done_meanwhile(seconds: float) -> None:
        world.sleep(seconds)
        world.book.release("a.example", MORNING + PAUSE)

    lanes = Lanes(POLITE, world.clock, world.book, other_is_done_meanwhile)
    assert world.start(lanes) == MORNING + PAUSE


def test_what_the_book_still_says_a_pause_later_is_believed(world: World) -> None:
    world.book.free_at["a.example"] = MORNING + timedelta(seconds=30)
    lanes = world.process()
    with pytest.raises(HostBusy) as caught:
        world.start(lanes)
    assert caught.value.retry_at == MORNING + timedelta(seconds=30)
    assert world.slept == [5.0]


def test_a_clock_that_stands_still_ends_in_busy_not_in_a_loop(world: World) -> None:
    lanes = Lanes(POLITE, world.clock, world.book, world.slept.append)
    world.start(lanes)
    with pytest.raises(HostBusy):
        world.start(lanes)


def test_a_site_may_wish_for_a_longer_pause_not_for_a_shorter_one(world: World) -> None:
    lanes = world.process()
    for seconds in (10.0, 1.0):
        lanes.slow_down("a.example", seconds)
    assert [world.start(lanes) for _ in range(2)] == [MORNING, MORNING + timedelta(seconds=10)]


def test_without_a_pause_nobody_queues_and_the_book_is_not_asked(world: World) -> None:
    lanes = world.process(HURRIED)
    with lanes.turn("a.example", 30.0), lanes.turn("a.example", 30.0):
        pass
    assert (world.slept, world.book.free_at) == ([], {})


def test_without_a_pause_a_host_s_own_wish_still_counts(world: World) -> None:
    lanes = world.process(HURRIED)
    world.start(lanes, rest=MINUTE)
    with pytest.raises(HostBusy):
        world.start(lanes)


def test_requests_under_way_are_bounded_and_one_that_waits_for_its_host_is_not_among_them() -> None:
    asleep, wake = threading.Event(), threading.Event()

    def sleep(_seconds: float) -> None:
        asleep.set()
        wake.wait()

    lanes = Lanes(Settings(pause_seconds=5.0, fetch_threads=1), FixedClock(), sleep=sleep)

    def once(host: str) -> None:
        with lanes.turn(host, 30.0):
            pass

    once("a.example")
    waiting = threading.Thread(target=once, args=("a.example",))
    waiting.start()
    asleep.wait()
    once("b.example")  # would never return if the sleeper held the only slot
    with lanes.turn("c.example", 30.0):
        assert lanes._slots.acquire(blocking=False) is False
    wake.set()
    waiting.join()


def test_a_queue_is_left_in_the_order_of_arrival() -> None:
    queue, order = Queue(), []
    threads = []

    def pass_through(number: int) -> None:
        with queue:
            order.append(number)

    with queue:
        for number in range(20):
            thread = threading.Thread(target=pass_through, args=(number,))
            thread.start()
            threads.append(thread)
            while len(queue._waiting) < number + 2:
                thread.join(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(20))
