"""What each entry is known by, and entries that turn out to be one.

A key never belongs to an entry that turned out to be another, and no entry is the same as such a one; so a key leads
straight to the entry that counts. Whoever decides which entry is which first excludes all others who do.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, func, literal, or_, select, update

from trucewatch.knowledge.addresses import canonical_url, names_a_page
from trucewatch.model import KnownEntry, stable_id
from trucewatch.warehouse import rows
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.placing import Held
from trucewatch.warehouse.tables import entries, entry_feeds, entry_keys, feeds
from trucewatch.warehouse.types import clean
from trucewatch.warehouse.upserts import chunks, insert_new, upsert

LONGEST_KEY = 500
"""PostgreSQL refuses an index row of more than 2,700 bytes."""
MOST_KEYS = 60
"""Keys of one entry; one whose guid changes at every poll would else gain some for ever."""

HELD = ("feed_id", "updated_at", "date_flaw", "digest", "revised_at", "revisions")
"""Columns that a poll may change."""


def exclude_others(connection: Connection) -> None:
    """Make everybody else who decides which entry is which wait until this transaction ends."""
    statement = dialect_of(connection).entries_lock
    if statement:
        connection.exec_driver_sql(statement)


def key_of_address(url: str) -> str | None:
    """Return the key of an article's address; None where it names no single page."""
    return f"url:{canonical_url(url)}" if names_a_page(url) else None


def stored_key(key: str) -> str:
    """Return a key as it is kept: cleaned, and its digest where it is very long."""
    if len(key) <= LONGEST_KEY:
        return clean(key)
    return f"{key.partition(':')[0]}:{stable_id('key', key)}"


def known_entries(
    connection: Connection, keys: Iterable[str], ids: Iterable[str]
) -> tuple[dict[str, Held], dict[str, Held]]:
    """Return the entries that have these keys, by key, and those that these identifiers lead to, by identifier."""
    stored = {key: stored_key(key) for key in keys}
    owners = owners_of(connection, stored.values())
    held, firsts = _held_entries(connection, [*ids, *owners.values()])
    others, _ = _held_entries(connection, [first for first in firsts.values() if first not in held])
    held |= others
    by_key = {key: held[owners[kept]] for key, kept in stored.items() if kept in owners}
    return by_key, {entry_id: held[first] for entry_id, first in firsts.items()}


def _held_entries(connection: Connection, ids: Iterable[str]) -> tuple[dict[str, Held], dict[str, str]]:
    """Return entries by their identifiers, and which entry each turned out to be, or itself."""
    held: dict[str, Held] = {}
    firsts: dict[str, str] = {}
    columns = (entries.c[name] for name in (*rows.KNOWN, *HELD, "same_as"))
    query = select(*columns, feeds.c.family).join_from(entries, feeds, feeds.c.id == entries.c.feed_id)
    for chunk in chunks(ids):
        for row in connection.execute(query.where(entries.c.id.in_(chunk))).mappings():
            known = KnownEntry(**{name: row[name] for name in rows.KNOWN}, family=row["family"])
            held[row["id"]] = Held(known=known, **{name: row[name] for name in HELD})
            firsts[row["id"]] = row["same_as"] or row["id"]
    return held, firsts


def owners_of(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Return the ids of the entries that have these keys, by key as kept."""
    found: dict[str, str] = {}
    for chunk in chunks(keys):
        chosen = select(entry_keys.c.key, entry_keys.c.entry_id).where(entry_keys.c.key.in_(chunk))
        found.update(connection.execute(chosen).all())
    return found


def save_keys(connection: Connection, keys: Mapping[str, str], *, owned_by_new: Collection[str] = ()) -> None:
    """Give entries (values) keys; those of new entries are taken from whoever has them."""
    taken = {stored_key(key): entry_id for key, entry_id in keys.items() if entry_id in owned_by_new}
    gained = {stored_key(key): entry_id for key, entry_id in keys.items() if entry_id not in owned_by_new}
    upsert(connection, entry_keys, [{"key": key, "entry_id": id_} for key, id_ in taken.items()])
    counts: dict[str, int] = {}
    for chunk in chunks(gained.values()):
        held = select(entry_keys.c.entry_id, func.count()).where(entry_keys.c.entry_id.in_(chunk))
        counts.update(connection.execute(held.group_by(entry_keys.c.entry_id)).all())
    few = [{"key": key, "entry_id": id_} for key, id_ in gained.items() if counts.get(id_, 0) < MOST_KEYS]
    insert_new(connection, entry_keys, few)


def join_entries(connection: Connection, joined: Mapping[str, str]) -> None:
    """Let entries (keys) be the same as others (values), which get their feeds and keys; in this order."""
    insert = dialect_of(connection).insert(entry_feeds)
    for entry_id, first in joined.items():
        carried = entry_feeds.c.entry_id == entry_id
        also = select(literal(first), entry_feeds.c.feed_id, entry_feeds.c.seen_at).where(carried)
        moved = insert.from_select(["entry_id", "feed_id", "seen_at"], also).on_conflict_do_nothing()
        connection.execute(moved)
        connection.execute(delete(entry_feeds).where(carried))
        connection.execute(update(entry_keys).where(entry_keys.c.entry_id == entry_id).values(entry_id=first))
        is_it = or_(entries.c.id == entry_id, entries.c.same_as == entry_id)
        connection.execute(update(entries).where(is_it).values(same_as=first))
