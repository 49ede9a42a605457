"""What comes in by feeds: the feeds with the state of their polling, polls with their entries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, null, select, update

from trucewatch.model import Feed, FeedState, Poll, SavedPoll
from trucewatch.ports import Identify
from trucewatch.warehouse import identity, rows
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.indexing import index_entries
from trucewatch.warehouse.placing import Placement, place_entries
from trucewatch.warehouse.tables import entries, entry_feeds, entry_revisions, feed_fetches, feeds
from trucewatch.warehouse.upserts import chunks, insert_new, upsert

AFRESH = ("etag", "last_modified", "body_digest", "full_at", "body_at", "adopted_url", "moved_to", "moved_since")
"""What is forgotten of a feed whose editor gave it another address."""
BEGINNING = {"failures": 0.0, "interval_minutes": 0.0, "moved_count": 0}
"""What it begins with again."""
WORDS = ("title", "summary", "content", "digest")
"""What an edit changes."""


def sync_feeds(connection: Connection, listed: Sequence[Feed], now: datetime) -> None:
    """Make the feeds table agree with the list; a feed whose address changed is polled afresh."""
    gone = set(connection.execute(select(feeds.c.id).where(feeds.c.active)).scalars()) - {feed.id for feed in listed}
    for chunk in chunks(sorted(gone)):
        connection.execute(update(feeds).where(feeds.c.id.in_(chunk)).values(active=False))
    if not listed:
        return
    new_rows = [
        {**rows.pick(feed, rows.FEED), "active": True, "due_at": now} | BEGINNING
        for feed in sorted(listed, key=lambda feed: feed.id)
    ]
    statement = dialect_of(connection).insert(feeds)
    excluded = statement.excluded
    is_moved = feeds.c.url != excluded.url
    changes = {name: excluded[name] for name in (*rows.FEED, "active") if name != "id"}
    for name in AFRESH:
        changes[name] = case((is_moved, null()), else_=feeds.c[name])
    for name in ("due_at", *BEGINNING):
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


def save_poll(connection: Connection, poll: Poll, identify: Identify) -> SavedPoll:
    """Keep a poll, the feed's next state and its entries; the caller excludes other writers of entries."""
    connection.execute(update(feeds).where(feeds.c.id == poll.feed_id).values(rows.pick(poll.state, rows.STATE)))
    family = connection.execute(select(feeds.c.family).where(feeds.c.id == poll.feed_id)).scalar()
    keys = (key for entry in poll.entries for key in entry.keys)
    known, by_id = identity.known_entries(connection, keys, (entry.id for entry in poll.entries))
    placement = place_entries(poll.entries, known=known, by_id=by_id, identify=identify, family=family or "")
    new = insert_new(connection, entries, [rows.row_of_entry(entry) for entry in placement.new])
    identity.save_keys(connection, placement.keys, owned_by_new={entry.id for entry in placement.new})
    carried = [{"entry_id": id_, "feed_id": poll.feed_id, "seen_at": at} for id_, at in placement.carried.items()]
    insert_new(connection, entry_feeds, carried)
    _save_dates(connection, placement)
    _save_edits(connection, placement)
    upsert(connection, feed_fetches, [rows.row_of_poll(poll, new)], keep=("new_count",))
    return SavedPoll(new=new, revised=len(placement.edits))


def _save_dates(connection: Connection, placement: Placement) -> None:
    if not placement.dates:
        return
    names = ("published_at", "updated_at", "date_flaw")
    connection.execute(
        update(entries)
        .where(entries.c.id == bindparam("entry"))
        .values({name: bindparam(f"new_{name}", type_=entries.c[name].type) for name in names}),
        [
            {"entry": dates.entry_id, **{f"new_{name}": getattr(dates, name) for name in names}}
            for dates in placement.dates
        ],
    )
    index_entries(connection, [dates.entry_id for dates in placement.dates])


def _save_edits(connection: Connection, placement: Placement) -> None:
    """Keep the words before each edit, then write the new ones; an edited entry waits to be fetched again."""
    is_entry = entries.c.id == bindparam("entry")
    if placement.digests:
        first = update(entries).where(is_entry).values(digest=bindparam("new_digest"))
        known = [{"entry": entry_id, "new_digest": digest} for entry_id, digest in placement.digests.items()]
        connection.execute(first, known)
    if not placement.edits:
        return
    first_seen = func.coalesce(entries.c.revised_at, entries.c.seen_at)
    earlier = select(entries.c.id, first_seen, *(entries.c[name] for name in WORDS)).where(is_entry)
    keep = dialect_of(connection).insert(entry_revisions).from_select(["entry_id", "seen_at", *WORDS], earlier)
    connection.execute(keep.on_conflict_do_nothing(), [{"entry": entry_id} for entry_id in placement.edits])
    change = update(entries).where(is_entry)
    change = change.values(
        **{name: bindparam(f"new_{name}") for name in WORDS},
        revised_at=bindparam("at"),
        revisions=entries.c.revisions + 1,
        fetched_at=null(),
        lost_at=null(),
        attempts=0,
    )
    edits = [
        {"entry": entry_id, "at": entry.seen_at, **{f"new_{name}": getattr(entry, name) for name in WORDS}}
        for entry_id, entry in placement.edits.items()
    ]
    connection.execute(change, edits)
