"""Where a feed lives, when servers say that it has moved for good. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from trucewatch.model import Feed, FeedState

LOOKS_TO_BELIEVE = 3
TIME_TO_BELIEVE = timedelta(hours=24)
"""A permanent redirect is believed after so many looks in a row, the first and last so far apart: many last an hour."""
FAILURES_TO_DOUBT = 5.0
"""After so many (weighted) failures in a row the address of the feed's editor is asked again."""


def address_of(feed: Feed, state: FeedState) -> str:
    """Return the URL to ask for."""
    return state.adopted_url or feed.url


def note_move(state: FeedState, feed: Feed, moved_to: str, now: datetime) -> FeedState:
    """Return the state after a good look that permanent redirects led to `moved_to` ('': none did).

    When the move is believed, the feed is asked there from then on, at first without validators.
    """
    asked = address_of(feed, state)
    if not moved_to or moved_to == asked or _is_downgrade(asked, moved_to):
        return _settled(state)
    if moved_to != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=moved_to, moved_since=now, moved_count=1)
    state = replace(state, moved_count=state.moved_count + 1)
    if state.moved_count < LOOKS_TO_BELIEVE or now - (state.moved_since or now) < TIME_TO_BELIEVE:
        return state
    return _living_at(state, moved_to if moved_to != feed.url else None)


def doubt_move(state: FeedState) -> FeedState:
    """Return the state after a failure: an adopted address that keeps failing is given up for the editor's own."""
    if state.adopted_url is None or state.failures < FAILURES_TO_DOUBT:
        return state
    return _living_at(state, None)


def _living_at(state: FeedState, adopted_url: str | None) -> FeedState:
    return replace(_settled(state), adopted_url=adopted_url, etag=None, last_modified=None, full_at=None)


def _settled(state: FeedState) -> FeedState:
    return replace(state, moved_to=None, moved_since=None, moved_count=0)


def _is_downgrade(asked: str, moved_to: str) -> bool:
    """Return whether a move gives up encryption, which whoever sits on the line may have said."""
    return urlsplit(asked).scheme == "https" and urlsplit(moved_to).scheme != "https"
