from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_feed, a_feed_state
from trucewatch.feeds import next_state
from trucewatch.feeds.schedule import Outcome, wants_full_fetch
from trucewatch.model import FeedState

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
FEED = a_feed(poll_minutes=15)
WEIGHTS = {"http_404": 0.5, "http_5xx": 0.5, "timed_out": 0.25, "busy": 0.0, "http_429": 0.25, "archive_unavailable": 0}
QUIET = Outcome()
READ = Outcome(was_read=True)
NEWS = Outcome(was_read=True, news=1)
MUCH_NEWS = Outcome(was_read=True, news=20)


def after(outcome: Outcome, poll_minutes: int = 15, **state: Any) -> FeedState:
    return next_state(a_feed_state(**state), a_feed(poll_minutes=poll_minutes), outcome, NOW, weights=WEIGHTS)


def wait(outcome: Outcome, poll_minutes: int = 15, **state: Any) -> timedelta:
    return after(outcome, poll_minutes, **state).due_at - NOW


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_good_feed_is_due_a_little_before_the_next_run() -> None:
    assert minutes(12) <= wait(MUCH_NEWS) <= minutes(13.5)


def test_feeds_are_spread_and_each_keeps_its_place() -> None:
    feeds = [a_feed(id=f"feed-{n}") for n in range(50)]
    waits = {next_state(a_feed_state(), feed, MUCH_NEWS, NOW, weights=WEIGHTS).due_at for feed in feeds}
    assert len(waits) > 40
    assert wait(MUCH_NEWS) == wait(MUCH_NEWS)


@pytest.mark.parametrize(
    ("code", "failures"),
    [
        ("http_410", 1.0),
        ("html_instead_of_feed", 1.0),
        ("http_404", 0.5),
        ("http_522", 0.5),
        ("http_418", 1.0),
        ("timed_out", 0.25),
        ("archive_unavailable", 0.0),
    ],
)
def test_a_failure_counts_by_its_weight_and_by_its_class_where_it_has_none(code: str, failures: float) -> None:
    assert after(Outcome(error_code=code)).failures == failures


def test_a_good_look_forgets_failures() -> None:
    assert after(QUIET, failures=7.5).failures == 0


@pytest.mark.parametrize("code", ["http_410", "http_404", "timed_out"])
def test_failures_in_a_row_wait_longer_and_longer_but_never_over_thirty_days(code: str) -> None:
    state, waits = a_feed_state(), []
    for _ in range(200):
        state = next_state(state, FEED, Outcome(error_code=code), NOW, weights=WEIGHTS)
        waits.append(state.due_at - NOW)
    assert waits == sorted(waits)
    assert timedelta(days=20) < waits[-1] <= timedelta(days=30)


def test_a_failure_keeps_what_was_learned() -> None:
    state = after(Outcome(error_code="timed_out"), interval_minutes=100)
    assert state.interval_minutes == 100
    assert state.due_at - NOW > minutes(80)


def test_looks_without_news_become_rarer_slowly_and_to_a_point() -> None:
    state, intervals = a_feed_state(), []
    for _ in range(100):
        state = next_state(state, FEED, QUIET, NOW, weights=WEIGHTS)
        intervals.append(state.interval_minutes)
    assert intervals == sorted(intervals)
    assert intervals[10] < 30
    assert intervals[-1] == 8 * 15


def test_a_feed_is_never_learned_to_be_asked_less_than_every_six_hours() -> None:
    assert after(QUIET, poll_minutes=120, interval_minutes=9999 / 60).interval_minutes < 360
    assert after(READ, poll_minutes=120, interval_minutes=355).interval_minutes == 360


def test_an_editors_longer_interval_stands() -> None:
    assert after(READ, poll_minutes=1440, interval_minutes=0).interval_minutes == 1440


def test_news_halve_the_wait_and_much_news_end_it() -> None:
    assert after(NEWS, interval_minutes=100).interval_minutes == 50
    assert after(NEWS, interval_minutes=20).interval_minutes == 15
    assert after(MUCH_NEWS, interval_minutes=100).interval_minutes == 15


