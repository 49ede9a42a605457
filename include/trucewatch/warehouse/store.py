"""The warehouse behind its port: each method is one transaction around one function of this room."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from trucewatch.model import (
    Account,
    Alert,
    Arrangement,
    Article,
    Delivery,
    Document,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Fetch,
    HopReport,
    Linking,
    Lookalike,
    Poll,
    ReadOutcome,
    SavedPoll,
    Stance,
    Trace,
    Wanted,
)
from trucewatch.ports import Identify, Placing
from trucewatch.warehouse import engine as engines
from trucewatch.warehouse import fetching, findings, grouping, identity, intake, reading, runs, sketches, telling
from trucewatch.warehouse.migrate import check_revision


class SqlWarehouse:
    """A ports.Warehouse in any database that dialects.py knows; safe from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close what is open now rather than when the warehouse is forgotten; it may be used again."""
        self._engine.dispose()

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """See ports.Warehouse; a feed whose address changed loses its ETag and is due now."""
        with engines.writing(self._engine) as connection:
            intake.sync_feeds(connection, feeds, now)

    def feed_states(self, feed_ids: Iterable[str]) -> Mapping[str, FeedState]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return intake.feed_states(connection, feed_ids)

    def due_feeds(self, now: datetime) -> tuple[str, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return intake.due_feeds(connection, now)

    def save_poll(self, poll: Poll, identify: Identify) -> SavedPoll:
        """See ports.Warehouse; an edit counts where the feed that listed the entry first shows it, once an hour at most."""
        with engines.writing(self._engine) as connection:
            identity.exclude_others(connection)
            return intake.save_poll(connection, poll, identify)

    def unfetched_entries(self, now: datetime, limit: int, per_host: int) -> tuple[Wanted, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return fetching.unfetched_entries(connection, now, limit, per_host)

    def save_fetches(self, fetches: Sequence[Fetch]) -> int:
        """See ports.Warehouse; the fifth failure of an entry is its last."""
        with engines.writing(self._engine) as connection:
            identity.exclude_others(connection)
            return fetching.save_fetches(connection, fetches)

    def unread_articles(self, limit: int) -> tuple[tuple[Article, Entry, Feed], ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return reading.unread_articles(connection, limit)

    def save_outcomes(self, outcomes: Sequence[ReadOutcome], now: datetime) -> frozenset[str]:
        """See ports.Warehouse; mentions of an earlier reading that are found no more are removed."""
        with engines.writing(self._engine) as connection:
            identity.exclude_others(connection)
            grouping.exclude_others(connection)
            return reading.save_outcomes(connection, outcomes, now)

    def lookalikes(self, documents: Sequence[Document], within: timedelta) -> Mapping[str, tuple[Lookalike, ...]]:
        """See ports.Warehouse; at most 20 a hash, the newest, and no other versions of the same article."""
        with engines.reading(self._engine) as connection:
            return sketches.lookalikes(connection, documents, within)

    def ungrouped_documents(self, limit: int) -> tuple[Account, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return grouping.ungrouped_documents(connection, limit)

    def save_traces(self, traces: Sequence[Trace], place: Placing, within: timedelta, now: datetime) -> int:
        """See ports.Warehouse; `place` is called with 50 new ones at most, beside 2,000 known ones at most."""
        with engines.writing(self._engine) as connection:
            grouping.exclude_others(connection)
            return grouping.save_traces(connection, traces, place, within, now)

    def unlinked_mentions(self, limit: int) -> tuple[Evidence, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return findings.unlinked_mentions(connection, limit)

    def arrangements(self) -> tuple[Arrangement, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return findings.all_arrangements(connection)

    def stances(self, arrangement_ids: Iterable[str]) -> tuple[Stance, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return findings.stances_on(connection, arrangement_ids)

    def save_linking(self, linking: Linking, alerts: Sequence[Alert], now: datetime) -> int:
        """See ports.Warehouse; every mention in `links` waits no more, and an alert that is known is not new."""
        with engines.writing(self._engine) as connection:
            findings.save_links(connection, linking, now)
            return telling.save_alerts(connection, alerts)

    def pending_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return telling.pending_alerts(connection, now, limit)

    def save_delivery(self, delivery: Delivery) -> None:
        """See ports.Warehouse; deferred alerts wait 1, 5, 15, then 60 minutes."""
        with engines.writing(self._engine) as connection:
            telling.save_delivery(connection, delivery)

    def start_run(self, run_id: str, origin: str, now: datetime) -> None:
        """See ports.Warehouse."""
        with engines.writing(self._engine) as connection:
            runs.start_run(connection, run_id, origin, now)

    def save_report(self, run_id: str, report: HopReport) -> None:
        """See ports.Warehouse; counts are added, so a hop that a retry reports again is counted again."""
        with engines.writing(self._engine) as connection:
            runs.save_report(connection, run_id, report)

    def finish_run(self, run_id: str, now: datetime) -> None:
        """See ports.Warehouse."""
        with engines.writing(self._engine) as connection:
            runs.finish_run(connection, run_id, now)


def open_warehouse(url: str) -> SqlWarehouse:
    """Open the warehouse at this SQLAlchemy URL for the road, making the folder of an SQLite file.

    Raises SettingsInvalid when it is no warehouse's URL, WarehouseUnavailable when it does not answer, and
    SchemaOutdated when it must be upgraded first. No message holds a password.
    """
    engine = engines.open_engine(url)
    check_revision(engine)
    return SqlWarehouse(engine)
