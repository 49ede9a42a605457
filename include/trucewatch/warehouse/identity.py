"""What each entry is known by, and entries that turn out to be one.

A key never belongs to an entry that turned out to be another, and no entry is the same as such a one; so a key leads
straight to the entry that counts. Whoever decides which entry is which first excludes all others who do.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, delete, func, literal, or_, select, update

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


def known_by_key(connection: Connection, keys: Iterable[str]) -> dict[str, Held]:
    """Return the entries that have these keys, by key."""
    asked: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        asked.setdefault(stored_key(key), []).append(key)
    found: dict[str, Held] = {}
    query = _select_held(entry_keys.c.key).join(entry_keys, entry_keys.c.entry_id == entries.c.id)
    for chunk in chunks(asked):
        for row in connection.execute(query.where(entry_keys.c.key.in_(chunk))).mappings():
            found.update(dict.fromkeys(asked[row["key"]], _held_of(row)))
    return found


def known_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Held]:
    """Return the entries that have these identifiers, or that those turned out to be, by the identifier asked for."""
    asked = entries.alias("asked")
    query = _select_held(asked.c.id.label("key")).join(
        asked, func.coalesce(asked.c.same_as, asked.c.id) == entries.c.id
    )
    found: dict[str, Held] = {}
    for chunk in chunks(ids):
        chosen = connection.execute(query.where(asked.c.id.in_(chunk))).mappings()
        found.update((row["key"], _held_of(row)) for row in chosen)
    return found


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


def _select_held(key: Any) -> Select[Any]:  # noqa: ANN401
    columns = (*rows.KNOWN, "feed_id", "updated_at", "date_flaw", "digest", "revised_at", "revisions")
    chosen = select(key, *(entries.c[name] for name in columns), feeds.c.family)
    return chosen.select_from(entries).join(feeds, feeds.c.id == entries.c.feed_id)


def _held_of(row: rows.Row) -> Held:
    known = KnownEntry(**{name: row[name] for name in rows.KNOWN}, family=row["family"])
    names = ("feed_id", "updated_at", "date_flaw", "digest", "revised_at", "revisions")
    return Held(known=known, **{name: row[name] for name in names})
