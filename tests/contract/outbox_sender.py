"""A dispatcher in a process of its own, to be killed: its clock runs ahead, so that a lease ends soon."""

import time
from datetime import UTC, datetime, timedelta

from tests.contract.outbox_world import courier_to, send
from tests.fakes import FixedClock
from trucewatch.settings import Smtp
from trucewatch.warehouse import open_warehouse


class QuickClock(FixedClock):
    """Real time since `begin`, so many times as quick."""

    def __init__(self, begin: float, times: float) -> None:
        super().__init__()
        self._begin = begin
        self._times = times

    def now(self) -> datetime:
        ahead = (time.time() - self._begin) * self._times
        return datetime.fromtimestamp(self._begin, UTC) + timedelta(seconds=ahead)


def work(url: str, port: int, begin: float, times: float, idle_seconds: float) -> None:
    """Send what is open, until there has been nothing for so long."""
    warehouse = open_warehouse(url)
    courier, clock = courier_to(Smtp(host="127.0.0.1", port=port)), QuickClock(begin, times)
    last = time.monotonic()
    while time.monotonic() - last < idle_seconds:
        if send(warehouse, courier, clock):
            last = time.monotonic()
        else:
            time.sleep(0.02)
    warehouse.close()
