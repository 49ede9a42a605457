"""The mail channel against real servers on loopback: what is told, and as what, when something goes wrong."""

# ruff: noqa: N802  (the names of aiosmtpd's hooks)

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.builders import NOON, an_alert
from trucewatch.alerts import compose_mail, send_alerts
from trucewatch.alerts.channels import CHANNELS, open_mail_channel
from trucewatch.errors import ChannelUnavailable
from trucewatch.settings import Smtp

pytestmark = pytest.mark.network

RECIPIENT = "desk@example.org"


class Mailbox:
    """What the server does with mail; `answers` says what it replies to a command."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.envelopes: list[Envelope] = []

    async def handle_MAIL(self, _server: SMTP, _session: Session, envelope: Envelope, *told: Any) -> str:
        if "mail" in self.answers:
            return self.answers["mail"]
        envelope.mail_from = told[0]
        return "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, *told: Any) -> str:
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(told[0])
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if "data" in self.answers:
            return self.answers["data"]
        self.envelopes.append(envelope)
        return "250 OK"


@contextmanager
def a_server(mailbox: Mailbox, **options: Any) -> Iterator[Smtp]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield Smtp(host="127.0.0.1", port=port, timeout_seconds=5)
    finally:
        controller.stop()


@contextmanager
def a_script(talk: Callable[[socket.socket], None]) -> Iterator[Smtp]:
    """A server that does just what `talk` does with its first connection."""

    def serve() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(5)
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Smtp(host="127.0.0.1", port=listener.getsockname()[1], timeout_seconds=0.3)
        finally:
            thread.join(timeout=5)


def a_mail() -> EmailMessage:
    return compose_mail([an_alert()], sender="trucewatch@example.net", recipient=RECIPIENT, now=NOON)


def answering(*replies: str) -> Callable[[socket.socket], None]:
    """Greet, give one reply a command, and then close the connection."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        for reply in replies:
            connection.recv(4096)
            connection.sendall(reply.encode() + b"\r\n")

    return talk


def falling_silent(*replies: str) -> Callable[[socket.socket], None]:
    """As answering, but then wait until the other side gives up."""

    def talk(connection: socket.socket) -> None:
        answering(*replies)(connection)
        while connection.recv(4096):
            pass

    return talk


def fault(smtp: Smtp) -> str:
    with pytest.raises(ChannelUnavailable) as caught:
        open_mail_channel(smtp).send(a_mail())
    assert caught.value.key == f"{smtp.host}:{smtp.port}"
    return caught.value.message


def test_a_mail_arrives_whole():
    mailbox, mail = Mailbox(), a_mail()
    with a_server(mailbox) as smtp:
        assert open_mail_channel(smtp).send(mail) == {}
    (envelope,) = mailbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("trucewatch@example.net", [RECIPIENT])
    assert isinstance(envelope.content, bytes)
    received = message_from_bytes(envelope.content, policy=SMTP_POLICY)
    sent = {name: value for name, value in mail.items() if name != "Content-Type"}
    assert {name: value for name, value in received.items() if name in sent} == sent
    assert len(list(received.walk())) == 3


def test_each_mail_has_its_own_connection():
    mailbox = Mailbox()
    with a_server(mailbox) as smtp:
        channel = open_mail_channel(smtp)
        assert [channel.send(a_mail()), channel.send(a_mail())] == [{}, {}]
    assert len(mailbox.envelopes) == 2


def test_the_channel_is_known_by_its_name():
    assert CHANNELS["mail"] is open_mail_channel


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "450 4.2.0 Greylisted, come back"])
def test_a_refused_recipient_is_named_with_the_reason(answer: str):
    with a_server(Mailbox(rcpt=answer)) as smtp:
        assert open_mail_channel(smtp).send(a_mail()) == {RECIPIENT: answer}


@pytest.mark.parametrize("answer", ["554 5.7.1 Looks like spam", "452 4.3.1 No room"])
def test_a_message_refused_after_its_text_is_refused_for_the_recipient(answer: str):
    with a_server(Mailbox(data=answer)) as smtp:
        assert open_mail_channel(smtp).send(a_mail()) == {RECIPIENT: answer}


@pytest.mark.parametrize("answer", ["550 5.7.1 Not from you", "451 4.3.0 Later"])
def test_a_refused_sender_is_for_the_operator_to_mend(answer: str):
    with a_server(Mailbox(mail=answer)) as smtp:
        assert fault(smtp).endswith(f"refuses the sender ({answer}).")


