"""Arrangements, and the links, stances, contradictions and changes that mentions made of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select, update

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


def arrangements_near(
    connection: Connection, evidence: Sequence[Evidence], within: timedelta, parties: Collection[str]
) -> tuple[Arrangement, ...]:
    """Return what mentions like these may be about, in the order in which it was first spoken of.

    Those of no listed conflict only where they have a place, something is said of one of these parties, or the same
    documents speak of them.
    """
    if not evidence:
        return ()
    moments = [min(item.said_at, item.seen_at) for item in evidence]
    kinds = sorted({(item.mention.category, item.mention.conflict) for item in evidence}, key=repr)
    since, until = min(moments) - within, max(moments) + within
    found: dict[str, Arrangement] = {}
    # The time is bounded within each kind, so that each is asked of an index together with it.
    listed = [and_(_is_kind(*kind), arrangements.c.last_said_at >= since) for kind in kinds if kind[1] is not None]
    unlisted = [and_(_is_kind(*kind), arrangements.c.last_said_at >= since) for kind in kinds if kind[1] is None]
    is_one = [or_(*listed)] if listed else []
    if unlisted:
        is_one += [and_(or_(*unlisted), is_shared) for is_shared in _shared(parties)]
    for condition in is_one:
        chosen = select(arrangements).where(condition, arrangements.c.first_said_at <= until)
        found |= {row["id"]: rows.arrangement_of(row) for row in connection.execute(chosen).mappings()}
    linked = {arrangement_id for _, arrangement_id in _links_of(connection, evidence)}
    linked |= _beside(connection, {item.mention.document_id for item in evidence if item.mention.conflict is None})
    found |= arrangements_by_id(connection, linked - found.keys())
    return tuple(sorted(found.values(), key=lambda one: (one.first_said_at, one.id)))


def arrangements_by_id(connection: Connection, ids: Iterable[str]) -> Mapping[str, Arrangement]:
    """Return these arrangements; unknown ids are missing."""
    found: dict[str, Arrangement] = {}
    for chunk in chunks(sorted(ids)):
        chosen = select(arrangements).where(arrangements.c.id.in_(chunk))
        found |= {row["id"]: rows.arrangement_of(row) for row in connection.execute(chosen).mappings()}
    return found


def known_of(
    connection: Connection,
    chosen: Sequence[Arrangement],
    evidence: Sequence[Evidence],
    since: datetime,
    reach: Reach,
) -> Known:
    """Return all that is known of these arrangements, and where these mentions were linked before."""
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
        links=_links_of(connection, evidence),
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
    chosen = (
        select(arrangements)
        .where(
            arrangements.c.expires_at <= now,
            arrangements.c.state.in_(("in_force", "extended", "violated", "expired")),
            ~told,
            ~goes_on,
        )
        .order_by(arrangements.c.expires_at, arrangements.c.id)
    )
    return tuple(rows.arrangement_of(row) for row in connection.execute(chosen).mappings())


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


def _is_kind(category: str, conflict: str | None) -> ColumnElement[bool]:
    column = arrangements.c.conflict
    return and_(arrangements.c.category == category, column.is_(None) if conflict is None else column == conflict)


def _shared(parties: Collection[str]) -> Iterator[ColumnElement[bool]]:
    """What a mention of no listed conflict may share with an arrangement: a place, or a party."""
    yield arrangements.c.places != ()
    for chunk in chunks(sorted(parties)):
        is_of_one = and_(standings.c.arrangement_id == arrangements.c.id, standings.c.party.in_(chunk))
        yield exists().where(is_of_one)


def _beside(connection: Connection, document_ids: Iterable[str]) -> set[str]:
    """Return the arrangements of no listed conflict that mentions of these documents speak of."""
    found: set[str] = set()
    for chunk in chunks(sorted(document_ids)):
        linked = select(mention_links.c.arrangement_id).join(mentions, mentions.c.id == mention_links.c.mention_id)
        of_chunk = linked.where(mentions.c.document_id.in_(chunk), mentions.c.conflict.is_(None))
        found.update(connection.execute(of_chunk).scalars())
    return found


def _links_of(connection: Connection, evidence: Sequence[Evidence]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for chunk in chunks(sorted(item.mention.id for item in evidence)):
        chosen = select(mention_links.c.mention_id, mention_links.c.arrangement_id)
        ordered = chosen.where(mention_links.c.mention_id.in_(chunk)).order_by(mention_links.c.mention_id)
        found.extend((row.mention_id, row.arrangement_id) for row in connection.execute(ordered))
    return tuple(found)


def _save_changes(connection: Connection, linking: Linking, now: datetime) -> None:
    """Keep new changes and the evidence that others gained; a change that is known stays as it was found."""
    insert_new(connection, changes, [rows.row_of_change(change, now) for change in linking.changes])
    pieces = [
        {"change_key": change.key, "mention_id": item.mention.id}
        for change in (*linking.changes, *linking.grown)
        for item in change.evidence
    ]
    insert_new(connection, change_evidence, pieces)
