"""Mail by SMTP: one connection a message, and every fault told apart by what it means for the message."""

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.errors import MessageError
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP
from enum import Enum
from io import BytesIO
from types import MappingProxyType

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.composing import compose_mail, message_id
from trucewatch.alerts.conversation import Conversation, Gibberish, HangUp, Silence
from trucewatch.alerts.links import Links
from trucewatch.errors import SettingsInvalid
from trucewatch.model import Delivery, Outcome, Parcel, Receipt
from trucewatch.ports import MailServer
from trucewatch.settings import Smtp

GOODBYE_SECONDS = 2.0
"""How long we wait for the answer to QUIT: the message is out or it is not."""
ANSWER_LIMIT = 200
"""Most characters of a server's answer that are kept."""
RECEIPT_LIMIT = 400
_OK, _GO_ON, _REFUSED, _FINAL = 2, 3, 4, 5
"""First digits of replies (RFC 5321, 4.2.1)."""
_WANTS_LOGIN = frozenset({530, 534, 535, 538})
"""Replies that speak of our login, at whatever command they come (RFC 4954, 6)."""

_ADDRESS_NOT_TAKEN = 553


class Step(Enum):
    """How far a conversation has come: how the fault of this step is told, and when an interruption came."""

    CONNECT = ("cannot be reached ({answer})", "on connecting")
    GREETING = ("is not ready ({answer})", "before its greeting")
    HELLO = ("does not talk to this machine ({answer})", "at EHLO")
    TLS = ("does not begin encryption ({answer})", "at STARTTLS")
    LOGIN = ("does not accept our login ({answer})", "at AUTH")
    SENDER = ("refuses the sender ({answer})", "at MAIL")
    RECIPIENT = ("refuses the recipient ({answer})", "at RCPT")
    DATA = ("refuses the message ({answer})", "at DATA")
    TEXT = ("refuses the message before it was complete ({answer})", "within the message")
    ANSWER = ("refuses the message ({answer})", "after the message, before its answer")

    def __init__(self, refusal: str, when: str) -> None:
        """Keep both sentences."""
        self.refusal = refusal
        self.when = when


_OF_THE_MESSAGE = frozenset({Step.RECIPIENT, Step.DATA, Step.TEXT, Step.ANSWER})
"""Steps at which a final refusal is about this message or its recipient; before, it is about us, and others would fare
no better: the operator mends it, and the messages wait."""
_NOT_REACHED = frozenset({Step.CONNECT, Step.GREETING, Step.HELLO, Step.TLS, Step.LOGIN})
"""Steps that come before anything is said of the message: whoever has a mail waiting would fare the same."""
_ADVICE: Mapping[Step, str] = MappingProxyType(
    {
        Step.LOGIN: "check login and password of TRUCEWATCH_SMTP or of the connection smtp_default",
        Step.SENDER: "check TRUCEWATCH_MAIL_FROM",
        Step.TLS: "check whether the server wants smtp, smtp+starttls or smtps",
        Step.HELLO: "check whether it lets this machine send",
        Step.GREETING: "check whether it lets this machine send",
    }
)
"""What the operator may do about a final refusal."""


class _Refused(Exception):
    """The server said no, or not what the step needs."""

    def __init__(self, code: int, text: bytes) -> None:
        super().__init__(code)
        self.code = code
        self.answer = clean(f"{code} {text.decode('utf-8', 'replace')}", ANSWER_LIMIT)


def open_mail_server(smtp: Smtp) -> "SmtpServer":
    """Return the way to this mail server; it is first spoken to when something is sent."""
    return SmtpServer(smtp)


