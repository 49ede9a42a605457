"""Every fault that a mail server can have, played to its end: each recipient gets each alert once, or it is said why not.

Each fault has a recipient and a server of its own; all are met in one outbox under one clock, which goes on to the next
try until nothing is open.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOON
from tests.contract.outbox_world import (
    ByRecipient,
    Copy,
    InTurn,
    Stepping,
    alert_named,
    begin,
    cause,
    check_promise,
    copies_in,
    courier_to,
    log_of,
    play,
    send,
)
from tests.contract.smtp_script import (
    GREETING,
    HELLO,
    WELL,
    Script,
    ScriptedServer,
    Step,
    Talk,
    fall_silent,
    hang_up,
    read_some_and,
    reset,
    say_after,
    say_and_hang_up,
    scripted,
    trickle,
    with_step,
)
from tests.fakes import FixedClock
from trucewatch.ports import Courier, Warehouse
from trucewatch.settings import Smtp
from trucewatch.warehouse import SqlReader, open_reader, open_warehouse

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

STEPS = {"greeting": 0, "EHLO": 1, "MAIL": 2, "RCPT": 3, "DATA": 4, "the message": 5}
DATA, ANSWER = 4, 5
AUTH_HELLO = HELLO.replace("250 SIZE", "250-AUTH PLAIN LOGIN\n250 SIZE")
TLS_HELLO = HELLO.replace("250 SIZE", "250-STARTTLS\n250 SIZE")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a server does at first; what comes of it in the end, after how many tries, and how many copies there may be."""

    scripts: tuple[Script, ...]
    tries: int = 2
    copies: int = 1
    status: str = "sent"
    words: str = ""
    """In what is noted of the first try."""
    at_first: dict[str, Any] = field(default_factory=dict)
    """Settings of the first try, which somebody mends before the next."""


def once(script: Script, words: str, **others: Any) -> Fault:
    """A fault of one connection; the next ones are good."""
    return Fault((script, WELL), words=words, **others)


def refused(script: Script, words: str) -> Fault:
    """What is refused for good at the first try."""
    return Fault((script,), tries=1, copies=0, status="failed", words=words)


def half_an_answer(talk: Talk) -> None:
    talk.say(b"250 2.0")
    hang_up(talk)


def _at_each_step() -> Iterator[tuple[str, Fault]]:
    kinds: dict[str, tuple[Step, str]] = {
        "4xx": ("450 4.2.1 Later", "450 4.2.1 Later"),
        "421": (say_and_hang_up("421 4.3.2 Closing"), "421 4.3.2 Closing"),
        "silence": (fall_silent, "did not answer in time"),
        "a closed connection": (hang_up, "closed the connection"),
        "a broken connection": (reset, "closed the connection"),
        "half an answer": (half_an_answer, "closed the connection"),
        "garbage": ("<html>Not a mail server</html>", "not SMTP"),
    }
    for where, number in STEPS.items():
        for kind, (step, words) in kinds.items():
            # What is done instead of an answer counts as taken, in the worst case; a refusal does not.
            said: Step = words if kind == "421" and number == ANSWER else step
            in_doubt = number == ANSWER and callable(said)
            copies = 2 if in_doubt or (number == ANSWER and kind == "garbage") else 1
            yield f"{kind} at {where}", once(with_step(number, said), words, copies=copies)


