"""Answers what the page and exports ask of the results: each function is one question over one connection."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from trucewatch.model import Choices, ConflictCount, DayCount, Filters, PlaceCount
from trucewatch.warehouse import asking
from trucewatch.warehouse.tables import (
    arrangements,
    change_evidence,
    changes,
    conflict_parties,
    day_counts,
    feeds,
    mention_index,
    mention_links,
    stances,
)
from trucewatch.warehouse.upserts import chunks
from trucewatch.warehouse.view_columns import arrangement_stances, conflicting_accounts, results

Row = Mapping[str, object]
PAGE = 500
"""Rows of an export that are asked for at once."""
CHOSEN = ("category", "conflict", "state")


def rows_of(connection: Connection, wanted: Select[Any]) -> tuple[Row, ...]:
    """Return the rows of an answer by column."""
    return tuple(dict(row) for row in connection.execute(wanted).mappings())


def mention_rows(connection: Connection, filters: Filters, limit: int, after: str | None) -> tuple[Row, ...]:
    """Return rows of `results`, newest first; choosing first spares the joins of rows that are not shown."""
    wanted = asking.chosen(connection, filters)
    if after is not None:
        wanted = asking.after(wanted, after)
    ids = connection.execute(wanted.order_by(*asking.NEWEST).limit(limit)).scalars().all()
    by_id = result_rows(connection, ids)
    return tuple(by_id[id_] for id_ in ids if id_ in by_id)


def result_rows(connection: Connection, mention_ids: Sequence[str]) -> Mapping[str, Row]:
    """Return the rows of `results` of these mentions, by id."""
    found: dict[str, Row] = {}
    for chunk in chunks(mention_ids):
        for row in rows_of(connection, select(results).where(results.c.mention_id.in_(chunk))):
            found[str(row["mention_id"])] = row
    return found


def all_rows(connection: Connection, filters: Filters) -> Iterator[Row]:
    """Yield rows of `results`, newest first, a page after the other."""
    last = None
    while page := mention_rows(connection, filters, PAGE, last):
        yield from page
        last = str(page[-1]["mention_id"])


def count(connection: Connection, filters: Filters, most: int) -> int:
    """Return how many mentions fit, at most `most`."""
    return int(connection.execute(asking.capped_count(asking.chosen(connection, filters), most)).scalar_one())


def mention(connection: Connection, mention_id: str) -> Row | None:
    """Return a mention's row of `results` with where its words stand."""
    row = result_rows(connection, [mention_id]).get(mention_id)
    if row is None:
        return None
    place = dict(connection.execute(asking.sentence_of(mention_id)).mappings().one())
    text = place.pop("document_text")
    return {**row, **place, "text": row["title"] if row["in_title"] else text}


def timeline(connection: Connection, filters: Filters) -> tuple[DayCount, ...]:
    """Return mentions by day and act."""
    wanted = asking.by_day(connection, filters, ("category", "act"))
    return tuple(DayCount(**row) for row in connection.execute(wanted).mappings())


def conflicts(connection: Connection, filters: Filters) -> tuple[ConflictCount, ...]:
    """Return mentions by day, conflict and category."""
    wanted = asking.by_day(connection, filters, ("conflict", "category"))
    return tuple(ConflictCount(**row) for row in connection.execute(wanted).mappings())


def places(connection: Connection, filters: Filters, most: int) -> tuple[PlaceCount, ...]:
    """Return mentions by place and act, of so many places."""
    found: dict[str, list[PlaceCount]] = {}
    for row in connection.execute(asking.by_place(connection, filters, most)).mappings():
        found.setdefault(row["place_id"], []).append(PlaceCount(**row))
    ordered = sorted(found.items(), key=lambda pair: (-sum(one.mentions for one in pair[1]), pair[0]))
    return tuple(one for _, some in ordered for one in some)


def choices(connection: Connection) -> Choices:
    """Return what there are mentions of."""

    def values(column: Any, of: Select[Any]) -> tuple[str, ...]:  # noqa: ANN401
        return tuple(sorted(value for value in connection.execute(of.with_only_columns(column).distinct()).scalars()))

    counted = select(day_counts)
    heard = select(feeds).where(select(mention_index).where(mention_index.c.feed_id == feeds.c.id).exists())
    return Choices(
        conflicts=tuple(conflict for conflict in values(day_counts.c.conflict, counted) if conflict),
        languages=values(day_counts.c.language, counted),
        outlets=values(feeds.c.outlet, heard),
        families=values(feeds.c.family, heard),
        countries=values(feeds.c.country, heard),
    )


