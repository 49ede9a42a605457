from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_feed, a_feed_state
from trucewatch.feeds import next_state
from trucewatch.feeds.schedule import WEIGHTS, Outcome, wants_full_fetch

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
FEED = a_feed(poll_minutes=15)


def wait(outcome: Outcome, failures: float = 0.0, poll_minutes: int = 15) -> timedelta:
    state = a_feed_state(failures=failures)
    return next_state(state, a_feed(poll_minutes=poll_minutes), outcome, NOW).due_at - NOW


def test_a_good_feed_is_due_a_little_before_the_next_run() -> None:
    assert timedelta(minutes=12) <= wait(Outcome()) <= timedelta(minutes=13.5)


def test_feeds_are_spread_and_each_keeps_its_place() -> None:
    waits = {next_state(a_feed_state(), a_feed(id=f"feed-{n}"), Outcome(), NOW).due_at for n in range(50)}
    assert len(waits) > 40
    assert wait(Outcome()) == wait(Outcome())


@pytest.mark.parametrize(
    ("code", "failures"),
    [("http_410", 1.0), ("html_instead_of_feed", 1.0), ("http_404", 0.5), ("timed_out", 0.25), ("busy", 0.0)],
)
def test_a_failure_counts_by_its_weight(code: str, failures: float) -> None:
    assert next_state(a_feed_state(), FEED, Outcome(error_code=code), NOW).failures == failures


def test_a_good_look_forgets_failures() -> None:
    assert next_state(a_feed_state(failures=7.5), FEED, Outcome(), NOW).failures == 0


@pytest.mark.parametrize("code", ["http_410", "http_404", "timed_out"])
def test_failures_in_a_row_wait_longer_and_longer_but_never_over_thirty_days(code: str) -> None:
    state, waits = a_feed_state(), []
    for _ in range(200):
        state = next_state(state, FEED, Outcome(error_code=code), NOW)
        waits.append(state.due_at - NOW)
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(days=20)
    assert waits[-1] <= timedelta(days=30)


def test_a_long_ttl_is_heeded_up_to_a_day() -> None:
    assert wait(Outcome(ttl_minutes=60)) == timedelta(minutes=60)
    assert wait(Outcome(ttl_minutes=999_999)) == timedelta(hours=24)


def test_a_ttl_of_the_usual_interval_does_not_skip_a_run() -> None:
    assert wait(Outcome(ttl_minutes=15)) < timedelta(minutes=15)


def test_retry_after_is_heeded_up_to_a_day() -> None:
    assert wait(Outcome(error_code="http_429", retry_at=NOW + timedelta(hours=2))) == timedelta(hours=2)
    assert wait(Outcome(error_code="http_429", retry_at=NOW + timedelta(days=9))) == timedelta(hours=24)


def test_a_full_body_replaces_validators_and_anything_else_keeps_them() -> None:
    state = a_feed_state(etag="old", last_modified="then", body_digest="d")
    full = Outcome(was_full=True, etag="new", body_digest="e")
    after = next_state(state, FEED, full, NOW)
    assert (after.etag, after.last_modified, after.body_digest, after.full_at) == ("new", None, "e", NOW)
    for outcome in (Outcome(), Outcome(error_code="timed_out")):
        kept = next_state(state, FEED, outcome, NOW)
        assert (kept.etag, kept.last_modified, kept.body_digest, kept.full_at) == ("old", "then", "d", None)


def test_once_a_day_a_feed_is_fetched_in_full() -> None:
    assert wants_full_fetch(a_feed_state(full_at=None), NOW)
    assert wants_full_fetch(a_feed_state(full_at=NOW - timedelta(hours=24)), NOW)
    assert not wants_full_fetch(a_feed_state(full_at=NOW - timedelta(hours=23)), NOW)


@given(
    failures=st.floats(0, 1e6),
    minutes=st.integers(1, 10**6),
    code=st.sampled_from([None, "unknown", *WEIGHTS]),
    ttl=st.integers(0, 10**6),
    rest=st.integers(-(10**6), 10**6),
)
def test_the_next_look_is_never_past_and_never_over_thirty_days_away(
    failures: float, minutes: int, code: str | None, ttl: int, rest: int
) -> None:
    outcome = Outcome(error_code=code, ttl_minutes=ttl, retry_at=NOW + timedelta(seconds=rest))
    assert timedelta(0) < wait(outcome, failures, minutes) <= timedelta(days=30)
