from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_feed, a_feed_state
from trucewatch.feeds.moves import address_of, doubt_move, note_move
from trucewatch.model import FeedState

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
FEED = a_feed()
NEW = "https://herald.example/new.xml"


def looks(*hours: float, moved_to: str = NEW, state: FeedState | None = None) -> FeedState:
    state = state or a_feed_state(etag="e", full_at=NOW)
    for hour in hours:
        state = note_move(state, FEED, moved_to, NOW + timedelta(hours=hour))
    return state


def test_a_move_is_believed_after_three_looks_over_a_day() -> None:
    state = looks(0, 12, 24)
    assert address_of(FEED, state) == NEW
    assert (state.etag, state.full_at, state.is_moving) == (None, None, False)


@pytest.mark.parametrize("hours", [(0,), (0, 30), (0, 1, 2, 3, 23.9)])
def test_a_shorter_or_rarer_move_is_not_believed_yet(hours: tuple[float, ...]) -> None:
    state = looks(*hours)
    assert address_of(FEED, state) == FEED.url
    assert (state.etag, state.is_moving, state.moved_count) == ("e", True, len(hours))


@pytest.mark.parametrize("between", ["", "https://herald.example/other.xml"])
def test_another_answer_between_begins_anew(between: str) -> None:
    state = looks(25, state=looks(12, moved_to=between, state=looks(0, 6)))
    assert (state.adopted_url, state.moved_count) == (None, 1)


def test_encryption_is_not_given_up() -> None:
    assert not looks(0, 12, 24, moved_to="http://herald.example/new.xml").is_moving


def test_a_feed_that_moves_home_has_no_adopted_address() -> None:
    state = looks(0, 12, 24, moved_to=FEED.url, state=a_feed_state(adopted_url=NEW))
    assert state.adopted_url is None


def test_an_adopted_address_that_keeps_failing_is_given_up() -> None:
    failing = a_feed_state(adopted_url=NEW, failures=5.0, etag="e")
    assert (doubt_move(failing).adopted_url, doubt_move(failing).etag) == (None, None)
    patient = a_feed_state(adopted_url=NEW, failures=4.5, etag="e")
    assert doubt_move(patient) == patient
