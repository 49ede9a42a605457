"""By which hashes a document is found by others that share words with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select
from sqlalchemy.sql.selectable import Subquery

from trucewatch.knowledge.addresses import host_of
from trucewatch.model import LOOKED_UP, Document, Lookalike
from trucewatch.model.acquisition import EARLIEST_PUBLICATION
from trucewatch.warehouse.choosing import among
from trucewatch.warehouse.tables import articles, document_sketches, documents, entries
from trucewatch.warehouse.upserts import chunks, insert_new

MOST_OF_A_HASH = 20
"""Documents of one host that one hash leads to, the newest; what a host says everywhere is seen in a few of them."""
MOST_AT_ONCE = 50
"""Documents that are looked up together: their hashes fit into one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """Where a document comes from."""

    entry: str
    """The entry that counts."""
    seen_at: datetime
    """When it was said, where the document does not say."""


def said_at() -> ColumnElement[datetime]:
    """Return when a document was said, in a question that joins documents and entries."""
    return func.coalesce(documents.c.published_at, entries.c.published_at, entries.c.seen_at)


def newest_of_each(table: Table, names: Sequence[str], wanted: ColumnElement[bool]) -> Subquery:
    """Return such rows of a table with their `turn`, from 1 for the newest, among those that agree in these columns."""
    alike = [table.c[name] for name in names]
    newest_first = (table.c.said_at.desc(), table.c.document_id)
    turn = func.row_number().over(partition_by=alike, order_by=newest_first).label("turn")
    return select(*alike, table.c.document_id, turn).where(wanted).subquery()


def save_sketches(connection: Connection, kept: Iterable[Document]) -> None:
    """Let kept documents, forgotten before, be found by their least hashes."""
    by_id = {document.id: document for document in kept if document.sketch}
    query = select(documents.c.id, said_at()).join_from(documents, articles).join(entries)
    times: dict[str, datetime] = {}
    if by_id:
        times.update(connection.execute(query.where(among(documents.c.id, by_id))).all())
    new_rows = [
        {"hash": hash_, "said_at": times[id_], "document_id": id_, "host": host}
        for id_, document in by_id.items()
        for host in (host_of(document.url),)
        for hash_ in dict.fromkeys(document.sketch[:LOOKED_UP])
    ]
    insert_new(connection, document_sketches, new_rows)


def forget_sketches(connection: Connection, document_ids: Iterable[str]) -> None:
    """Let documents, as they are kept now, be found no more."""
    ids = list(document_ids)
    if not ids:
        return
    kept = select(documents.c.id, documents.c.sketch).where(among(documents.c.id, ids))
    column = document_sketches.c
    for row in connection.execute(kept.where(documents.c.sketch.is_not(None))).all():
        is_own = column.hash.in_(row.sketch[:LOOKED_UP]) & (column.document_id == row.id)
        connection.execute(delete(document_sketches).where(is_own))


def lookalikes(
    connection: Connection, given: Sequence[Document], within: timedelta
) -> Mapping[str, tuple[Lookalike, ...]]:
    """Return, by document id, what their hosts said in words that begin with the same hashes.

    Neither other versions of the same article nor documents whose place a newer one took.
    """
    origins = _origins(connection, (document.article_id for document in given))
    times = [document.published_at or origins[document.article_id].seen_at for document in given]
    since = max(times, default=EARLIEST_PUBLICATION + within) - within
    sharing: dict[str, set[str]] = {}
    for start in range(0, len(given), MOST_AT_ONCE):
        sharing.update(_sharing(connection, given[start : start + MOST_AT_ONCE], since))
    found = _known(connection, {other for others in sharing.values() for other in others})
    alike: dict[str, tuple[Lookalike, ...]] = {}
    for document in given:
        own = origins[document.article_id].entry
        others = (found[id_] for id_ in sorted(sharing.get(document.id, ())) if id_ in found and id_ != document.id)
        if standing := tuple(other for entry, other in others if entry != own):
            alike[document.id] = standing
    return alike


def _origins(connection: Connection, article_ids: Iterable[str]) -> Mapping[str, _Origin]:
    found: dict[str, _Origin] = {}
    first = func.coalesce(entries.c.same_as, entries.c.id)
    seen_at = func.coalesce(entries.c.published_at, entries.c.seen_at)
    query = select(articles.c.id, first.label("entry"), seen_at.label("seen_at")).join_from(articles, entries)
    for chunk in chunks(article_ids):
        for row in connection.execute(query.where(articles.c.id.in_(chunk))):
            found[row.id] = _Origin(entry=row.entry, seen_at=row.seen_at)
    return found


def _sharing(connection: Connection, some: Sequence[Document], since: datetime) -> Mapping[str, set[str]]:
    """Return the ids of documents that share a hash and the host with each of these, which are few."""
    wanted: dict[tuple[int, str], list[str]] = {}
    for document in some:
        for hash_ in document.sketch[:LOOKED_UP]:
            wanted.setdefault((hash_, host_of(document.url)), []).append(document.id)
    column = document_sketches.c
    hashes, hosts = {hash_ for hash_, _ in wanted}, {host for _, host in wanted}
    is_wanted = column.hash.in_(sorted(hashes)) & column.host.in_(sorted(hosts)) & (column.said_at >= since)
    turns = newest_of_each(document_sketches, ("hash", "host"), is_wanted)
    query = select(turns.c.hash, turns.c.host, turns.c.document_id).where(turns.c.turn <= MOST_OF_A_HASH)
    sharing: dict[str, set[str]] = {}
    for row in connection.execute(query):
        for id_ in wanted.get((row.hash, row.host), ()):
            sharing.setdefault(id_, set()).add(row.document_id)
    return sharing


def _known(connection: Connection, document_ids: Iterable[str]) -> Mapping[str, tuple[str, Lookalike]]:
    """Return those of these documents that stand, by id, each with the entry that it is of."""
    found: dict[str, tuple[str, Lookalike]] = {}
    first = func.coalesce(entries.c.same_as, entries.c.id).label("entry")
    query = select(documents.c.id, documents.c.title, documents.c.sketch, first).join_from(documents, articles)
    query = query.join(entries).where(documents.c.superseded_at.is_(None))
    for chunk in chunks(sorted(document_ids)):
        for row in connection.execute(query.where(documents.c.id.in_(chunk))):
            found[row.id] = (row.entry, Lookalike(document_id=row.id, title=row.title, sketch=row.sketch))
    return found
