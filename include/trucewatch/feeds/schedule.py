"""When to look at a feed again, and what to remember of the last look. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trucewatch.feeds.moves import doubt_move, note_move
from trucewatch.model import Feed, FeedState, stable_id

LONGEST_WAIT = timedelta(days=30)
"""No feed is ever given up: whatever happened, it is asked again after this time."""
LONGEST_WISH = timedelta(hours=24)
"""How far a feed's own wishes (ttl, max-age, Retry-After) may put off the next look."""
FULL_FETCH_EVERY = timedelta(hours=24)
"""Servers lie with ETags, so once in this time a feed is fetched without validators."""
LONGEST_LEARNED_MINUTES = 6 * 60.0
LONGEST_LEARNED_FACTOR = 8.0
"""A feed in which there is seldom something new is asked less often, down to these."""
HARD = 1.0
"""The weight of a failure that no table lists."""

_MOST_DOUBLINGS = 20.0
_EARLIEST, _SPREAD = 0.20, 0.10
_SLOWER, _FASTER = 1.05, 0.5
"""A quiet night makes a feed of 15 minutes one of 40; one new article halves that, several end it."""
_MUCH_NEWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a look at a feed means for the next one."""

    error_code: str | None = None
    """None for a good look."""
    was_full: bool = False
    """The whole body came, so the validators below replace the remembered ones."""
    was_read: bool = False
    """Its entries were read, so that `news` says something."""
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    body_at: datetime | None = None
    """When that body was archived."""
    news: int = 0
    """How many entries are newer than the body before."""
    not_before: datetime | None = None
    """Until when the feed (ttl), its answer (max-age, Expires) or its host (Retry-After) asks to be left alone."""
    moved_to: str = ""
    """Where permanent redirects led."""


def next_state(
    state: FeedState, feed: Feed, outcome: Outcome, now: datetime, *, weights: Mapping[str, float]
) -> FeedState:
    """Return what to remember until the next look, and when that is due; never in the past, never over 30 days away.

    Failures in a row double the wait by their weight; one good look forgets them.
    """
    if outcome.was_full:
        state = replace(
            state,
            etag=outcome.etag,
            last_modified=outcome.last_modified,
            body_digest=outcome.body_digest,
            body_at=outcome.body_at,
            full_at=now,
        )
    if outcome.error_code is None:
        state = replace(state, failures=0.0, interval_minutes=_interval(state, feed, outcome, now))
        state = note_move(state, feed, outcome.moved_to, now)
        return replace(state, due_at=now + _wait(state, feed, outcome.not_before, now))
    weight = _weight(outcome.error_code, weights)
    if weight == 0.0 and outcome.not_before is not None:
        # The feed was not asked at all, for its host rests: it comes right after that, not an interval later.
        return replace(state, due_at=now + _capped(outcome.not_before - now))
    state = replace(state, failures=min(state.failures + weight, _MOST_DOUBLINGS))
    state = replace(state, due_at=now + _wait(state, feed, outcome.not_before, now))
    return doubt_move(state)


def wants_full_fetch(state: FeedState, now: datetime) -> bool:
    """Return whether it is time to ask without validators."""
    return state.full_at is None or now - state.full_at >= FULL_FETCH_EVERY


def _interval(state: FeedState, feed: Feed, outcome: Outcome, now: datetime) -> float:
    """Return the usual wait in minutes, learned from the news in each look.

    A ttl and a max-age count as part of it, since later answers without a body may not repeat them; a look that did
    not read the feed therefore never shortens it.
    """
    least = float(feed.poll_minutes)
    longest = max(least, min(least * LONGEST_LEARNED_FACTOR, LONGEST_LEARNED_MINUTES))
    slower = min(max(state.interval_minutes, least) * _SLOWER, longest)
    if not outcome.was_read:
        return max(state.interval_minutes, slower)
    if outcome.news >= _MUCH_NEWS:
        learned = least
    else:
        learned = max(min(state.interval_minutes, longest) * _FASTER, least) if outcome.news else slower
    if outcome.not_before is None:
        return learned
    return max(learned, _capped(outcome.not_before - now) / timedelta(minutes=1) / (1 - _early_share(feed.id)))


def _wait(state: FeedState, feed: Feed, not_before: datetime | None, now: datetime) -> timedelta:
    usual = timedelta(minutes=max(state.interval_minutes, feed.poll_minutes))
    wait = min(usual * 2**state.failures, LONGEST_WAIT) * (1 - _early_share(feed.id))
    return max(wait, _capped(not_before - now)) if not_before is not None else wait


def _capped(wish: timedelta) -> timedelta:
    return max(timedelta(seconds=1), min(wish, LONGEST_WISH))


def _weight(code: str, weights: Mapping[str, float]) -> float:
    """Return a failure's weight; an HTTP status that is not listed weighs like its class (http_4xx, http_5xx)."""
    return weights.get(code, weights.get(f"{code[:6]}xx", HARD))


def _early_share(feed_id: str) -> float:
    """Return by which share of the wait a feed is early: always the same for one feed, spread over all.

    Early and not late, so that a feed of 15 minutes, polled a little after a run began, is due when the next begins.
    """
    return _EARLIEST - _SPREAD * (int(stable_id("jitter", feed_id), 16) % 1000 / 1000)