class SmtpServer:
    """Implements ports.MailServer. Safe to share among threads."""

    def __init__(self, smtp: Smtp) -> None:
        """Open nothing yet."""
        self._smtp = smtp

    def send(self, message: EmailMessage) -> Receipt:
        """As ports.MailServer; takes `total_seconds` at most."""
        recipients = [address.addr_spec for header in message.get_all("To", ()) for address in header.addresses]
        if len(recipients) != 1:
            return Receipt(outcome=Outcome.FAILED, message=f"A mail goes to one recipient, not to {len(recipients)}.")
        errand = _Errand(self._smtp)
        goodbye = 0.0
        try:
            receipt = Receipt(outcome=Outcome.SENT, message=errand.run(message))
            goodbye = GOODBYE_SECONDS
        except _Refused as error:
            receipt = self._refusal(error, errand.step)
            goodbye = 0.0 if errand.step is Step.TEXT else GOODBYE_SECONDS
        except (smtplib.SMTPException, MessageError, OSError, ValueError) as error:
            receipt = self._interruption(error, errand.step)
        finally:
            errand.talk.leave(goodbye)
        return replace(receipt, reached=errand.step not in _NOT_REACHED)

    def _refusal(self, error: _Refused, step: Step) -> Receipt:
        digit = error.code // 100
        if step is Step.ANSWER and digit not in {_REFUSED, _FINAL}:
            return self._interruption(Gibberish(error.answer), step)
        if error.code in _WANTS_LOGIN:
            step = Step.LOGIN
        sentence = step.refusal.format(answer=error.answer)
        if digit < _REFUSED:
            return self._receipt(Outcome.DEFERRED, f"answered out of turn {step.when} ({error.answer})")
        if digit != _FINAL:
            return self._receipt(Outcome.DEFERRED, sentence)
        if step in _OF_THE_MESSAGE:
            return self._receipt(Outcome.FAILED, sentence)
        return self._receipt(Outcome.DEFERRED, f"{sentence}; {_ADVICE[step]}")

    def _interruption(self, error: Exception, step: Step) -> Receipt:
        outcome = Outcome.DOUBTFUL if step is Step.ANSWER else Outcome.DEFERRED
        sentence = next((words for kind, words in _FAULTS if isinstance(error, kind)), "could not be used ({error})")
        told = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return self._receipt(outcome, sentence.format(when=step.when, error=clean(told, ANSWER_LIMIT)))

    def _receipt(self, outcome: Outcome, sentence: str) -> Receipt:
        place = f"{self._smtp.host}:{self._smtp.port}"
        if self._smtp.password:
            sentence = sentence.replace(self._smtp.password, "***")
        return Receipt(outcome=outcome, message=clean(f"The mail server {place} {sentence}.", RECEIPT_LIMIT))


_FAULTS = (
    (Silence, "did not answer in time {when}"),
    (HangUp, "closed the connection {when}"),
    (Gibberish, "gave an answer that is not SMTP {when} ({error})"),
    (smtplib.SMTPException, "cannot do what the settings ask ({error})"),
    (ssl.SSLCertVerificationError, "has a certificate that this machine does not trust ({error})"),
    (ssl.SSLError, "could not agree on encryption ({error}); check whether it wants smtp, smtp+starttls or smtps"),
    (TimeoutError, "did not answer in time {when}"),
    (OSError, "cannot be reached ({error})"),
    (UnicodeError, "cannot be used as the settings have it ({error})"),
)
"""The sentence of each interruption; the first kind that fits counts, so the finer ones stand first."""


