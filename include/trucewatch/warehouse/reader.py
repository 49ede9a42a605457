"""What the page and reports read: the views, never the tables, over connections that cannot write."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Engine, Select, func, select

from trucewatch.errors import SettingsInvalid
from trucewatch.model import Choices, ConflictCount, DayCount, Filters, PlaceCount
from trucewatch.warehouse import answering, telling
from trucewatch.warehouse.engine import open_engine, reading
from trucewatch.warehouse.migrate import check_revision
from trucewatch.warehouse.types import Moment, Words
from trucewatch.warehouse.view_columns import (
    alert_log,
    arrangement_stances,
    conflicting_accounts,
    feed_health,
    feed_polls,
    funnel,
    results,
    story_overview,
)

MOST_ROWS = 10_000


class SqlReader:
    """A ports.ResultsReader in any database that dialects.py knows; times are aware UTC datetimes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close what is open now rather than when the reader is forgotten; it may be used again."""
        self._engine.dispose()

    def results(self, *, limit: int, filters: Mapping[str, str] | None = None) -> Sequence[Mapping[str, object]]:
        """See ports.WarehouseReader; at most 10,000 rows, an empty filter value means "empty".

        Raises SettingsInvalid for a column that the view does not have, or a value that its type does not have.
        """
        newest = func.coalesce(results.c.published_at, results.c.first_seen_at).desc()
        chosen = select(results.c.mention_id)
        for name, value in (filters or {}).items():
            column = _column(name)
            chosen = chosen.where(column == _value(column, value) if value else column.is_(None))
        chosen = chosen.order_by(newest, results.c.mention_id).limit(_capped(limit))
        # Choosing first spares SQLite from joining the lists of rows that are not shown.
        wanted = select(results).where(results.c.mention_id.in_(chosen)).order_by(newest, results.c.mention_id)
        return self._rows(wanted)

    def funnel(self, run_id: str | None = None) -> Sequence[Mapping[str, object]]:
        """See ports.WarehouseReader; one row per hop and reason, newest run first."""
        wanted = select(funnel)
        if run_id is not None:
            wanted = wanted.where(funnel.c.run_id == run_id)
        order = (funnel.c.started_at.desc(), funnel.c.run_id, funnel.c.hop, funnel.c.reason)
        return self._rows(wanted.order_by(*order).limit(MOST_ROWS))

    def feed_health(self) -> Sequence[Mapping[str, object]]:
        """See ports.WarehouseReader; in the order of feed ids."""
        return self._rows(select(feed_health).order_by(feed_health.c.feed_id))

    def feed_polls(self, feed_id: str, *, limit: int) -> Sequence[Mapping[str, object]]:
        """See ports.WarehouseReader; at most 10,000 rows."""
        wanted = select(feed_polls).where(feed_polls.c.feed_id == feed_id)
        return self._rows(wanted.order_by(feed_polls.c.polled_at.desc()).limit(_capped(limit)))

    def waiting_alerts(self, now: datetime) -> Sequence[Mapping[str, object]]:
        """See ports.WarehouseReader."""
        with reading(self._engine) as connection:
            return telling.waiting(connection, now)

    def stories(self, *, limit: int) -> Sequence[Mapping[str, object]]:
        """See ports.WarehouseReader; at most 10,000 rows."""
        order = (story_overview.c.last_said_at.desc(), story_overview.c.story_id)
        chosen = select(story_overview.c.story_id).order_by(*order).limit(_capped(limit))
        return self._rows(select(story_overview).where(story_overview.c.story_id.in_(chosen)).order_by(*order))

    def alert_log(self, *, limit: int, alert_id: str | None = None) -> Sequence[Mapping[str, object]]:
        """Return alerts, or one, with their deliveries, newest first, at most 10,000 rows."""
        order = (alert_log.c.created_at.desc(), alert_log.c.alert_id, alert_log.c.tried_at)
        wanted = select(alert_log).order_by(*order).limit(_capped(limit))
        return self._rows(wanted if alert_id is None else wanted.where(alert_log.c.alert_id == alert_id))

    def alerts(self, *, limit: int, **equal: str | None) -> Sequence[Mapping[str, object]]:
        """Return alerts, newest first, each once; `equal` are values of columns of alert_log, None for any."""
        columns = [column for column in alert_log.c if column.name not in _OF_A_TRY]
        order = (alert_log.c.created_at.desc(), alert_log.c.alert_id)
        wanted = select(*columns).distinct().order_by(*order).limit(_capped(limit))
        for name, value in equal.items():
            if value is not None:
                wanted = wanted.where(alert_log.c[name] == value)
        return self._rows(wanted)

    def arrangement_stances(self, *, limit: int) -> Sequence[Mapping[str, object]]:
        """Return where each party stands, what was said last coming first, the silent last; at most 10,000 rows."""
        columns = arrangement_stances.c
        order = (columns.last_said_at.is_(None), columns.last_said_at.desc(), columns.arrangement_id, columns.party)
        return self._rows(select(arrangement_stances).order_by(*order).limit(_capped(limit)))

    def conflicting_accounts(self, *, limit: int) -> Sequence[Mapping[str, object]]:
        """Return accounts that contradict each other, the newest denial coming first; at most 10,000 rows."""
        order = (conflicting_accounts.c.no_said_at.desc(), conflicting_accounts.c.contradiction_id)
        return self._rows(select(conflicting_accounts).order_by(*order).limit(_capped(limit)))

    def mentions(self, filters: Filters, *, limit: int, after: str | None = None) -> Sequence[Mapping[str, object]]:
        """See ports.ResultsReader; at most 10,000 rows."""
        with reading(self._engine) as connection:
            return answering.mention_rows(connection, filters, _capped(limit), after)

    def export_rows(self, filters: Filters) -> Iterator[Mapping[str, object]]:
        """See ports.ResultsReader; asks for 500 rows at a time."""
        with reading(self._engine) as connection:
            yield from answering.all_rows(connection, filters)

    def count(self, filters: Filters, most: int) -> int:
        """See ports.ResultsReader."""
        with reading(self._engine) as connection:
            return answering.count(connection, filters, most)

    def mention(self, mention_id: str) -> Mapping[str, object] | None:
        """See ports.ResultsReader."""
        with reading(self._engine) as connection:
            return answering.mention(connection, mention_id)

    def timeline(self, filters: Filters) -> tuple[DayCount, ...]:
        """See ports.ResultsReader."""
        with reading(self._engine) as connection:
            return answering.timeline(connection, filters)

    def conflicts(self, filters: Filters) -> tuple[ConflictCount, ...]:
        """See ports.ResultsReader."""
        with reading(self._engine) as connection:
            return answering.conflicts(connection, filters)

    def places(self, filters: Filters, most: int = 500) -> tuple[PlaceCount, ...]:
        """See ports.ResultsReader."""
        with reading(self._engine) as connection:
            return answering.places(connection, filters, _capped(most))

    def choices(self) -> Choices:
        """See ports.ResultsReader."""
        with reading(self._engine) as connection:
            return answering.choices(connection)

    def changes(self, since: datetime, limit: int) -> Sequence[Mapping[str, object]]:
        """See ports.ResultsReader; at most 10,000 rows."""
        with reading(self._engine) as connection:
            return answering.recent_changes(connection, since, _capped(limit))

    def arrangements(
        self, chosen: Mapping[str, str], *, limit: int, after: str | None = None
    ) -> Sequence[Mapping[str, object]]:
        """See ports.ResultsReader; at most 10,000 rows. Raises ValueError for a column that is not named there."""
        with reading(self._engine) as connection:
            return answering.arrangement_rows(connection, chosen, _capped(limit), after)

    def stances(self, arrangement_ids: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """See ports.ResultsReader; by arrangement as given, then by party."""
        with reading(self._engine) as connection:
            return answering.stance_rows(connection, arrangement_ids)

    def stance_history(self, arrangement_id: str, limit: int) -> Sequence[Mapping[str, object]]:
        """See ports.ResultsReader; at most 10,000 rows."""
        with reading(self._engine) as connection:
            return answering.stance_history(connection, arrangement_id, _capped(limit))

    def accounts(self, arrangement_id: str, limit: int) -> Sequence[Mapping[str, object]]:
        """See ports.ResultsReader; at most 10,000 rows."""
        with reading(self._engine) as connection:
            return answering.accounts(connection, arrangement_id, _capped(limit))

    def _rows(self, wanted: Select[Any]) -> Sequence[Mapping[str, object]]:
        with reading(self._engine) as connection:
            return answering.rows_of(connection, wanted)


def open_reader(url: str) -> SqlReader:
    """Open the warehouse at this SQLAlchemy URL for questions only; raises as open_warehouse does."""
    engine = open_engine(url, is_reader=True)
    check_revision(engine)
    return SqlReader(engine)


_OF_A_TRY = frozenset({"tried_at", "delivery_status", "message_id", "delivery_message"})


def _capped(limit: int) -> int:
    return max(0, min(limit, MOST_ROWS))


def _column(name: str) -> Column[Any]:
    if name not in results.c:
        raise SettingsInvalid(f"{name!r} is not a column of the view results", key=name)
    return results.c[name]


def _boolean(value: str) -> bool:
    return {"1": True, "true": True, "0": False, "false": False}[value.lower()]


_PARSERS: Mapping[type, Callable[[str], object]] = MappingProxyType(
    {Words: str, BigInteger: int, Boolean: _boolean, Date: date.fromisoformat, Moment: datetime.fromisoformat}
)


def _value(column: Column[Any], value: str) -> object:
    """Turn a filter's words into the column's type."""
    try:
        return _PARSERS[type(column.type)](value)
    except (KeyError, ValueError) as error:
        raise SettingsInvalid(f"{value!r} is not a value of the column {column.name}", key=column.name) from error