def test_one_of_two_refused_recipients_is_named():
    class Choosy(Mailbox):
        async def handle_RCPT(self, *told: Any) -> str:
            return "550 Gone" if told[3].startswith("gone") else await super().handle_RCPT(*told)

    mail, mailbox = a_mail(), Choosy()
    mail.replace_header("To", f"{RECIPIENT}, gone@example.org")
    with a_server(mailbox) as smtp:
        assert open_mail_channel(smtp).send(mail) == {"gone@example.org": "550 Gone"}
    assert mailbox.envelopes[0].rcpt_tos == [RECIPIENT]


def test_a_login_is_used_and_a_wrong_one_is_named():
    def check(*told: Any) -> AuthResult:
        given: LoginPassword = told[4]
        return AuthResult(success=(given.login, given.password) == (b"desk", b"right"), handled=False)

    mailbox = Mailbox()
    with a_server(mailbox, authenticator=check, auth_require_tls=False) as smtp:
        known = Smtp(host=smtp.host, port=smtp.port, login="desk", password="right", timeout_seconds=5)
        assert open_mail_channel(known).send(a_mail()) == {}
        unknown = Smtp(host=smtp.host, port=smtp.port, login="desk", password="wrong", timeout_seconds=5)
        assert "does not accept our login (535" in fault(unknown)
    assert len(mailbox.envelopes) == 1


def test_a_server_without_encryption_is_named():
    with a_server(Mailbox()) as smtp:
        plain = Smtp(host=smtp.host, port=smtp.port, starttls=True, timeout_seconds=5)
        assert "cannot do what the settings ask (STARTTLS" in fault(plain)


def test_a_server_that_speaks_no_tls_is_named():
    with a_script(answering()) as smtp:
        secure = Smtp(host=smtp.host, port=smtp.port, ssl=True, timeout_seconds=1)
        assert "could not agree on encryption" in fault(secure)


def test_a_server_that_is_not_there_is_named():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert fault(Smtp(host="127.0.0.1", port=port)) == (
        f"The mail server 127.0.0.1:{port} cannot be reached (Connection refused)."
    )


HELLO, FROM, TO, GO = "250 here", "250 sender", "250 recipient", "354 go on"


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (falling_silent(), "closed the connection or fell silent"),
        (falling_silent(HELLO), "closed the connection or fell silent"),
        (falling_silent(HELLO, FROM, TO, GO), "closed the connection or fell silent"),
        (answering(HELLO), "closed the connection or fell silent"),
        (answering(HELLO, FROM, TO, GO), "closed the connection or fell silent"),
        (lambda connection: connection.sendall(b"554 Go away\r\n"), "is not ready (554 Go away)"),
        (lambda connection: connection.sendall(b"421 4.3.2 Too busy\r\n"), "is not ready (421 4.3.2 Too busy)"),
        (lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "is not ready"),
        (lambda _: None, "closed the connection or fell silent"),
        (lambda connection: connection.sendall(b"220 " + b"x" * 100_000), "is not ready"),
    ],
)  # fmt: skip
def test_every_interruption_is_one_plain_sentence(talk: Callable[[socket.socket], None], words: str):
    with a_script(talk) as smtp:
        message = fault(smtp)
    assert words in message
    assert message.startswith(f"The mail server 127.0.0.1:{smtp.port} ")
    assert message.count("\n") == 0


def test_a_goodbye_that_fails_takes_nothing_back():
    with a_script(answering(HELLO, FROM, TO, GO, "250 taken")) as smtp:
        channel = open_mail_channel(Smtp(host=smtp.host, port=smtp.port, timeout_seconds=1))
        mail = EmailMessage(policy=SMTP_POLICY)
        mail["From"], mail["To"] = "trucewatch@example.net", RECIPIENT
        mail.set_content("Short enough to be read at once.")
        assert channel.send(mail) == {}


def test_a_mail_that_was_cut_off_comes_again_with_the_same_message_id():
    mailbox, alert = Mailbox(), an_alert()
    with a_script(answering(HELLO, FROM, TO, GO)) as smtp:
        (first,) = send_alerts([alert], channel=open_mail_channel(smtp), sender="t@example.net", now=NOON)
    with a_server(mailbox) as smtp:
        (second,) = send_alerts([alert], channel=open_mail_channel(smtp), sender="t@example.net", now=NOON)
    assert (first.status, second.status) == ("deferred", "sent")
    assert isinstance(mailbox.envelopes[0].content, bytes)
    assert first.message_id.encode() in mailbox.envelopes[0].content
