"""One look at one feed: ask, keep the answer, read it, and decide when to look again."""

import hashlib
import logging
import re
import time
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from trucewatch.errors import FeedMalformed, HostBusy, TrucewatchError
from trucewatch.feeds.parsing import read_feed
from trucewatch.feeds.schedule import Outcome, next_state, wants_full_fetch
from trucewatch.model import ArchivePosition, Entry, Feed, FeedState, Poll, Response
from trucewatch.ports import Archive, HttpClient

log = logging.getLogger(__name__)

ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
_HTTP_CODE = re.compile(r"http_(\d{3})")
_VALIDATOR = re.compile(r"[\x20-\x7e\x80-\xff]{1,1000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What came of asking, before it becomes a Poll."""

    status: str
    message: str
    http_status: int | None
    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    position: ArchivePosition | None = None


def poll_feed(feed: Feed, state: FeedState, *, http: HttpClient, archive: Archive, now: datetime) -> Poll:
    """Look at a feed once. Whatever the world does becomes the poll's status and sentence; nothing is raised for it.

    A new body is archived before it is read. The same bytes as last time are not archived again.
    """
    started = time.perf_counter()
    try:
        look = _look(feed, state, http=http, archive=archive, now=now)
    except TrucewatchError as error:
        look = _failure(error)
    milliseconds = round((time.perf_counter() - started) * 1000)
    log.info("feed %s: %s, %d entries, %d ms", feed.id, look.status, len(look.entries), milliseconds)
    return Poll(
        feed_id=feed.id,
        polled_at=now,
        status=look.status,
        message=look.message,
        http_status=look.http_status,
        milliseconds=milliseconds,
        state=next_state(state, feed, look.outcome, now),
        entries=look.entries,
        position=look.position,
    )


def _look(feed: Feed, state: FeedState, *, http: HttpClient, archive: Archive, now: datetime) -> _Look:
    response = http.get(feed.url, headers={"Accept": ACCEPT, **_validators(state, now)})
    status = response.status_code
    if status == HTTPStatus.NOT_MODIFIED:
        message = "Nothing new (HTTP 304)."
        return _Look(status="not_modified", message=message, http_status=status, outcome=Outcome())
    digest = hashlib.sha256(response.body).hexdigest()
    if digest == state.body_digest:
        outcome = _good_outcome(response, digest)
        message = "Nothing new (the same bytes as last time)."
        return _Look(status="unchanged", message=message, http_status=status, outcome=outcome)
    position = archive.write(response)
    try:
        content = read_feed(response.body, feed, now)
    except FeedMalformed as error:
        # Neither validators nor digest are kept: the next look must not call a bad body unchanged.
        outcome = Outcome(error_code=error.code, was_full=True)
        return _Look(status=error.code, message=error.message, http_status=status, outcome=outcome, position=position)
    count = len(content.entries)
    return _Look(
        status="ok",
        message=f"{count} {'entry' if count == 1 else 'entries'}." if count else "The feed is valid and empty.",
        http_status=status,
        outcome=_good_outcome(response, digest, ttl_minutes=content.ttl_minutes),
        entries=content.entries,
        position=position,
    )


def _good_outcome(response: Response, digest: str, ttl_minutes: int = 0) -> Outcome:
    return Outcome(
        was_full=True,
        etag=_validator(response.header("etag")),
        last_modified=_validator(response.header("last-modified")),
        body_digest=digest,
        ttl_minutes=ttl_minutes,
    )


def _failure(error: TrucewatchError) -> _Look:
    answered = _HTTP_CODE.fullmatch(error.code)
    retry_at = error.retry_at if isinstance(error, HostBusy) else None
    return _Look(
        status=error.code,
        message=error.message,
        http_status=int(answered[1]) if answered else None,
        outcome=Outcome(error_code=error.code, retry_at=retry_at),
    )


def _validators(state: FeedState, now: datetime) -> dict[str, str]:
    """Return the headers by which a server may say 'not modified', exactly as it gave them."""
    if wants_full_fetch(state, now):
        return {}
    given = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in given.items() if value}


def _validator(value: str | None) -> str | None:
    """Return a header's value if it can be sent back as it is."""
    return value if value and _VALIDATOR.fullmatch(value) else None
