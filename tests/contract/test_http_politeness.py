"""Turns, rests and robots.txt, seen by servers."""

import contextlib
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.contract.loopback import Script, answer, drip, internet, loopback_client, serve
from tests.fakes import MORNING, FixedClock, MemoryHostBook
from trucewatch.errors import HostBusy, HostUnreachable, ResponseRefused, TrucewatchError
from trucewatch.http_client import PoliteClient
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

PAUSE = timedelta(seconds=5)


class World:
    """Clients of several processes whose clock moves only when one of them sleeps."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.book = MemoryHostBook()

    def sleep(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)

    def process(self) -> PoliteClient:
        settings = Settings(allow_private_hosts=True, pause_seconds=5.0, timeout_seconds=5.0)
        return PoliteClient(settings, self.clock, self.book, sleep=self.sleep)


@pytest.fixture
def world() -> World:
    return World()


def refusal(ask: Callable[[], object]) -> TrucewatchError:
    with pytest.raises(TrucewatchError) as caught:
        ask()
    return caught.value


def test_a_host_that_says_retry_after_is_left_alone() -> None:
    with serve(busy=answer(503, retry_after="600"), page=answer(200)) as server:
        client = loopback_client()
        busy = refusal(lambda: client.get(f"{server.url}/busy"))
        later = refusal(lambda: client.get(f"{server.url}/page"))
        assert server.paths() == ["/busy"]
    assert isinstance(busy, HostBusy)
    assert isinstance(later, HostBusy)
    assert (busy.code, busy.retry_at) == ("http_503", MORNING + timedelta(minutes=10))
    assert (later.code, later.retry_at) == ("busy", busy.retry_at)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (answer(429), 30),
        (answer(503), 30),
        (answer(429, retry_after="90"), 90),
        (answer(503, retry_after="90"), 90),
        (answer(500, retry_after="90"), 90),
        (answer(429, retry_after="999999999"), 86_400),
        (answer(429, retry_after="1"), 5),
        (answer(500), 5),
        (answer(404), 5),
        (answer(403, retry_after="90"), 5),
        (answer(200), 5),
    ],
)
def test_the_book_knows_when_any_process_may_ask_a_host_again(world: World, said: bytes, seconds: int) -> None:
    with serve(page=said) as server:
        with contextlib.suppress(HostBusy, ResponseRefused):
            world.process().get(f"{server.url}/page")
        assert server.paths() == ["/page"]
    assert world.book.free_at == {"127.0.0.1": MORNING + timedelta(seconds=seconds)}


def test_a_rest_is_heeded_by_another_process_and_a_later_run(world: World) -> None:
    with serve(busy=answer(429, retry_after="3600"), page=answer(200)) as server:
        refusal(lambda: world.process().get(f"{server.url}/busy"))
        other = world.process()
        assert refusal(lambda: other.get(f"{server.url}/page")).code == "busy"
        world.clock.moment += timedelta(hours=1)
        assert world.process().get(f"{server.url}/page").status_code == 200
        assert server.paths() == ["/busy", "/page"]


def test_every_request_to_a_host_keeps_the_pause_redirects_and_robots_included(world: World) -> None:
    starts = []

    def note(said: bytes) -> Script:
        def script(connection: object) -> None:
            starts.append(world.clock.moment)
            connection.sendall(said)  # type: ignore[attr-defined]

        return script

    with serve(page=note(answer(302, location="/next")), next=note(answer(200))) as server:
        server.scripts["/robots.txt"] = note(answer(404))
        for _ in range(2):
            world.process().get(f"{server.url}/page", obey_robots=True)
    assert starts == [MORNING + number * PAUSE for number in range(5)]


def test_a_wish_for_a_longer_pause_is_heeded(world: World) -> None:
    with serve(page=answer(200)) as server:
        server.scripts["/robots.txt"] = answer(200, b"User-agent: *\nCrawl-delay: 20")
        client = world.process()
        for _ in range(3):
            client.get(f"{server.url}/page", obey_robots=True)
    assert world.clock.moment == MORNING + timedelta(seconds=5 + 20 + 20)


def test_a_host_is_one_host_whatever_its_port_and_spelling(world: World) -> None:
    with serve(page=answer(200)) as one, serve(page=answer(200)) as other:
        client = world.process()
        client.get(f"{one.url}/page")
        client.get(f"{other.url}/page")
        client.get(f"http://0x7f.1:{other.port}/page")
    assert set(world.book.free_at) == {"127.0.0.1"}
    assert world.clock.moment == MORNING + 2 * PAUSE


def test_many_threads_never_ask_one_host_at_once(world: World) -> None:
    under_way, most = [0], [0]

    def note(connection: object) -> None:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        under_way[0] -= 1
        connection.sendall(answer(200))  # type: ignore[attr-defined]

    with serve(page=note) as server:
        client = world.process()
        threads = [threading.Thread(target=client.get, args=(f"{server.url}/page",)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == [1]
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    ("robots", "page", "kind", "code"),
    [
        (answer(200, b"User-agent: *\nDisallow: /page"), "/page", ResponseRefused, "robots"),
        (answer(200, b"User-agent: Trucewatch\nDisallow: /\n\nUser-agent: *\nAllow: /"), "/page", ResponseRefused, "robots"),
        (answer(200, b"User-agent: *\nDisallow: /hidden"), "/moved", ResponseRefused, "robots"),
        (answer(503), "/page", HostBusy, "robots_unreachable"),
        (answer(429), "/page", HostBusy, "robots_unreachable"),
        (b"", "/page", HostUnreachable, "robots_unreachable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", "/page", HostUnreachable, "robots_unreachable"),
    ],
)  # fmt: skip
def test_robots_is_obeyed_on_every_hop(robots: bytes, page: str, kind: type[TrucewatchError], code: str) -> None:
    with serve(page=answer(200), moved=answer(301, location="/hidden"), hidden=answer(200)) as server:
        server.scripts["/robots.txt"] = robots
        error = refusal(lambda: loopback_client().get(f"{server.url}{page}", obey_robots=True))
        assert (type(error), error.code) == (kind, code)
        assert not {"/hidden", "/page"}.intersection(server.paths())


@pytest.mark.parametrize(
    "robots",
    [
        answer(404),
        answer(403),
        answer(410),
        answer(200, b"\xff\xfe\x00garbage"),
        answer(301, location="/robots.txt"),
        answer(302, location="file:///etc/passwd"),
        answer(200, b"?", content_encoding="br"),
    ],
)
def test_without_usable_robots_everything_is_allowed(robots: bytes) -> None:
    with serve(page=answer(200, b"x")) as server:
        server.scripts["/robots.txt"] = robots
        client = loopback_client()
        assert client.get(f"{server.url}/page", obey_robots=True).body == b"x"
        assert client.allowed(f"{server.url}/page")
        assert server.paths().count("/robots.txt") == 1


def test_a_robots_file_that_moved_is_followed_to_five_hops() -> None:
    scripts: dict[str, Script] = {f"r{n}": answer(301, location=f"/r{n + 1}") for n in range(1, 5)}
    with serve(**scripts, r5=answer(200, b"User-agent: *\nDisallow: /")) as server:
        server.scripts["/robots.txt"] = answer(301, location="/r1")
        assert not loopback_client().allowed(f"{server.url}/page")
        server.scripts["/robots.txt"] = answer(301, location="/r0")
        server.scripts["/r0"] = answer(301, location="/r1")
        assert loopback_client().allowed(f"{server.url}/page")


def test_a_robots_file_that_moved_to_a_private_address_is_not_read() -> None:
    moved = answer(301, location="http://inside.example/robots.txt")
    with serve(page=answer(200)) as server:
        server.scripts["/robots.txt"] = moved
        client = internet(server, news_example="93.184.215.14", inside_example="10.0.0.7")
        assert client.allowed("http://news.example/page")
        assert server.paths() == ["/robots.txt"]


def test_a_robots_file_without_end_is_cut() -> None:
    rules = b"User-agent: *\nDisallow: /page\n"
    script = drip(b"HTTP/1.1 200 OK\r\n\r\n" + rules, b"# filler\n" * 5000, pause=0)
    with serve(page=answer(200)) as server:
        server.scripts["/robots.txt"] = script
        assert not loopback_client().allowed(f"{server.url}/page")


def test_robots_can_be_switched_off() -> None:
    with serve(page=answer(200, b"x")) as server:
        server.scripts["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /")
        assert loopback_client(robots=False).get(f"{server.url}/page", obey_robots=True).body == b"x"
        assert server.paths() == ["/page"]
