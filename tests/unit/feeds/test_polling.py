from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import a_feed, a_feed_state, a_response
from tests.fakes import MORNING, DirectSandbox, FakeHttp, MemoryArchive
from trucewatch.errors import (
    ArchiveUnavailable,
    HostBusy,
    HostUnreachable,
    InputHostile,
    ResponseRefused,
    TrucewatchError,
)
from trucewatch.feeds import poll_feed
from trucewatch.model import ArchivePosition, FeedState, Poll, Response

FEED = a_feed()
NEW = "https://herald.example/new.xml"
BODY = b"<rss version='2.0'><channel><item><title>A</title><link>https://herald.example/1</link></item></channel></rss>"
EMPTY = b"<rss version='2.0'><channel><title>x</title></channel></rss>"
WEIGHTS = {"archive_unavailable": 0.0, "timed_out": 0.25}


def an_answer(body: bytes = BODY, **changes: Any) -> Response:
    return a_response(**{"url": FEED.url, "body": body, "headers": (), "fetched_at": MORNING} | changes)


def look(http: FakeHttp, state: FeedState | None = None, *, now: datetime = MORNING, **parts: Any) -> Poll:
    parts = {"archive": MemoryArchive(), "sandbox": DirectSandbox(), "weights": WEIGHTS} | parts
    return poll_feed(FEED, state or a_feed_state(), http=http, now=now, **parts)


def poll(answer: Response | TrucewatchError, state: FeedState | None = None, **parts: Any) -> Poll:
    return look(FakeHttp({FEED.url: answer}), state, **parts)


def remembering(**changes: Any) -> FeedState:
    """A feed fetched in full an hour ago."""
    hour_ago = MORNING - timedelta(hours=1)
    fields = {"etag": '"v1"', "body_digest": "d1", "body_at": hour_ago, "full_at": hour_ago}
    return a_feed_state(**fields | changes)


def test_a_new_body_gives_entries_and_is_archived() -> None:
    archive = MemoryArchive()
    headers = (("ETag", '"v1"'), ("Last-Modified", "Thu, 19 Mar 2026 08:00:00 GMT"))
    result = poll(an_answer(headers=headers), archive=archive)
    assert (result.status, result.http_status, result.message) == ("ok", 200, "1 entry.")
    assert [entry.title for entry in result.entries] == ["A"]
    assert result.position is not None
    assert archive.read(result.position) == BODY
    assert (result.state.etag, result.state.last_modified) == ('"v1"', "Thu, 19 Mar 2026 08:00:00 GMT")
    assert (result.state.full_at, result.state.body_at) == (MORNING, MORNING)
    assert result.milliseconds >= 0


def test_the_same_bytes_again_are_unchanged_and_refer_to_the_first() -> None:
    archive = MemoryArchive()
    first = poll(an_answer(), archive=archive)
    later = MORNING + timedelta(minutes=15)
    again = poll(an_answer(fetched_at=later), first.state, archive=archive, now=later)
    assert (again.status, again.entries) == ("unchanged", ())
    assert again.position == ArchivePosition(file="revisits.warc.gz", offset=0)
    assert archive.revisits == [first.state.body_digest]
    assert len(archive.responses) == 1
    assert again.state.body_at == MORNING


def test_the_same_bytes_of_an_unknown_time_are_archived_again() -> None:
    first = poll(an_answer())
    again = poll(an_answer(), a_feed_state(body_digest=first.state.body_digest))
    assert (again.status, again.state.body_at) == ("ok", MORNING)


def test_validators_are_sent_back_exactly() -> None:
    state = remembering(etag='W/"a,b"', last_modified="yesterday-ish")
    http, archive = FakeHttp({FEED.url: an_answer(b"", status_code=304)}), MemoryArchive()
    result = look(http, state, archive=archive)
    assert http.headers[0]["If-None-Match"] == 'W/"a,b"'
    assert http.headers[0]["If-Modified-Since"] == "yesterday-ish"
    assert (result.status, result.http_status) == ("not_modified", 304)
    assert (result.state.etag, archive.revisits) == ('W/"a,b"', ["d1"])


def test_not_modified_after_failures_is_good_news() -> None:
    assert poll(an_answer(b"", status_code=304), remembering(failures=3.0)).state.failures == 0


def test_not_modified_is_no_answer_to_a_request_for_everything() -> None:
    result = poll(an_answer(b"", status_code=304), a_feed_state(failures=3.0))
    assert (result.status, result.http_status, result.state.failures) == ("bad_answer", 304, 4.0)


def test_after_a_day_no_validators_are_sent() -> None:
    state = remembering(full_at=MORNING - timedelta(hours=25))
    http = FakeHttp({FEED.url: an_answer()})
    look(http, state)
    assert not {"If-None-Match", "If-Modified-Since"} & http.headers[0].keys()


