"""The client against a server that misbehaves in every way we know of."""

import contextlib
import gzip
import itertools
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.loopback import Loopback, answer, serve
from trucewatch.errors import AddressForbidden, HostBusy, HostUnreachable, ResponseRefused, TrucewatchError
from trucewatch.http_client import PoliteClient, open_client
from trucewatch.settings import Settings

pytestmark = pytest.mark.network

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


class StoppedClock:
    def now(self) -> datetime:
        return NOW


def a_client(**changes: Any) -> PoliteClient:
    values = {"allow_private_hosts": True, "pause_seconds": 0.0, "timeout_seconds": 0.5, "max_bytes": 100_000}
    return open_client(Settings(**{**values, **changes}), StoppedClock())


def internet(server: Loopback, **names: str) -> PoliteClient:
    """A client with the private ban on, to which every public address is the loopback server."""
    return PoliteClient(
        Settings(pause_seconds=0.0, timeout_seconds=0.5),
        StoppedClock(),
        resolve=lambda host, _port: (names[host.replace(".", "_")],),
        dial=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
    )


def drip(*pieces: bytes, pause: float, times: int = 1000) -> Callable[[socket.socket], None]:
    def script(connection: socket.socket) -> None:
        first, *rest = pieces
        connection.sendall(first)
        for _ in range(times):
            for piece in rest:
                connection.sendall(piece)
            time.sleep(pause)

    return script


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def failure(client: PoliteClient, url: str) -> TrucewatchError:
    with pytest.raises(TrucewatchError) as caught:
        client.get(url)
    error = caught.value
    assert error.message.endswith(".")
    assert "\n" not in error.message
    return error


def test_a_page_comes_with_its_headers_and_address() -> None:
    with serve(page=answer(200, b"hello", content_type="text/html")) as server:
        response = a_client().get(f"{server.url}/page", headers={"If-None-Match": '"x"'})
    assert (response.status_code, response.body) == (200, b"hello")
    assert response.header("Content-Type") == "text/html"
    assert response.final_url == f"{server.url}/page"
    assert response.fetched_at == NOW
    head = server.requests[0]
    assert "User-Agent: Trucewatch/" in head
    assert "(+https://trucewatch.example/about)" in head
    assert 'If-None-Match: "x"' in head
    assert f"Host: 127.0.0.1:{server.port}" in head


def test_gzip_is_unpacked() -> None:
    with serve(page=answer(200, gzip.compress(b"hello" * 100), content_encoding="gzip")) as server:
        assert a_client().get(f"{server.url}/page").body == b"hello" * 100


def test_not_modified_is_an_answer() -> None:
    with serve(feed=b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n") as server:
        assert a_client().get(f"{server.url}/feed").status_code == 304


def test_redirects_are_followed_to_the_final_address() -> None:
    with serve(
        old=answer(301, location="/newer"), newer=answer(302, location="newest"), newest=answer(200, b"x")
    ) as server:
        response = a_client().get(f"{server.url}/old")
    assert response.final_url == f"{server.url}/newest"
    assert response.url == f"{server.url}/old"


def test_nobody_at_the_port_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = failure(a_client(), f"http://127.0.0.1:{port}/")
    assert isinstance(error, HostUnreachable)
    assert error.code == "refused"
    assert error.message == f"No server answers at 127.0.0.1:{port} (connection refused)."


@pytest.mark.parametrize(
    ("script", "kind", "code"),
    [
        (reset, HostUnreachable, "reset"),
        (hang_up, HostUnreachable, "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", HostUnreachable, "reset"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", HostUnreachable, "reset"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", ResponseRefused, "bad_answer"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.05), HostUnreachable, "timed_out"),
        (drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n", pause=0.05), HostUnreachable, "timed_out"),
        (drip(b"", b"H", pause=0.05), HostUnreachable, "timed_out"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000, pause=0), ResponseRefused, "too_large"),
        (drip(b"HTTP/1.1 200 OK\r\nA: ", b"b" * 10_000, pause=0), ResponseRefused, "too_large"),
        (drip(b"HTTP/1.1 200 OK\r\n", b"A: " + b"b" * 1000 + b"\r\n", pause=0), ResponseRefused, "too_large"),
        (answer(200, gzip.compress(bytes(50_000_000)), content_encoding="gzip"), ResponseRefused, "too_large"),
        (answer(200, b"not gzip at all", content_encoding="gzip"), ResponseRefused, "bad_encoding"),
        (answer(200, b"?", content_encoding="br"), ResponseRefused, "bad_encoding"),
        (answer(200, b"?", content_encoding="gzip, gzip, gzip"), ResponseRefused, "bad_encoding"),
        (answer(301, location="/page"), ResponseRefused, "too_many_redirects"),
        (answer(301), ResponseRefused, "bad_redirect"),
        (answer(302, location="file:///etc/passwd"), AddressForbidden, "bad_scheme"),
        (answer(302, location="http://[::1"), AddressForbidden, "bad_url"),
        (answer(403), ResponseRefused, "http_403"),
        (answer(404), ResponseRefused, "http_404"),
        (answer(410), ResponseRefused, "http_410"),
        (answer(418), ResponseRefused, "http_418"),
        (answer(429), HostBusy, "http_429"),
        (answer(500), HostBusy, "http_500"),
        (answer(503), HostBusy, "http_503"),
    ],
)
def test_each_fault_has_its_own_error(
    script: bytes | Callable[[socket.socket], None], kind: type[TrucewatchError], code: str
) -> None:
    with serve(page=script) as server:
        started = time.monotonic()
        error = failure(a_client(), f"{server.url}/page")
        assert time.monotonic() - started < 1.5
    assert type(error) is kind
    assert error.code == code


