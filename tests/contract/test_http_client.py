"""What the client does with answers that are in order, and with redirects."""

import gzip
import socket
import time
import zlib

import pytest

from tests.contract.loopback import Script, answer, internet, loopback_client, serve
from tests.fakes import MORNING, FixedClock
from trucewatch.errors import AddressForbidden, ResponseRefused, TrucewatchError
from trucewatch.http_client import PoliteClient
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]


def test_a_page_comes_with_its_headers_and_address() -> None:
    with serve(page=answer(200, b"hello", content_type="text/html")) as server:
        response = loopback_client().get(f"{server.url}/page", headers={"If-None-Match": '"x"'})
    assert (response.status_code, response.body) == (200, b"hello")
    assert response.header("Content-Type") == "text/html"
    assert (response.final_url, response.moved_to) == (f"{server.url}/page", "")
    assert response.fetched_at == MORNING
    head = server.requests[0]
    assert "User-Agent: Trucewatch/" in head
    assert "(+https://trucewatch.example/about)" in head
    assert 'If-None-Match: "x"' in head
    assert f"Host: 127.0.0.1:{server.port}" in head


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (gzip.compress(b"hello" * 100), "gzip"),
        (zlib.compress(b"hello" * 100), "deflate"),
        (gzip.compress(zlib.compress(b"hello" * 100)), "deflate, gzip"),
        (b"hello" * 100, "identity"),
    ],
)
def test_a_packed_page_is_unpacked(packed: bytes, coding: str) -> None:
    with serve(page=answer(200, packed, content_encoding=coding)) as server:
        assert loopback_client().get(f"{server.url}/page").body == b"hello" * 100


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: x\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nhello",
        b"HTTP/1.1 200\r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
def test_every_way_to_end_a_body_is_understood(said: bytes) -> None:
    with serve(page=said) as server:
        assert loopback_client().get(f"{server.url}/page").body == b"hello"