@pytest.mark.parametrize("status_code", [200, 304])
def test_a_fresh_answer_is_left_alone(status_code: int) -> None:
    answer = an_answer(status_code=status_code, headers=(("Cache-Control", "max-age=7200"),))
    assert poll(answer, remembering()).state.due_at >= MORNING + timedelta(hours=2)


def test_a_ttl_counts_from_the_answer() -> None:
    body = BODY.replace(b"<item>", b"<ttl>180</ttl><item>")
    late = MORNING + timedelta(seconds=20)
    due_at = poll(an_answer(body, fetched_at=late)).state.due_at
    assert late + timedelta(minutes=180) <= due_at <= late + timedelta(minutes=181)


@pytest.mark.parametrize(
    ("error", "status", "http_status"),
    [
        (HostUnreachable("The name herald.example cannot be found (DNS).", code="dns_error"), "dns_error", None),
        (HostBusy("Slow down.", code="http_429", retry_at=MORNING + timedelta(hours=3)), "http_429", 429),
        (ResponseRefused("There is no page at this address (HTTP 404).", code="http_404"), "http_404", 404),
    ],
)
def test_a_failure_is_told_and_counted_not_raised(error: TrucewatchError, status: str, http_status: int | None) -> None:
    result = poll(error, remembering(etag="kept"))
    assert (result.status, result.http_status, result.message) == (status, http_status, error.message)
    assert result.state.failures > 0
    assert result.state.etag == "kept"
    assert result.state.due_at >= (getattr(error, "retry_at", None) or MORNING)


def test_a_web_page_instead_of_a_feed_is_archived_but_its_validators_are_not_kept() -> None:
    page = an_answer(b"<html>Log in</html>", headers=(("ETag", "e"),))
    result = poll(page, remembering())
    assert result.status == "html_instead_of_feed"
    assert result.http_status == 200
    assert result.position is not None
    assert (result.state.etag, result.state.body_digest, result.state.body_at) == (None, None, None)
    assert poll(page, result.state).status == "html_instead_of_feed"


class StrictSandbox(DirectSandbox):
    def call(self, *_: object) -> Any:
        raise InputHostile("Reading it took too long.", code="parser_timeout")


def test_a_feed_that_cannot_be_read_in_time_is_a_state_of_its_own() -> None:
    result = poll(an_answer(), sandbox=StrictSandbox())
    assert (result.status, result.http_status) == ("parser_timeout", 200)
    assert result.position is not None
    assert result.state.body_digest is None


def test_an_empty_feed_is_good_and_says_so() -> None:
    result = poll(an_answer(EMPTY), remembering(failures=2.0))
    assert (result.status, result.state.failures) == ("empty_feed", 0)


def test_what_is_odd_about_a_feed_is_told() -> None:
    assert poll(an_answer()).flaws == ("no_dates",)


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


def test_a_feed_without_anything_newer_is_asked_less_often_and_one_with_news_is_not() -> None:
    dated = BODY.replace(b"</item>", b"<pubDate>Thu, 19 Mar 2026 08:30:00 GMT</pubDate></item>")
    state = remembering(interval_minutes=60.0)
    assert poll(an_answer(dated), state).state.interval_minutes == 30
    older = remembering(interval_minutes=60.0, body_at=MORNING - timedelta(minutes=10))
    assert poll(an_answer(dated), older).state.interval_minutes > 60


def test_a_believed_move_is_told_and_asked_at_the_new_address() -> None:
    state = a_feed_state(moved_to=NEW, moved_since=MORNING - timedelta(hours=24), moved_count=2)
    moved = poll(an_answer(final_url=NEW, moved_to=NEW), state)
    assert moved.message == f"1 entry. It has moved for good and is asked for at {NEW} from now on."
    http = FakeHttp({NEW: an_answer()})
    assert look(http, moved.state).status == "unchanged"
    assert http.asked == [NEW]


def test_a_move_to_what_is_no_feed_is_not_believed() -> None:
    state = a_feed_state(moved_to=NEW, moved_since=MORNING - timedelta(hours=24), moved_count=2)
    page = an_answer(b"<html>Buy this domain</html>", final_url=NEW, moved_to=NEW)
    assert poll(page, state).state.adopted_url is None


def test_an_adopted_address_that_fails_for_good_gives_way_to_the_editors() -> None:
    state = a_feed_state(adopted_url=NEW, failures=4.0)
    failed = look(FakeHttp({}), state)
    assert failed.message.endswith(" From now on it is asked for at the address in the list of feeds again.")
    http = FakeHttp({FEED.url: an_answer()})
    assert look(http, failed.state).status == "ok"
