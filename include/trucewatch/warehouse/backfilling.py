"""Pages that come from archives, not from feeds; articles that are read again; parts of files that are done."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, or_, select, tuple_

from trucewatch.model import Article, Entry, Feed, Fetch, Mention, Part, Window
from trucewatch.ports import Identify
from trucewatch.warehouse import fetching, identity, rows
from trucewatch.warehouse.choosing import among
from trucewatch.warehouse.findings import mentions_of
from trucewatch.warehouse.intake import BEGINNING
from trucewatch.warehouse.placing import place_entries
from trucewatch.warehouse.reading import waiting_articles
from trucewatch.warehouse.tables import articles, backfill_parts, documents, entries, entry_feeds, feeds
from trucewatch.warehouse.upserts import insert_new, upsert

Waiting = tuple[Article, Entry, Feed]


def admit_pages(
    connection: Connection, pages: Sequence[Waiting], identify: Identify, now: datetime
) -> tuple[Waiting, ...]:
    """Keep pages with their entries and feeds, as far as they are new; return those that nobody has read yet.

    A feed that is not known is kept as one that is never asked. The caller excludes other writers of entries.
    """
    sources = {
        feed.id: {**rows.pick(feed, rows.FEED), "active": False, "due_at": now} | BEGINNING for _, _, feed in pages
    }
    insert_new(connection, feeds, sources.values())
    places: dict[str, str] = {}
    for feed_id in sources:
        places |= _place(connection, [one for one in pages if one[2].id == feed_id], identify)
    fetches = [
        Fetch(entry_id=places[entry.id], fetched_at=article.fetched_at, article=rows.moved(article, places[entry.id]))
        for article, entry, _ in pages
    ]
    fetching.save_fetches(connection, fetches)
    ids = [fetch.article.id for fetch in fetches if fetch.article]
    return waiting_articles(connection, articles.c.read_at.is_(None), among(articles.c.id, ids))


def _place(connection: Connection, pages: Sequence[Waiting], identify: Identify) -> dict[str, str]:
    """Keep the entries of one feed; return which row each of them is."""
    feed = pages[0][2]
    found = {entry.id: entry for _, entry, _ in pages}
    keys = (key for entry in found.values() for key in entry.keys)
    known, by_id = identity.known_entries(connection, keys, found)
    placement = place_entries(found.values(), known=known, by_id=by_id, identify=identify, family=feed.family)
    insert_new(connection, entries, [rows.row_of_entry(entry) for entry in placement.new])
    identity.save_keys(connection, placement.keys, owned_by_new={entry.id for entry in placement.new})
    carried = [{"entry_id": one.id, "feed_id": feed.id, "seen_at": one.seen_at} for one in placement.new]
    insert_new(connection, entry_feeds, carried)
    owners = {entry.id: entry.id for entry in placement.new}
    for entry in found.values():
        held = next((known[key] for key in entry.keys if key in known), None) or by_id.get(entry.id)
        owners.setdefault(entry.id, held.known.id if held else entry.id)
    return owners


def articles_to_reread(
    connection: Connection, window: Window, after: tuple[datetime, str] | None, limit: int
) -> tuple[Waiting, ...]:
    """Return articles that were read, received within a window, in the order of receiving, behind one of them."""
    column = articles.c
    conditions = [
        column.read_at.is_not(None),
        or_(column.read_reason.is_(None), column.read_reason != fetching.SAME_ARTICLE),
        column.fetched_at >= window.since,
    ]
    if window.until is not None:
        conditions.append(column.fetched_at < window.until)
    if after is not None:
        conditions.append(tuple_(column.fetched_at, column.id) > after)
    if window.rules is not None:
        conditions.append(column.id.in_(_read_otherwise(window)))
    return waiting_articles(connection, *conditions, limit=limit)


def _read_otherwise(window: Window) -> Select[tuple[str]]:
    """Ask for the articles of documents that were read with other rules than those of their language now."""
    alike = [
        and_(documents.c.language == code, documents.c.rules == rules) for code, rules in (window.rules or {}).items()
    ]
    languages = documents.c.language.in_(list(window.rules or {}))
    return select(documents.c.article_id).where(languages, or_(documents.c.rules.is_(None), ~or_(*alike)))


def mentions_of_articles(connection: Connection, article_ids: Iterable[str]) -> tuple[Mention, ...]:
    """Return all mentions of these articles' documents."""
    found = connection.execute(select(documents.c.id).where(among(documents.c.article_id, article_ids))).scalars()
    return tuple(mention for of_one in mentions_of(connection, found).values() for mention in of_one)


def parts_done(connection: Connection, part_ids: Iterable[str]) -> frozenset[str]:
    """Return which of these parts were read to their end."""
    found = connection.execute(select(backfill_parts.c.id).where(among(backfill_parts.c.id, part_ids)))
    return frozenset(found.scalars())


def save_part(connection: Connection, part: Part, now: datetime, run_id: str | None) -> None:
    """Note that a part was read to its end."""
    row = {"id": part.id, "file": part.file, "size": part.size, "first_byte": part.start, "end_byte": part.end}
    upsert(connection, backfill_parts, [{**row, "done_at": now, "run_id": run_id}])
