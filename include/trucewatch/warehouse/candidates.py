"""The arrangements that new mentions may speak of, and as much of them as tells whether they do."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from trucewatch.codebook import Act, Category, Polarity
from trucewatch.model import Arrangement, Candidate, Candidates, Evidence
from trucewatch.warehouse.arranging import arrangements_by_id, arrangements_where
from trucewatch.warehouse.tables import arrangements, mention_links, mentions, standings
from trucewatch.warehouse.upserts import chunks


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
        near = arrangements_where(connection, condition, arrangements.c.first_said_at <= until)
        found |= {one.id: one for one in near}
    linked = {arrangement_id for _, arrangement_id in _links_of(connection, evidence)}
    linked |= _beside(connection, {item.mention.document_id for item in evidence if item.mention.conflict is None})
    found |= arrangements_by_id(connection, linked - found.keys())
    return tuple(sorted(found.values(), key=lambda one: (one.first_said_at, one.id)))


def candidates_of(connection: Connection, chosen: Sequence[Arrangement], evidence: Sequence[Evidence]) -> Candidates:
    """Return these arrangements with what their stances come to, and where these mentions were linked before."""
    told_apart = [one.id for one in chosen if one.category is Category.NEGOTIATION or one.conflict is None]
    parties = _parties_of(connection, told_apart)
    running = [one.id for one in chosen if one.category is Category.CEASEFIRE and one.conflict is not None]
    last_said = _last_said(connection, running)
    return Candidates(
        all=tuple(
            Candidate(
                arrangement=one,
                parties=frozenset(parties.get(one.id, ())),
                last_said=tuple(last_said.get(one.id, ())),
            )
            for one in chosen
        ),
        links=_links_of(connection, evidence),
    )


def _parties_of(connection: Connection, arrangement_ids: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    column = standings.c
    for chunk in chunks(sorted(arrangement_ids)):
        chosen = select(column.arrangement_id, column.party).where(column.arrangement_id.in_(chunk)).distinct()
        for arrangement_id, party in connection.execute(chosen):
            found[arrangement_id].add(party)
    return found


def _last_said(connection: Connection, arrangement_ids: Iterable[str]) -> dict[str, list[tuple[Act, int]]]:
    found: dict[str, list[tuple[Act, int]]] = defaultdict(list)
    column = standings.c
    last = select(column.arrangement_id, column.act, func.max(column.last_rank))
    for chunk in chunks(sorted(arrangement_ids)):
        is_done = and_(column.arrangement_id.in_(chunk), column.polarity == Polarity.POSITIVE)
        for arrangement_id, act, rank in connection.execute(
            last.where(is_done).group_by(column.arrangement_id, column.act).order_by(column.act)
        ):
            found[arrangement_id].append((act, rank))
    return found


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
