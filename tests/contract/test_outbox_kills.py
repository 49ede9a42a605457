"""Dispatchers that are killed at any moment, and two at once: nothing is lost, and a repetition is the same message."""

import multiprocessing
import random
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from tests.builders import NOON
from tests.contract.outbox_sender import work
from tests.contract.outbox_world import alert_named, begin, cause, check_promise, copies_in, log_of
from tests.contract.smtp_script import scripted
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader, open_reader, open_warehouse

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SECONDS = 0.3
"""A dispatcher is killed within so long of its start."""
AHEAD = 600.0
"""So many times as quick the dispatchers' clock is: a lease of ten minutes ends within a second."""
ENOUGH = 40
"""So many messages wait when a dispatcher starts, so that it is in the middle of its work when it is killed."""


def dispatcher(url: str, port: int, began: float, *, times: float = AHEAD, idle: float = 2.5) -> BaseProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.contract.outbox_sender"])
    process = context.Process(target=work, args=(url, port, began, times, idle))
    process.start()
    return process


def until_done(process: BaseProcess) -> None:
    process.join(timeout=120)
    assert process.exitcode == 0


class Backlog:
    """Keeps messages waiting: each is for a recipient of its own."""

    def __init__(self, warehouse: Warehouse, reader: SqlReader) -> None:
        begin(warehouse, [])
        self.count = 0
        self._warehouse = warehouse
        self._reader = reader

    def fill(self) -> None:
        waiting = len({row["alert_id"] for row in log_of(self._reader) if row["status"] != "sent"})
        names = range(self.count, self.count + max(0, ENOUGH - waiting))
        alerts = [alert_named(str(n), f"r{n}@example.org", evidence=(), created_at=NOON) for n in names]
        cause(self._warehouse, *alerts)
        self.count += len(alerts)


def kill_again_and_again(url: str, backlog: Backlog, kills: int, seed: int) -> tuple[list[Any], int]:
    """Start a dispatcher and kill it, so many times; then let one end. Return all copies, and how many were killed."""
    chance, began = random.Random(seed), time.time()  # noqa: S311
    killed = 0
    with scripted() as server:
        while killed < kills:
            backlog.fill()
            heard = len(server.talks)
            process = dispatcher(url, server.port, began)
            while len(server.talks) == heard and process.is_alive():
                time.sleep(0.001)
            time.sleep(chance.uniform(0, SECONDS))
            process.kill()
            process.join()
            killed += process.exitcode == -9
        until_done(dispatcher(url, server.port, began))
        return copies_in(server.taken), killed


def check_kills(url: str, warehouse: Warehouse, reader: SqlReader, kills: int) -> None:
    backlog = Backlog(warehouse, reader)
    copies, killed = kill_again_and_again(url, backlog, kills, seed=kills)
    check_promise(reader, copies, crashes=killed)
    log = log_of(reader)
    assert len({row["alert_id"] for row in log}) == backlog.count
    assert {row["status"] for row in log} == {"sent"}
    by_message = Counter(copy.message_id for copy in copies)
    assert len(by_message) == backlog.count
    assert by_message.total() - len(by_message) <= killed
    print(f"{killed} kills, {backlog.count} messages, {by_message.total() - len(by_message)} repeated")  # noqa: T201


def test_twelve_kills_lose_nothing_and_repeat_at_most_one_message_each(migrated_sqlite_url: str) -> None:
    warehouse, reader = open_warehouse(migrated_sqlite_url), open_reader(migrated_sqlite_url)
    check_kills(migrated_sqlite_url, warehouse, reader, kills=12)
    reader.close()
    warehouse.close()


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_and_repeat_at_most_one_message_each(
    warehouse_url: str, warehouse: Warehouse, reader: SqlReader
) -> None:
    check_kills(warehouse_url, warehouse, reader, kills=100)


def test_two_dispatchers_at_once_never_send_the_same_parcel(
    warehouse_url: str, warehouse: Warehouse, reader: SqlReader
) -> None:
    recipients = [f"r{number}@example.org" for number in range(40)]
    begin(warehouse, recipients)
    with scripted() as server:
        both = [dispatcher(warehouse_url, server.port, time.time(), times=1.0, idle=1.0) for _ in range(2)]
        for process in both:
            until_done(process)
        copies = copies_in(server.taken)
    check_promise(reader, copies)
    assert sorted(copy.recipient for copy in copies) == sorted(recipients)
