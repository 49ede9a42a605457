"""Mail over real sockets on loopback: what each fault of a server means for a message, and in which words it is told."""

import socket
import ssl
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON, a_parcel, an_alert
from tests.contract.smtp_script import (
    GREETING,
    HELLO,
    WELL,
    Script,
    begin_tls,
    fall_silent,
    flood,
    hang_up,
    read_some_and,
    reset,
    say_after,
    say_and_hang_up,
    scripted,
    trickle,
    with_step,
)
from tests.contract.test_http_tls import write_certificate
from trucewatch.alerts import Links, compose_mail
from trucewatch.alerts.channels import open_mail_server
from trucewatch.alerts.channels.mail import MailCourier
from trucewatch.model import Outcome
from trucewatch.settings import Smtp

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

RECIPIENT = "desk@example.org"
SENT, FAILED, DEFERRED, DOUBTFUL = Outcome.SENT, Outcome.FAILED, Outcome.DEFERRED, Outcome.DOUBTFUL
MAIL, RCPT, DATA, ANSWER = 2, 3, 4, 5
"""Numbers of steps; 0 is the greeting and 1 EHLO."""
AUTH_HELLO = HELLO.replace("250 SIZE", "250-AUTH PLAIN LOGIN\n250 SIZE")
TLS_HELLO = HELLO.replace("250 SIZE", "250-STARTTLS\n250 SIZE")


def a_mail() -> EmailMessage:
    return compose_mail(
        a_parcel(an_alert(recipient=RECIPIENT)), sender="trucewatch@example.net", links=Links(), now=NOON
    )


def a_plain_mail(text: str = "Short.", to: str = RECIPIENT) -> EmailMessage:
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"], mail["To"] = "trucewatch@example.net", to
    mail.set_content(text, cte="8bit" if not text.isascii() else "7bit")
    return mail


