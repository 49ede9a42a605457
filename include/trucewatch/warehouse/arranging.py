"""Arrangements, and the links, stances, contradictions and changes that mentions made of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select, update

from trucewatch.codebook import Category
from trucewatch.model import (
    Arrangement,
    Batch,
    Change,
    ConflictParty,
    Evidence,
    Known,
    Linking,
    Reach,
)
from trucewatch.warehouse import rows
from trucewatch.warehouse.findings import evidence_by_id
from trucewatch.warehouse.standings import forget_all, replace_stances, standings_on, tellings_on
from trucewatch.warehouse.tables import (
    arrangements,
    change_evidence,
    changes,
    conflict_parties,
    contradictions,
    mention_links,
    mentions,
    stances,
    standings,
)
from trucewatch.warehouse.upserts import chunks, insert_new, upsert

_COLUMNS = tuple(arrangements.c[name] for name in rows.ARRANGEMENT)


def arrangements_where(
    connection: Connection, *conditions: ColumnElement[bool], order: Sequence[ColumnElement[Any]] = ()
) -> tuple[Arrangement, ...]:
    """Return the arrangements that fulfil all of these conditions."""
    chosen = select(*_COLUMNS).where(*conditions).order_by(*order)
    return tuple(rows.arrangement_of(row) for row in connection.execute(chosen).all())


def arrangements_by_id(connection: Connection, ids: Iterable[str]) -> Mapping[str, Arrangement]:
    """Return these arrangements; unknown ids are missing."""
    found: dict[str, Arrangement] = {}
    for chunk in chunks(sorted(ids)):
        found |= {one.id: one for one in arrangements_where(connection, arrangements.c.id.in_(chunk))}
    return found


def known_of(connection: Connection, chosen: Sequence[Arrangement], since: datetime, reach: Reach) -> Known:
    """Return all that is known of these arrangements."""
    by_id = {arrangement.id: arrangement for arrangement in chosen}
    ceasefires = [one.id for one in chosen if one.category is Category.CEASEFIRE]
    return Known(
        arrangements=tuple(chosen),
        standings=standings_on(connection, by_id, reach.days_since),
        tellings=tellings_on(connection, ceasefires, reach.told_within),
        changes=changes_where(
            connection,
            *(and_(changes.c.arrangement_id.in_(chunk), changes.c.found_at >= since) for chunk in chunks(by_id)),
        ),
    )


def overdue_arrangements(connection: Connection, now: datetime, unless: Sequence[str]) -> tuple[Arrangement, ...]:
    """Return arrangements that ran when last heard of, whose time has run out, and of which no change says so yet.

    Those of which one of the acts `unless` was told after that go on.
    """
    goes_on = exists().where(
        standings.c.arrangement_id == arrangements.c.id,
        standings.c.act.in_(unless),
        standings.c.last_said_at > arrangements.c.expires_at,
    )
    told = exists().where(
        changes.c.arrangement_id == arrangements.c.id,
        changes.c.standing == "expires",
        changes.c.found_at >= arrangements.c.expires_at,
    )
    return arrangements_where(
        connection,
        arrangements.c.expires_at <= now,
        arrangements.c.state.in_(("in_force", "extended", "violated", "expired")),
        ~told,
        ~goes_on,
        order=(arrangements.c.expires_at, arrangements.c.id),
    )


def evidence_on(connection: Connection, arrangement_id: str, acts: Sequence[str], limit: int) -> tuple[Evidence, ...]:
    """Return the last mentions that say one of these acts of an arrangement, oldest first."""
    chosen = (
        # All stances of a mention have one rank, so that the last few are found from the end of the index.
        select(stances.c.mention_id, stances.c.rank)
        .where(stances.c.arrangement_id == arrangement_id, stances.c.act.in_(acts), stances.c.polarity == "POS")
        .distinct()
        .order_by(stances.c.rank.desc(), stances.c.mention_id)
        .limit(limit)
    )
    found = evidence_by_id(connection, connection.execute(chosen).scalars())
    return tuple(sorted(found.values(), key=lambda item: (item.said_at, item.mention.id)))


def changes_where(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Change, ...]:
    """Return the changes that fulfil one of these conditions, with their evidence; arrangements stand as they do now."""
    found: dict[str, rows.Row] = {}
    for condition in conditions:
        found |= {row["key"]: row for row in connection.execute(select(changes).where(condition)).mappings()}
    pieces: dict[str, list[str]] = {key: [] for key in found}
    for chunk in chunks(pieces):
        chosen = select(change_evidence).where(change_evidence.c.change_key.in_(chunk))
        for row in connection.execute(chosen.order_by(change_evidence.c.mention_id)).mappings():
            pieces[row["change_key"]].append(row["mention_id"])
    evidence = evidence_by_id(connection, (mention_id for ids in pieces.values() for mention_id in ids))
    standing = arrangements_by_id(connection, {row["arrangement_id"] for row in found.values()})
    return tuple(
        rows.change_of(found[key], standing[found[key]["arrangement_id"]], [evidence[one] for one in pieces[key]])
        for key in sorted(found)
    )


def save_links(connection: Connection, linking: Linking, now: datetime) -> None:
    """Keep arrangements, stances, links and changes, and mark the linked mentions, so that none waits for ever."""
    new_rows = [{**rows.pick(one, rows.ARRANGEMENT), "updated_at": now} for one in linking.arrangements]
    upsert(connection, arrangements, new_rows)
    links = dict(linking.links)
    if links:
        _number(connection, sorted(links), now)
    pairs = [{"mention_id": mention, "arrangement_id": arrangement} for mention, arrangement in links.items()]
    upsert(connection, mention_links, pairs)
    replace_stances(connection, links, linking.stances)
    upsert(connection, contradictions, [rows.pick(one, rows.CONTRADICTION) for one in linking.contradictions])
    _save_changes(connection, linking, now)


def sync_parties(connection: Connection, parties: Sequence[ConflictParty]) -> None:
    """Make the table of parties agree with the knowledge files."""
    names = ("conflict", "party", "name", "country")
    connection.execute(conflict_parties.delete())
    insert_new(connection, conflict_parties, [rows.pick(one, names) for one in parties])


def forget_links(connection: Connection) -> None:
    """Forget what linking made of the mentions; the batch of each, and every alert, stays."""
    forget_all(connection)
    for column in (changes.c.key, contradictions.c.id, mention_links.c.mention_id, arrangements.c.id):
        connection.execute(column.table.delete())


def linked_batches(connection: Connection) -> tuple[Batch, ...]:
    """Return the batches in which mentions were linked, the first coming first."""
    # Through the column, so that its type reads what max() would give as plain text.
    last = func.max(mentions.c.linked_at, type_=mentions.c.linked_at.type)
    chosen = select(mentions.c.link_batch, last).where(mentions.c.link_batch.is_not(None))
    numbered = chosen.group_by(mentions.c.link_batch).order_by(mentions.c.link_batch)
    return tuple(Batch(number=number, linked_at=moment) for number, moment in connection.execute(numbered))


def linked_in(connection: Connection, batch: int) -> tuple[Evidence, ...]:
    """Return the mentions that were linked in a batch, by what was said first."""
    chosen = connection.execute(select(mentions.c.id).where(mentions.c.link_batch == batch)).scalars()
    found = evidence_by_id(connection, chosen).values()
    return tuple(sorted(found, key=lambda item: (min(item.said_at, item.seen_at), item.mention.id)))


def _number(connection: Connection, mention_ids: Sequence[str], now: datetime) -> None:
    """Note when mentions were linked, and in which batch: the next one for those that were in none yet."""
    last = connection.execute(select(func.max(mentions.c.link_batch))).scalar_one() or 0
    connection.execute(
        update(mentions)
        .where(mentions.c.id == bindparam("mention"))
        .values(linked_at=bindparam("at"), link_batch=func.coalesce(mentions.c.link_batch, last + 1)),
        [{"mention": mention_id, "at": now} for mention_id in mention_ids],
    )


def _save_changes(connection: Connection, linking: Linking, now: datetime) -> None:
    """Keep new changes and the evidence that others gained; a change that is known stays as it was found."""
    insert_new(connection, changes, [rows.row_of_change(change, now) for change in linking.changes])
    pieces = [
        {"change_key": change.key, "mention_id": item.mention.id}
        for change in (*linking.changes, *linking.grown)
        for item in change.evidence
    ]
    insert_new(connection, change_evidence, pieces)
