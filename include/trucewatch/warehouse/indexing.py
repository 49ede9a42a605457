"""Keeps what the page asks in step with the mentions: the index row of each, and the days to be counted anew.

Index rows change in the transaction that changes their mentions. Counts follow later, a day at a time: writers only mark
the days, so that they never wait for each other's sums.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, literal, select

from trucewatch.warehouse.choosing import among
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.folding import fold
from trucewatch.warehouse.tables import (
    articles,
    day_counts,
    documents,
    entries,
    mention_index,
    mention_places,
    mentions,
    place_days,
    stale_days,
)
from trucewatch.warehouse.upserts import upsert

COPIED = ("category", "act", "polarity", "certainty")


def index_documents(connection: Connection, document_ids: Iterable[str]) -> None:
    """Make the index rows of these documents' mentions what they should be; none for superseded documents."""
    ids = list(document_ids)
    forget_documents(connection, ids)
    found = connection.execute(_standing().where(among(documents.c.id, ids))).mappings()
    rows = [_row_of(row) for row in found]
    upsert(connection, mention_index, rows)
    _mark(connection, {row["said_on"] for row in rows})


def index_entries(connection: Connection, entry_ids: Iterable[str]) -> None:
    """Do the same for the documents of these entries, whose dates may have changed."""
    of_entries = select(documents.c.id).join(articles, documents.c.article_id == articles.c.id)
    found = connection.execute(of_entries.where(among(articles.c.entry_id, entry_ids))).scalars()
    index_documents(connection, list(found))


def forget_documents(connection: Connection, document_ids: Sequence[str]) -> None:
    """Remove the index rows of these documents, before their mentions change or go."""
    is_theirs = among(mention_index.c.document_id, document_ids)
    days = connection.execute(select(mention_index.c.said_on).where(is_theirs).distinct()).scalars().all()
    if days:
        _mark(connection, days)
        connection.execute(delete(mention_index).where(is_theirs))


def stale(connection: Connection) -> tuple[date, ...]:
    """Return the days that must be counted anew, the first coming first."""
    return tuple(connection.execute(select(stale_days.c.day).order_by(stale_days.c.day)).scalars())


def count_day(connection: Connection, day: date) -> None:
    """Count the mentions of one day anew.

    The mark goes first: on PostgreSQL that waits for writers who have just set it, and their mentions are counted.
    """
    connection.execute(delete(stale_days).where(stale_days.c.day == day))
    for table in (day_counts, place_days):
        connection.execute(delete(table).where(table.c.day == day))
    connection.execute(_insert_sums(day_counts, _sums_of_days(day)))
    connection.execute(_insert_sums(place_days, _sums_of_places(day)))


def _mark(connection: Connection, days: Iterable[date]) -> None:
    """Mark days as stale; a mark that is there is written again, so that whoever counts the day waits for us."""
    ordered = [{"day": day} for day in sorted(set(days))]
    if ordered:
        statement = dialect_of(connection).insert(stale_days)
        again = statement.on_conflict_do_update(index_elements=["day"], set_={"day": statement.excluded.day})
        connection.execute(again, ordered)


def _standing() -> Select[Any]:
    """Ask for the mentions of documents as they stand now, with all that their index rows need."""
    said_at = func.coalesce(documents.c.published_at, entries.c.published_at, entries.c.seen_at)
    return (
        select(
            mentions.c.id,
            mentions.c.document_id,
            *(mentions.c[name] for name in COPIED),
            mentions.c.conflict,
            mentions.c.sentence_text,
            entries.c.feed_id,
            said_at.label("said_at"),
            documents.c.language,
            documents.c.title,
        )
        .join_from(mentions, documents, mentions.c.document_id == documents.c.id)
        .join(articles, documents.c.article_id == articles.c.id)
        .join(entries, articles.c.entry_id == entries.c.id)
        .where(documents.c.superseded_at.is_(None))
    )


def _row_of(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "mention_id": row["id"],
        "document_id": row["document_id"],
        "feed_id": row["feed_id"],
        "said_at": row["said_at"],
        "said_on": row["said_at"].date(),
        **{name: row[name] for name in COPIED},
        "conflict": row["conflict"] or "",
        "language": row["language"],
        "words": fold(f"{row['title']} {row['sentence_text']}"),
    }


def _insert_sums(table: Any, sums: Select[Any]) -> Any:  # noqa: ANN401
    return insert(table).from_select(list(sums.selected_columns.keys()), sums)


def _sums_of_days(day: date) -> Select[Any]:
    index = mention_index.c
    kinds = (index.conflict, index.category, index.act, index.polarity, index.language)
    counted = select(literal(day, day_counts.c.day.type).label("day"), *kinds, func.count().label("mentions"))
    return counted.where(index.said_on == day).group_by(*kinds)


def _sums_of_places(day: date) -> Select[Any]:
    """A place that several words of a sentence name is counted once."""
    index, place = mention_index.c, mention_places.c
    kinds = (place.place_id, index.conflict, index.category, index.act)
    facts = (func.min(place[name]).label(name) for name in ("name", "code", "latitude", "longitude"))
    count = func.count(index.mention_id.distinct()).label("mentions")
    counted = select(literal(day, place_days.c.day.type).label("day"), *kinds, *facts, count)
    is_known = place.place_id.is_not(None) & place.latitude.is_not(None) & place.longitude.is_not(None)
    joined = counted.join_from(mention_index, mention_places, place.mention_id == index.mention_id)
    return joined.where(index.said_on == day, is_known).group_by(*kinds)
