"""One exchange of request and answer over one connection to checked addresses, within time and size.

The connection is made here, to a numeric address that the caller has checked, so that no second name lookup can lead
elsewhere; the deadline counts for the whole exchange, not for each read. There is no proxy, no cookie and no keep-alive:
the pause between two requests to a host is longer than servers keep connections open.
"""

import contextlib
import functools
import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection
from urllib3.response import BaseHTTPResponse

from trucewatch.http_client.targets import Target
from trucewatch.http_client.verdicts import BodyTooLarge, CodingUnknown, HeadersTooLarge

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to numeric addresses; raises socket.gaierror."""
Dial = Callable[[str, int, float], socket.socket]
"""Numeric address, port and time limit to a connected socket."""

MAX_HEADER_BYTES = 64 * 1024
CHUNK_BYTES = 64 * 1024
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_MAX_CODINGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said, its body unpacked; the body is empty for anything but a success."""

    status_code: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of this (lower-case) name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Deadline:
    """The moment when an exchange must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raise TimeoutError when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _Meter(io.RawIOBase):
    """Reads from a socket, no longer than the deadline and, until `unlimited`, no more than headers may take."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._raw = connected.makefile("rb", buffering=0)
        self._deadline = deadline
        self._header_bytes = 0
        self.unlimited = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        self._socket.settimeout(self._deadline.left())
        count = self._raw.readinto(buffer)
        if not self.unlimited:
            self._header_bytes += count or 0
            if self._header_bytes > MAX_HEADER_BYTES:
                raise HeadersTooLarge
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _MeteredResponse(http.client.HTTPResponse):
    """An HTTP answer that is read through a meter instead of straight from its socket."""

    def __init__(self, connected: socket.socket, *, meter: _Meter, method: str | None = None) -> None:
        super().__init__(connected, method=method)
        self.fp.close()
        self.fp = io.BufferedReader(meter)


def resolve_name(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a name; raises socket.gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def dial_address(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to a numeric address."""
    return socket.create_connection((address, port), seconds)


def within(deadline: Deadline, resolve: Resolve, target: Target) -> Sequence[str]:
    """Resolve a target's name, but wait no longer than the deadline; the system's resolver knows none."""
    found: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put(resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        answer = found.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, UnicodeError):
        raise socket.gaierror(socket.EAI_NONAME, "not a name") from answer
    if isinstance(answer, OSError):
        raise answer
    return answer


def connect(
    target: Target, addresses: Sequence[str], *, deadline: Deadline, dial: Dial, tls: ssl.SSLContext
) -> socket.socket:
    """Connect to the first of these addresses that answers, sharing the time among them; secure it for https."""
    failure: OSError = ConnectionRefusedError()
    for index, address in enumerate(addresses):
        try:
            connected = dial(address, target.port, deadline.left() / (len(addresses) - index))
        except OSError as error:
            failure = error
            continue
        if target.scheme == "http":
            return connected
        connected.settimeout(deadline.left())
        return tls.wrap_socket(connected, server_hostname=target.host.rstrip("."))
    raise failure


def exchange(
    target: Target,
    connected: socket.socket,
    headers: Mapping[str, str],
    *,
    deadline: Deadline,
    max_bytes: int,
    truncate: bool = False,
) -> Answer:
    """Send one GET and read the whole answer; `truncate` cuts a body at max_bytes instead of raising BodyTooLarge."""
    connection = HTTPConnection(target.host, target.port, timeout=deadline.left())
    connection.sock = connected
    meter = _Meter(connected, deadline)
    connection.response_class = functools.partial(_MeteredResponse, meter=meter)  # type: ignore[assignment]
    sent = {"Host": target.authority, "Accept-Encoding": "gzip, deflate", "Connection": "close", **headers}
    try:
        connection.request("GET", target.path, headers=sent, preload_content=False)
        with contextlib.closing(connection.getresponse()) as response:
            meter.unlimited = True
            body = b""
            if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                body = _read_body(response, max_bytes, truncate=truncate)
            return Answer(status_code=response.status, headers=tuple(response.headers.items()), body=body)
    finally:
        connection.close()
        meter.close()


def _read_body(response: BaseHTTPResponse, max_bytes: int, *, truncate: bool) -> bytes:
    codings = [coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")]
    if len(codings) > _MAX_CODINGS or not _CODINGS.issuperset(codings):
        raise CodingUnknown
    body = bytearray()
    for chunk in response.stream(CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > max_bytes:
            if truncate:
                return bytes(body[:max_bytes])
            raise BodyTooLarge
    return bytes(body)
