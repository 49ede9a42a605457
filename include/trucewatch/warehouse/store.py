"""The warehouse behind its port: each method is one transaction around one function of this room."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from trucewatch.codebook import Act
from trucewatch.model import (
    NO_DETAILS,
    About,
    Account,
    Alert,
    Arrangement,
    Article,
    Batch,
    Candidates,
    ConflictParty,
    Delivery,
    Document,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Fetch,
    HopReport,
    Known,
    Linking,
    Lookalike,
    Mention,
    Parcel,
    Part,
    Poll,
    Pulse,
    Reach,
    ReadOutcome,
    SavedPoll,
    Trace,
    Wanted,
    Window,
)
from trucewatch.ports import Identify, Placing
from trucewatch.warehouse import (
    arranging,
    backfilling,
    candidates,
    explaining,
    fetching,
    findings,
    grouping,
    identity,
    indexing,
    intake,
    reading,
    runs,
    sketches,
    standings,
    telling,
)
from trucewatch.warehouse import engine as engines
from trucewatch.warehouse.migrate import check_revision, saving


class SqlWarehouse:
    """A ports.Warehouse in any database that dialects.py knows; safe from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close what is open now rather than when the warehouse is forgotten; it may be used again."""
        self._engine.dispose()

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """See ports.Warehouse; a feed whose address changed loses its ETag and is due now."""
        with saving(self._engine) as connection:
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
        with saving(self._engine) as connection:
            identity.exclude_others(connection)
            return intake.save_poll(connection, poll, identify)

    def unfetched_entries(self, now: datetime, limit: int, per_host: int) -> tuple[Wanted, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return fetching.unfetched_entries(connection, now, limit, per_host)

    def save_fetches(self, fetches: Sequence[Fetch]) -> int:
        """See ports.Warehouse; the fifth failure of an entry is its last."""
        with saving(self._engine) as connection:
            identity.exclude_others(connection)
            return fetching.save_fetches(connection, fetches)

    def unread_articles(self, limit: int) -> tuple[tuple[Article, Entry, Feed], ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return reading.unread_articles(connection, limit)

    def save_outcomes(
        self, outcomes: Sequence[ReadOutcome], now: datetime, run_id: str | None = None
    ) -> frozenset[str]:
        """See ports.Warehouse; mentions of an earlier reading that are found no more are removed."""
        with saving(self._engine) as connection:
            identity.exclude_others(connection)
            grouping.exclude_others(connection)
            standings.exclude_others(connection)
            return reading.save_outcomes(connection, outcomes, now, run_id)

    def admit_pages(
        self, pages: Sequence[tuple[Article, Entry, Feed]], identify: Identify, now: datetime
    ) -> tuple[tuple[Article, Entry, Feed], ...]:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            identity.exclude_others(connection)
            return backfilling.admit_pages(connection, pages, identify, now)

    def articles_to_reread(
        self, window: Window, after: tuple[datetime, str] | None, limit: int
    ) -> tuple[tuple[Article, Entry, Feed], ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return backfilling.articles_to_reread(connection, window, after, limit)

    def mentions_of_articles(self, article_ids: Iterable[str]) -> tuple[Mention, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return backfilling.mentions_of_articles(connection, article_ids)

    def parts_done(self, part_ids: Iterable[str]) -> frozenset[str]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return backfilling.parts_done(connection, part_ids)

    def save_part(self, part: Part, now: datetime, run_id: str | None = None) -> None:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            backfilling.save_part(connection, part, now, run_id)

    def refresh_counts(self) -> int:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            days = indexing.stale(connection)
        for day in days:
            with saving(self._engine) as connection:
                indexing.count_day(connection, day)
        return len(days)

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
        with saving(self._engine) as connection:
            grouping.exclude_others(connection)
            return grouping.save_traces(connection, traces, place, within, now)

    def unlinked_mentions(self, limit: int) -> tuple[Evidence, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return findings.unlinked_mentions(connection, limit)

    def arrangements_near(
        self, evidence: Sequence[Evidence], within: timedelta, parties: Collection[str]
    ) -> tuple[Arrangement, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return candidates.arrangements_near(connection, evidence, within, parties)

    def candidates_of(self, chosen: Sequence[Arrangement], evidence: Sequence[Evidence]) -> Candidates:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return candidates.candidates_of(connection, chosen, evidence)

    def known_of(self, chosen: Sequence[Arrangement], since: datetime, reach: Reach = NO_DETAILS) -> Known:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return arranging.known_of(connection, chosen, since, reach)

    def overdue_arrangements(self, now: datetime, unless: Sequence[Act]) -> tuple[Arrangement, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return arranging.overdue_arrangements(connection, now, unless)

    def evidence_on(self, arrangement_id: str, acts: Sequence[Act], limit: int) -> tuple[Evidence, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return arranging.evidence_on(connection, arrangement_id, acts, limit)

    def save_linking(self, linking: Linking, alerts: Sequence[Alert], now: datetime) -> int:
        """See ports.Warehouse; every mention in `links` waits no more, and an alert that is known is not new."""
        with saving(self._engine) as connection:
            standings.exclude_others(connection)
            arranging.save_links(connection, linking, now)
            return telling.save_alerts(connection, alerts)

    def linked_batches(self) -> tuple[Batch, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return arranging.linked_batches(connection)

    def linked_in(self, batch: int) -> tuple[Evidence, ...]:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return arranging.linked_in(connection, batch)

    def forget_links(self) -> None:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            standings.exclude_others(connection)
            arranging.forget_links(connection)

    def claim_parcel(self, now: datetime, lease: timedelta, caps: Mapping[str, int]) -> Parcel | None:
        """See ports.Warehouse; at most 500 alerts travel together."""
        with saving(self._engine) as connection:
            telling.exclude_others(connection)
            return telling.claim_parcel(connection, now, lease, caps)

    def save_delivery(self, delivery: Delivery) -> None:
        """See ports.Warehouse; what was not taken waits 1, 5, 15, then 60 minutes, and is given up after 5 days.

        Where nobody could be reached it waits 1 minute, then 2 and no more.
        """
        with saving(self._engine) as connection:
            telling.exclude_others(connection)
            telling.save_delivery(connection, delivery)

    def resend(self, alert_ids: Sequence[str]) -> int:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            return telling.resend(connection, alert_ids)

    def sync_parties(self, parties: Sequence[ConflictParty]) -> None:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            arranging.sync_parties(connection, parties)

    def about(self, identifier: str) -> About:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return explaining.about(connection, identifier)

    def start_run(self, run_id: str, origin: str, now: datetime) -> None:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            runs.start_run(connection, run_id, origin, now)

    def save_report(self, run_id: str, report: HopReport) -> None:
        """See ports.Warehouse; counts are added, so a hop that a retry reports again is counted again."""
        with saving(self._engine) as connection:
            runs.save_report(connection, run_id, report)

    def watching_since(self) -> datetime | None:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return runs.watching_since(connection)

    def finish_run(self, run_id: str, now: datetime) -> None:
        """See ports.Warehouse."""
        with saving(self._engine) as connection:
            runs.finish_run(connection, run_id, now)

    def pulse(self) -> Pulse:
        """See ports.Warehouse."""
        with engines.reading(self._engine) as connection:
            return runs.pulse(connection)


def open_warehouse(url: str) -> SqlWarehouse:
    """Open the warehouse at this SQLAlchemy URL for the road, making the folder of an SQLite file.

    Raises SettingsInvalid when it is no warehouse's URL, WarehouseUnavailable when it does not answer, and
    SchemaOutdated when it must be upgraded first. No message holds a password.
    """
    engine = engines.open_engine(url)
    check_revision(engine)
    return SqlWarehouse(engine)
