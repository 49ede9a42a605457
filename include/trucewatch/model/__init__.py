"""The nouns that walk the road: Feed, Entry, Article, Document, Mention, Arrangement, Alert, and what counts them.

All are frozen and keyword-only. Times are aware UTC datetimes (`_at`), dates are `_on`. Spans are half-open character
offsets. `None` means "known to be absent". Nothing raw (bytes of a page apart, spaCy tokens, SQL rows) is in here.
"""

from trucewatch.model.acquisition import (
    EARLIEST_PUBLICATION,
    FUTURE_ALLOWED,
    GOOD_POLLS,
    ArchivePosition,
    Article,
    Entry,
    Feed,
    FeedState,
    Fetch,
    KnownEntry,
    Poll,
    Response,
    RobotsFile,
    SavedPoll,
    Wanted,
)
from trucewatch.model.counting import HOPS, HopReport
from trucewatch.model.identity import stable_id
from trucewatch.model.reading import Actor, Document, Mention, Place, Reading, ReadOutcome, Skim, Span
from trucewatch.model.stories import LOOKED_UP, SKETCH_SIZE, Account, Lookalike, Trace
from trucewatch.model.telling import Alert, Arrangement, Change, Delivery, Evidence, Linking, Recipient, Stance

__all__ = [
    "EARLIEST_PUBLICATION",
    "FUTURE_ALLOWED",
    "GOOD_POLLS",
    "HOPS",
    "LOOKED_UP",
    "SKETCH_SIZE",
    "Account",
    "Actor",
    "Alert",
    "ArchivePosition",
    "Arrangement",
    "Article",
    "Change",
    "Delivery",
    "Document",
    "Entry",
    "Evidence",
    "Feed",
    "FeedState",
    "Fetch",
    "HopReport",
    "KnownEntry",
    "Linking",
    "Lookalike",
    "Mention",
    "Place",
    "Poll",
    "ReadOutcome",
    "Reading",
    "Recipient",
    "Response",
    "RobotsFile",
    "SavedPoll",
    "Skim",
    "Span",
    "Stance",
    "Trace",
    "Wanted",
    "stable_id",
]