class _Errand:
    """One message on its way; `step` is where it is."""

    def __init__(self, smtp: Smtp) -> None:
        self.talk = Conversation(smtp)
        self.step = Step.CONNECT
        self._smtp = smtp

    def run(self, message: EmailMessage) -> str:
        """Hand the message over and return the server's last words; raises _Refused and what Conversation raises."""
        self._introduce()
        sender, recipient = _address(message, "From"), _address(message, "To")
        text, options = self._prepare(message, sender + recipient)
        self._command(Step.SENDER, "MAIL", f"FROM:<{sender}>{options}")
        self._command(Step.RECIPIENT, "RCPT", f"TO:<{recipient}>")
        self._command(Step.DATA, "DATA", wanted=_GO_ON)
        self.step = Step.TEXT
        self._send_text(text)
        self.talk.send(b".\r\n")
        self.step = Step.ANSWER
        code, answer = self.talk.last_reply()
        if code // 100 != _OK:
            raise _Refused(code, answer)
        return clean(f"{code} {answer.decode('utf-8', 'replace')}", ANSWER_LIMIT)

    def _send_text(self, text: bytes) -> None:
        """Send all but the last line. Who hangs up or says no before that has not taken it: that is known, not in doubt."""
        broken: HangUp | Silence | None = None
        try:
            self.talk.send(text)
        except (HangUp, Silence) as error:
            broken = error
        early = self.talk.early_reply()
        if early is not None:
            raise _Refused(*early)
        if broken is not None:
            raise broken

    def _introduce(self) -> None:
        talk, smtp = self.talk, self._smtp
        talk.open()
        self.step = Step.GREETING
        self._expect(talk.getreply())
        self._greet()
        if smtp.starttls:
            self.step = Step.TLS
            self._expect(talk.secure())
            self._greet()
        if smtp.login:
            self.step = Step.LOGIN
            try:
                talk.login(smtp.login, smtp.password or "")
            except smtplib.SMTPAuthenticationError as error:
                words = error.smtp_error
                raise _Refused(error.smtp_code, words if isinstance(words, bytes) else words.encode()) from error

    def _greet(self) -> None:
        self.step = Step.HELLO
        code, answer = self.talk.ehlo()
        if code // 100 == _FINAL and not (self._smtp.starttls or self._smtp.login):
            code, answer = self.talk.helo()
        self._expect((code, answer))

    def _prepare(self, message: EmailMessage, addresses: str) -> tuple[bytes, str]:
        """Write the message in what the server takes, and name the options that this needs."""
        offers = self.talk.has_extn
        policy = SMTP.clone(cte_type="8bit" if offers("8bitmime") else "7bit", utf8=not addresses.isascii())
        options = ""
        if not addresses.isascii():
            if not offers("smtputf8"):
                self.step = Step.RECIPIENT
                raise _Refused(_ADDRESS_NOT_TAKEN, b"5.6.7 It takes addresses in ASCII only")
            options = " SMTPUTF8"
            self.talk.command_encoding = "utf-8"
        written = BytesIO()
        BytesGenerator(written, policy=policy).flatten(message, linesep="\r\n")
        text = re.sub(rb"\r\n|\r|\n", b"\r\n", written.getvalue())
        if not text.isascii():
            options += " BODY=8BITMIME"
        return re.sub(rb"(?m)^\.", b"..", text if text.endswith(b"\r\n") else text + b"\r\n"), options

    def _command(self, step: Step, verb: str, words: str = "", *, wanted: int = _OK) -> None:
        self.step = step
        self._expect(self.talk.docmd(verb, words), wanted)

    def _expect(self, reply: tuple[int, bytes], wanted: int = _OK) -> None:
        if reply[0] // 100 != wanted:
            raise _Refused(*reply)


def _address(message: EmailMessage, name: str) -> str:
    """Return the bare address of a header that holds one."""
    return str(message[name].addresses[0].addr_spec)


class MailCourier:
    """Implements ports.Courier: a digest mail for each parcel."""

    def __init__(self, server: MailServer, *, sender: str, links: Links) -> None:
        """`sender` is the address that mails come from, with or without a name before it."""
        self._server = server
        self._sender = sender
        self._links = links

    def deliver(self, parcel: Parcel, now: datetime) -> Delivery:
        """As ports.Courier. A later try differs in its Date and in the link to the run, in nothing else."""
        try:
            mail = compose_mail(parcel, sender=self._sender, links=self._links, now=now)
            receipt = self._server.send(mail)
        except SettingsInvalid as error:
            # A wrong sender is mended by the operator, so its alerts wait; a wrong recipient gets nothing ever.
            outcome = Outcome.FAILED if error.key == parcel.recipient else Outcome.DEFERRED
            receipt = Receipt(outcome=outcome, message=error.message)
        return Delivery(parcel=parcel, message_id=message_id(parcel, self._sender), tried_at=now, receipt=receipt)
