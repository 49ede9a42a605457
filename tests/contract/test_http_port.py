"""What every HttpClient promises, held against the polite client on loopback and its stand-in."""

from collections.abc import Callable, Iterator

import pytest

from tests.builders import a_response
from tests.contract.loopback import answer, serve
from tests.fakes import MORNING, FakeHttp, FixedClock
from trucewatch.errors import HostBusy, ResponseRefused
from trucewatch.http_client import open_client
from trucewatch.ports import HttpClient
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

World = tuple[HttpClient, str]


def real() -> Iterator[World]:
    pages = {
        "page": answer(200, b"hello", content_type="text/html", ETag='"1"'),
        "same": answer(304),
        "busy": answer(503, retry_after="60"),
    }
    with serve(**pages) as server:
        settings = Settings(allow_private_hosts=True, pause_seconds=0.0, timeout_seconds=5.0)
        yield open_client(settings, FixedClock()), server.url


def stand_in() -> Iterator[World]:
    url = "https://herald.example"
    headers = (("Content-Type", "text/html"), ("ETag", '"1"'))
    answers = {
        f"{url}/page": a_response(f"{url}/page", b"hello", headers=headers, fetched_at=MORNING),
        f"{url}/same": a_response(f"{url}/same", b"", status_code=304),
        f"{url}/busy": HostBusy("Busy.", key=f"{url}/busy", code="http_503", retry_at=MORNING.replace(minute=1)),
    }
    yield FakeHttp(answers), url


@pytest.fixture(params=[real, stand_in])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    build: Callable[[], Iterator[World]] = request.param
    yield from build()


def test_a_page_is_an_answer_with_its_headers(world: World) -> None:
    http, url = world
    response = http.get(f"{url}/page", headers={"Accept": "text/html"}, obey_robots=True)
    assert (response.status_code, response.body, response.final_url) == (200, b"hello", f"{url}/page")
    assert response.header("etag") == '"1"'
    assert response.fetched_at == MORNING


def test_not_modified_is_an_answer_without_a_body(world: World) -> None:
    http, url = world
    response = http.get(f"{url}/same")
    assert (response.status_code, response.body) == (304, b"")


def test_a_missing_page_is_refused(world: World) -> None:
    http, url = world
    with pytest.raises(ResponseRefused) as caught:
        http.get(f"{url}/missing")
    assert (caught.value.code, caught.value.key) == ("http_404", f"{url}/missing")


def test_a_busy_host_says_when_to_come_back(world: World) -> None:
    http, url = world
    with pytest.raises(HostBusy) as caught:
        http.get(f"{url}/busy")
    assert caught.value.code == "http_503"
    assert caught.value.retry_at == MORNING.replace(minute=1)
