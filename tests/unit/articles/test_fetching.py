import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from tests.builders import a_response, an_article, an_entry
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
from trucewatch.model import ArchivePosition, Article, Entry, Fetch, Response, Wanted
from trucewatch.ports import HttpClient

URL = "https://herald.example/news/1"


def fetch(*wanted: Entry | Wanted, http: HttpClient, archive: MemoryArchive | None = None) -> list[Fetch]:
    entries = [one if isinstance(one, Wanted) else Wanted(entry=one) for one in wanted]
    return list(fetch_articles(entries, http=http, archive=archive or MemoryArchive(), clock=FixedClock()))


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


def test_every_entry_has_one_result_and_those_of_one_host_come_in_order() -> None:
    urls = [f"https://host{number % 3}.example/{number}" for number in range(12)]
    results = fetch(*map(an_entry, urls), http=FakeHttp({url: a_response(url) for url in urls}))
    asked = [result.article.final_url for result in results if result.article]
    assert sorted(asked) == sorted(urls)
    for host in range(3):
        assert [url for url in asked if f"host{host}." in url] == urls[host::3]


def test_no_entries_are_no_work() -> None:
    assert fetch(http=FakeHttp()) == []


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
        (a_response(URL, b"%PDF-1.7 ..."), "wrong_type"),
        (a_response(URL, b"\x1f\x8b\x08\x00", headers=()), "wrong_type"),
        (a_response(URL, b" \n"), "empty_body"),
    ],
)
def test_what_cannot_be_an_article_is_refused_and_not_archived(page: Response, reason: str) -> None:
    archive = MemoryArchive()
    (result,) = fetch(an_entry(URL), http=FakeHttp({URL: page}), archive=archive)
    assert (result.reason, result.retry_at) == (reason, None)
    assert archive.responses == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("été".encode("utf-16-le"), "text/html; charset=utf-16le"),
        (b"<html>", "application/xhtml+xml"),
        (b"words", "text/plain"),
    ],
)
def test_text_is_kept_whatever_its_writing(body: bytes, content_type: str) -> None:
    page = a_response(URL, body, headers=(("content-type", content_type),))
    (result,) = fetch(an_entry(URL), http=FakeHttp({URL: page}))
    assert result.article is not None


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


PAGE = b"<head><link rel=canonical href='/news/one?utm_source=rss'></head><p>one</p>"


def fetched(*, wanted: Wanted, http: HttpClient, archive: MemoryArchive) -> Article:
    (result,) = fetch(wanted, http=http, archive=archive)
    assert result.article is not None
    return result.article


def test_a_page_is_known_by_the_address_that_it_declares_within_its_site() -> None:
    http = FakeHttp({URL: a_response(URL, PAGE)})
    article = fetched(wanted=Wanted(entry=an_entry(URL)), http=http, archive=MemoryArchive())
    assert article.canonical_url == "https://herald.example/news/one"


def test_a_page_of_no_word_or_of_a_foreign_one_is_known_by_its_own_address() -> None:
    elsewhere = b"<link rel=canonical href='https://other.example/news/1'>"
    for body in (b"<p>one</p>", elsewhere):
        http = FakeHttp({URL: a_response(URL, body)})
        article = fetched(wanted=Wanted(entry=an_entry(URL)), http=http, archive=MemoryArchive())
        assert article.canonical_url == URL


def test_a_body_that_we_have_is_archived_once_and_referred_to_afterwards() -> None:
    archive, http = MemoryArchive(), FakeHttp({URL: a_response(URL, PAGE)})
    first = fetched(wanted=Wanted(entry=an_entry(URL)), http=http, archive=archive)
    again = fetched(wanted=Wanted(entry=an_entry(URL), previous=first), http=http, archive=archive)
    assert again == first
    assert (len(archive.responses), archive.revisits) == (1, [first.body_digest])


def test_an_edited_body_is_archived_anew() -> None:
    archive = MemoryArchive()
    old = an_article(body_digest="of another body")
    new = fetched(
        wanted=Wanted(entry=an_entry(URL), previous=old), http=FakeHttp({URL: a_response(URL, PAGE)}), archive=archive
    )
    assert new.id != old.id
    assert (len(archive.responses), archive.revisits) == (1, [])


class AgeingHttp(FakeHttp):
    """Each answer takes a minute."""

    def __init__(self, answers: Mapping[str, Response | TrucewatchError], clock: FixedClock) -> None:
        super().__init__(answers)
        self.clock = clock

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        self.clock.moment += timedelta(minutes=1)
        return super().get(url, headers=headers, obey_robots=obey_robots)


def test_entries_that_the_deadline_comes_before_are_not_spoken_of() -> None:
    clock = FixedClock()
    urls = [f"https://one.example/{number}" for number in range(5)]
    http = AgeingHttp({url: a_response(url) for url in urls}, clock)
    deadline: datetime = MORNING + timedelta(minutes=3)
    wanted = [Wanted(entry=an_entry(url)) for url in urls]
    results = list(fetch_articles(wanted, http=http, archive=MemoryArchive(), clock=clock, deadline=deadline))
    assert [result.entry_id for result in results] == [an_entry(url).id for url in urls[:3]]
    assert http.asked == urls[:3]


def test_when_the_caller_goes_away_no_further_page_is_asked_for() -> None:
    urls = [f"https://one.example/{number}" for number in range(50)]
    http = FakeHttp({url: a_response(url) for url in urls})
    gate = threading.Semaphore(1)

    class OneAtATime(MemoryArchive):
        def write(self, response: Response) -> ArchivePosition:
            assert gate.acquire(timeout=5)
            return super().write(response)

    results = fetch_articles(
        [Wanted(entry=an_entry(url)) for url in urls], http=http, archive=OneAtATime(), clock=FixedClock()
    )
    next(results)
    threading.Timer(0.05, gate.release).start()
    results.close()
    assert len(http.asked) <= 3


class FaultyHttp(FakeHttp):
    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        raise ZeroDivisionError


def test_a_fault_of_ours_is_the_reason_of_its_entry_alone() -> None:
    (result,) = fetch(an_entry(URL), http=FaultyHttp())
    assert (result.reason, result.retry_at) == ("internal_error", MORNING + timedelta(minutes=15))
