"""The client against servers that misbehave in every way we know of: each fault has its own name and sentence."""

import contextlib
import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Sequence

import pytest

from tests.contract.loopback import Script, answer, drip, loopback_client, reset_after, serve
from tests.fakes import FixedClock
from trucewatch.errors import AddressForbidden, HostBusy, HostUnreachable, ResponseRefused, TrucewatchError
from trucewatch.http_client import PoliteClient
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

BOMB = bytes(50_000_000)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def stay_silent(connection: socket.socket) -> None:
    connection.recv(1)


def packed(body: bytes, *codings: str) -> bytes:
    for coding in codings:
        body = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    return answer(200, body, content_encoding=", ".join(codings))


FAULTS: list[tuple[str, Script, type[TrucewatchError], str]] = [
    ("reset at once", reset_after(), HostUnreachable, "reset"),
    ("hangs up at once", hang_up, HostUnreachable, "reset"),
    ("reset within the headers", reset_after(OK), HostUnreachable, "reset"),
    ("hangs up within the headers", OK + b"Content-Type: text/ht", HostUnreachable, "reset"),
    ("reset within the body", reset_after(OK + b"\r\nhalf"), HostUnreachable, "reset"),
    ("shorter than announced", OK + b"Content-Length: 100\r\n\r\nshort", HostUnreachable, "incomplete_body"),
    ("announced, and empty", OK + b"Content-Length: 100\r\n\r\n", HostUnreachable, "incomplete_body"),
    ("no last chunk", CHUNKED + b"5\r\nhello\r\n", HostUnreachable, "incomplete_body"),
    ("half a chunk", CHUNKED + b"50\r\nhello", HostUnreachable, "incomplete_body"),
    ("a chunk of nonsense", CHUNKED + b"hello\r\n", HostUnreachable, "incomplete_body"),
    ("a chunk of negative length", CHUNKED + b"-5\r\nhello\r\n", HostUnreachable, "incomplete_body"),
    ("a chunk's length without end", drip(CHUNKED, b"1" * 9999, pause=0), HostUnreachable, "incomplete_body"),
    ("half a gzip", answer(200, gzip.compress(b"x" * 999)[:-9], content_encoding="gzip"), HostUnreachable, "incomplete_body"),
    ("silence", stay_silent, HostUnreachable, "slow_headers"),
    ("a drip of one letter", drip(b"", b"H", pause=0.05), HostUnreachable, "slow_headers"),
    ("a drip of headers", drip(OK, b"A: b\r\n", pause=0.05), HostUnreachable, "slow_headers"),
    ("a drip of body", drip(OK + b"\r\n", b"x", pause=0.05), HostUnreachable, "slow_body"),
    ("a drip of announced body", drip(OK + b"Content-Length: 999\r\n\r\n", b"x", pause=0.05), HostUnreachable, "slow_body"),
    ("a drip of chunks", drip(CHUNKED, b"1\r\nx\r\n", pause=0.05), HostUnreachable, "slow_body"),
    ("another protocol", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", ResponseRefused, "bad_answer"),
    ("another HTTP", b"HTTP/2.0 200 OK\r\n\r\n", ResponseRefused, "bad_answer"),
    ("a status that is none", b"HTTP/1.1 many OK\r\n\r\n", ResponseRefused, "bad_answer"),
    ("a header line without end", drip(OK + b"A: ", b"b" * 9999, pause=0), ResponseRefused, "headers_too_large"),
    ("headers without end", drip(OK, b"A: " + b"b" * 999 + b"\r\n", pause=0), ResponseRefused, "headers_too_large"),
    ("many short headers", OK + b"A: b\r\n" * 101 + b"\r\n", ResponseRefused, "headers_too_large"),
    ("answers that go on", drip(b"", b"HTTP/1.1 100 Go on\r\n\r\n" * 99, pause=0), ResponseRefused, "headers_too_large"),
    ("a body without end", drip(OK + b"\r\n", b"x" * 9999, pause=0), ResponseRefused, "too_large"),
    ("chunks without end", drip(CHUNKED, b"1\r\nx\r\n" * 999, pause=0), ResponseRefused, "too_large"),
    ("trailers without end", drip(CHUNKED + b"0\r\n", b"A: b\r\n" * 999, pause=0), ResponseRefused, "too_large"),
    ("announced too large", OK + b"Content-Length: 100001\r\n\r\n", ResponseRefused, "too_large"),
    ("a gzip bomb", packed(BOMB, "gzip"), ResponseRefused, "decompression_bomb"),
    ("a deflate bomb", packed(BOMB, "deflate"), ResponseRefused, "decompression_bomb"),
    ("a bomb in a bomb", packed(BOMB, "gzip", "gzip"), ResponseRefused, "decompression_bomb"),
    ("a bomb of empty members", packed(gzip.compress(b"") * 99_999, "gzip", "gzip"), ResponseRefused, "decompression_bomb"),
    ("no gzip", answer(200, b"not gzip at all", content_encoding="gzip"), ResponseRefused, "bad_encoding"),
    ("no deflate", answer(200, b"\xffnot deflate", content_encoding="deflate"), ResponseRefused, "bad_encoding"),
    ("brotli", answer(200, b"?", content_encoding="br"), ResponseRefused, "unknown_encoding"),
    ("zstandard", answer(200, b"?", content_encoding="zstd"), ResponseRefused, "unknown_encoding"),
    ("three codings", answer(200, b"?", content_encoding="gzip, gzip, gzip"), ResponseRefused, "unknown_encoding"),
    ("a packed transfer", answer(200, b"?", transfer_encoding="gzip, chunked"), ResponseRefused, "unknown_encoding"),
    ("a redirect to itself", answer(301, location="/page"), ResponseRefused, "redirect_loop"),
    ("a redirect to its own middle", answer(301, location="#top"), ResponseRefused, "redirect_loop"),
    ("a redirect to nowhere", answer(301), ResponseRefused, "bad_redirect"),
    ("a redirect to no address", answer(302, location="http://[::1"), ResponseRefused, "bad_redirect"),
    ("a redirect to a file", answer(302, location="file:///etc/passwd"), AddressForbidden, "redirect_bad_scheme"),
    ("a robot check", answer(403, cf_mitigated="challenge"), ResponseRefused, "challenge"),
    ("a busy robot check", answer(503, cf_mitigated="challenge"), HostBusy, "challenge"),
    *((f"HTTP {status}", answer(status), ResponseRefused, f"http_{status}") for status in (400, 401, 402, 403, 404, 410, 418, 451)),
    *((f"HTTP {status}", answer(status), HostBusy, f"http_{status}") for status in (408, 429, 500, 502, 503, 504, 599)),
]  # fmt: skip


def failure(client: PoliteClient, url: str) -> TrucewatchError:
    with pytest.raises(TrucewatchError) as caught:
        client.get(url)
    error = caught.value
    assert error.message.endswith(".")
    assert "\n" not in error.message
    return error


@pytest.mark.parametrize(("script", "kind", "code"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_each_fault_has_its_own_name(script: Script, kind: type[TrucewatchError], code: str) -> None:
    with serve(page=script) as server:
        patience = 0.8 if code.startswith("slow") else 5.0
        error = failure(loopback_client(timeout_seconds=patience), f"{server.url}/page")
    assert (type(error), error.code) == (kind, code)


def test_nobody_at_the_port_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = failure(loopback_client(), f"http://127.0.0.1:{port}/")
    assert (type(error), error.code) == (HostUnreachable, "refused")
    assert error.message == f"No server answers at 127.0.0.1:{port} (connection refused)."


def test_a_full_queue_of_connections_is_a_time_out() -> None:
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as listener,
        socket.socket() as first,
        socket.socket() as second,
    ):
        for connection in (first, second):
            connection.setblocking(False)
            connection.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        error = failure(loopback_client(timeout_seconds=0.5), url)
    assert error.code == "connect_timeout"


def no_such_name(_host: str, _port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def no_dns_server(_host: str, _port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def no_address_for_the_name(_host: str, _port: int) -> Sequence[str]:
    return ()


def not_a_name(_host: str, _port: int) -> Sequence[str]:
    raise UnicodeError("label empty or too long")


@pytest.mark.parametrize(
    ("resolve", "code"),
    [
        (no_such_name, "dns_not_found"),
        (no_dns_server, "dns_error"),
        (no_address_for_the_name, "no_address"),
        (not_a_name, "dns_not_found"),
    ],
)
def test_faults_of_the_name_service_are_told_apart(resolve: Callable[[str, int], Sequence[str]], code: str) -> None:
    client = PoliteClient(Settings(pause_seconds=0.0, timeout_seconds=0.5), FixedClock(), resolve=resolve)
    error = failure(client, "http://herald.example/")
    assert (type(error), error.code) == (HostUnreachable, code)


def test_a_name_service_that_does_not_answer_is_not_waited_for() -> None:
    over = threading.Event()

    def silent(_host: str, _port: int) -> Sequence[str]:
        over.wait()
        return ()

    client = PoliteClient(Settings(pause_seconds=0.0, timeout_seconds=0.1), FixedClock(), resolve=silent)
    assert failure(client, "http://herald.example/").code == "dns_error"
    over.set()


def test_no_bytes_end_in_an_error_that_we_do_not_know() -> None:
    heads = [
        OK,
        CHUNKED,
        b"HTTP/1.1 301 Moved\r\nLocation: ",
        b"HTTP/1.1 \x00\r\n",
        b"\x00",
        b"HTTP/1.1 200 OK\r\n\x00: \xff\r\n",
    ]
    tails = [
        b"",
        b"\r\n\r\n",
        b"\xff" * 99,
        b": \r\n\r\n",
        b"Content-Length: -1\r\n\r\nx",
        b"Content-Length: 1, 2\r\n\r\nxx",
    ]
    client = loopback_client()
    for head in heads:
        for tail in tails:
            with serve(page=head + tail) as server, contextlib.suppress(TrucewatchError):
                client.get(f"{server.url}/page")
