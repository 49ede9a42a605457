"""An outbox under a clock that is set: alerts for many recipients, a way to play time, and what reached whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY
from typing import Any

from tests.builders import NOON, an_alert
from tests.contract.warehouse_world import read
from tests.fakes import FixedClock
from trucewatch.alerts import Links
from trucewatch.alerts.channels import open_mail_server
from trucewatch.alerts.channels.mail import MailCourier
from trucewatch.codebook import Channel
from trucewatch.model import Alert, Linking, Recipient
from trucewatch.pipeline import send_pending
from trucewatch.ports import Courier, Warehouse
from trucewatch.settings import Smtp
from trucewatch.warehouse import SqlReader

SENDER = "trucewatch@example.net"
NOTHING_LINKED = Linking(arrangements=(), stances=(), links=(), changes=())
MOST_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Copy:
    """One message that somebody may have got."""

    recipient: str
    message_id: str
    text: str


def alert_named(name: str, recipient: str, **changes: Any) -> Alert:
    return an_alert(id=f"{name} for {recipient}", headline=f"Change {name}.", recipient=recipient, **changes)


def cause(warehouse: Warehouse, *alerts: Alert) -> None:
    """Write these alerts down, with the evidence that the world has."""
    warehouse.save_linking(NOTHING_LINKED, alerts, NOON)


def begin(warehouse: Warehouse, recipients: Iterable[str], names: Sequence[str] = ("one", "two")) -> None:
    """Bring the world as far as alerts of these names that wait for each recipient."""
    read(warehouse)
    evidence = warehouse.unlinked_mentions(10)
    cause(warehouse, *(alert_named(name, one, evidence=evidence) for one in recipients for name in names))


def courier_to(smtp: Smtp) -> Courier:
    return MailCourier(open_mail_server(smtp), sender=SENDER, links=Links())


def send(warehouse: Warehouse, courier: Courier, clock: FixedClock, recipients: Sequence[Recipient] = ()) -> int:
    """Run the dispatcher once; return the alerts that it tried to send."""
    (report,) = send_pending(warehouse=warehouse, couriers={Channel.MAIL: courier}, recipients=recipients, clock=clock)
    return report.seen


def play(warehouse: Warehouse, reader: SqlReader, courier: Courier, clock: FixedClock) -> None:
    """Run the dispatcher whenever something may be tried again, until nothing is open."""
    for _ in range(MOST_ROUNDS):
        send(warehouse, courier, clock)
        waiting = [row for row in log_of(reader) if row["status"] in {"pending", "deferred"}]
        if not waiting:
            return
        clock.moment = max(clock.moment, min(row["next_try_at"] or clock.moment for row in waiting))
    raise AssertionError([row["delivery_message"] for row in waiting])


def log_of(reader: SqlReader) -> Sequence[Mapping[str, Any]]:
    return reader.alert_log(limit=100_000)


def copies_in(texts: Iterable[bytes]) -> list[Copy]:
    return [_copy(text) for text in texts]


def check_promise(reader: SqlReader, copies: Iterable[Copy], *, crashes: int = 0) -> None:
    """Each recipient has each alert once, or it is listed as failed with a reason; twice only under one Message-ID.

    So many times more than once as it was in doubt, or the dispatcher crashed.
    """
    got: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        got[copy.recipient].append(copy)
    tries: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in log_of(reader):
        tries[row["alert_id"]].append(row)
    for alert_id, of_one in tries.items():
        first = of_one[0]
        mine = [copy for copy in got[first["recipient"]] if first["headline"].upper() in copy.text.upper()]
        doubts = sum(row["delivery_status"] == "doubtful" for row in of_one)
        assert first["status"] in {"sent", "failed"}, alert_id
        assert len({copy.message_id for copy in mine}) <= 1, alert_id
        if first["status"] == "sent":
            assert 1 <= len(mine) <= 1 + doubts + crashes, (alert_id, len(mine), doubts)
        else:
            assert len(mine) <= doubts + crashes, alert_id
            assert all(row["delivery_message"] for row in of_one), alert_id


class ByRecipient:
    """A courier that has another one for each recipient."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        self._couriers = couriers

    def deliver(self, parcel: Any, now: datetime) -> Any:
        return self._couriers[parcel.recipient].deliver(parcel, now)


class InTurn:
    """A courier that tries these ways one after the other, and then always the last: settings that somebody mends."""

    def __init__(self, *ways: Courier) -> None:
        self._ways = list(ways)

    def deliver(self, parcel: Any, now: datetime) -> Any:
        way = self._ways.pop(0) if len(self._ways) > 1 else self._ways[0]
        return way.deliver(parcel, now)


class Stepping(FixedClock):
    """A clock that goes on by so much whenever something was sent."""

    def after_each(self, courier: Courier, step: timedelta) -> Courier:
        return _Timed(courier, lambda: setattr(self, "moment", self.moment + step))


class _Timed:
    def __init__(self, courier: Courier, then: Callable[[], None]) -> None:
        self._courier = courier
        self._then = then

    def deliver(self, parcel: Any, now: datetime) -> Any:
        delivery = self._courier.deliver(parcel, now)
        self._then()
        return delivery


def _copy(text: bytes) -> Copy:
    plain = text.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    message = message_from_bytes(plain, policy=SMTP_POLICY)
    body = message.get_body(("plain",))
    assert body is not None
    return Copy(str(message["To"]), str(message["Message-ID"]), body.get_content())
