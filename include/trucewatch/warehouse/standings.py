"""Stances, and their sums: standings are kept beside the stances and change with them, in one transaction.

Linking asks in every batch for all that was ever said of its arrangements. That is few rows where it is kept summed up,
and as many as the warehouse has mentions where it is summed up from the stances. Whoever writes or deletes stances does
it through this module: new ones are added to the sums, and where some change or go, the sums of their parties on their
arrangements are made anew from the stances that stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, func, null, select

from trucewatch.model import RANKS_A_DAY, RANKS_A_SECOND, Stance, Standing, Telling, stable_id
from trucewatch.warehouse import rows
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.tables import stances, standings
from trucewatch.warehouse.types import clean
from trucewatch.warehouse.upserts import chunks, excluded, replace_rows, upsert

Times = Sequence[tuple[datetime, datetime]]
"""From and until, both included."""
_ALIKE = (
    stances.c.arrangement_id,
    stances.c.party,
    stances.c.act,
    stances.c.polarity,
    stances.c.standing,
    stances.c.meets_on,
)
"""What all stances of one standing have in common."""
_TOLD = (*(column for column in _ALIKE if column is not stances.c.meets_on), stances.c.told_by)
_NEW = excluded(standings)
_OLD = standings.c
_ADDED: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {
        **{n: case((_NEW[n] < _OLD[n], _NEW[n]), else_=_OLD[n]) for n in ("first_rank", "first_said_at")},
        **{n: case((_NEW[n] > _OLD[n], _NEW[n]), else_=_OLD[n]) for n in ("last_rank", "last_said_at")},
        "mentions": _OLD.mentions + _NEW.mentions,
    }
)
"""What a sum becomes when more stances are added to it."""
_Place = tuple[str, str]
"""An arrangement, and a party that something is said of."""


def exclude_others(connection: Connection) -> None:
    """Make everybody else who writes or deletes stances wait until this transaction ends."""
    statement = dialect_of(connection).stances_lock
    if statement:
        connection.exec_driver_sql(statement)


def standings_on(
    connection: Connection, arrangement_ids: Iterable[str], days_since: datetime | None = None
) -> tuple[Standing, ...]:
    """Return what is said of each party on these arrangements, in an order that content gives.

    What was last said before `days_since` is told without the days of talks: a track that never rests gains some rows with
    each day.
    """
    column = standings.c
    alike = (column.arrangement_id, column.party, column.act, column.polarity, column.standing)
    questions: tuple[Select[Any], ...] = (select(*alike, column.meets_on, column.first_rank, column.last_rank),)
    if days_since is not None:
        ranks = func.min(column.first_rank).label("first_rank"), func.max(column.last_rank).label("last_rank")
        summed = select(*alike, null().label("meets_on"), *ranks).group_by(*alike)
        since = _rank(days_since)
        questions = (questions[0].where(column.last_rank >= since), summed.where(column.last_rank < since))
    found: list[Standing] = []
    for chunk in chunks(sorted(arrangement_ids)):
        for question in questions:
            chosen = question.where(column.arrangement_id.in_(chunk))
            found.extend(rows.standing_of(row) for row in connection.execute(chosen).all())
    return tuple(sorted(found, key=lambda one: (one.first_rank, one.arrangement_id, one.party, one.act, one.last_rank)))


def tellings_on(connection: Connection, arrangement_ids: Iterable[str], times: Times) -> tuple[Telling, ...]:
    """Return what each teller said in these times of each party on these arrangements, by days, in a steady order."""
    summed = (
        func.min(stances.c.rank).label("first_rank"),
        func.max(stances.c.rank).label("last_rank"),
        func.min(stances.c.mention_id).label("mention_id"),
    )
    by_day = select(*_TOLD, *summed).group_by(*_TOLD, stances.c.rank // RANKS_A_DAY)
    within = [stances.c.rank.between(_rank(since), _rank(until) + RANKS_A_SECOND - 1) for since, until in times]
    found: list[Telling] = []
    for chunk in chunks(sorted(arrangement_ids)):
        for is_then in within:
            chosen = by_day.where(stances.c.arrangement_id.in_(chunk), is_then)
            found.extend(rows.telling_of(row) for row in connection.execute(chosen).mappings())
    return tuple(sorted(found, key=lambda one: (one.first_rank, one.arrangement_id, one.party, one.told_by, one.act)))


def replace_stances(connection: Connection, mention_ids: Iterable[str], said: Sequence[Stance]) -> None:
    """Make these the only stances of the mentions concerned: one that moved to another arrangement leaves the first.

    The caller excludes others who do this.
    """
    numbers: dict[str, int] = {}
    new: list[rows.NewRow] = []
    for stance in dict.fromkeys(said):
        number = numbers.get(stance.mention_id, 0)
        numbers[stance.mention_id] = number + 1
        new.append({**rows.row_of_stance(stance), "position": number})
    concerned = sorted({*mention_ids, *numbers})
    changed = _places_of(connection, concerned)
    replace_rows(connection, stances.c.mention_id, concerned, new)
    _add(connection, [row for row in new if (clean(row["arrangement_id"]), clean(row["party"])) not in changed])
    _sum_anew(connection, changed)


@contextmanager
def without_mentions(connection: Connection, mention_ids: Iterable[str]) -> Iterator[None]:
    """Keep the sums right while these mentions are deleted, and with them their stances.

    The caller excludes others who write stances.
    """
    changed = _places_of(connection, mention_ids)
    yield
    _sum_anew(connection, changed)


def forget_all(connection: Connection) -> None:
    """Delete all stances with their sums."""
    connection.execute(stances.delete())
    connection.execute(standings.delete())


def _rank(moment: datetime) -> int:
    return int(moment.timestamp()) * RANKS_A_SECOND


def _places_of(connection: Connection, mention_ids: Iterable[str]) -> set[_Place]:
    found: set[_Place] = set()
    for chunk in chunks(mention_ids):
        chosen = select(stances.c.arrangement_id, stances.c.party).where(stances.c.mention_id.in_(chunk)).distinct()
        found.update((row.arrangement_id, row.party) for row in connection.execute(chosen))
    return found


def _add(connection: Connection, new: Iterable[rows.NewRow]) -> None:
    """Add stances of mentions that had none to the sums."""
    groups: dict[str, list[rows.NewRow]] = defaultdict(list)
    for row in new:
        groups[_id_of(row)].append(row)
    upsert(connection, standings, [_sum_of(identifier, group) for identifier, group in groups.items()], **_ADDED)


def _sum_of(identifier: str, group: Sequence[rows.NewRow]) -> rows.NewRow:
    ranks = [row["rank"] for row in group]
    moments = [row["said_at"] for row in group]
    return {
        "id": identifier,
        **{column.name: group[0][column.name] for column in _ALIKE},
        "first_rank": min(ranks),
        "last_rank": max(ranks),
        "first_said_at": min(moments),
        "last_said_at": max(moments),
        "mentions": len({row["mention_id"] for row in group}),
    }


def _sum_anew(connection: Connection, places: Iterable[_Place]) -> None:
    parties: dict[str, list[str]] = defaultdict(list)
    for arrangement_id, party in sorted(places):
        parties[arrangement_id].append(party)
    for arrangement_id, of_one in parties.items():
        for chunk in chunks(of_one):
            column = standings.c
            is_kept = and_(column.arrangement_id == arrangement_id, column.party.in_(chunk))
            connection.execute(delete(standings).where(is_kept))
            is_said = and_(stances.c.arrangement_id == arrangement_id, stances.c.party.in_(chunk))
            found = connection.execute(_sums().where(is_said)).mappings()
            upsert(connection, standings, [{"id": _id_of(row), **row} for row in found])


def _sums() -> Select[Any]:
    """Return the question for what standings hold, asked of the stances: all columns but the identifier."""
    moment = stances.c.said_at.type
    return select(
        *_ALIKE,
        func.min(stances.c.rank).label("first_rank"),
        func.max(stances.c.rank).label("last_rank"),
        func.min(stances.c.said_at, type_=moment).label("first_said_at"),
        func.max(stances.c.said_at, type_=moment).label("last_said_at"),
        func.count(stances.c.mention_id.distinct()).label("mentions"),
    ).group_by(*_ALIKE)


def _id_of(row: Mapping[str, Any] | rows.Row) -> str:
    day = row["meets_on"].isoformat() if row["meets_on"] else ""
    names = ("arrangement_id", "party", "act", "polarity")
    return stable_id("standing", *(clean(row[name]) for name in names), row["standing"] or "", day)
