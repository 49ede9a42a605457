"""Mentions with their evidence: what an alert quotes, and what linking starts from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, func, select

from trucewatch.model import Evidence, Mention
from trucewatch.warehouse import mention_rows, rows
from trucewatch.warehouse.tables import (
    articles,
    document_traces,
    documents,
    entries,
    feeds,
    mention_issues,
    mention_parties,
    mention_places,
    mention_sources,
    mentions,
)
from trucewatch.warehouse.upserts import chunks

_Part = TypeVar("_Part")


def unlinked_mentions(connection: Connection, limit: int) -> tuple[Evidence, ...]:
    """Return mentions not yet linked to an arrangement, oldest document first, in the order of the text.

    What a document said before an edit, and nobody linked in time, waits no more.
    """
    said_at = func.coalesce(documents.c.published_at, entries.c.published_at, entries.c.seen_at)
    waiting = (
        _select_evidence()
        .where(mentions.c.linked_at.is_(None), documents.c.superseded_at.is_(None))
        .order_by(said_at, documents.c.id, mentions.c.in_title.desc(), mentions.c.trigger_start, mentions.c.id)
        .limit(limit)
    )
    return _read_evidence(connection, connection.execute(waiting).mappings().all())


def evidence_by_id(connection: Connection, mention_ids: Iterable[str]) -> Mapping[str, Evidence]:
    """Return the evidence of these mentions."""
    found: dict[str, Evidence] = {}
    for chunk in chunks(mention_ids):
        chosen = connection.execute(_select_evidence().where(mentions.c.id.in_(chunk))).mappings().all()
        found.update((evidence.mention.id, evidence) for evidence in _read_evidence(connection, chosen))
    return found


def _select_evidence() -> Select[Any]:
    published_at = func.coalesce(documents.c.published_at, entries.c.published_at)
    return (
        select(
            mentions,
            documents.c.title.label("document_title"),
            documents.c.url.label("document_url"),
            documents.c.language.label("document_language"),
            documents.c.is_opinion.label("document_is_opinion"),
            published_at.label("document_published_at"),
            entries.c.seen_at,
            articles.c.origin,
            feeds.c.outlet,
            func.coalesce(document_traces.c.origin, feeds.c.family).label("family"),
        )
        .join_from(mentions, documents, mentions.c.document_id == documents.c.id)
        .join(articles, documents.c.article_id == articles.c.id)
        .join(entries, articles.c.entry_id == entries.c.id)
        .join(feeds, entries.c.feed_id == feeds.c.id)
        .join(document_traces, document_traces.c.document_id == documents.c.id, isouter=True)
    )


def _read_evidence(connection: Connection, chosen: Sequence[rows.Row]) -> tuple[Evidence, ...]:
    found = _read_mentions(connection, chosen)
    return tuple(rows.evidence_of(row, mention) for row, mention in zip(chosen, found, strict=True))


def mentions_of(connection: Connection, document_ids: Iterable[str]) -> Mapping[str, tuple[Mention, ...]]:
    """Return the mentions of these documents that have any, in the order of the text, title first."""
    found: dict[str, list[Mention]] = {}
    order = (mentions.c.in_title.desc(), mentions.c.trigger_start, mentions.c.id)
    for chunk in chunks(document_ids):
        query = select(mentions).where(mentions.c.document_id.in_(chunk)).order_by(*order)
        for mention in _read_mentions(connection, connection.execute(query).mappings().all()):
            found.setdefault(mention.document_id, []).append(mention)
    return {document_id: tuple(of_one) for document_id, of_one in found.items()}


def _read_mentions(connection: Connection, chosen: Sequence[rows.Row]) -> list[Mention]:
    ids = [row["id"] for row in chosen]
    parties = _by_mention(connection, mention_parties, ids, mention_rows.actor_of)
    places = _by_mention(connection, mention_places, ids, mention_rows.place_of)
    issues = _by_mention(connection, mention_issues, ids, mention_rows.issue_of)
    relays = _by_mention(connection, mention_sources, ids, mention_rows.actor_of)
    return [
        mention_rows.mention_of(
            row,
            parties=tuple(parties.get(id_, ())),
            places=tuple(places.get(id_, ())),
            issues=tuple(issues.get(id_, ())),
            relays=tuple(relays.get(id_, ())),
        )
        for id_, row in zip(ids, chosen, strict=True)
    ]


def _by_mention(
    connection: Connection, table: Table, ids: Sequence[str], build: Callable[[rows.Row], _Part]
) -> Mapping[str, list[_Part]]:
    found: dict[str, list[_Part]] = {}
    for row in _of_mentions(connection, table, ids):
        found.setdefault(row["mention_id"], []).append(build(row))
    return found


def _of_mentions(connection: Connection, table: Table, ids: Sequence[str]) -> Iterable[rows.Row]:
    for chunk in chunks(ids):
        chosen = select(table).where(table.c.mention_id.in_(chunk)).order_by(table.c.mention_id, table.c.position)
        yield from connection.execute(chosen).mappings()
