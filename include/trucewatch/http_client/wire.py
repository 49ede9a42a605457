"""One exchange of request and answer over one connection to checked addresses, within time and size.

The connection is made here, to a numeric address that the caller has checked, so that no second name lookup can lead
elsewhere; the deadline counts for the whole exchange, not for each read. There is no proxy, no cookie and no keep-alive:
the pause between two requests to a host is longer than servers keep connections open.
"""

import functools
import http.client
import io
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from trucewatch.http_client.deadlines import Deadline, late_is
from trucewatch.http_client.faults import Fault
from trucewatch.http_client.targets import Target
from trucewatch.http_client.unpacking import ACCEPTED, PIECE_BYTES, parse_codings, unpack

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Dial = Callable[[str, int, float], socket.socket]
"""Numeric address, port and time limit to a connected socket."""

MAX_HEADER_BYTES = 64 * 1024
MOST_ADDRESSES = 2
"""How many addresses of each family are tried; a name may be given hundreds, of hosts that never asked for it."""
_FOLDED = re.compile(r"\r?\n[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said, its body unpacked; the body is empty for anything but a success."""

    status_code: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of this (lower-case) name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Unanswered(Exception):
    """A request was sent whole, and what came back was no answer."""


class _Meter(io.RawIOBase):
    """Reads from a socket, no longer than the deadline, and no more than the part of the answer being read may take."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._raw = connected.makefile("rb", buffering=0)
        self._deadline = deadline
        self._bytes_left = MAX_HEADER_BYTES
        self._in_head = True
        self.body_bytes = 0

    def readable(self) -> bool:
        return True

    def begin_body(self, max_bytes: int) -> None:
        """From now on this much may come."""
        self._in_head = False
        self._bytes_left = max_bytes

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        self._socket.settimeout(self._deadline.left())
        count = self._raw.readinto(buffer) or 0
        if self._in_head and not count:
            # http.client takes the end of the stream for the end of the headers, and half of them for all.
            raise ConnectionResetError
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise Fault("headers_too_large" if self._in_head else "too_large")
        if not self._in_head:
            self.body_bytes += count
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


def tls_context() -> ssl.SSLContext:
    """Return the rules for https: the system's trust, and HTTP/1.1, which some servers want to be told."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def dial_address(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to a numeric address."""
    return socket.create_connection((address, port), seconds)


def connect(
    target: Target, addresses: Sequence[str], *, deadline: Deadline, dial: Dial, tls: ssl.SSLContext
) -> socket.socket:
    """Connect to the first of these addresses that answers, sharing the time among them; secure it for https."""
    tried = _some_of_each_family(addresses)
    failure: OSError = ConnectionRefusedError()
    with late_is("connect_timeout"):
        for index, address in enumerate(tried):
            try:
                connected = dial(address, target.port, deadline.left() / (len(tried) - index))
            except OSError as error:
                failure = error
                continue
            return connected if target.scheme == "http" else _secure(connected, target, deadline, tls)
        raise failure


def _some_of_each_family(addresses: Sequence[str]) -> Sequence[str]:
    """Return so many that one family without a way out leaves time for the other, in the resolver's order."""
    some = [address for address in addresses if ":" in address][:MOST_ADDRESSES]
    some += [address for address in addresses if ":" not in address][:MOST_ADDRESSES]
    return sorted(some, key=addresses.index)


def _secure(connected: socket.socket, target: Target, deadline: Deadline, tls: ssl.SSLContext) -> socket.socket:
    try:
        connected.settimeout(deadline.left())
        return tls.wrap_socket(connected, server_hostname=target.host)
    except BaseException:
        connected.close()
        raise


def exchange(
    target: Target,
    connected: socket.socket,
    headers: Mapping[str, str],
    *,
    deadline: Deadline,
    max_bytes: int,
    truncate: bool = False,
) -> Answer:
    """Send one GET and read the whole answer, then hang up; `truncate` cuts a body at max_bytes instead of refusing it.

    The body of anything but a success is not read. Raises Fault, OSError, http.client.HTTPException.
    """
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = connected
    sent = {"Host": target.authority, "Accept-Encoding": ACCEPTED, "Connection": "close", **headers}
    with closing(connection), closing(_Meter(connected, deadline)) as meter:
        connection.response_class = functools.partial(_MeteredResponse, meter=meter)  # type: ignore[assignment]
        with late_is("slow_headers"):
            connected.settimeout(deadline.left())
            connection.request("GET", target.path, headers=sent)
            response = connection.getresponse()
        with closing(response), late_is("slow_body"):
            body = b""
            if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                body = _read_body(response, meter, max_bytes, truncate=truncate)
            # A folded header may not be sent back as it came, as validators are.
            unfolded = tuple((name, _FOLDED.sub(" ", value)) for name, value in response.getheaders())
            return Answer(status_code=response.status, headers=unfolded, body=body)


def post(
    target: Target,
    connected: socket.socket,
    body: bytes,
    headers: Mapping[str, str],
    *,
    deadline: Deadline,
    max_bytes: int,
) -> Answer:
    """Send one POST and read the answer, whatever its status, then hang up; of its body only the first bytes are read.

    Raises Unanswered where no answer came after all was sent, and what `exchange` raises where it was not.
    """
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = connected
    sent = {"Host": target.authority, "Accept-Encoding": "identity", "Connection": "close", **headers}
    with closing(connection), closing(_Meter(connected, deadline)) as meter:
        connection.response_class = functools.partial(_MeteredResponse, meter=meter)  # type: ignore[assignment]
        with late_is("slow_headers"):
            connected.settimeout(deadline.left())
            connection.request("POST", target.path, body=body, headers=sent)
        try:
            response = connection.getresponse()
        except (OSError, http.client.HTTPException, Fault) as error:
            raise Unanswered from error
        with closing(response):
            said = b""
            # The status has been told; what goes wrong with the words after it changes nothing.
            with suppress(OSError, http.client.HTTPException, Fault, ValueError):
                meter.begin_body(max_bytes + MAX_HEADER_BYTES)
                said = response.read(max_bytes)
            return Answer(status_code=response.status, headers=tuple(response.getheaders()), body=said)


def _read_body(response: http.client.HTTPResponse, meter: _Meter, max_bytes: int, *, truncate: bool) -> bytes:
    codings = parse_codings(response.headers.get_all("content-encoding", ()))
    transfer = (response.headers.get("transfer-encoding") or "identity").strip().lower()
    if transfer not in {"chunked", "identity"}:
        raise Fault("unknown_encoding")
    if not truncate and (response.length or 0) > max_bytes:
        raise Fault("too_large")
    meter.begin_body(2 * max_bytes + MAX_HEADER_BYTES)  # chunks have overhead
    body = bytearray()
    for piece in unpack(_pieces(response), codings, max_bytes=max_bytes):
        body += piece
        if len(body) > max_bytes:
            if truncate:
                return bytes(body[:max_bytes])
            raise Fault("decompression_bomb" if codings and meter.body_bytes <= max_bytes else "too_large")
    return bytes(body)


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """Give the body as sent; raise Fault ('incomplete_body') when its length or its chunks promise more."""
    while True:
        try:
            piece = response.read(PIECE_BYTES)
        except (http.client.HTTPException, ValueError) as error:
            raise Fault("incomplete_body") from error
        if not piece:
            break
        yield piece
    if response.length:
        raise Fault("incomplete_body")
