"""From feeds to archived pages: poll and fetch."""

import logging
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import timedelta

from trucewatch.articles import fetch_articles
from trucewatch.feeds import identify, poll_feed
from trucewatch.model import GOOD_POLLS, Feed, FeedState, HopReport, Poll
from trucewatch.pipeline.hosts import by_host
from trucewatch.pipeline.parts import INTERNAL, Outside, Progress, counts, no_progress, own_fault, report
from trucewatch.ports import Warehouse
from trucewatch.threads import as_they_come, side_by_side

log = logging.getLogger(__name__)

TAKEN_ALONG = timedelta(minutes=1)
"""Feeds that fall due so soon after a run began are polled in it, when their time has come. Else a feed that asks to be
left alone for exactly the interval of the runs would be due some seconds after each began, and be polled every other."""
POLL_BATCH = 20
FETCH_BATCH = 50
OUT_OF_TIME = "out_of_time"
"""The reason for entries that a run did not come to; they are first in the next."""


def poll_feeds(
    feeds: Sequence[Feed],
    *,
    warehouse: Warehouse,
    outside: Outside,
    progress: Progress = no_progress,
) -> tuple[HopReport, ...]:
    """Poll these feeds; return the counts of feeds ("poll") and of their entries ("entries").

    Hosts are asked side by side, the feeds of one host one after the other; one that is due within the minute is waited
    for. One feed's failure is a reason in the
    report and never stops the others.
    """
    states = warehouse.feed_states(feed.id for feed in feeds)

    def poll(feed: Feed) -> Poll:
        now = outside.clock.now()
        state = states.get(feed.id) or FeedState(feed_id=feed.id, due_at=now)
        if now < state.due_at <= now + TAKEN_ALONG:
            outside.sleep((state.due_at - now).total_seconds())
            now = max(outside.clock.now(), state.due_at)
        return poll_feed(
            feed,
            state,
            http=outside.http,
            archive=outside.archive,
            sandbox=outside.sandbox,
            weights=outside.weights,
            now=now,
        )

    lost: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    notes: list[str] = []
    done = 0
    for batch in as_they_come(ask_feeds(feeds, poll), most=POLL_BATCH):
        outside.archive.flush()
        losses: Counter[str] = Counter()
        for feed, result in batch:
            if isinstance(result, Poll):
                saved = warehouse.save_poll(result, identify)
                entries.update(listed=len(result.entries), new=saved.new, revised=saved.revised)
                reason, note = result.status, result.message
            else:
                reason, note = INTERNAL, own_fault(result)
            if reason not in GOOD_POLLS:
                losses[reason] += 1
                notes.append(f"{feed.id}: {note}")
        lost += losses
        done += len(batch)
        log.info("poll batch=%d new_entries=%d lost=%s", len(batch), entries["new"], counts(losses))
        progress("poll", done, len(feeds))
    kept = entries["new"] + entries["revised"]
    return (
        report("poll", len(feeds), lost, notes),
        report("entries", entries["listed"], Counter(already_known=entries["listed"] - kept)),
    )


def fetch_entries(
    *,
    warehouse: Warehouse,
    outside: Outside,
    limit: int,
    per_host: int,
    progress: Progress = no_progress,
) -> tuple[HopReport, ...]:
    """Fetch the pages of entries that wait, at most `limit` and `per_host` of one host.

    Entries that fail for now come again later; those that the run has no time for are the first in the next.
    """
    began = outside.clock.now()
    wanted = warehouse.unfetched_entries(began, limit, per_host)
    lost: Counter[str] = Counter()
    done = 0
    fetches = fetch_articles(
        wanted, http=outside.http, archive=outside.archive, clock=outside.clock, deadline=began + outside.patience
    )
    for batch in as_they_come(fetches, most=FETCH_BATCH):
        outside.archive.flush()
        known = warehouse.save_fetches(batch)
        losses = Counter(fetch.reason for fetch in batch if fetch.reason) + Counter(same_article=known)
        lost += losses
        done += len(batch)
        log.info("fetch batch=%d lost=%s", len(batch), counts(losses))
        progress("fetch", done, len(wanted))
    lost += Counter({OUT_OF_TIME: len(wanted) - done})
    return (report("fetch", len(wanted), lost),)


def ask_feeds(
    feeds: Sequence[Feed], poll: Callable[[Feed], Poll]
) -> Generator[tuple[Feed, Poll | Exception], None, None]:
    """Yield each feed with its poll, or with the error of ours that polling it met, as they come; no host waits."""
    return side_by_side([_in_turn(of_one_host, poll) for of_one_host in by_host(feeds, lambda feed: feed.url)])


def _in_turn(feeds: Sequence[Feed], poll: Callable[[Feed], Poll]) -> Iterator[tuple[Feed, Poll | Exception]]:
    """Poll the feeds of one host one after the other; an error of ours at one is its result alone."""
    for feed in feeds:
        try:
            yield feed, poll(feed)
        except Exception as error:
            log.exception("poll feed=%s", feed.id)
            yield feed, error
