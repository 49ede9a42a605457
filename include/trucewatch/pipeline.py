"""The order of the hops: each reads what is due, calls one door, saves in one transaction, and counts.

Nothing here knows a library, a table or a protocol: the parts come in as ports, the crafts are the rooms' doors.
Every hop may be run again at any time; what it did already, it does not do twice.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from trucewatch.alerts import choose_alerts, send_alerts
from trucewatch.arrangements import link_mentions
from trucewatch.articles import fetch_articles
from trucewatch.documents import read_document
from trucewatch.errors import PermanentError, TransientError
from trucewatch.feeds import poll_feed
from trucewatch.model import Article, Entry, Feed, FeedState, HopReport, Poll, Reading, ReadOutcome, Recipient
from trucewatch.ports import AlertChannel, Archive, Clock, Finder, HttpClient, Warehouse

log = logging.getLogger(__name__)

GOOD_POLLS = frozenset({"ok", "not_modified", "unchanged"})
INTERNAL = "internal_error"
"""The reason for what was lost to an error of ours; everything else is the world's doing."""
FETCH_BATCH = 100
LINK_BATCH = 500
SEND_BATCH = 500

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""Called with the hop, how many are done, and how many there are in all."""


def no_progress(hop: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What polling and fetching use of the world outside the warehouse."""

    http: HttpClient
    archive: Archive
    clock: Clock
    threads: int
    """Hosts asked at the same time."""


def poll_feeds(
    feeds: Sequence[Feed],
    *,
    warehouse: Warehouse,
    outside: Outside,
    progress: Progress = no_progress,
) -> tuple[HopReport, ...]:
    """Poll these feeds; return the counts of feeds ("poll") and of their entries ("entries").

    One feed's failure is a reason in the report and never stops the others.
    """
    states = warehouse.feed_states(feed.id for feed in feeds)

    def poll(feed: Feed) -> Poll:
        now = outside.clock.now()
        state = states.get(feed.id) or FeedState(feed_id=feed.id, due_at=now)
        return poll_feed(feed, state, http=outside.http, archive=outside.archive, now=now)

    lost: Counter[str] = Counter()
    notes: list[str] = []
    listed = new = 0
    for done, (feed, result) in enumerate(_side_by_side(poll, feeds, threads=outside.threads), start=1):
        if not isinstance(result, Poll):
            lost[INTERNAL] += 1
            notes.append(f"{feed.id}: {_own_fault(result)}")
        else:
            kept = warehouse.save_poll(result)
            listed, new = listed + len(result.entries), new + kept
            log.info("poll feed=%s status=%s entries=%d new=%d", feed.id, result.status, len(result.entries), kept)
            if result.status not in GOOD_POLLS:
                lost[result.status] += 1
                notes.append(f"{feed.id}: {result.message}")
        progress("poll", done, len(feeds))
    known = {"already_known": listed - new} if listed > new else {}
    return (
        _report("poll", len(feeds), lost, notes),
        HopReport(hop="entries", seen=listed, kept=new, lost=known),
    )


def fetch_entries(
    *,
    warehouse: Warehouse,
    outside: Outside,
    limit: int,
    progress: Progress = no_progress,
) -> tuple[HopReport, ...]:
    """Fetch the pages of entries that have none yet, at most `limit`; entries that fail for now come again later."""
    entries = warehouse.unfetched_entries(outside.clock.now(), limit)
    lost: Counter[str] = Counter()
    done = 0
    for batch in _batches(_spread_over_hosts(entries), FETCH_BATCH):
        fetches = fetch_articles(
            batch, http=outside.http, archive=outside.archive, clock=outside.clock, threads=outside.threads
        )
        warehouse.save_fetches(fetches)
        lost.update(fetch.reason for fetch in fetches if fetch.reason)
        done += len(batch)
        progress("fetch", done, len(entries))
    return (_report("fetch", len(entries), lost),)


def read_articles(
    *,
    warehouse: Warehouse,
    archive: Archive,
    finder: Finder,
    clock: Clock,
    batch: int,
    progress: Progress = no_progress,
) -> tuple[HopReport, ...]:
    """Read every unread article and find its mentions; return counts of texts ("read") and of finds ("find")."""
    lost: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    notes: list[str] = []
    seen = found = 0
    while waiting := warehouse.unread_articles(batch):
        outcomes = [_read_one(article, entry, feed, archive=archive, finder=finder) for article, entry, feed in waiting]
        warehouse.save_outcomes(outcomes, clock.now())
        lost.update(outcome.reason for outcome in outcomes if outcome.reason)
        notes.extend(f"{o.article_id}: {o.message}" for o in outcomes if o.reason == INTERNAL)
        languages.update(o.document.language for o in outcomes if o.document and not o.mentions)
        found += sum(1 for outcome in outcomes if outcome.mentions)
        seen += len(outcomes)
        progress("read", seen, seen)
    silent = {f"no_mention_{language}": count for language, count in languages.items()}
    return (
        _report("read", seen, lost, notes),
        HopReport(hop="find", seen=seen - lost.total(), kept=found, lost=silent),
    )


