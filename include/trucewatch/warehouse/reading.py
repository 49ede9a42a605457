"""Articles that wait for a reader, and what reading them gave."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, null, select, update

from trucewatch.model import Article, Document, Entry, Feed, Mention, ReadOutcome
from trucewatch.warehouse import grouping, identity, mention_rows, rows
from trucewatch.warehouse.copies import find_copies, settle_documents
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.fetching import SAME_ARTICLE, SAME_ARTICLE_WORDS
from trucewatch.warehouse.indexing import forget_documents
from trucewatch.warehouse.sketches import forget_sketches, save_sketches
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
from trucewatch.warehouse.upserts import chunks, delete_where, replace_rows, upsert


def unread_articles(connection: Connection, limit: int) -> tuple[tuple[Article, Entry, Feed], ...]:
    """Return articles that nobody has read yet, with the entry and feed that led there, oldest first."""
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
        .where(articles.c.read_at.is_(None))
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
    _forget_index(connection, [outcome.article_id for outcome in kept])
    found = [mention for outcome in kept for mention in outcome.mentions]
    new_documents = {outcome.document.id: outcome.document for outcome in kept if outcome.document}
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
    if not outcomes:
        return
    statement = (
        update(articles)
        .where(articles.c.id == bindparam("article"))
        .values(read_at=bindparam("at"), read_reason=bindparam("why"), read_message=bindparam("sentence"))
    )
    values = [
        {"article": outcome.article_id, "at": now, "why": _reason(outcome), "sentence": outcome.message or None}
        for outcome in sorted(outcomes, key=lambda outcome: outcome.article_id)
    ]
    connection.execute(statement, values)


def _reason(outcome: ReadOutcome) -> str | None:
    return None if outcome.document else outcome.reason or "unknown"


def _remove_outdated(
    connection: Connection, *, articles_read: Sequence[str], kept_documents: set[str], kept_mentions: set[str]
) -> None:
    for chunk in chunks(articles_read):
        earlier = select(documents.c.id).where(documents.c.article_id.in_(chunk))
        is_evidence = select(alert_evidence).where(alert_evidence.c.mention_id == mentions.c.id).exists()
        loose = select(mentions.c.id).where(mentions.c.document_id.in_(earlier), ~is_evidence)
        stale = set(connection.execute(loose).scalars()) - kept_mentions
        delete_where(connection, mentions.c.id, sorted(stale))
        is_cited = select(mentions).where(mentions.c.document_id == documents.c.id).exists()
        empty = set(connection.execute(earlier.where(~is_cited)).scalars()) - kept_documents
        grouping.forget(connection, sorted(empty))
        forget_sketches(connection, sorted(empty))
        delete_where(connection, documents.c.id, sorted(empty))


def _forget_index(connection: Connection, article_ids: Sequence[str]) -> None:
    """Before mentions go: once they are gone, nobody knows which days they were of."""
    for chunk in chunks(article_ids):
        theirs = connection.execute(select(documents.c.id).where(documents.c.article_id.in_(chunk)))
        forget_documents(connection, list(theirs.scalars()))


def _ungroup_changed(connection: Connection, new: Mapping[str, Document]) -> None:
    for chunk in chunks(new):
        grouped = select(documents.c.id, documents.c.text).where(documents.c.id.in_(chunk))
        earlier = connection.execute(grouped.where(documents.c.grouped_at.is_not(None)))
        grouping.forget(connection, [row.id for row in earlier if row.text != clean(new[row.id].text)])


def _save_mentions(connection: Connection, found: Sequence[Mention], now: datetime) -> None:
    distinct = {mention.id: mention for mention in found}
    excluded = dialect_of(connection).insert(mentions).excluded
    is_same_reading = and_(
        mentions.c.pack_version == excluded.pack_version, mentions.c.model_version == excluded.model_version
    )
    # Other rules may have coded it differently: then it is linked anew, in a batch to come.
    upsert(
        connection,
        mentions,
        [mention_rows.row_of_mention(mention, now) for mention in distinct.values()],
        keep=("found_at",),
        linked_at=case((is_same_reading, mentions.c.linked_at), else_=null()),
        link_batch=case((is_same_reading, mentions.c.link_batch), else_=null()),
    )
    ids = sorted(distinct)
    for table, rows_of in _PARTS:
        parts = [row for mention in distinct.values() for row in rows_of(mention)]
        replace_rows(connection, table.c.mention_id, ids, parts)


_PARTS = (
    (mention_parties, mention_rows.rows_of_parties),
    (mention_places, mention_rows.rows_of_places),
    (mention_issues, mention_rows.rows_of_issues),
    (mention_sources, mention_rows.rows_of_relays),
)
"""What belongs to a mention, each in a table of its own."""
