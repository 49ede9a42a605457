"""One conversation with a mail server: smtplib's commands, over ears that neither wait nor listen for ever.

smtplib's own limit counts for each read, so that a server which says one letter a second could hold us for days; and it
takes a reply that is too long, or no reply at all, for an answer. Here every silence, hang-up and garbled reply is an
error of its own, and the whole conversation has an end.
"""

import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from trucewatch.settings import Smtp

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MOST_REPLY_BYTES = 16 * 1024
"""Of one reply, all its lines together."""
_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)


class Silence(smtplib.SMTPException):
    """The server did not answer in time."""


class HangUp(smtplib.SMTPException):
    """The server closed the connection, or it broke."""


class Gibberish(smtplib.SMTPException):
    """What the server said is no SMTP reply."""


class Conversation(smtplib.SMTP):
    """smtplib.SMTP with a total time limit, and with replies read by us."""

    def __init__(self, smtp: Smtp) -> None:
        """Connect to nobody yet; the time runs from now on."""
        super().__init__(timeout=smtp.timeout_seconds, local_hostname="localhost")
        self._smtp = smtp
        self._end = time.monotonic() + smtp.total_seconds
        self._heard = bytearray()
        self._heard_on: socket.socket | None = None
        self.sock: socket.socket | None = None

    def open(self) -> None:
        """Connect, securely from the start where the settings say so; the server then greets.

        Raises OSError where there is no way to the server, ssl.SSLError where it speaks no TLS that we trust.
        """
        smtp = self._smtp
        self._host = smtp.host  # whom starttls expects in the certificate
        connected = self._dial()
        if smtp.ssl:
            try:
                connected.settimeout(self._patience())
                connected = ssl.create_default_context().wrap_socket(connected, server_hostname=smtp.host)
            except BaseException:
                connected.close()
                raise
        self.sock = connected
        self.local_hostname = _own_name(connected)

    def secure(self) -> tuple[int, bytes]:
        """Ask for TLS and go on within it, hearing nothing that was said before; return the server's answer."""
        try:
            if self.sock is not None:
                self.sock.settimeout(self._patience())
            return self.starttls(context=ssl.create_default_context())
        except smtplib.SMTPResponseException as error:
            return error.smtp_code, _as_bytes(error.smtp_error)

    def send(self, s: "ReadableBuffer | str") -> None:
        """As smtplib's, within the time; raises Silence where the server does not take it, HangUp where it is gone."""
        if self.sock is None:
            raise HangUp
        try:
            self.sock.settimeout(self._patience())
            self.sock.sendall(s.encode(self.command_encoding) if isinstance(s, str) else s)
        except TimeoutError as error:
            raise Silence from error
        except OSError as error:
            raise HangUp from error

    def getreply(self) -> tuple[int, bytes]:
        """Return the next reply, its lines joined; raises Silence, HangUp or Gibberish where there is none."""
        return self._read_reply(self._smtp.timeout_seconds)

    def last_reply(self) -> tuple[int, bytes]:
        """Return the answer to a whole message: servers that look into it take their time, so it may use up all of ours."""
        return self._read_reply(self._smtp.total_seconds)

    def early_reply(self) -> tuple[int, bytes] | None:
        """Return what the server has said before it was its turn; None: it waits. Raises HangUp where it has gone."""
        if self.sock is None:
            raise HangUp
        try:
            self.sock.settimeout(0)
            self._hear()
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        except OSError as error:
            raise HangUp from error
        return self.getreply()

    def leave(self, seconds: float) -> None:
        """Say goodbye, wait for the answer no longer than this (0: say nothing), and hang up. Never raises."""
        self._end = min(self._end, time.monotonic() + seconds)
        with suppress(smtplib.SMTPException, OSError):
            if seconds:
                self.docmd("QUIT")
        with suppress(OSError):
            self.close()

    def _dial(self) -> socket.socket:
        """Try each address of the server in turn, all within the time."""
        failure: OSError = ConnectionRefusedError()
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self._smtp.host, self._smtp.port, type=socket.SOCK_STREAM
        ):
            connected = socket.socket(family, kind, protocol)
            try:
                connected.settimeout(self._patience())
                connected.connect(address)
                # The message and its last line are sent apart; the second is not to wait until the first is acknowledged.
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                connected.close()
                failure = error
            else:
                return connected
        raise failure

    def _read_reply(self, seconds: float) -> tuple[int, bytes]:
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._line(seconds)
            size += len(line)
            parsed = _LINE.fullmatch(line)
            if parsed is None or size > MOST_REPLY_BYTES:
                raise Gibberish(line[:200].decode("utf-8", "replace"))
            lines.append((parsed[3] or b"").strip())
            if parsed[2] != b"-":
                return int(parsed[1]), b"\n".join(lines)

    def _line(self, seconds: float) -> bytes:
        if self._heard_on is not self.sock:
            # What somebody said before TLS began is nothing that the server said within it.
            self._heard, self._heard_on = bytearray(), self.sock
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > MOST_REPLY_BYTES:
                raise Gibberish(bytes(self._heard[:200]).decode("utf-8", "replace"))
            if self.sock is None:
                raise HangUp
            try:
                self.sock.settimeout(self._patience(seconds))
                self._hear()
            except TimeoutError as error:
                raise Silence from error
            except OSError as error:
                raise HangUp from error
        line = bytes(self._heard[:end]).rstrip(b"\r")
        del self._heard[: end + 1]
        return line

    def _hear(self) -> None:
        if self._heard_on is not self.sock:
            self._heard, self._heard_on = bytearray(), self.sock
        piece = self.sock.recv(4096) if self.sock else b""
        if not piece:
            raise HangUp
        self._heard += piece

    def _patience(self, seconds: float | None = None) -> float:
        """How long the next step may take; raises TimeoutError where the whole time is used up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, self._smtp.timeout_seconds if seconds is None else seconds)


def _own_name(connected: socket.socket) -> str:
    """Return what we call ourselves: a full name where this machine has one, else its address (RFC 5321, 4.1.3)."""
    name = socket.gethostname()
    if "." in name.strip(".") and name.isascii():
        return name
    address = connected.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
