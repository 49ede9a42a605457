"""Webhooks over real sockets on loopback, and the guard of addresses before them."""

import hashlib
import hmac
import json
import re
import socket
import time

import pytest

from tests.builders import NOON, a_parcel
from tests.contract.loopback import Loopback, Script, answer, drip, reset_after, serve
from tests.fakes import FixedClock
from trucewatch.alerts import Links
from trucewatch.alerts.channels.webhook import WebhookCourier
from trucewatch.codebook import Channel
from trucewatch.errors import AddressForbidden, HostUnreachable
from trucewatch.http_client import GuardedPoster, open_poster
from trucewatch.model import Delivery, Outcome
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SECRET = "only-for-these-tests"


def a_poster(seconds: float = 1.0, **changes: object) -> GuardedPoster:
    values: dict[str, object] = {"private_hosts": ("127.0.0.1",), "timeout_seconds": seconds} | changes
    return open_poster(Settings(**values), FixedClock())  # type: ignore[arg-type]


def deliver(url: str, seconds: float = 1.0) -> Delivery:
    courier = WebhookCourier(a_poster(seconds), secret=SECRET, links=Links())
    return courier.deliver(a_parcel(recipient=url, channel=Channel.WEBHOOK), NOON)


def header(server: Loopback, name: str) -> str:
    found = re.search(rf"(?im)^{name}: (.*?)\r$", server.requests[0])
    assert found
    return found[1]


def test_a_parcel_arrives_with_a_signature_that_can_be_checked() -> None:
    with serve(hook=answer(204)) as server:
        delivery = deliver(f"{server.url}/hook")
    assert delivery.receipt.outcome is Outcome.SENT
    assert server.requests[0].startswith("POST /hook HTTP/1.1\r\n")
    time_told, _, signature = header(server, "Trucewatch-Signature").partition(",v1=")
    signed = time_told.removeprefix("t=").encode() + b"." + server.bodies[0]
    assert hmac.compare_digest(signature, hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest())
    assert header(server, "Trucewatch-Delivery") == delivery.message_id == json.loads(server.bodies[0])["id"]
    assert header(server, "User-Agent").startswith("Trucewatch/")


@pytest.mark.parametrize(
    ("script", "outcome", "words"),
    [
        (answer(200, b"thanks"), Outcome.SENT, "200 thanks"),
        (answer(410, b"gone"), Outcome.FAILED, "The webhook refuses it (410 gone)."),
        (answer(422, b"\x00\x1b[31m\r\nno"), Outcome.FAILED, "The webhook refuses it (422 [31m no)."),
        (answer(429), Outcome.DEFERRED, "The webhook cannot take it now (429)."),
        (answer(503, b"x" * 100_000), Outcome.DEFERRED, "The webhook cannot take it now (503 xxx"),
        (answer(302, location="http://127.0.0.1/else"), Outcome.FAILED, "redirects are not followed"),
        (answer(200, b"\x1f\x8b broken", content_encoding="gzip"), Outcome.SENT, "200"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Outcome.SENT, "200"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.1, times=50), Outcome.SENT, "200"),
        (drip(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n", pause=0.05, times=100), Outcome.DOUBTFUL, "gave no answer"),
        (drip(b"", pause=0.1, times=30), Outcome.DOUBTFUL, "gave no answer"),
        (reset_after(), Outcome.DOUBTFUL, "gave no answer"),
        (b"", Outcome.DOUBTFUL, "gave no answer"),
        (b"220 mail.example ready\r\n", Outcome.DOUBTFUL, "gave no answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, Outcome.DOUBTFUL, "gave no answer"),
    ],
)
def test_each_answer_has_its_outcome_and_its_words(script: Script, outcome: Outcome, words: str) -> None:
    with serve(hook=script) as server:
        began = time.monotonic()
        delivery = deliver(f"{server.url}/hook", seconds=0.7)
        assert time.monotonic() - began < 2.0
    assert (delivery.receipt.outcome, words in delivery.receipt.message) == (outcome, True), delivery.receipt.message
    assert delivery.receipt.message.isprintable()
    assert len(delivery.receipt.message) < 400
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_makes_parcels_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    delivery = deliver(f"http://127.0.0.1:{port}/hook")
    assert (delivery.receipt.outcome, "connection refused" in delivery.receipt.message) == (Outcome.DEFERRED, True)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/x", "http://2130706433/", "http://[::1]/", "http://localhost/", "http://10.0.0.1/", "http://169.254.169.254/latest"],
)  # fmt: skip
def test_private_addresses_are_not_told_anything(url: str) -> None:
    poster = GuardedPoster(Settings(), FixedClock(), resolve=lambda _host, _port: ("127.0.0.1",), dial=_never)
    with pytest.raises(AddressForbidden) as caught:
        poster.post(url, b"{}", headers={})
    assert caught.value.code == "forbidden_address"


def test_a_name_of_which_one_address_is_private_is_told_nothing() -> None:
    addresses = ("93.184.215.14", "10.0.0.1")
    poster = GuardedPoster(Settings(), FixedClock(), resolve=lambda _host, _port: addresses, dial=_never)
    with pytest.raises(AddressForbidden):
        poster.post("https://hooks.example.org/", b"{}", headers={})


def test_a_body_that_is_not_taken_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(HostUnreachable) as caught:
            a_poster(0.4).post(f"http://127.0.0.1:{port}/", b"x" * 20_000_000, headers={})
    assert caught.value.code == "slow_headers"


def _never(_address: str, _port: int, _seconds: float) -> socket.socket:
    raise AssertionError("something was connected to")
