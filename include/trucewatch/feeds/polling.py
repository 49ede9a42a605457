"""One look at one feed: ask, keep the answer, read it, and decide when to look again."""

import hashlib
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from trucewatch.errors import HostBusy, TrucewatchError
from trucewatch.feeds.content import FeedContent
from trucewatch.feeds.freshness import fresh_until
from trucewatch.feeds.moves import address_of
from trucewatch.feeds.parsing import read_feed
from trucewatch.feeds.schedule import Outcome, next_state, wants_full_fetch
from trucewatch.model import ArchivePosition, Entry, Feed, FeedState, Poll, Response
from trucewatch.ports import Archive, HttpClient, Sandbox

log = logging.getLogger(__name__)

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.5"
)
_HTTP_CODE = re.compile(r"http_(\d{3})")
_VALIDATOR = re.compile(r"[\x20-\x7e\x80-\xff]{1,1000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What came of asking, before it becomes a Poll."""

    status: str
    message: str
    outcome: Outcome
    http_status: int | None = None
    entries: tuple[Entry, ...] = ()
    flaws: tuple[str, ...] = ()
    position: ArchivePosition | None = None


def poll_feed(  # noqa: PLR0913  # all that it touches is given to it
    feed: Feed,
    state: FeedState,
    *,
    http: HttpClient,
    archive: Archive,
    sandbox: Sandbox,
    weights: Mapping[str, float],
    now: datetime,
) -> Poll:
    """Look at a feed once. Whatever the world does becomes the poll's status and sentence; nothing is raised for it.

    A new body is archived before it is read; an answer that repeats the body archived last refers to that.
    `weights` says how much each failure counts, by code.
    """
    started = time.perf_counter()
    try:
        look = _look(feed, state, http=http, archive=archive, sandbox=sandbox, now=now)
    except TrucewatchError as error:
        look = _failure(error)
    milliseconds = round((time.perf_counter() - started) * 1000)
    log.debug("feed %s: %s, %d entries, %d ms", feed.id, look.status, len(look.entries), milliseconds)
    after = next_state(state, feed, look.outcome, now, weights=weights)
    return Poll(
        feed_id=feed.id,
        polled_at=now,
        status=look.status,
        message=look.message + _address_changed(state, after),
        http_status=look.http_status,
        milliseconds=milliseconds,
        state=after,
        entries=look.entries,
        position=look.position,
        flaws=look.flaws,
    )


def _look(
    feed: Feed, state: FeedState, *, http: HttpClient, archive: Archive, sandbox: Sandbox, now: datetime
) -> _Look:
    validators = _validators(state, now)
    response = http.get(address_of(feed, state), headers={"Accept": ACCEPT, **validators})
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return _not_modified(state, response, archive, now) if validators else _never_asked()
    digest = hashlib.sha256(response.body).hexdigest()
    outcome = Outcome(
        was_full=True,
        etag=_validator(response.header("etag")),
        last_modified=_validator(response.header("last-modified")),
        body_digest=digest,
        body_at=response.fetched_at,
        not_before=fresh_until(response, now),
        moved_to=response.moved_to,
    )
    if digest == state.body_digest and state.body_at is not None:
        return _Look(
            status="unchanged",
            message="Nothing new (the same bytes as last time).",
            http_status=response.status_code,
            outcome=replace(outcome, body_at=state.body_at),
            position=archive.write_revisit(response, digest=digest, first_at=state.body_at),
        )
    position = archive.write(response)
    look = _read(feed, response, outcome, since=state.body_at, sandbox=sandbox, now=now)
    return replace(look, http_status=response.status_code, position=position)


def _not_modified(state: FeedState, response: Response, archive: Archive, now: datetime) -> _Look:
    position = None
    if state.body_digest and state.body_at:
        position = archive.write_revisit(response, digest=state.body_digest, first_at=state.body_at)
    return _Look(
        status="not_modified",
        message="Nothing new (HTTP 304).",
        http_status=response.status_code,
        outcome=Outcome(not_before=fresh_until(response, now), moved_to=response.moved_to),
        position=position,
    )


def _never_asked() -> _Look:
    return _Look(
        status="bad_answer",
        message="The server says 'not modified' although it was asked for the whole feed.",
        http_status=HTTPStatus.NOT_MODIFIED,
        outcome=Outcome(error_code="bad_answer"),
    )


def _read(
    feed: Feed, response: Response, outcome: Outcome, *, since: datetime | None, sandbox: Sandbox, now: datetime
) -> _Look:
    """Return what a new body says; `since` is when the one before came."""
    try:
        content = sandbox.call(read_feed, response.body, feed, now, response.header("content-type"))
    except TrucewatchError as error:
        # Neither validators nor digest are kept: the next look must not call a bad body unchanged.
        return _Look(status=error.code, message=error.message, outcome=Outcome(error_code=error.code, was_full=True))
    count = len(content.entries)
    news = sum(not (since and entry.published_at) or entry.published_at > since for entry in content.entries)
    wishes = [moment for moment in (outcome.not_before, _left_alone_until(response, content, now)) if moment]
    return _Look(
        status="ok" if count else "empty_feed",
        message=f"{count} {'entry' if count == 1 else 'entries'}." if count else "The feed is valid and empty.",
        outcome=replace(outcome, was_read=True, news=news, not_before=max(wishes, default=None)),
        entries=content.entries,
        flaws=content.flaws,
    )


def _left_alone_until(response: Response, content: FeedContent, now: datetime) -> datetime | None:
    ttl = timedelta(minutes=content.ttl_minutes)
    return max(now, response.fetched_at) + ttl if ttl else None


def _failure(error: TrucewatchError) -> _Look:
    answered = _HTTP_CODE.fullmatch(error.code)
    return _Look(
        status=error.code,
        message=error.message,
        http_status=int(answered[1]) if answered else None,
        outcome=Outcome(error_code=error.code, not_before=error.retry_at if isinstance(error, HostBusy) else None),
    )


def _address_changed(before: FeedState, after: FeedState) -> str:
    """Return a sentence for the poll that changes where the feed is asked for; '' for all others."""
    if before.adopted_url == after.adopted_url:
        return ""
    if after.adopted_url is None:
        return " From now on it is asked for at the address in the list of feeds again."
    return f" It has moved for good and is asked for at {after.adopted_url} from now on."


def _validators(state: FeedState, now: datetime) -> dict[str, str]:
    """Return the headers by which a server may say 'not modified', exactly as it gave them."""
    if wants_full_fetch(state, now):
        return {}
    given = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in given.items() if value}


def _validator(value: str | None) -> str | None:
    """Return a header's value if it can be sent back as it is."""
    return value if value and _VALIDATOR.fullmatch(value) else None