def test_a_bomb_on_a_redirect_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    moved = answer(302, bomb, location="/page", content_encoding="gzip")
    with serve(moved=moved, page=answer(200, b"x")) as server:
        assert a_client().get(f"{server.url}/moved").body == b"x"


def test_a_host_that_says_retry_after_is_left_alone() -> None:
    with serve(busy=answer(503, retry_after="600"), page=answer(200)) as server:
        client = a_client()
        busy = failure(client, f"{server.url}/busy")
        assert isinstance(busy, HostBusy)
        assert busy.retry_at == NOW + timedelta(seconds=600)
        later = failure(client, f"{server.url}/page")
        assert isinstance(later, HostBusy)
        assert later.retry_at is not None
        assert abs(later.retry_at - busy.retry_at) < timedelta(seconds=5)
        assert server.paths() == ["/busy"]


def test_starts_on_one_host_keep_the_pause_and_other_hosts_do_not_wait() -> None:
    starts: list[float] = []

    def note(connection: socket.socket) -> None:
        starts.append(time.monotonic())
        connection.sendall(answer(200))

    with serve(page=note) as server, serve(other=answer(200)) as other:
        client = a_client(pause_seconds=0.2)
        threads = [threading.Thread(target=client.get, args=(f"{server.url}/page",)) for _ in range(3)]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        client.get(f"http://localhost:{other.port}/other")
        assert time.monotonic() - began < 0.2
        for thread in threads:
            thread.join()
    starts.sort()
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert len(gaps) == 2
    assert min(gaps) > 0.18


def test_the_deadline_counts_for_all_redirects_together() -> None:
    def slowly(connection: socket.socket) -> None:
        time.sleep(0.2)
        connection.sendall(answer(302, location="/page"))

    with serve(page=slowly) as server:
        assert failure(a_client(), f"{server.url}/page").code == "timed_out"


@pytest.mark.parametrize(
    ("robots", "page", "code"),
    [
        (answer(200, b"User-agent: *\nDisallow: /page"), "/page", "robots"),
        (answer(200, b"User-agent: Trucewatch\nDisallow: /\n\nUser-agent: *\nAllow: /"), "/page", "robots"),
        (answer(200, b"User-agent: *\nDisallow: /hidden"), "/moved", "robots"),
        (answer(503), "/page", "http_503"),
    ],
)
def test_robots_is_obeyed_on_every_hop(robots: bytes, page: str, code: str) -> None:
    with serve(page=answer(200), moved=answer(301, location="/hidden"), hidden=answer(200)) as server:
        server.scripts["/robots.txt"] = robots
        with pytest.raises(TrucewatchError) as caught:
            a_client().get(f"{server.url}{page}", obey_robots=True)
        assert caught.value.code == code
        assert "/hidden" not in server.paths()