@pytest.mark.parametrize("ttl", [15, 60, 300])
def test_a_ttl_is_heeded(ttl: int) -> None:
    assert wait(Outcome(was_read=True, news=9, not_before=NOW + minutes(ttl))) >= minutes(ttl) - timedelta(
        milliseconds=1
    )


def test_a_ttl_is_heeded_by_answers_that_do_not_repeat_it() -> None:
    first = after(Outcome(was_read=True, not_before=NOW + minutes(180)))
    second = next_state(first, FEED, QUIET, NOW, weights=WEIGHTS)
    assert second.due_at - NOW >= minutes(180) - timedelta(milliseconds=1)


def test_a_ttl_that_went_away_is_forgotten_at_the_next_news() -> None:
    first = after(Outcome(was_read=True, not_before=NOW + minutes(1440)))
    second = next_state(first, FEED, NEWS, NOW, weights=WEIGHTS)
    assert second.due_at - NOW < minutes(61)


def test_no_wish_is_heeded_beyond_a_day() -> None:
    far = Outcome(was_read=True, not_before=NOW + timedelta(days=400))
    assert timedelta(hours=24) <= wait(far) + timedelta(milliseconds=1) <= timedelta(hours=27)
    assert wait(Outcome(error_code="http_429", not_before=NOW + timedelta(days=9))) == timedelta(hours=24)


def test_a_fresh_answer_is_not_asked_for_again() -> None:
    assert wait(Outcome(not_before=NOW + minutes(20))) >= minutes(20)
    assert wait(Outcome(not_before=NOW - minutes(20))) <= minutes(15)


def test_retry_after_is_heeded() -> None:
    assert wait(Outcome(error_code="http_429", not_before=NOW + timedelta(hours=2))) == timedelta(hours=2)


def test_a_feed_whose_host_rests_comes_right_after_that() -> None:
    state = after(Outcome(error_code="busy", not_before=NOW + minutes(2)), failures=3)
    assert (state.due_at, state.failures) == (NOW + minutes(2), 3)


def test_a_full_body_replaces_validators_and_anything_else_keeps_them() -> None:
    old = {"etag": "old", "last_modified": "then", "body_digest": "d", "body_at": NOW - minutes(9)}
    full = after(Outcome(was_full=True, etag="new", body_digest="e", body_at=NOW), **old)
    assert (full.etag, full.last_modified, full.body_digest, full.body_at, full.full_at) == ("new", None, "e", NOW, NOW)
    for outcome in (Outcome(), Outcome(error_code="timed_out")):
        kept = after(outcome, **old)
        assert {name: getattr(kept, name) for name in old} == old
        assert kept.full_at is None


def test_once_a_day_a_feed_is_fetched_in_full() -> None:
    assert wants_full_fetch(a_feed_state(full_at=None), NOW)
    assert wants_full_fetch(a_feed_state(full_at=NOW - timedelta(hours=24)), NOW)
    assert not wants_full_fetch(a_feed_state(full_at=NOW - timedelta(hours=23)), NOW)


@given(
    failures=st.floats(0, 1e6),
    poll_minutes=st.integers(1, 10**6),
    interval=st.floats(0, 1e6),
    code=st.sampled_from([None, "unknown", *WEIGHTS]),
    rest=st.none() | st.integers(-(10**6), 10**9),
)
def test_the_next_look_is_never_past_and_never_over_thirty_days_away(
    failures: float, poll_minutes: int, interval: float, code: str | None, rest: int | None
) -> None:
    not_before = None if rest is None else NOW + timedelta(seconds=rest)
    outcome = Outcome(error_code=code, was_read=code is None, not_before=not_before)
    assert (
        timedelta(0) < wait(outcome, poll_minutes, failures=failures, interval_minutes=interval) <= timedelta(days=30)
    )
