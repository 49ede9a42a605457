from datetime import timedelta
from typing import Any

import pytest

from tests.builders import a_feed, a_feed_state, a_response
from tests.fakes import MORNING, FakeHttp, MemoryArchive
from trucewatch.errors import ArchiveUnavailable, HostBusy, HostUnreachable, TrucewatchError
from trucewatch.feeds import poll_feed
from trucewatch.model import ArchivePosition, FeedState, Poll, Response

FEED = a_feed()
BODY = b"<rss version='2.0'><channel><item><title>A</title><link>https://herald.example/1</link></item></channel></rss>"


def an_answer(body: bytes = BODY, **changes: Any) -> Response:
    return a_response(url=FEED.url, body=body, **changes)


def poll(answer: Response | TrucewatchError, state: FeedState | None = None, archive: Any = None) -> Poll:
    http = FakeHttp({FEED.url: answer})
    return poll_feed(FEED, state or a_feed_state(), http=http, archive=archive or MemoryArchive(), now=MORNING)


def test_a_new_body_gives_entries_and_is_archived() -> None:
    archive = MemoryArchive()
    headers = (("ETag", '"v1"'), ("Last-Modified", "Thu, 19 Mar 2026 08:00:00 GMT"))
    result = poll(an_answer(headers=headers), archive=archive)
    assert (result.status, result.http_status, result.message) == ("ok", 200, "1 entry.")
    assert [entry.title for entry in result.entries] == ["A"]
    assert result.position is not None
    assert archive.read(result.position) == BODY
    assert (result.state.etag, result.state.last_modified) == ('"v1"', "Thu, 19 Mar 2026 08:00:00 GMT")
    assert result.state.full_at == MORNING
    assert result.milliseconds >= 0


def test_the_same_bytes_again_are_unchanged() -> None:
    first = poll(an_answer())
    again = poll(an_answer(), first.state)
    assert (again.status, again.entries, again.position) == ("unchanged", (), None)


def test_validators_are_sent_back_exactly() -> None:
    state = a_feed_state(etag='W/"a,b"', last_modified="yesterday-ish", full_at=MORNING - timedelta(hours=1))
    http = FakeHttp({FEED.url: an_answer(b"", status_code=304)})
    result = poll_feed(FEED, state, http=http, archive=MemoryArchive(), now=MORNING)
    assert http.headers[0]["If-None-Match"] == 'W/"a,b"'
    assert http.headers[0]["If-Modified-Since"] == "yesterday-ish"
    assert (result.status, result.http_status) == ("not_modified", 304)
    assert result.state.etag == 'W/"a,b"'


def test_after_a_day_no_validators_are_sent() -> None:
    state = a_feed_state(etag="e", full_at=MORNING - timedelta(hours=25))
    http = FakeHttp({FEED.url: an_answer()})
    poll_feed(FEED, state, http=http, archive=MemoryArchive(), now=MORNING)
    assert "If-None-Match" not in http.headers[0]


@pytest.mark.parametrize(
    ("error", "status", "http_status"),
    [
        (HostUnreachable("The name herald.example cannot be found (DNS).", code="dns_error"), "dns_error", None),
        (HostBusy("Slow down.", code="http_429", retry_at=MORNING + timedelta(hours=3)), "http_429", 429),
    ],
)
def test_a_failure_is_told_and_counted_not_raised(error: TrucewatchError, status: str, http_status: int | None) -> None:
    result = poll(error, a_feed_state(etag="kept"))
    assert (result.status, result.http_status, result.message) == (status, http_status, error.message)
    assert result.state.failures > 0
    assert result.state.etag == "kept"
    assert result.state.due_at >= (getattr(error, "retry_at", None) or MORNING)


def test_a_web_page_instead_of_a_feed_is_archived_but_its_validators_are_not_kept() -> None:
    page = an_answer(b"<html>Log in</html>", headers=(("ETag", "e"),))
    result = poll(page)
    assert result.status == "html_instead_of_feed"
    assert result.http_status == 200
    assert result.position is not None
    assert (result.state.etag, result.state.body_digest) == (None, None)
    assert poll(page, result.state).status == "html_instead_of_feed"


def test_an_empty_feed_is_good() -> None:
    result = poll(an_answer(b"<rss version='2.0'><channel><title>x</title></channel></rss>"))
    assert (result.status, result.state.failures) == ("ok", 0)


class FullArchive(MemoryArchive):
    def write(self, response: Response) -> ArchivePosition:
        raise ArchiveUnavailable("The archive cannot be written (No space left on device).", key=response.url)


def test_a_full_archive_is_not_the_feeds_fault() -> None:
    result = poll(an_answer(), archive=FullArchive())
    assert result.status == "archive_unavailable"
    assert result.state.failures == 0
    assert result.state.body_digest is None


def test_a_validator_that_cannot_be_sent_back_is_not_kept() -> None:
    assert poll(an_answer(headers=(("ETag", "a\r\n b"),))).state.etag is None
