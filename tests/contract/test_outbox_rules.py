"""Recipients' rules from the change to the mail: a cap an hour thins mails and loses nothing, nights are quiet, digests wait."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from tests.builders import NOON, a_change, a_recipient
from tests.contract.outbox_world import NOTHING_LINKED, send
from tests.contract.warehouse_world import read
from tests.fakes import FixedClock, MemoryCourier
from trucewatch.alerts import Freshness, choose_alerts
from trucewatch.model import Pace, Parcel, Quiet, Recipient
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlWarehouse, open_warehouse

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MIDNIGHT = NOON - 12 * HOUR
CHANGES = 96


@pytest.fixture
def warehouse(migrated_sqlite_url: str) -> Iterator[SqlWarehouse]:
    opened = open_warehouse(migrated_sqlite_url)
    yield opened
    opened.close()


class Timed(MemoryCourier):
    """Keeps when each parcel came, too."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[datetime, Parcel]] = []

    def deliver(self, parcel, now):
        self.came.append((now, parcel))
        return super().deliver(parcel, now)


def a_day(warehouse: Warehouse, recipient: Recipient) -> Sequence[tuple[datetime, Parcel]]:
    """Let something change every quarter of an hour, and send as often, for a day and the morning after."""
    read(warehouse)
    evidence = tuple(replace(item, published_at=MIDNIGHT, seen_at=MIDNIGHT) for item in warehouse.unlinked_mentions(10))
    clock, courier = FixedClock(MIDNIGHT), Timed()
    for number in range(32 * 4):
        if number < CHANGES:
            change = a_change(key=f"change-{number:02}", evidence=evidence)
            freshness = Freshness(now=clock.now(), max_age=timedelta(days=3))
            warehouse.save_linking(NOTHING_LINKED, choose_alerts([change], [recipient], freshness), clock.now())
        send(warehouse, courier, clock, [recipient])
        clock.moment += 15 * MINUTE
    told = [alert.change_key for _, parcel in courier.came for alert in parcel.alerts]
    assert told == [f"change-{number:02}" for number in range(CHANGES)]
    return courier.came


def test_a_recipient_without_rules_is_told_of_each_change_at_once(warehouse: Warehouse) -> None:
    came = a_day(warehouse, a_recipient())
    assert [at for at, _ in came] == [MIDNIGHT + 15 * number * MINUTE for number in range(CHANGES)]


def test_a_cap_thins_mails_and_loses_nothing(warehouse: Warehouse) -> None:
    came = [at for at, _ in a_day(warehouse, a_recipient(most_per_hour=2))]
    assert all(later - earlier >= HOUR for earlier, later in zip(came, came[2:], strict=False))
    assert len(came) < CHANGES * 2 // 3


def test_nothing_comes_in_quiet_hours_and_all_of_it_in_one_mail_after_them(warehouse: Warehouse) -> None:
    quiet = Quiet(begins=time(22), ends=time(7))
    came = a_day(warehouse, a_recipient(quiet=quiet, timezone="Europe/Paris"))
    paris = [(at + HOUR).time() for at, _ in came]
    assert all(time(7) <= at < time(22) for at in paris)
    assert (came[0][0], len(came[0][1].alerts)) == (MIDNIGHT + 6 * HOUR, 25)


def test_a_daily_digest_is_one_mail_a_day(warehouse: Warehouse) -> None:
    came = a_day(warehouse, a_recipient(pace=Pace.DAILY, digest_at=time(7, 30), timezone="Europe/Paris"))
    assert [at for at, _ in came] == [MIDNIGHT + 6 * HOUR + 30 * MINUTE, MIDNIGHT + 30 * HOUR + 30 * MINUTE]


def test_an_hourly_digest_is_one_mail_an_hour(warehouse: Warehouse) -> None:
    came = a_day(warehouse, a_recipient(pace=Pace.HOURLY))
    assert {at.minute for at, _ in came} == {0}
    assert len(came) == 25