FAULTS: dict[str, tuple[Script, Outcome, str]] = {
    # what the server says no to for good, about us: the operator mends it, and mails wait
    "turned away at the door": (with_step(0, "554 5.7.1 Not you"), DEFERRED, "is not ready (554 5.7.1 Not you); check"),
    "no mail here at all": (with_step(0, "521 No mail here"), DEFERRED, "is not ready (521 No mail here); check"),
    "refuses our name": ((GREETING, "550 Bad name", "550 Bad name"), DEFERRED, "does not talk to this machine (550 Bad name); check"),
    "refuses the sender": (with_step(MAIL, "550 5.7.1 Not from you"), DEFERRED, "refuses the sender (550 5.7.1 Not from you); check TRUCEWATCH_MAIL_FROM"),
    "wants a login for the sender": (with_step(MAIL, "530 5.7.0 Log in first"), DEFERRED, "does not accept our login (530 5.7.0 Log in first); check login"),
    "wants a login for the recipient": (with_step(RCPT, "530 5.7.0 Log in first"), DEFERRED, "does not accept our login"),
    # what it says no to for good, about the recipient or the message
    "no such recipient": (with_step(RCPT, "550 5.1.1 No such user"), FAILED, "refuses the recipient (550 5.1.1 No such user)"),
    "mailbox moved": (with_step(RCPT, "551 Try elsewhere"), FAILED, "refuses the recipient (551 Try elsewhere)"),
    "several lines of refusal": (with_step(RCPT, "550-5.1.1 No\n550-such\n550 user"), FAILED, "(550 5.1.1 No such user)"),
    "refuses DATA": (with_step(DATA, "554 No valid recipients"), FAILED, "refuses the message (554 No valid recipients)"),
    "takes it for spam": (with_step(ANSWER, "554 5.7.1 Looks like spam"), FAILED, "refuses the message (554 5.7.1 Looks like spam)"),
    "too large": (with_step(ANSWER, "552 5.3.4 Too big"), FAILED, "refuses the message (552 5.3.4 Too big)"),
    "refuses within the text": (with_step(DATA, read_some_and(say_and_hang_up("552 5.3.4 Too big"))), FAILED, "refuses the message"),
    # what may be better later
    "too busy to greet": (with_step(0, "421 4.3.2 Too busy"), DEFERRED, "is not ready (421 4.3.2 Too busy)"),
    "shuts down at EHLO": (with_step(1, say_and_hang_up("421 Closing")), DEFERRED, "does not talk to this machine (421 Closing)"),
    "puts the sender off": (with_step(MAIL, "451 4.3.0 Later"), DEFERRED, "refuses the sender (451 4.3.0 Later)"),
    "greylisting": (with_step(RCPT, "450 4.2.0 Greylisted, come back"), DEFERRED, "refuses the recipient (450 4.2.0 Greylisted, come back)"),
    "mailbox full for now": (with_step(RCPT, "452 4.2.2 Full"), DEFERRED, "refuses the recipient (452 4.2.2 Full)"),
    "no room at DATA": (with_step(DATA, "451 4.3.1 No room"), DEFERRED, "refuses the message (451 4.3.1 No room)"),
    "no room for the message": (with_step(ANSWER, "452 4.3.1 No room"), DEFERRED, "refuses the message (452 4.3.1 No room)"),
    "shuts down at the message": (with_step(ANSWER, say_and_hang_up("421 4.3.2 Closing")), DEFERRED, "refuses the message (421 4.3.2 Closing)"),
    "puts off within the text": (with_step(DATA, read_some_and(say_and_hang_up("451 4.3.0 Trouble"))), DEFERRED, "refuses the message"),
    # interruptions before the message was out
    "hangs up at once": (with_step(0, hang_up), DEFERRED, "closed the connection before its greeting"),
    "breaks off at once": (with_step(0, reset), DEFERRED, "The mail server"),
    "never greets": (with_step(0, fall_silent), DEFERRED, "did not answer in time before its greeting"),
    "silent at EHLO": (with_step(1, fall_silent), DEFERRED, "did not answer in time at EHLO"),
    "hangs up at MAIL": (with_step(MAIL, hang_up), DEFERRED, "closed the connection at MAIL"),
    "breaks off at RCPT": (with_step(RCPT, reset), DEFERRED, "closed the connection at RCPT"),
    "silent at RCPT": (with_step(RCPT, fall_silent), DEFERRED, "did not answer in time at RCPT"),
    "silent at DATA": (with_step(DATA, fall_silent), DEFERRED, "did not answer in time at DATA"),
    "hangs up at DATA": (with_step(DATA, hang_up), DEFERRED, "closed the connection at DATA"),
    "hangs up after half a reply": (with_step(MAIL, lambda talk: (talk.say(b"250 se"), hang_up(talk))), DEFERRED, "closed the connection at MAIL"),
    # what is no SMTP
    "a web server": (with_step(0, "HTTP/1.1 400 Bad Request\n"), DEFERRED, "gave an answer that is not SMTP before its greeting (HTTP/1.1 400"),
    "an endless line": (with_step(0, lambda talk: talk.say(b"220 " + b"x" * 100_000)), DEFERRED, "not SMTP before its greeting (220 xxx"),
    "endless lines": (with_step(1, flood(b"250-more\r\n")), DEFERRED, "gave an answer that is not SMTP at EHLO"),
    "NUL and escape": (with_step(RCPT, lambda talk: talk.say(b"550 \x00\x1b[31m\xff no\r\n")), FAILED, "refuses the recipient (550 [31m"),
    "a code without sense": (with_step(RCPT, "999 what"), DEFERRED, "gave an answer that is not SMTP at RCPT (999 what)"),
    "goes on too early": (with_step(MAIL, "354 go on"), DEFERRED, "answered out of turn at MAIL (354 go on)"),
    "takes DATA for done": (with_step(DATA, "250 fine"), DEFERRED, "answered out of turn at DATA (250 fine)"),
    # after the message was handed over, and before anybody said that it was taken
    "hangs up after the message": (with_step(ANSWER, hang_up), DOUBTFUL, "closed the connection after the message, before its answer"),
    "breaks off after the message": (with_step(ANSWER, reset), DOUBTFUL, "closed the connection after the message, before its answer"),
    "silent after the message": (with_step(ANSWER, fall_silent), DOUBTFUL, "did not answer in time after the message"),
    "nonsense after the message": (with_step(ANSWER, "fine, thanks"), DOUBTFUL, "not SMTP after the message, before its answer (fine, thanks)"),
    "half a reply after the message": (with_step(ANSWER, lambda talk: (talk.say(b"250 2.0"), hang_up(talk))), DOUBTFUL, "closed the connection after"),
    "goes on after the message": (with_step(ANSWER, "354 more"), DOUBTFUL, "not SMTP after the message, before its answer (354 more)"),
    # a letter at a time: each is in time, all together are not
    "trickles its greeting": (with_step(0, trickle(b"220-hello\r\n", 0.05)), DEFERRED, "did not answer in time before its greeting"),
    "trickles one endless line": (with_step(0, trickle(b"220 hello", 0.05)), DEFERRED, "did not answer in time before its greeting"),
    "trickles the answer to the message": (with_step(ANSWER, trickle(b"250-wait\r\n", 0.05)), DOUBTFUL, "did not answer in time after"),
    # faults that are none
    "answers late": (with_step(ANSWER, say_after(1.0, "250 2.0.0 at last")), SENT, "250 2.0.0 at last"),
    "knows HELO only": ((GREETING, "502 What?", "250 hello", *WELL[2:]), SENT, "250 2.0.0 queued as 1"),
    "forwards": ((*WELL[:RCPT], "251 Will forward", *WELL[DATA:]), SENT, "250 2.0.0 queued as 1"),
    "no goodbye": ((*WELL, fall_silent), SENT, "250 2.0.0 queued as 1"),
    "hangs up after its answer": (with_step(ANSWER, say_and_hang_up("250 taken")), SENT, "250 taken"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_outcome_and_its_words(name: str) -> None:
    script, outcome, words = FAULTS[name]
    with scripted(script) as server:
        receipt = open_mail_server(server.smtp()).send(a_mail())
        port = server.port
    assert (receipt.outcome, words in receipt.message) == (outcome, True), receipt.message
    assert receipt.message.isprintable()
    assert len(receipt.message) <= 400
    assert receipt.reached == any(command.startswith("MAIL") for command in server.commands)
    assert outcome is SENT or receipt.message.startswith(f"The mail server 127.0.0.1:{port} ")


def test_there_are_enough_faults() -> None:
    assert len(FAULTS) >= 50


def test_no_server_holds_us_longer_than_the_settings_say() -> None:
    with scripted(with_step(0, trickle(b"220-hello\r\n", 0.02))) as server:
        began = time.monotonic()
        open_mail_server(server.smtp(timeout_seconds=0.5, total_seconds=1.0)).send(a_mail())
        assert time.monotonic() - began < 2.0


def test_a_server_that_takes_no_bytes_holds_us_no_longer_either() -> None:
    def ignore(talk: Any) -> None:
        talk.say("354 go on")
        time.sleep(1.0)
        talk.is_over = True

    with scripted(with_step(DATA, ignore)) as server:
        mail = a_plain_mail("truce, and again\n" * 500_000)
        began = time.monotonic()
        receipt = open_mail_server(server.smtp(total_seconds=20.0)).send(mail)
        assert time.monotonic() - began < 15.0
    assert receipt.outcome is DEFERRED
    assert "within the message" in receipt.message


def test_what_a_server_says_within_a_long_message_is_heard() -> None:
    with scripted(with_step(DATA, read_some_and(say_and_hang_up("552 5.3.4 Too big"), 100_000))) as server:
        receipt = open_mail_server(server.smtp(total_seconds=20.0)).send(a_plain_mail("truce, and again\n" * 500_000))
    assert receipt.outcome is FAILED
    assert "refuses the message before it was complete (552 5.3.4 Too big)" in receipt.message


def test_a_mail_arrives_whole() -> None:
    mail = a_mail()
    with scripted() as server:
        assert open_mail_server(server.smtp()).send(mail).outcome is SENT
    (text,) = server.messages
    received = message_from_bytes(text, policy=SMTP_POLICY)
    assert {name: str(value) for name, value in received.items()} == {name: str(value) for name, value in mail.items()}
    assert [part.get_content_type() for part in received.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert server.commands[1:] == ["MAIL FROM:<trucewatch@example.net>", f"RCPT TO:<{RECIPIENT}>", "DATA", "QUIT"]


def test_lines_that_begin_with_a_dot_arrive_as_they_are() -> None:
    mail = a_plain_mail(".\n..\n.hidden\nend")
    with scripted() as server:
        assert open_mail_server(server.smtp()).send(mail).outcome is SENT
    sent = server.messages[0].split(b"\r\n\r\n", 1)[1]
    assert sent == b"..\r\n...\r\n..hidden\r\nend\r\n.\r\n"


def test_a_line_end_that_is_none_cannot_end_the_message() -> None:
    mail = a_plain_mail()
    mail.set_payload("a\n.\nMAIL FROM:<x@example.org>\r.\rb")
    with scripted() as server:
        assert open_mail_server(server.smtp()).send(mail).outcome is SENT
    assert len(server.messages) == 1
    assert b"\r\n..\r\nMAIL FROM" in server.messages[0]


@pytest.mark.parametrize("offers", [True, False])
def test_eight_bit_text_is_sent_only_where_it_is_offered(*, offers: bool) -> None:
    hello = HELLO if offers else "250-script.example\n250 SIZE 10000000"
    with scripted((GREETING, hello, *WELL[2:])) as server:
        assert open_mail_server(server.smtp()).send(a_plain_mail("Trêve")).outcome is SENT
    assert server.messages[0].isascii() is not offers
    assert ("BODY=8BITMIME" in server.commands[1]) is offers
    assert message_from_bytes(server.messages[0], policy=SMTP_POLICY).get_content().startswith("Trêve")


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    mail = a_plain_mail(to="trêve@example.org")
    with scripted() as server:
        receipt = open_mail_server(server.smtp()).send(mail)
    assert (receipt.outcome, "ASCII only" in receipt.message) == (FAILED, True)
    hello = HELLO.replace("250 SIZE", "250-SMTPUTF8\n250 SIZE")
    with scripted((GREETING, hello, *WELL[2:])) as server:
        assert open_mail_server(server.smtp()).send(mail).outcome is SENT
    assert server.commands[1] == "MAIL FROM:<trucewatch@example.net> SMTPUTF8 BODY=8BITMIME"
    assert server.commands[2] == "RCPT TO:<trêve@example.org>"


def test_a_mail_to_several_is_not_sent() -> None:
    with scripted() as server:
        receipt = open_mail_server(server.smtp()).send(a_plain_mail(to="a@example.org, b@example.org"))
    assert (receipt.outcome, server.talks) == (FAILED, [])


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    receipt = open_mail_server(Smtp(host="127.0.0.1", port=port)).send(a_mail())
    assert receipt.outcome is DEFERRED
    assert receipt.message == f"The mail server 127.0.0.1:{port} cannot be reached (Connection refused)."


def test_a_name_that_is_none_is_named() -> None:
    receipt = open_mail_server(Smtp(host="a" * 80 + ".example")).send(a_mail())
    assert (receipt.outcome, "cannot be used as the settings have it" in receipt.message) == (DEFERRED, True)


def test_a_login_is_used() -> None:
    with scripted((GREETING, AUTH_HELLO, "235 welcome", *WELL[2:])) as server:
        assert open_mail_server(server.smtp(login="desk", password="right")).send(a_mail()).outcome is SENT
    assert server.commands[1] == "AUTH PLAIN AGRlc2sAcmlnaHQ="


@pytest.mark.parametrize(
    ("script", "password", "words"),
    [
        ((GREETING, AUTH_HELLO, "535 5.7.8 Wrong", "535 5.7.8 Wrong"), "wrong", "does not accept our login (535 5.7.8 Wrong); check login"),
        ((GREETING, AUTH_HELLO, "454 4.7.0 Later", "454 4.7.0 Later"), "right", "does not accept our login (454 4.7.0 Later)"),
        ((GREETING, AUTH_HELLO, hang_up), "right", "closed the connection at AUTH"),
        ((GREETING, AUTH_HELLO, fall_silent), "right", "did not answer in time at AUTH"),
        ((GREETING, AUTH_HELLO, "334 ???", "334 !", "334 !"), "right", "The mail server"),
        ((GREETING, HELLO), "right", "cannot do what the settings ask (SMTP AUTH"),
        ((GREETING, HELLO.replace("250 SIZE", "250-AUTH XOAUTH2\n250 SIZE")), "right", "cannot do what the settings ask (No suitable"),
        ((GREETING, AUTH_HELLO), "mot de passé", "cannot be used as the settings have it"),
        ((GREETING, AUTH_HELLO, "535 hunter2 is wrong", "535 hunter2 is wrong"), "hunter2", "(535 *** is wrong)"),
    ],
)  # fmt: skip
def test_trouble_with_the_login_makes_mails_wait_and_tells_no_password(
    script: Script, password: str, words: str
) -> None:
    with scripted(script) as server:
        receipt = open_mail_server(server.smtp(login="desk", password=password)).send(a_mail())
    assert (receipt.outcome, words in receipt.message) == (DEFERRED, True), receipt.message
    assert password not in receipt.message.replace("The mail server", "")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of TLS as localhost, which this machine trusts."""
    path = write_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_tls_from_the_start(certificate: ssl.SSLContext) -> None:
    with scripted(WELL, tls=certificate) as server:
        assert open_mail_server(server.smtp(host="localhost", ssl=True)).send(a_mail()).outcome is SENT


def test_starttls_hears_nothing_that_was_said_before_it(certificate: ssl.SSLContext) -> None:
    step = begin_tls(certificate, before=b"250-evil\r\n250 AUTH PLAIN\r\n")
    with scripted((GREETING, TLS_HELLO, step, HELLO, *WELL[2:])) as server:
        receipt = open_mail_server(server.smtp(host="localhost", starttls=True)).send(a_mail())
    assert receipt.outcome in {SENT, DEFERRED}  # what is injected breaks the handshake, or is not heard
    with scripted((GREETING, TLS_HELLO, begin_tls(certificate), HELLO, *WELL[2:])) as server:
        receipt = open_mail_server(server.smtp(host="localhost", starttls=True)).send(a_mail())
    assert (receipt.outcome, len(server.messages)) == (SENT, 1)


@pytest.mark.parametrize(
    ("script", "changes", "words"),
    [
        (WELL, {"starttls": True}, "cannot do what the settings ask (STARTTLS"),
        ((GREETING, TLS_HELLO, "454 4.7.0 Not now"), {"starttls": True}, "does not begin encryption (454 4.7.0 Not now)"),
        ((GREETING, TLS_HELLO, "501 What?"), {"starttls": True}, "does not begin encryption (501 What?); check"),
        ((GREETING, TLS_HELLO, "220 go on", "no TLS"), {"starttls": True}, ""),
        ((GREETING, TLS_HELLO, say_and_hang_up("220 go on")), {"starttls": True}, ""),
        ((GREETING,), {"ssl": True}, "could not agree on encryption"),
        ((fall_silent,), {"ssl": True}, "did not answer in time on connecting"),
    ],
)  # fmt: skip
def test_a_mismatch_of_tls_makes_mails_wait(script: Script, changes: dict[str, bool], words: str) -> None:
    with scripted(script) as server:
        receipt = open_mail_server(server.smtp(**changes)).send(a_mail())
    assert (receipt.outcome, words in receipt.message) == (DEFERRED, True), receipt.message
    assert server.messages == []


@pytest.mark.parametrize("kind", ["ssl", "starttls"])
def test_a_certificate_for_another_name_is_not_trusted(certificate: ssl.SSLContext, kind: str) -> None:
    script = WELL if kind == "ssl" else (GREETING, TLS_HELLO, begin_tls(certificate), HELLO, *WELL[2:])
    with scripted(script, tls=certificate if kind == "ssl" else None) as server:
        receipt = open_mail_server(server.smtp(**{kind: True})).send(a_mail())
    assert receipt.outcome is DEFERRED
    assert "has a certificate that this machine does not trust" in receipt.message


def test_a_mail_in_doubt_comes_again_as_the_very_same_message() -> None:
    parcel = a_parcel(an_alert(recipient=RECIPIENT))
    with scripted(with_step(ANSWER, hang_up), WELL) as server:
        courier = MailCourier(open_mail_server(server.smtp()), sender="t@example.net", links=Links())
        first, second = courier.deliver(parcel, NOON), courier.deliver(parcel, NOON)
    assert (first.receipt.outcome, second.receipt.outcome) == (DOUBTFUL, SENT)
    assert first.message_id == second.message_id
    assert first.message_id.encode() in server.messages[0]