@pytest.mark.parametrize("robots", [answer(404), answer(403), answer(200, b"\xff\xfe\x00garbage")])
def test_without_usable_robots_everything_is_allowed(robots: bytes) -> None:
    with serve(page=answer(200, b"x")) as server:
        server.scripts["/robots.txt"] = robots
        client = a_client()
        assert client.get(f"{server.url}/page", obey_robots=True).body == b"x"
        assert client.allowed(f"{server.url}/page")
        assert server.paths().count("/robots.txt") == 1


def test_a_robots_file_without_end_is_cut() -> None:
    rules = b"User-agent: *\nDisallow: /page\n"
    script = drip(b"HTTP/1.1 200 OK\r\n\r\n" + rules, b"# filler\n" * 5000, pause=0)
    with serve(page=answer(200)) as server:
        server.scripts["/robots.txt"] = script
        assert not a_client().allowed(f"{server.url}/page")


def test_robots_can_be_switched_off() -> None:
    with serve(page=answer(200, b"x")) as server:
        server.scripts["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /")
        assert a_client(robots=False).get(f"{server.url}/page", obey_robots=True).body == b"x"
        assert server.paths() == ["/page"]


def test_a_redirect_to_a_private_address_is_refused() -> None:
    with serve(page=answer(302, location="http://inside.example/secret"), secret=answer(200)) as server:
        client = internet(server, news_example="93.184.215.14", inside_example="10.0.0.7")
        error = failure(client, "http://news.example/page")
        assert (type(error), error.code) == (AddressForbidden, "forbidden_address")
        assert server.paths() == ["/page"]


def test_a_name_is_resolved_once_and_the_checked_address_is_dialled() -> None:
    answers = iter([("93.184.215.14",), ("127.0.0.1",)])
    dialled: list[str] = []
    with serve(page=answer(200)) as server:

        def dial(address: str, _port: int, seconds: float) -> socket.socket:
            dialled.append(address)
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        settings = Settings(pause_seconds=0.0, timeout_seconds=0.5)
        client = PoliteClient(settings, StoppedClock(), resolve=lambda _host, _port: next(answers), dial=dial)
        client.get("http://rebinding.example/page")
        assert failure(client, "http://rebinding.example/page").code == "forbidden_address"
    assert dialled == ["93.184.215.14"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001", "0x7f.1", "127.1", "127.0.0.1.", "0", "0.0.0.0",  # noqa: S104  # not to be bound
        "localhost", "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fec0::1]", "[fe80::1]", "[fd00::1]",
        "169.254.169.254", "2852039166", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "\uff11\uff12\uff17.\uff10.0.0.1", "127\u30020\u30020\u30021", "127.0.0.1\\@example.org:99999",
        "%31%32%37.0.0.1",
    ],
)  # fmt: skip
def test_no_spelling_of_a_private_address_opens_a_socket(host: str) -> None:
    with sockets_opened() as opened:
        error = failure(a_client(allow_private_hosts=False), f"http://{host}/")
    assert error.code in {"forbidden_address", "bad_url", "dns_error"}
    assert opened == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/x", "gopher://127.0.0.1/", "data:text/html,x", "javascript:alert(1)",
        "//example.org/x", "example.org", "", "http://", "http:///x", "http://user:secret@127.0.0.1/",
        "http://[fe80::1%25lo]/", "http://a b/",
        "http://127.0.0.1:0/", "http://ex\nample.org/", "http://" + "a" * 300 + "/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_opens_no_socket(url: str) -> None:
    with sockets_opened() as opened:
        error = failure(a_client(), url)
    assert error.code in {"bad_scheme", "bad_url"}
    assert "secret" not in error.message + error.key
    assert opened == []


@contextlib.contextmanager
def sockets_opened() -> Any:
    _opened.clear()
    _listening.set()
    try:
        yield _opened
    finally:
        _listening.clear()


_opened: list[object] = []
_listening = threading.Event()


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _listening.is_set():
        _opened.append(arguments[1])


sys.addaudithook(_audit)