def recent_changes(connection: Connection, since: datetime, limit: int) -> tuple[Row, ...]:
    """Return changes, newest first, each with its arrangement and the row of `results` that says so last."""
    facts = (arrangements.c[name] for name in ("category", "conflict", "scope", "target", "duration"))
    columns = (*changes.c, *facts, arrangements.c.state.label("state_now"))
    joined = select(*columns).join_from(changes, arrangements, changes.c.arrangement_id == arrangements.c.id)
    newest = joined.where(changes.c.found_at >= since).order_by(changes.c.found_at.desc(), changes.c.key)
    found = rows_of(connection, newest.limit(limit))
    evidence = _last_evidence(connection, [str(row["key"]) for row in found])
    shown = result_rows(connection, list(evidence.values()))
    return tuple({**row, "evidence": shown.get(evidence.get(str(row["key"]), ""))} for row in found)


def _last_evidence(connection: Connection, keys: Sequence[str]) -> Mapping[str, str]:
    last: dict[str, str] = {}
    for chunk in chunks(keys):
        cited = select(change_evidence.c.change_key, change_evidence.c.mention_id).join(
            mention_index, mention_index.c.mention_id == change_evidence.c.mention_id
        )
        ordered = cited.where(change_evidence.c.change_key.in_(chunk)).order_by(*asking.NEWEST)
        for row in connection.execute(ordered):
            last.setdefault(row.change_key, row.mention_id)
    return last


def arrangement_rows(
    connection: Connection, chosen: Mapping[str, str], limit: int, after: str | None
) -> tuple[Row, ...]:
    """Return arrangements, last spoken of first, with how many mentions speak of each."""
    linked = select(func.count()).where(mention_links.c.arrangement_id == arrangements.c.id).scalar_subquery()
    columns = [arrangements.c.id.label("arrangement_id"), *(c for c in arrangements.c if c.name != "id")]
    wanted = select(*columns, linked.label("mentions"))
    for name, value in chosen.items():
        wanted = wanted.where(_arrangement_column(name) == value)
    if after is not None:
        place = arrangements.alias("place")
        last = select(place.c.last_said_at, place.c.id).where(place.c.id == after).scalar_subquery()
        wanted = wanted.where(tuple_(arrangements.c.last_said_at, arrangements.c.id) < last)
    order = (arrangements.c.last_said_at.desc(), arrangements.c.id.desc())
    return rows_of(connection, wanted.order_by(*order).limit(limit))


def _arrangement_column(name: str) -> Any:  # noqa: ANN401
    if name == "arrangement_id":
        return arrangements.c.id
    if name not in CHOSEN:
        raise ValueError(f"arrangements are not chosen by {name}")
    return func.coalesce(arrangements.c.conflict, "") if name == "conflict" else arrangements.c[name]


def stance_rows(connection: Connection, arrangement_ids: Sequence[str]) -> tuple[Row, ...]:
    """Return rows of `arrangement_stances`; one arrangement at a time, which lets the databases look at no other."""
    view = arrangement_stances
    found: list[Row] = []
    for arrangement_id in dict.fromkeys(arrangement_ids):
        theirs = select(view).where(view.c.arrangement_id == arrangement_id)
        found.extend(rows_of(connection, theirs.order_by(view.c.party)))
    return tuple(found)


def stance_history(connection: Connection, arrangement_id: str, limit: int) -> tuple[Row, ...]:
    """Return who was said to stand where, newest first."""
    names = ("party", "act", "polarity", "standing", "told_by", "said_at", "mention_id")
    is_theirs = (conflict_parties.c.conflict == arrangements.c.conflict) & (conflict_parties.c.party == stances.c.party)
    wanted = (
        select(
            *(stances.c[name] for name in names),
            func.coalesce(conflict_parties.c.name, stances.c.party).label("party_name"),
        )
        .join_from(stances, arrangements, stances.c.arrangement_id == arrangements.c.id)
        .outerjoin(conflict_parties, is_theirs)
        .where(stances.c.arrangement_id == arrangement_id, stances.c.standing.is_not(None), stances.c.party != "")
    )
    order = (stances.c.rank.desc(), stances.c.mention_id, stances.c.position)
    return rows_of(connection, wanted.order_by(*order).limit(limit))


def accounts(connection: Connection, arrangement_id: str, limit: int) -> tuple[Row, ...]:
    """Return rows of `conflicting_accounts` of one arrangement."""
    columns = conflicting_accounts.c
    wanted = select(conflicting_accounts).where(columns.arrangement_id == arrangement_id)
    return rows_of(connection, wanted.order_by(columns.no_said_at.desc(), columns.contradiction_id).limit(limit))