def link_evidence(
    *,
    warehouse: Warehouse,
    recipients: Sequence[Recipient],
    names: Mapping[str, Mapping[str, str]],
    max_age: timedelta,
    clock: Clock,
) -> tuple[HopReport, ...]:
    """Tie new mentions to arrangements and write down the alerts that follow, both in one transaction a batch."""
    seen = changes = told = 0
    while evidence := warehouse.unlinked_mentions(LINK_BATCH):
        now = clock.now()
        known = warehouse.arrangements()
        linking = link_mentions(evidence, known, warehouse.stances(arrangement.id for arrangement in known))
        chosen = choose_alerts(linking.changes, recipients, now=now, max_age=max_age, names=names)
        new = warehouse.save_linking(linking, chosen, now)
        log.info("link mentions=%d changes=%d alerts=%d", len(evidence), len(linking.changes), new)
        told += len({alert.change_key for alert in chosen})
        changes += len(linking.changes)
        seen += len(evidence)
    return (
        HopReport(hop="link", seen=seen, kept=seen),
        HopReport(
            hop="choose", seen=changes, kept=told, lost={"not_alerted": changes - told} if changes > told else {}
        ),
    )


def send_pending(
    *, warehouse: Warehouse, channel: AlertChannel, sender: str, clock: Clock, run_url: str | None = None
) -> tuple[HopReport, ...]:
    """Send the alerts that wait, one mail a recipient; what cannot be sent now is tried again by a later run."""
    pending = warehouse.pending_alerts(clock.now(), SEND_BATCH)
    lost: Counter[str] = Counter()
    notes: list[str] = []
    for delivery in send_alerts(pending, channel=channel, sender=sender, now=clock.now(), run_url=run_url):
        warehouse.save_delivery(delivery)
        if delivery.status != "sent":
            lost[delivery.status] += len(delivery.alert_ids)
            notes.append(delivery.message)
    return (_report("send", len(pending), lost, notes),)


def _read_one(article: Article, entry: Entry, feed: Feed, *, archive: Archive, finder: Finder) -> ReadOutcome:
    """Read one article; what is wrong with it becomes its outcome, so that one page never stops a batch.

    Raises TransientError: then nothing is known about the page, and a later run must read it.
    """
    try:
        body = archive.read(article.position)
        document = read_document(Reading(article=article, entry=entry, feed=feed, body=body))
        return ReadOutcome(article_id=article.id, document=document, mentions=finder.find(document))
    except PermanentError as error:
        return ReadOutcome(article_id=article.id, reason=error.code, message=error.message)
    except TransientError:
        raise
    except Exception as error:
        log.exception("read article=%s", article.id)
        return ReadOutcome(article_id=article.id, reason=INTERNAL, message=_own_fault(error))


def _side_by_side(work: Callable[[T], R], items: Sequence[T], *, threads: int) -> Iterator[tuple[T, R | Exception]]:
    """Yield each item with its result, or with the error it raised, in the order in which they finish."""
    if not items:
        return
    with ThreadPoolExecutor(max_workers=min(threads, len(items))) as pool:
        futures = {pool.submit(work, item): item for item in items}
        for future in as_completed(futures):
            error = future.exception()
            if error is None:
                yield futures[future], future.result()
            elif isinstance(error, Exception):
                log.error("%s failed", futures[future], exc_info=error)
                yield futures[future], error
            else:
                raise error


def _spread_over_hosts(entries: Sequence[Entry]) -> list[Entry]:
    """Order entries so that hosts take turns; a batch then holds many hosts, and no pause holds it up."""
    by_host: dict[str, list[Entry]] = {}
    for entry in entries:
        by_host.setdefault(entry.url.split("/", 3)[2] if entry.url.count("/") > 1 else "", []).append(entry)
    ordered: list[Entry] = []
    queues = list(by_host.values())
    for turn in range(max(map(len, queues), default=0)):
        ordered.extend(queue[turn] for queue in queues if turn < len(queue))
    return ordered


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _report(hop: str, seen: int, lost: Counter[str], notes: Sequence[str] = ()) -> HopReport:
    return HopReport(
        hop=hop,
        seen=seen,
        kept=seen - lost.total(),
        lost=dict(lost),
        notes=tuple(sorted(notes)),
        failed=INTERNAL in lost,
    )


def _own_fault(error: Exception) -> str:
    return f"an error of ours ({type(error).__name__}); the log has the details."
