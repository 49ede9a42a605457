"""Articles that wait for a reader, and what reading them gave."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, null, or_, select, update

from trucewatch.model import Article, Document, Entry, Feed, Mention, ReadOutcome
from trucewatch.warehouse import grouping, identity, mention_rows, rows
from trucewatch.warehouse.choosing import among
from trucewatch.warehouse.copies import find_copies, settle_documents
from trucewatch.warehouse.fetching import SAME_ARTICLE, SAME_ARTICLE_WORDS
from trucewatch.warehouse.indexing import forget_documents
from trucewatch.warehouse.sketches import forget_sketches, save_sketches
from trucewatch.warehouse.standings import without_mentions
from trucewatch.warehouse.tables import (
    alert_evidence,
    articles,
    documents,
    entries,
    feeds,
    mention_issues,
    mention_parties,
    mention_places,
    mention_sources,
    mentions,
)
from trucewatch.warehouse.types import clean
from trucewatch.warehouse.upserts import delete_where, excluded, replace_rows, upsert


def unread_articles(connection: Connection, limit: int) -> tuple[tuple[Article, Entry, Feed], ...]:
    """Return articles that nobody has read yet, with the entry and feed that led there, oldest first."""
    return waiting_articles(connection, articles.c.read_at.is_(None), limit=limit)


def waiting_articles(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> tuple[tuple[Article, Entry, Feed], ...]:
    """Return the articles that fulfil all of these conditions, with the entry and feed that led there, oldest first."""
    wanted = [
        table.c[name].label(f"{prefix}_{name}")
        for table, prefix, names in (
            (articles, "article", (*rows.ARTICLE, "archive_file", "archive_offset")),
            (entries, "entry", rows.ENTRY),
            (feeds, "feed", rows.FEED),
        )
        for name in names
    ]
    waiting = (
        select(*wanted)
        .join_from(articles, entries, articles.c.entry_id == entries.c.id)
        .join(feeds, entries.c.feed_id == feeds.c.id)
        .where(*conditions)
        .order_by(articles.c.fetched_at, articles.c.id)
        .limit(limit)
    )
    return tuple(
        (rows.article_of(row, "article_"), rows.entry_of(row, "entry_"), rows.feed_of(row, "feed_"))
        for row in connection.execute(waiting).mappings()
    )


def save_outcomes(
    connection: Connection, outcomes: Sequence[ReadOutcome], now: datetime, run_id: str | None = None
) -> frozenset[str]:
    """Keep documents with their mentions, or the reasons why there are none; return which articles were copies.

    What an earlier reading of the same article found and this one does not is removed, unless an alert rests on it.
    A document that says other words than before leaves its story. The caller excludes others who join entries or group.
    """
    copies = find_copies(connection, outcomes)
    kept = [_as_copy(outcome) if outcome.article_id in copies.articles else outcome for outcome in outcomes]
    _mark_read(connection, kept, now)
    found = [mention for outcome in kept for mention in outcome.mentions]
    new_documents = {outcome.document.id: outcome.document for outcome in kept if outcome.document}
    if _is_any_known(connection, [outcome.article_id for outcome in kept], new_documents):
        _forget_index(connection, [outcome.article_id for outcome in kept])
        _remove_outdated(
            connection,
            articles_read=[outcome.article_id for outcome in kept],
            kept_documents=set(new_documents),
            kept_mentions={mention.id for mention in found},
        )
        _ungroup_changed(connection, new_documents)
        forget_sketches(connection, new_documents)
    # The same document under two articles is one; it stays with the article that had it first.
    new_rows = [rows.row_of_document(document, now, run_id) for document in new_documents.values()]
    upsert(connection, documents, new_rows, keep=("article_id",))
    save_sketches(connection, new_documents.values())
    _save_mentions(connection, found, now)
    identity.join_entries(connection, copies.joined)
    settle_documents(connection, (outcome.article_id for outcome in kept), now)
    return frozenset(copies.articles)


def _as_copy(outcome: ReadOutcome) -> ReadOutcome:
    return ReadOutcome(article_id=outcome.article_id, reason=SAME_ARTICLE, message=SAME_ARTICLE_WORDS)


def _mark_read(connection: Connection, outcomes: Sequence[ReadOutcome], now: datetime) -> None:
    alike: dict[tuple[str | None, str | None], list[str]] = {}
    for outcome in outcomes:
        alike.setdefault((_reason(outcome), outcome.message or None), []).append(outcome.article_id)
    for (reason, message), article_ids in alike.items():
        chosen = update(articles).where(among(articles.c.id, article_ids))
        connection.execute(chosen.values(read_at=now, read_reason=reason, read_message=message))


def _reason(outcome: ReadOutcome) -> str | None:
    return None if outcome.document else outcome.reason or "unknown"


def _is_any_known(connection: Connection, articles_read: Iterable[str], document_ids: Iterable[str]) -> bool:
    """Return whether one of these articles was read before, or one of these documents is known from another article."""
    known = or_(among(documents.c.article_id, articles_read), among(documents.c.id, document_ids))
    return connection.execute(select(documents.c.id).where(known).limit(1)).first() is not None


def _remove_outdated(
    connection: Connection, *, articles_read: Sequence[str], kept_documents: set[str], kept_mentions: set[str]
) -> None:
    earlier = select(documents.c.id).where(among(documents.c.article_id, articles_read))
    is_evidence = select(alert_evidence).where(alert_evidence.c.mention_id == mentions.c.id).exists()
    loose = select(mentions.c.id).where(mentions.c.document_id.in_(earlier), ~is_evidence)
    stale = set(connection.execute(loose).scalars()) - kept_mentions
    with without_mentions(connection, stale):
        delete_where(connection, mentions.c.id, sorted(stale))
    is_cited = select(mentions).where(mentions.c.document_id == documents.c.id).exists()
    empty = set(connection.execute(earlier.where(~is_cited)).scalars()) - kept_documents
    grouping.forget(connection, sorted(empty))
    forget_sketches(connection, sorted(empty))
    delete_where(connection, documents.c.id, sorted(empty))


def _forget_index(connection: Connection, article_ids: Sequence[str]) -> None:
    """Before mentions go: once they are gone, nobody knows which days they were of."""
    theirs = connection.execute(select(documents.c.id).where(among(documents.c.article_id, article_ids)))
    forget_documents(connection, list(theirs.scalars()))


def _ungroup_changed(connection: Connection, new: Mapping[str, Document]) -> None:
    grouped = select(documents.c.id, documents.c.text).where(among(documents.c.id, new))
    earlier = connection.execute(grouped.where(documents.c.grouped_at.is_not(None)))
    grouping.forget(connection, [row.id for row in earlier if row.text != clean(new[row.id].text)])


def _save_mentions(connection: Connection, found: Sequence[Mention], now: datetime) -> None:
    distinct = {mention.id: mention for mention in found}
    known = _known_mentions(connection, distinct)
    upsert(
        connection,
        mentions,
        [mention_rows.row_of_mention(mention, now) for mention in distinct.values()],
        keep=("found_at",),
        **_LINKED,
    )
    for table, rows_of in _PARTS:
        parts = [row for mention in distinct.values() for row in rows_of(mention)]
        replace_rows(connection, table.c.mention_id, known, parts)


def _known_mentions(connection: Connection, mention_ids: Iterable[str]) -> list[str]:
    return sorted(connection.execute(select(mentions.c.id).where(among(mentions.c.id, mention_ids))).scalars())


_IS_SAME_READING = and_(
    mentions.c.pack_version == excluded(mentions).pack_version,
    mentions.c.model_version == excluded(mentions).model_version,
)
_LINKED = {name: case((_IS_SAME_READING, mentions.c[name]), else_=null()) for name in ("linked_at", "link_batch")}
"""Other rules may have coded a mention differently: then it is linked anew, in a batch to come."""
_PARTS = (
    (mention_parties, mention_rows.rows_of_parties),
    (mention_places, mention_rows.rows_of_places),
    (mention_issues, mention_rows.rows_of_issues),
    (mention_sources, mention_rows.rows_of_relays),
)
"""What belongs to a mention, each in a table of its own."""
