"""Documents that say, word for word, what another one says, and those whose place a newer one took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, update

from trucewatch.model import ReadOutcome
from trucewatch.warehouse import rows
from trucewatch.warehouse.belonging import follow
from trucewatch.warehouse.choosing import among
from trucewatch.warehouse.indexing import index_documents
from trucewatch.warehouse.tables import articles, documents, entries, feeds
from trucewatch.warehouse.upserts import chunks

COPY_WINDOW = timedelta(days=7)
"""The same words later than that are a column that comes back, not the same article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What of a batch says what a document said already."""

    articles: set[str] = field(default_factory=set)
    joined: dict[str, str] = field(default_factory=dict)
    """Entries that turned out to be others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """An entry that an article was fetched for."""

    entry_id: str
    first: str
    """The entry that it turned out to be, or itself."""
    family: str
    seen_at: datetime


def find_copies(connection: Connection, outcomes: Sequence[ReadOutcome]) -> Copies:
    """Return which documents of a batch repeat one of the same publisher family, seen at most a week apart.

    What is kept already counts as the original; within the batch, what was seen first.
    """
    prints = {o.article_id: o.document.fingerprint for o in outcomes if o.document and o.document.fingerprint}
    sources = _sources(connection, prints)
    originals = _originals(connection, prints)
    copies = Copies()
    for article_id, source in sorted(sources.items(), key=lambda item: (item[1].seen_at, item[0])):
        said = originals.setdefault((prints[article_id], source.family), [])
        original = next((other for other in said if _is_copy(source, other)), None)
        if original is None:
            said.append(source)
            continue
        copies.articles.add(article_id)
        first = follow(copies.joined, original.first)
        if source.first == source.entry_id != first:
            copies.joined[source.entry_id] = first
    return copies


def _is_copy(source: _Source, original: _Source) -> bool:
    is_other = source.entry_id not in {original.entry_id, original.first}
    return is_other and abs(source.seen_at - original.seen_at) <= COPY_WINDOW


def _sources(connection: Connection, article_ids: Iterable[str]) -> Mapping[str, _Source]:
    chosen = _select_sources().where(among(articles.c.id, article_ids))
    return {row["id"]: _source_of(row) for row in connection.execute(chosen).mappings()}


def _originals(connection: Connection, prints: Mapping[str, str]) -> dict[tuple[str, str], list[_Source]]:
    """Return who says these words already, by words and family; articles that are read anew say nothing yet."""
    found: dict[tuple[str, str], list[_Source]] = {}
    current = _select_sources().join(documents, documents.c.article_id == articles.c.id)
    current = current.where(documents.c.fingerprint != "", documents.c.superseded_at.is_(None))
    current = current.add_columns(documents.c.fingerprint).order_by(entries.c.seen_at, entries.c.id)
    for row in connection.execute(current.where(among(documents.c.fingerprint, prints.values()))).mappings():
        if row["id"] not in prints:
            found.setdefault((row["fingerprint"], row["family"]), []).append(_source_of(row))
    return found


def _select_sources() -> Select[Any]:
    first = func.coalesce(entries.c.same_as, entries.c.id).label("first")
    return (
        select(articles.c.id, entries.c.id.label("entry_id"), first, feeds.c.family, entries.c.seen_at)
        .join_from(articles, entries, articles.c.entry_id == entries.c.id)
        .join(feeds, entries.c.feed_id == feeds.c.id)
    )


def _source_of(row: rows.Row) -> _Source:
    return _Source(**{name: row[name] for name in ("entry_id", "first", "family", "seen_at")})


def settle_documents(connection: Connection, article_ids: Iterable[str], now: datetime) -> None:
    """Let the document of the newest article stand for each of these articles' entries; earlier ones are superseded.

    What is asked of their mentions follows.
    """
    first = func.coalesce(entries.c.same_as, entries.c.id)
    concerned = select(first).join_from(articles, entries, articles.c.entry_id == entries.c.id)
    ids = list(connection.execute(concerned.where(among(articles.c.id, article_ids)).distinct()).scalars())
    current: dict[str, str] = {}
    superseded: dict[str, bool] = {}
    for row in connection.execute(_oldest_first(ids)):
        current[row.first] = row.id
        superseded[row.id] = row.superseded_at is not None
    standing = set(current.values())
    _mark(connection, [id_ for id_ in superseded if id_ not in standing and not superseded[id_]], now)
    _mark(connection, [id_ for id_ in standing if superseded[id_]], None)
    index_documents(connection, superseded)


def _oldest_first(entry_ids: Sequence[str]) -> Select[Any]:
    """Ask for the documents of these entries and of those that turned out to be them."""
    return (
        select(documents.c.id, documents.c.superseded_at, func.coalesce(entries.c.same_as, entries.c.id).label("first"))
        .join_from(documents, articles, documents.c.article_id == articles.c.id)
        .join(entries, articles.c.entry_id == entries.c.id)
        .where(or_(among(entries.c.id, entry_ids), among(entries.c.same_as, entry_ids)))
        .order_by(articles.c.fetched_at, documents.c.read_at, documents.c.id)
    )


def _mark(connection: Connection, document_ids: Sequence[str], superseded_at: datetime | None) -> None:
    for chunk in chunks(sorted(document_ids)):
        chosen = update(documents).where(documents.c.id.in_(chunk))
        connection.execute(chosen.values(superseded_at=superseded_at))
