"""Entries that wait for their pages, and what became of tries to fetch them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, func, null, or_, select, update

from trucewatch.model import Article, Entry, Fetch, Wanted
from trucewatch.warehouse import identity, rows
from trucewatch.warehouse.belonging import Belonging, sort_out
from trucewatch.warehouse.tables import articles, entries
from trucewatch.warehouse.upserts import chunks, upsert

MOST_ATTEMPTS = 5
"""Tries to fetch an entry before it is given up."""
SAME_ARTICLE = "same_article"
"""The reason why an article is not read that another entry gave already."""
SAME_ARTICLE_WORDS = "This is an article that another entry gave already."


def unfetched_entries(connection: Connection, now: datetime, limit: int, per_host: int) -> tuple[Wanted, ...]:
    """Return entries that may be fetched now, oldest seen first, at most `per_host` of one host."""
    column = entries.c
    turn = func.row_number().over(partition_by=column.host, order_by=(column.seen_at, column.id))
    waiting = (
        select(column.id, column.seen_at, turn.label("turn"))
        .where(column.fetched_at.is_(None), column.lost_at.is_(None), column.same_as.is_(None))
        .where(or_(column.next_try_at.is_(None), column.next_try_at <= now))
        .subquery()
    )
    chosen = select(waiting.c.id).where(waiting.c.turn <= per_host).order_by(waiting.c.seen_at, waiting.c.id)
    ids = list(connection.execute(chosen.limit(limit)).scalars())
    found: dict[str, Entry] = {}
    for chunk in chunks(ids):
        query = select(*(column[name] for name in rows.ENTRY)).where(column.id.in_(chunk))
        found.update((row["id"], rows.entry_of(row)) for row in connection.execute(query).mappings())
    previous = _newest_articles(connection, ids)
    return tuple(Wanted(entry=found[id_], previous=previous.get(id_)) for id_ in ids)


def _newest_articles(connection: Connection, entry_ids: Iterable[str]) -> Mapping[str, Article]:
    """Return the newest article of each entry that has one."""
    newest: dict[str, Article] = {}
    for chunk in chunks(entry_ids):
        oldest_first = select(articles).where(articles.c.entry_id.in_(chunk))
        oldest_first = oldest_first.order_by(articles.c.fetched_at, articles.c.id)
        for row in connection.execute(oldest_first).mappings():
            newest[row["entry_id"]] = rows.article_of(row)
    return newest


def save_fetches(connection: Connection, fetches: Sequence[Fetch]) -> int:
    """Keep what became of tries to fetch; return how many were articles of other entries.

    The fifth failure, or one without a time to try again, is the last. The caller excludes others who join entries.
    """
    ordered = sorted(fetches, key=lambda fetch: (fetch.entry_id, fetch.fetched_at))
    joined = _save_articles(connection, [fetch for fetch in ordered if fetch.article])
    failed = [fetch for fetch in ordered if not fetch.article]
    if failed:
        _save_failures(connection, failed)
    return joined


def _save_articles(connection: Connection, fetches: Sequence[Fetch]) -> int:
    if not fetches:
        return 0
    belonging = _sort_out(connection, [fetch.article for fetch in fetches if fetch.article])
    connection.execute(
        update(entries)
        .where(entries.c.id == bindparam("entry"))
        .values(fetched_at=bindparam("at"), tried_at=bindparam("at")),
        [{"entry": entry_id, "at": at} for entry_id, at in sorted(belonging.fetched.items())],
    )
    # The same body again: it stays where it was archived first.
    keep = ("entry_id", "archive_file", "archive_offset", "origin")
    upsert(connection, articles, [rows.row_of_article(article) for article in belonging.articles], keep=keep)
    _read_again(connection, (article.id for article in belonging.articles))
    _leave_unread(connection, belonging.copies)
    identity.save_keys(connection, belonging.keys)
    identity.join_entries(connection, belonging.joined)
    return belonging.elsewhere


def _sort_out(connection: Connection, found: Sequence[Article]) -> Belonging:
    """Ask for what the choice of entries depends on; of two that turn out to be one, the first seen comes first."""
    keys = {article.id: identity.key_of_address(article.canonical_url) for article in found}
    owners = identity.owners_of(connection, filter(None, keys.values()))
    seen: dict[str, tuple[datetime, str]] = {}
    firsts: dict[str, str] = {}
    for chunk in chunks(article.entry_id for article in found):
        column = entries.c
        query = select(column.id, column.seen_at, column.same_as).where(column.id.in_(chunk))
        for row in connection.execute(query):
            seen[row.id], firsts[row.id] = (row.seen_at, row.id), row.same_as or row.id
    having: set[str] = set()
    for chunk in chunks([*owners.values(), *firsts.values()]):
        having.update(connection.execute(select(articles.c.entry_id).where(articles.c.entry_id.in_(chunk))).scalars())
    stored: dict[str, str] = {}
    for chunk in chunks(article.id for article in found):
        known = select(articles.c.id, articles.c.entry_id).where(articles.c.id.in_(chunk))
        stored.update(connection.execute(known).all())
    return sort_out(
        sorted((article for article in found if article.entry_id in seen), key=lambda article: seen[article.entry_id]),
        key_of=lambda article: keys[article.id],
        owners=owners,
        firsts=firsts,
        having=having,
        stored=stored,
    )


def _read_again(connection: Connection, article_ids: Iterable[str]) -> None:
    """Let articles wait for a reader again whose entry was edited since they were read, though their body is the same."""
    edited = select(entries.c.revised_at).where(entries.c.id == articles.c.entry_id).scalar_subquery()
    for chunk in chunks(article_ids):
        is_outdated = and_(articles.c.id.in_(chunk), articles.c.read_at <= edited)
        connection.execute(
            update(articles).where(is_outdated).values(read_at=None, read_reason=None, read_message=None)
        )


def _leave_unread(connection: Connection, article_ids: Iterable[str]) -> None:
    for chunk in chunks(article_ids):
        connection.execute(
            update(articles)
            .where(articles.c.id.in_(chunk))
            .values(read_at=articles.c.fetched_at, read_reason=SAME_ARTICLE, read_message=SAME_ARTICLE_WORDS)
        )


def _save_failures(connection: Connection, failed: Sequence[Fetch]) -> None:
    column = entries.c
    # A failure that is saved again, by a retried task, is not another attempt.
    is_new = or_(column.tried_at.is_(None), column.tried_at < bindparam("at"))
    is_last = or_(column.attempts + 1 >= MOST_ATTEMPTS, bindparam("retry_at", type_=column.next_try_at.type).is_(None))
    statement = (
        update(entries)
        .where(column.id == bindparam("entry"), is_new)
        .values(
            attempts=column.attempts + 1,
            tried_at=bindparam("at"),
            next_try_at=case((is_last, null()), else_=bindparam("retry_at", type_=column.next_try_at.type)),
            lost_at=case((is_last, bindparam("at", type_=column.lost_at.type)), else_=null()),
            reason=bindparam("why"),
            message=bindparam("sentence"),
        )
    )
    connection.execute(
        statement,
        [
            {
                "entry": fetch.entry_id,
                "at": fetch.fetched_at,
                "retry_at": fetch.retry_at,
                "why": fetch.reason or "unknown",
                "sentence": fetch.message,
            }
            for fetch in failed
        ],
    )
