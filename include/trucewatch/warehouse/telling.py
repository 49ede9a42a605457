"""Alerts and their deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select, update

from trucewatch.errors import SettingsInvalid
from trucewatch.model import Alert, Delivery
from trucewatch.warehouse import rows
from trucewatch.warehouse.findings import evidence_by_id
from trucewatch.warehouse.tables import alert_evidence, alerts, deliveries
from trucewatch.warehouse.upserts import chunks, insert_new

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Pauses after the first, second, third and every later deferred try."""


def save_alerts(connection: Connection, caused: Sequence[Alert]) -> int:
    """Keep alerts that are not there yet, with their evidence; return how many these were."""
    known: set[str] = set()
    for chunk in chunks(alert.id for alert in caused):
        known.update(connection.execute(select(alerts.c.id).where(alerts.c.id.in_(chunk))).scalars())
    fresh = {alert.id: alert for alert in caused if alert.id not in known}.values()
    new = insert_new(connection, alerts, [rows.pick(alert, rows.ALERT) for alert in fresh])
    evidence = [
        {"alert_id": alert.id, "position": position, "mention_id": piece.mention.id}
        for alert in fresh
        for position, piece in enumerate(alert.evidence)
    ]
    insert_new(connection, alert_evidence, evidence)
    return new


def pending_alerts(connection: Connection, now: datetime, limit: int) -> tuple[Alert, ...]:
    """Return alerts that may be sent now, oldest first, with their evidence."""
    waiting = (
        select(alerts)
        .where(alerts.c.status.in_(("pending", "deferred")))
        .where(or_(alerts.c.next_try_at.is_(None), alerts.c.next_try_at <= now))
        .order_by(alerts.c.created_at, alerts.c.id)
        .limit(limit)
    )
    found = connection.execute(waiting).mappings().all()
    mention_ids: dict[str, list[str]] = {row["id"]: [] for row in found}
    for chunk in chunks(mention_ids):
        pieces = select(alert_evidence).where(alert_evidence.c.alert_id.in_(chunk)).order_by(alert_evidence.c.position)
        for row in connection.execute(pieces).mappings():
            mention_ids[row["alert_id"]].append(row["mention_id"])
    evidence = evidence_by_id(connection, (id_ for ids in mention_ids.values() for id_ in ids))
    return tuple(rows.alert_of(row, tuple(evidence[id_] for id_ in mention_ids[row["id"]])) for row in found)


def save_delivery(connection: Connection, delivery: Delivery) -> None:
    """Keep what became of a try to send; what was sent once stays sent."""
    if delivery.status not in {"sent", "failed", "deferred"}:
        raise SettingsInvalid(f"{delivery.status!r} is not what can become of a mail", key=delivery.message_id)
    names = ("recipient", "message_id", "tried_at", "status", "message")
    alert_ids = sorted(set(delivery.alert_ids))
    tries = [{**rows.pick(delivery, names), "alert_id": alert_id} for alert_id in alert_ids]
    insert_new(connection, deliveries, tries)
    for alert_id in alert_ids:
        _mark(connection, alert_id, delivery)


def _mark(connection: Connection, alert_id: str, delivery: Delivery) -> None:
    """Derive the alert's state from its deliveries, so that saving one twice counts once."""
    counted = select(func.count()).select_from(deliveries).where(deliveries.c.alert_id == alert_id)
    attempts = connection.execute(counted).scalar_one()
    pause = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    values = {
        "status": delivery.status,
        "attempts": attempts,
        "next_try_at": delivery.tried_at + pause if delivery.status == "deferred" else None,
        "sent_at": delivery.tried_at if delivery.status == "sent" else None,
    }
    is_open = and_(alerts.c.id == alert_id, alerts.c.status != "sent")
    connection.execute(update(alerts).where(is_open).values(values))
