import threading
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.builders import a_response, an_entry
from tests.fakes import MORNING, FakeHttp, FixedClock, MemoryArchive
from trucewatch.articles import fetch_articles
from trucewatch.errors import (
    AddressForbidden,
    ArchiveUnavailable,
    HostBusy,
    HostUnreachable,
    ResponseRefused,
    TrucewatchError,
)
from trucewatch.model import ArchivePosition, Entry, Fetch, Response
from trucewatch.ports import HttpClient

URL = "https://herald.example/news/1"


def fetch(*entries: Entry, http: HttpClient, archive: MemoryArchive | None = None) -> tuple[Fetch, ...]:
    return fetch_articles(entries, http=http, archive=archive or MemoryArchive(), clock=FixedClock(), threads=4)


def failed(error: TrucewatchError) -> Fetch:
    (result,) = fetch(an_entry(URL), http=FakeHttp({URL: error}))
    assert result.article is None
    return result


def test_a_page_is_archived_as_received() -> None:
    archive = MemoryArchive()
    page = a_response(URL, "<p>été</p>".encode("latin-1"), headers=(("Content-Type", "text/html; charset=latin-1"),))
    http = FakeHttp({URL: page})
    (result,) = fetch(an_entry(URL), http=http, archive=archive)
    article = result.article
    assert article is not None
    assert archive.read(article.position) == page.body
    assert (article.content_type, article.charset, article.status_code) == ("text/html", "iso8859-1", 200)
    assert article.entry_id == an_entry(URL).id
    assert article.fetched_at == page.fetched_at
    assert http.robots == [True]


def test_the_same_page_again_is_the_same_article_and_an_edited_one_is_not() -> None:
    ids = [
        fetch(an_entry(URL), http=FakeHttp({URL: a_response(URL, body)}))[0].article
        for body in (b"<p>one</p>", b"<p>one</p>", b"<p>two</p>")
    ]
    first, again, edited = (article.id for article in ids if article)
    assert first == again
    assert first != edited


def test_results_come_in_the_order_of_the_entries() -> None:
    urls = [f"https://host{number % 3}.example/{number}" for number in range(12)]
    results = fetch(*map(an_entry, urls), http=FakeHttp({url: a_response(url) for url in urls}))
    assert [result.entry_id for result in results] == [an_entry(url).id for url in urls]
    assert all(result.article for result in results)


def test_no_entries_are_no_work() -> None:
    assert fetch(http=FakeHttp()) == ()


@pytest.mark.parametrize(
    "error",
    [
        ResponseRefused("Gone.", code="http_410"),
        ResponseRefused("The robots.txt asks us not to.", code="robots"),
        AddressForbidden("Not on the public internet.", code="forbidden_address"),
    ],
)
def test_a_final_refusal_is_not_tried_again(error: TrucewatchError) -> None:
    result = failed(error)
    assert (result.reason, result.message, result.retry_at) == (error.code, error.message, None)


@pytest.mark.parametrize(
    ("error", "retry_at"),
    [
        (HostUnreachable("No answer.", code="timed_out"), MORNING + timedelta(minutes=15)),
        (HostBusy("Busy.", code="http_500"), MORNING + timedelta(minutes=15)),
        (HostBusy("Busy.", code="http_429", retry_at=MORNING + timedelta(hours=1)), MORNING + timedelta(hours=1)),
        (HostBusy("Busy.", code="http_429", retry_at=MORNING - timedelta(hours=1)), MORNING),
    ],
)
def test_a_passing_failure_is_tried_again_later(error: TrucewatchError, retry_at: object) -> None:
    assert failed(error).retry_at == retry_at


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (a_response(URL, b"%PDF", headers=(("Content-Type", "application/pdf"),)), "wrong_type"),
        (a_response(URL, b" \n"), "empty_body"),
    ],
)
def test_what_cannot_be_an_article_is_refused_and_not_archived(page: Response, reason: str) -> None:
    archive = MemoryArchive()
    (result,) = fetch(an_entry(URL), http=FakeHttp({URL: page}), archive=archive)
    assert (result.reason, result.retry_at) == (reason, None)
    assert archive.responses == []


@pytest.mark.parametrize("url", ["", "http://[broken/"])
def test_an_entry_without_a_usable_link_is_counted_as_lost(url: str) -> None:
    (result,) = fetch(an_entry(url, id="e"), http=FakeHttp())
    assert result.reason in {"no_link", "http_404"}
    assert result.retry_at is None


class FullArchive(MemoryArchive):
    def write(self, response: Response) -> ArchivePosition:
        raise ArchiveUnavailable("No space.", key=response.url)


def test_a_full_archive_is_a_passing_failure() -> None:
    (result,) = fetch(an_entry(URL), http=FakeHttp({URL: a_response(URL)}), archive=FullArchive())
    assert (result.reason, result.retry_at) == ("archive_unavailable", MORNING + timedelta(minutes=15))


def test_a_silent_host_is_not_asked_for_every_entry() -> None:
    urls = [f"https://silent.example/{number}" for number in range(5)]
    http = FakeHttp(dict.fromkeys(urls, HostUnreachable("No answer.", code="timed_out")))
    results = fetch(*map(an_entry, urls), http=http)
    assert http.asked == urls[:2]
    assert [result.reason for result in results] == ["timed_out"] * 5
    assert all(result.retry_at for result in results)


def test_one_silence_is_not_believed() -> None:
    urls = [f"https://slow.example/{number}" for number in range(4)]
    slow = HostUnreachable("No answer.", code="timed_out")
    http = FakeHttp({urls[0]: slow, urls[1]: a_response(urls[1]), urls[2]: slow, urls[3]: a_response(urls[3])})
    assert [bool(result.article) for result in fetch(*map(an_entry, urls), http=http)] == [False, True, False, True]


class MeetingHttp(FakeHttp):
    """Answers only once two different hosts are being asked at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = threading.Barrier(2, timeout=5)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        self.meeting.wait()
        return a_response(url)


def test_hosts_do_not_wait_for_each_other() -> None:
    results = fetch(an_entry("https://a.example/1"), an_entry("https://b.example/1"), http=MeetingHttp())
    assert all(result.article for result in results)