FAULTS = {
    **dict(_at_each_step()),
    # final refusals of us: the operator mends them
    "5xx at greeting": once(with_step(0, "554 5.7.1 Not you"), "554 5.7.1 Not you"),
    "5xx at EHLO": once((GREETING, "550 5.7.1 Not you", "550 5.7.1 Not you"), "550 5.7.1 Not you"),
    "5xx at MAIL": once(with_step(2, "550 5.1.8 Bad sender"), "check TRUCEWATCH_MAIL_FROM"),
    # final refusals of the message
    "5xx at RCPT": refused(with_step(3, "550 5.1.1 No such user"), "550 5.1.1 No such user"),
    "5xx at DATA": refused(with_step(DATA, "554 5.5.1 No valid recipients"), "554 5.5.1"),
    "5xx at the message": refused(with_step(ANSWER, "554 5.7.1 Spam"), "554 5.7.1 Spam"),
    "a mail that is too big": refused(with_step(ANSWER, "552 5.3.4 Too big"), "552 5.3.4 Too big"),
    "5xx within the message": refused(
        with_step(DATA, read_some_and(lambda talk: talk.say("552 5.3.4 Too big"))), "552 5.3.4 Too big"
    ),
    # temporary refusals of all kinds
    "greylisting": Fault((with_step(3, "450 4.7.1 Greylisted"),) * 3 + (WELL,), tries=4, words="Greylisted"),
    "a full mailbox": once(with_step(3, "452 4.2.2 Full"), "452 4.2.2 Full"),
    "a full disk": once(with_step(ANSWER, "452 4.3.1 Out of memory"), "452 4.3.1"),
    "a server that never is ready": Fault(
        (with_step(3, "450 4.2.1 Later"),), tries=124, copies=0, status="failed", words="450 4.2.1 Later"
    ),
    # a letter at a time
    "a trickle at greeting": once(with_step(0, trickle(b"220-hello\r\n", 0.02)), "did not answer in time"),
    "a trickle at the message": once(with_step(ANSWER, trickle(b"250-wait\r\n", 0.02)), "did not answer", copies=2),
    # within the message
    "a closed connection within the message": once(with_step(DATA, read_some_and(hang_up)), "closed the connection"),
    # settings
    "no TLS where it is wanted": once(WELL, "cannot do what the settings ask", at_first={"starttls": True}),
    "no TLS from the start": once((GREETING,), "encryption", at_first={"ssl": True}),
    "TLS that does not begin": once(
        (GREETING, TLS_HELLO, "220 go on", "no TLS"), "The mail server", at_first={"starttls": True}
    ),
    "AUTH refused": once(
        (GREETING, AUTH_HELLO, "535 5.7.8 Wrong", "535 5.7.8 Wrong"),
        "does not accept our login",
        at_first={"login": "desk", "password": "wrong"},
    ),
    "no such host": once(WELL, "cannot be reached", at_first={"host": "127.0.0.2", "port": 1}),
    # doubts that come again, and doubts that a plain refusal follows
    "three doubts": Fault((with_step(ANSWER, hang_up),) * 3 + (WELL,), tries=4, copies=4, words="closed"),
    "a doubt, then greylisting": Fault(
        (with_step(ANSWER, hang_up), with_step(3, "450 4.7.1 Greylisted"), WELL), tries=3, copies=2, words="closed"
    ),
    "a doubt, then a closed door": Fault(
        (with_step(ANSWER, fall_silent), with_step(0, hang_up), with_step(0, "421 Busy"), WELL),
        tries=4,
        copies=2,
        words="did not answer in time",
    ),
    "a doubt, then a final refusal": Fault(
        (with_step(ANSWER, hang_up), with_step(3, "550 5.1.1 No such user")), copies=1, status="failed", words="closed"
    ),
    # faults that are none
    "an answer that is late": Fault((with_step(ANSWER, say_after(0.7, "250 at last")),), tries=1, words="at last"),
    "no goodbye": Fault(((*WELL, fall_silent),), tries=1),
}
FEW = ("greylisting", "a doubt, then greylisting", "5xx at RCPT", "421 at MAIL", "a closed connection at the message")


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a fault."""

    tries: list[Any]
    copies: list[Copy]


def to(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name.lower()) + "@example.org"


def meet(url: str, faults: dict[str, Fault]) -> dict[str, Ending]:
    """Play all of them together, until nothing is open."""
    warehouse, reader = open_warehouse(url), open_reader(url)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(scripted(*fault.scripts)) for name, fault in faults.items()}
        couriers = {to(name): _courier(fault, servers[name]) for name, fault in faults.items()}
        begin(warehouse, couriers)
        play(warehouse, reader, ByRecipient(couriers), FixedClock(NOON))
        copies = {name: copies_in(server.taken) for name, server in servers.items()}
    check_promise(reader, (copy for of_one in copies.values() for copy in of_one))
    log = log_of(reader)
    reader.close()
    warehouse.close()
    tries = {name: [row for row in log if row["alert_id"] == f"one for {to(name)}"] for name in faults}
    return {name: Ending(sorted(tries[name], key=lambda row: row["tried_at"]), copies[name]) for name in faults}


def _courier(fault: Fault, server: ScriptedServer) -> Courier:
    patience = {"timeout_seconds": 0.4, "total_seconds": 1.2}
    plain = courier_to(server.smtp(**patience))
    return InTurn(courier_to(server.smtp(**patience | fault.at_first)), plain) if fault.at_first else plain


@pytest.fixture(scope="module")
def endings(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ending]:
    """What became of every fault; they are met together, for most of their time is waiting."""
    path = tmp_path_factory.mktemp("faults") / "warehouse.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return meet(f"sqlite:///{path}", FAULTS)


def test_there_are_many_faults() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_with_each_alert_told_once_or_listed_as_failed(name: str, endings: dict[str, Ending]) -> None:
    fault, ending = FAULTS[name], endings[name]
    last = ending.tries[-1]
    assert last["status"] == fault.status
    assert last["delivery_status"] in {fault.status, "deferred"}
    assert fault.words in ending.tries[0]["delivery_message"]
    assert (len(ending.tries), len(ending.copies)) == (fault.tries, fault.copies)
    assert len({copy.message_id for copy in ending.copies}) <= 1
    assert all("CHANGE ONE." in copy.text.upper() and "CHANGE TWO." in copy.text.upper() for copy in ending.copies)


def test_more_copies_than_one_were_all_in_doubt(endings: dict[str, Ending]) -> None:
    for name, ending in endings.items():
        doubts = [row for row in ending.tries if row["delivery_status"] == "doubtful"]
        assert len(ending.copies) <= 1 + len(doubts), name


@pytest.mark.postgres
def test_a_few_of_them_end_alike_on_postgresql(migrated_postgres_url: str) -> None:
    endings = meet(migrated_postgres_url, {name: FAULTS[name] for name in FEW})
    for name, ending in endings.items():
        fault = FAULTS[name]
        assert (ending.tries[-1]["status"], len(ending.tries)) == (fault.status, fault.tries), name
        assert len(ending.copies) == fault.copies, name


def test_one_refused_recipient_of_three_keeps_nothing_from_the_others(warehouse: Warehouse, reader: SqlReader) -> None:
    def judge(talk: Talk) -> None:
        talk.say("550 5.1.1 No such user" if b"night" in talk.commands[-1] else "250 fine")

    begin(warehouse, [f"{name}@example.org" for name in ("desk", "night", "wire")])
    with scripted((*WELL[:3], judge, *WELL[4:])) as server:
        play(warehouse, reader, courier_to(server.smtp()), FixedClock(NOON))
        copies = copies_in(server.taken)
    check_promise(reader, copies)
    assert sorted(copy.recipient for copy in copies) == ["desk@example.org", "wire@example.org"]
    assert {row["recipient"]: row["status"] for row in log_of(reader)} == {
        "desk@example.org": "sent",
        "night@example.org": "failed",
        "wire@example.org": "sent",
    }


def test_after_a_day_without_a_server_all_goes_within_five_minutes_in_few_messages_oldest_first(
    sqlite_template: Any, tmp_path: Any
) -> None:
    path = tmp_path / "warehouse.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    warehouse, reader = open_warehouse(f"sqlite:///{path}"), open_reader(f"sqlite:///{path}")
    recipients = [f"{name}@example.org" for name in ("art", "desk", "night", "bureau")]
    clock = Stepping(NOON)
    away = courier_to(Smtp(host="127.0.0.1", port=_closed_port(), timeout_seconds=0.5, total_seconds=2.0))
    begin(warehouse, recipients, names=["0"])
    cause(warehouse, alert_named("of yesterday", "bureau@example.org", evidence=(), created_at=NOON - 60 * MINUTE))
    for number in range(1, 144):
        if number % 3 == 0:
            send(warehouse, away, clock)
        clock.moment += 10 * MINUTE
        new = (alert_named(str(number), one, evidence=(), created_at=clock.moment) for one in recipients)
        cause(warehouse, *new)
    send(warehouse, away, clock)
    back_at = clock.moment
    with scripted() as server:
        courier = clock.after_each(courier_to(server.smtp()), timedelta(seconds=5))
        while clock.moment < back_at + 5 * MINUTE:
            send(warehouse, courier, clock)
            clock.moment += timedelta(seconds=10)
        copies = copies_in(server.taken)
    alerts = reader.alerts(limit=10_000)
    assert {row["status"] for row in alerts} == {"sent"}
    assert len(alerts) == 4 * 144 + 1
    assert len({(row["recipient"], row["parcel_id"]) for row in alerts}) == len(recipients)
    assert max(row["sent_at"] for row in alerts) <= back_at + 5 * MINUTE
    assert [copy.recipient for copy in copies] == ["bureau@example.org", *recipients[:-1]]
    reader.close()
    warehouse.close()


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