def test_not_modified_is_an_answer() -> None:
    with serve(feed=b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n") as server:
        assert loopback_client().get(f"{server.url}/feed").status_code == 304


@pytest.mark.parametrize("etag", ['"a\\b"', 'W/"caf\xe9"', '"a', "\x80\xff", '"a\r\n b"', "a\tb  c"])
def test_any_validator_can_be_sent_back_as_it_came(etag: str) -> None:
    said = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    with serve(feed=said) as server:
        client = loopback_client()
        given = client.get(f"{server.url}/feed").header("etag")
        assert given is not None
        client.get(f"{server.url}/feed", headers={"If-None-Match": given})
        assert f"If-None-Match: {given}\r\n" in server.requests[1]
        assert given == etag.replace("\r\n", "")


def test_redirects_are_followed_to_the_final_address() -> None:
    with serve(
        old=answer(301, location="/newer"), newer=answer(302, location="newest"), newest=answer(200, b"x")
    ) as server:
        response = loopback_client().get(f"{server.url}/old")
    assert response.final_url == f"{server.url}/newest"
    assert response.url == f"{server.url}/old"


@pytest.mark.parametrize(
    ("first", "second", "status", "moved"),
    [
        (301, 301, 200, True),
        (301, 308, 200, True),
        (308, 308, 304, True),
        (301, 302, 200, False),
        (302, 301, 200, False),
        (307, 307, 200, False),
        (303, 308, 200, False),
    ],
)
def test_only_redirects_that_are_all_permanent_move_a_feed(
    first: int, second: int, status: int, *, moved: bool
) -> None:
    scripts = {"a": answer(first, location="/b"), "b": answer(second, location="/c"), "c": answer(status)}
    with serve(**scripts) as server:
        response = loopback_client().get(f"{server.url}/a")
    assert response.moved_to == (f"{server.url}/c" if moved else "")


def test_five_redirects_are_followed_and_no_sixth() -> None:
    scripts: dict[str, Script] = {f"p{n}": answer(302, location=f"/p{n + 1}") for n in range(6)}
    with serve(**scripts, p6=answer(200, b"x")) as server:
        client = loopback_client()
        assert client.get(f"{server.url}/p1").body == b"x"
        with pytest.raises(ResponseRefused) as caught:
            client.get(f"{server.url}/p0")
    assert caught.value.code == "too_many_redirects"


def test_a_bomb_on_a_redirect_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    moved = answer(302, bomb, location="/page", content_encoding="gzip")
    with serve(moved=moved, page=answer(200, b"x")) as server:
        assert loopback_client().get(f"{server.url}/moved").body == b"x"


def test_the_deadline_counts_for_all_redirects_together() -> None:
    def slowly(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(answer(302, location=f"/{len(server.requests)}"))

    with serve() as server:
        server.scripts = {f"/{n}": slowly for n in range(6)}
        with pytest.raises(TrucewatchError) as caught:
            loopback_client(timeout_seconds=1.0).get(f"{server.url}/0")
    assert caught.value.code in {"slow_headers", "timed_out"}
    assert len(server.requests) < 6


def test_a_redirect_to_a_private_address_is_refused() -> None:
    with serve(page=answer(302, location="http://inside.example/secret"), secret=answer(200)) as server:
        client = internet(server, news_example="93.184.215.14", inside_example="10.0.0.7")
        with pytest.raises(AddressForbidden) as caught:
            client.get("http://news.example/page")
        assert caught.value.code == "redirect_forbidden"
        assert server.paths() == ["/page"]


def test_a_name_is_resolved_once_and_the_checked_address_is_dialled() -> None:
    answers = iter([("93.184.215.14",), ("127.0.0.1",)])
    dialled: list[str] = []
    with serve(page=answer(200)) as server:

        def dial(address: str, _port: int, seconds: float) -> socket.socket:
            dialled.append(address)
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        settings = Settings(pause_seconds=0.0, timeout_seconds=5.0)
        client = PoliteClient(settings, FixedClock(), resolve=lambda _host, _port: next(answers), dial=dial)
        client.get("http://rebinding.example/page")
        with pytest.raises(AddressForbidden) as caught:
            client.get("http://rebinding.example/page")
    assert caught.value.code == "forbidden_address"
    assert dialled == ["93.184.215.14"]


def test_one_private_address_among_public_ones_forbids_the_host() -> None:
    settings = Settings(pause_seconds=0.0, timeout_seconds=5.0)
    client = PoliteClient(settings, FixedClock(), resolve=lambda _host, _port: ("93.184.215.14", "10.0.0.7"))
    with pytest.raises(AddressForbidden):
        client.get("http://two.example/")


@pytest.mark.parametrize("listed", ["intranet.example", "127.0.0.1", "127.0.0.0/8"])
def test_a_private_host_on_the_list_is_asked(listed: str) -> None:
    with serve(feed=answer(200, b"x")) as server:
        client = PoliteClient(
            Settings(pause_seconds=0.0, timeout_seconds=5.0, private_hosts=(listed,)),
            FixedClock(),
            resolve=lambda _host, _port: ("127.0.0.1",),
        )
        assert client.get(f"http://intranet.example:{server.port}/feed").body == b"x"


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with serve(page=answer(200, b"x")) as server:

        def dial(address: str, _port: int, seconds: float) -> socket.socket:
            if address == "93.184.215.14":
                raise ConnectionRefusedError
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        settings = Settings(pause_seconds=0.0, timeout_seconds=5.0)
        both = ("93.184.215.14", "2606:4700::1111")
        client = PoliteClient(settings, FixedClock(), resolve=lambda _host, _port: both, dial=dial)
        assert client.get("http://two.example/page").body == b"x"


def test_two_addresses_of_each_family_are_tried_and_no_more() -> None:
    dialled = []

    def dial(address: str, _port: int, _seconds: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    six, four = ["2606:4700::1", "2606:4700::2", "2606:4700::3"], ["93.184.215.1", "93.184.215.2", "93.184.215.3"]
    settings = Settings(pause_seconds=0.0, timeout_seconds=5.0)
    client = PoliteClient(settings, FixedClock(), resolve=lambda _host, _port: (*six, *four), dial=dial)
    with pytest.raises(TrucewatchError) as caught:
        client.get("http://many.example/")
    assert caught.value.code == "refused"
    assert dialled == [*six[:2], *four[:2]]
