"""Runs and what their hops counted."""

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from trucewatch.model import BACKFILL, SILENCE, HopReport, Pulse
from trucewatch.warehouse.tables import parcels, run_hops, run_losses, runs
from trucewatch.warehouse.upserts import excluded, insert_new, upsert


def start_run(connection: Connection, run_id: str, origin: str, now: datetime) -> None:
    """Note that a run began; a run that is known stays as it is."""
    insert_new(connection, runs, [{"run_id": run_id, "origin": origin, "started_at": now}])


def save_report(connection: Connection, run_id: str, report: HopReport) -> None:
    """Add a hop's counts to its run."""
    row = {"run_id": run_id, "hop": report.hop, "seen": report.seen, "kept": report.kept, "failed": report.failed}
    upsert(
        connection,
        run_hops,
        [row],
        **_ADDED,
    )
    losses = [
        {"run_id": run_id, "hop": report.hop, "reason": reason, "count": count}
        for reason, count in report.lost.items()
        if count
    ]
    upsert(connection, run_losses, losses, **_MORE_LOST)


_NEW = excluded(run_hops)
_ADDED = {
    "seen": run_hops.c.seen + _NEW.seen,
    "kept": run_hops.c.kept + _NEW.kept,
    "failed": or_(run_hops.c.failed, _NEW.failed),
}
_MORE_LOST = {"count": run_losses.c["count"] + excluded(run_losses)["count"]}


def finish_run(connection: Connection, run_id: str, now: datetime) -> None:
    """Note that a run ended."""
    connection.execute(update(runs).where(runs.c.run_id == run_id).values(finished_at=now))


def watching_since(connection: Connection) -> datetime | None:
    """Return when the first run of all began, once something was packed to be sent; None before."""
    if connection.execute(select(parcels.c.id).limit(1)).first() is None:
        return None
    return _began_at(connection)


def pulse(connection: Connection) -> Pulse:
    """Return when feeds were asked last without an error of ours, and the silences that are told of and not over."""
    polled = (
        select(runs.c.started_at, runs.c.finished_at)
        .join(run_hops, run_hops.c.run_id == runs.c.run_id)
        .where(run_hops.c.hop == "poll", run_hops.c.failed.is_(False))
        # Runs never overlap, so the one that began last ended last; this order is the index's.
        .order_by(runs.c.started_at.desc())
        .limit(1)
    )
    last = connection.execute(polled).first()
    silences = select(runs.c.run_id).where(runs.c.origin == SILENCE, runs.c.finished_at.is_(None))
    return Pulse(
        began_at=_began_at(connection),
        polled_at=(last.finished_at or last.started_at) if last else None,
        silences=tuple(connection.execute(silences.order_by(runs.c.started_at.desc())).scalars()),
    )


def _began_at(connection: Connection) -> datetime | None:
    # Through the column, so that its type reads what min() would give as plain text.
    first = select(runs.c.started_at).where(runs.c.origin != BACKFILL).order_by(runs.c.started_at).limit(1)
    return connection.execute(first).scalar_one_or_none()
