"""Runs and what their hops counted."""

from datetime import datetime

from sqlalchemy import Connection, or_, update

from trucewatch.model import HopReport
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.tables import run_hops, run_losses, runs
from trucewatch.warehouse.upserts import insert_new, upsert


def start_run(connection: Connection, run_id: str, origin: str, now: datetime) -> None:
    """Note that a run began; a run that is known stays as it is."""
    insert_new(connection, runs, [{"run_id": run_id, "origin": origin, "started_at": now}])


def save_report(connection: Connection, run_id: str, report: HopReport) -> None:
    """Add a hop's counts to its run."""
    insert = dialect_of(connection).insert
    new = insert(run_hops).excluded
    row = {"run_id": run_id, "hop": report.hop, "seen": report.seen, "kept": report.kept, "failed": report.failed}
    upsert(
        connection,
        run_hops,
        [row],
        seen=run_hops.c.seen + new.seen,
        kept=run_hops.c.kept + new.kept,
        failed=or_(run_hops.c.failed, new.failed),
    )
    losses = [
        {"run_id": run_id, "hop": report.hop, "reason": reason, "count": count}
        for reason, count in report.lost.items()
        if count
    ]
    upsert(connection, run_losses, losses, count=run_losses.c["count"] + insert(run_losses).excluded["count"])


def finish_run(connection: Connection, run_id: str, now: datetime) -> None:
    """Note that a run ended."""
    connection.execute(update(runs).where(runs.c.run_id == run_id).values(finished_at=now))
