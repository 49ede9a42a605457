"""When to look at a feed again, and what to remember of the last look. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trucewatch.model import Feed, FeedState, stable_id

LONGEST_WAIT = timedelta(days=30)
"""No feed is ever given up: whatever happened, it is asked again after this time."""
LONGEST_WISH = timedelta(hours=24)
"""How far a feed's own ttl or a host's Retry-After may put off the next look."""
FULL_FETCH_EVERY = timedelta(hours=24)
"""Servers lie with ETags, so once in this time a feed is fetched without validators."""

HARD, SOFT, TEMPORARY, NONE = 1.0, 0.5, 0.25, 0.0
WEIGHTS = {
    "archive_unavailable": NONE,  # our fault, not the feed's
    "busy": NONE,  # not asked at all: the host is resting
    "dns_error": TEMPORARY,
    "empty_body": SOFT,
    "http_404": SOFT,  # feeds do return 404 and come back (Media Cloud's experience)
    "http_408": TEMPORARY,
    "http_425": TEMPORARY,
    "http_429": TEMPORARY,
    "http_500": SOFT,
    "http_502": TEMPORARY,
    "http_503": TEMPORARY,
    "http_504": TEMPORARY,
    "no_route": TEMPORARY,
    "refused": SOFT,
    "reset": TEMPORARY,
    "timed_out": TEMPORARY,
    "tls_error": SOFT,
    "unreachable": TEMPORARY,
}
"""How much each failure counts towards waiting longer; what is not listed is hard."""

_MOST_DOUBLINGS = 20.0
_EARLIEST, _SPREAD = 0.20, 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a look at a feed means for the next one."""

    error_code: str | None = None
    """None for a good look."""
    was_full: bool = False
    """The whole body came, so the validators below replace the remembered ones."""
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    ttl_minutes: int = 0
    """How long the feed asks to be left alone; 0 when it does not say."""
    retry_at: datetime | None = None


def next_state(state: FeedState, feed: Feed, outcome: Outcome, now: datetime) -> FeedState:
    """Return what to remember until the next look, and when that is due; never in the past, never over 30 days away.

    Failures in a row double the wait by their weight; one good look forgets them.
    """
    if outcome.error_code is None:
        failures = 0.0
    else:
        failures = min(state.failures + WEIGHTS.get(outcome.error_code, HARD), _MOST_DOUBLINGS)
    state = replace(state, failures=failures, due_at=_due_at(feed, failures, outcome, now))
    if not outcome.was_full:
        return state
    return replace(
        state,
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        body_digest=outcome.body_digest,
        full_at=now,
    )


def wants_full_fetch(state: FeedState, now: datetime) -> bool:
    """Return whether it is time to ask without validators."""
    return state.full_at is None or now - state.full_at >= FULL_FETCH_EVERY


def _due_at(feed: Feed, failures: float, outcome: Outcome, now: datetime) -> datetime:
    usual = timedelta(minutes=feed.poll_minutes)
    wait = min(usual * 2**failures, LONGEST_WAIT) * (1 - _early_share(feed.id))
    ttl = timedelta(minutes=outcome.ttl_minutes)
    if ttl > usual:
        wait = max(wait, min(ttl, LONGEST_WISH))
    if outcome.retry_at is not None:
        wait = max(wait, min(outcome.retry_at - now, LONGEST_WISH))
    return now + wait


def _early_share(feed_id: str) -> float:
    """Return by which share of the wait a feed is early: always the same for one feed, spread over all.

    Early and not late, so that a feed of 15 minutes, polled a little after a run began, is due when the next begins.
    """
    return _EARLIEST - _SPREAD * (int(stable_id("jitter", feed_id), 16) % 1000 / 1000)
