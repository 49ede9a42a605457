"""What comes in: feeds and their state, polls with their entries, tries to fetch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, null, or_, select, update

from trucewatch.model import Entry, Feed, FeedState, Fetch, Poll
from trucewatch.warehouse import rows
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.tables import articles, entries, entry_feeds, feed_fetches, feeds
from trucewatch.warehouse.upserts import chunks, insert_new, upsert

MOST_ATTEMPTS = 5
"""Tries to fetch an entry before it is given up."""


def sync_feeds(connection: Connection, listed: Sequence[Feed], now: datetime) -> None:
    """Make the feeds table agree with the list; a feed whose address changed is polled afresh."""
    gone = set(connection.execute(select(feeds.c.id).where(feeds.c.active)).scalars()) - {feed.id for feed in listed}
    for chunk in chunks(sorted(gone)):
        connection.execute(update(feeds).where(feeds.c.id.in_(chunk)).values(active=False))
    if not listed:
        return
    new_rows = [
        {**rows.pick(feed, rows.FEED), "active": True, "due_at": now, "failures": 0.0}
        for feed in sorted(listed, key=lambda feed: feed.id)
    ]
    statement = dialect_of(connection).insert(feeds)
    excluded = statement.excluded
    is_moved = feeds.c.url != excluded.url
    changes = {name: excluded[name] for name in (*rows.FEED, "active") if name != "id"}
    for name in ("etag", "last_modified", "body_digest", "full_at"):
        changes[name] = case((is_moved, null()), else_=feeds.c[name])
    for name in ("due_at", "failures"):
        changes[name] = case((is_moved, excluded[name]), else_=feeds.c[name])
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes), new_rows)


def feed_states(connection: Connection, feed_ids: Iterable[str]) -> Mapping[str, FeedState]:
    """Return the polling state of these feeds."""
    found: dict[str, FeedState] = {}
    for chunk in chunks(feed_ids):
        for row in connection.execute(select(feeds).where(feeds.c.id.in_(chunk))).mappings():
            found[row["id"]] = rows.state_of(row)
    return found


def due_feeds(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Return ids of active feeds whose time has come, longest overdue first."""
    due = select(feeds.c.id).where(feeds.c.active, feeds.c.due_at <= now).order_by(feeds.c.due_at, feeds.c.id)
    return tuple(connection.execute(due).scalars())


def save_poll(connection: Connection, poll: Poll) -> int:
    """Keep a poll, the feed's next state and its entries; return how many entries were new."""
    state = rows.pick(poll.state, rows.STATE)
    connection.execute(update(feeds).where(feeds.c.id == poll.feed_id).values(state))
    distinct = {entry.id: entry for entry in reversed(poll.entries)}.values()
    new = insert_new(connection, entries, [rows.pick(entry, rows.ENTRY) for entry in distinct])
    carried = [{"entry_id": entry.id, "feed_id": poll.feed_id, "seen_at": entry.seen_at} for entry in distinct]
    insert_new(connection, entry_feeds, carried)
    upsert(connection, feed_fetches, [rows.row_of_poll(poll, new)], keep=("new_count",))
    return new


def unfetched_entries(connection: Connection, now: datetime, limit: int) -> tuple[Entry, ...]:
    """Return entries that may be fetched now, oldest seen first."""
    column = entries.c
    waiting = (
        select(*(column[name] for name in rows.ENTRY))
        .where(column.fetched_at.is_(None), column.lost_at.is_(None))
        .where(or_(column.next_try_at.is_(None), column.next_try_at <= now))
        .order_by(column.seen_at, column.id)
        .limit(limit)
    )
    return tuple(rows.entry_of(row) for row in connection.execute(waiting).mappings())


def save_fetches(connection: Connection, fetches: Sequence[Fetch]) -> None:
    """Keep what became of tries to fetch; the fifth failure, or one without a time to try again, is the last."""
    ordered = sorted(fetches, key=lambda fetch: (fetch.entry_id, fetch.fetched_at))
    fetched = [fetch for fetch in ordered if fetch.article]
    if fetched:
        is_entry = entries.c.id == bindparam("entry")
        connection.execute(
            update(entries).where(is_entry).values(fetched_at=bindparam("at"), tried_at=bindparam("at")),
            [{"entry": fetch.entry_id, "at": fetch.fetched_at} for fetch in fetched],
        )
        upsert(connection, articles, [rows.row_of_article(fetch.article) for fetch in fetched if fetch.article])
    failed = [fetch for fetch in ordered if not fetch.article]
    if failed:
        _save_failures(connection, failed)


def _save_failures(connection: Connection, failed: Sequence[Fetch]) -> None:
    column = entries.c
    # A failure that is saved again, by a retried task, is not another attempt.
    is_new = or_(column.tried_at.is_(None), column.tried_at < bindparam("at"))
    is_last = or_(column.attempts + 1 >= MOST_ATTEMPTS, bindparam("retry_at", type_=column.next_try_at.type).is_(None))
    statement = (
        update(entries)
        .where(column.id == bindparam("entry"), is_new)
        .values(
            attempts=column.attempts + 1,
            tried_at=bindparam("at"),
            next_try_at=case((is_last, null()), else_=bindparam("retry_at", type_=column.next_try_at.type)),
            lost_at=case((is_last, bindparam("at", type_=column.lost_at.type)), else_=null()),
            reason=bindparam("why"),
            message=bindparam("sentence"),
        )
    )
    connection.execute(
        statement,
        [
            {
                "entry": fetch.entry_id,
                "at": fetch.fetched_at,
                "retry_at": fetch.retry_at,
                "why": fetch.reason or "unknown",
                "sentence": fetch.message,
            }
            for fetch in failed
        ],
    )
