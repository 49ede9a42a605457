"""Alerts, the parcels in which they travel, and what became of each try to send one.

A parcel is packed and written down before anything is sent. So a sender that dies leaves behind what it was about to
send, and the next one sends the very same message, under the same identifier.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, update

from trucewatch.model import Alert, Delivery, Outcome, Parcel, stable_id
from trucewatch.warehouse import rows
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.findings import evidence_by_id
from trucewatch.warehouse.tables import alert_evidence, alerts, deliveries, parcels
from trucewatch.warehouse.upserts import chunks, insert_new

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Pauses after the first, second, third and every later try that was not final; greylisting asks for a few minutes."""
UNREACHED_BACK_OFF = (timedelta(minutes=1), timedelta(minutes=2))
"""The same where nobody could be spoken to: once the server is back, nothing waits much longer."""
GIVE_UP = timedelta(days=5)
"""What could not be sent for so long, after as many tries, is given up, as mail servers do (RFC 5321, 4.5.4.1)."""
MOST_IN_A_PARCEL = 500
"""Alerts that travel together at most, the oldest first."""
HOUR = timedelta(hours=1)
_WAITING = ("pending", "deferred")


def exclude_others(connection: Connection) -> None:
    """Make everybody else who packs parcels wait until this transaction ends."""
    statement = dialect_of(connection).parcels_lock
    if statement:
        connection.exec_driver_sql(statement)


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


def claim_parcel(connection: Connection, now: datetime, lease: timedelta, caps: Mapping[str, int]) -> Parcel | None:
    """Return the oldest parcel that may be sent now, packed anew where none waits; the caller excludes others."""
    waiting = _waiting_parcel(connection, now)
    parcel = waiting or _new_parcel(connection, now, caps)
    if parcel is not None:
        # What was certainly not taken is unpacked; so one that waits may have been taken, and nobody knows.
        values = {"leased_until": now + lease, "in_doubt": waiting is not None}
        connection.execute(update(parcels).where(parcels.c.id == parcel.id).values(values))
    return parcel


def waiting(connection: Connection, now: datetime) -> Sequence[Mapping[str, object]]:
    """Return how many alerts wait and how many of them may go now, by recipient and channel."""
    may_go = and_(_is_past(alerts.c.not_before, now), _is_past(alerts.c.next_try_at, now))
    ready = func.sum(case((may_go, 1), else_=0))
    counted = (
        select(alerts.c.recipient, alerts.c.channel, func.count().label("waiting"), ready.label("ready"))
        .where(alerts.c.status.in_(_WAITING))
        .group_by(alerts.c.recipient, alerts.c.channel)
        .order_by(alerts.c.recipient, alerts.c.channel)
    )
    return [dict(row) for row in connection.execute(counted).mappings()]


def save_delivery(connection: Connection, delivery: Delivery) -> None:
    """Keep what became of a try to send; what was sent once stays sent, and the same try counts once."""
    parcel, receipt = delivery.parcel, delivery.receipt
    alert_ids = sorted({alert.id for alert in parcel.alerts})
    tries = [
        {
            "alert_id": alert_id,
            "tried_at": delivery.tried_at,
            "recipient": parcel.recipient,
            "message_id": delivery.message_id,
            "status": receipt.outcome,
            "message": receipt.message,
        }
        for alert_id in alert_ids
    ]
    if insert_new(connection, deliveries, tries) == 0:
        return
    outcome = _final_outcome(delivery)
    for chunk in chunks(alert_ids):
        _mark(connection, chunk, outcome, delivery)
    is_this = and_(parcels.c.id == parcel.id, parcels.c.status == "open")
    in_doubt = connection.execute(select(parcels.c.in_doubt).where(is_this)).scalar()
    if outcome is Outcome.DEFERRED and in_doubt is False:
        # Nobody has it: what it holds may travel with what comes by then, in one message.
        in_it = alerts.c.parcel_id == parcel.id
        connection.execute(update(alerts).where(in_it).values(parcel_id=None))
        connection.execute(parcels.delete().where(is_this))
        return
    is_final = outcome in {Outcome.SENT, Outcome.FAILED}
    values = {
        "tries": parcel.tries + 1,
        "leased_until": None,
        "status": outcome if is_final else "open",
        "next_try_at": None if is_final else _again_at(delivery),
        "finished_at": delivery.tried_at if is_final else None,
    }
    connection.execute(update(parcels).where(is_this).values(values))


def resend(connection: Connection, alert_ids: Sequence[str]) -> int:
    """Let alerts that were sent or given up be sent once more, in a new message; return how many these are."""
    found = 0
    for chunk in chunks(alert_ids):
        is_done = and_(alerts.c.id.in_(chunk), alerts.c.status.in_(("sent", "failed")))
        values = {"status": "pending", "parcel_id": None, "next_try_at": None, "not_before": None, "attempts": 0}
        found += connection.execute(update(alerts).where(is_done).values(values)).rowcount
    return found


def _waiting_parcel(connection: Connection, now: datetime) -> Parcel | None:
    """What was tried in doubt and may be tried again, or what somebody was sending who has not been heard of since."""
    chosen = (
        select(parcels)
        .where(parcels.c.status == "open", _is_past(parcels.c.leased_until, now), _is_past(parcels.c.next_try_at, now))
        .order_by(parcels.c.packed_at, parcels.c.id)
        .limit(1)
    )
    row = connection.execute(chosen).mappings().first()
    if row is None:
        return None
    return Parcel(
        id=row["id"],
        recipient=row["recipient"],
        channel=row["channel"],
        alerts=_alerts_of(connection, alerts.c.parcel_id == row["id"]),
        tries=row["tries"],
    )


def _new_parcel(connection: Connection, now: datetime, caps: Mapping[str, int]) -> Parcel | None:
    """Pack what waits longest; a recipient who has had as many messages in the last hour as it wants waits on."""
    waits = and_(alerts.c.status.in_(_WAITING), alerts.c.parcel_id.is_(None), _is_past(alerts.c.not_before, now))
    ready = (
        select(alerts.c.recipient, alerts.c.channel)
        .where(waits, _is_past(alerts.c.next_try_at, now))
        .group_by(alerts.c.recipient, alerts.c.channel)
        .order_by(func.min(alerts.c.created_at), alerts.c.recipient, alerts.c.channel)
    )
    for recipient, channel in connection.execute(ready).all():
        if recipient not in caps or _sent_lately(connection, recipient, now) < caps[recipient]:
            # Once one of them may be tried again, so may all: after an outage they travel together.
            return _pack(connection, and_(waits, _is_for(recipient, channel)), now)
    return None


def _pack(connection: Connection, chosen: ColumnElement[bool], now: datetime) -> Parcel:
    held = _alerts_of(connection, chosen)
    first = held[0]
    ids = [alert.id for alert in held]
    # What is sent anew after it was sent, or was not taken, is another message: its number of tries tells it apart.
    id_ = stable_id("parcel", first.channel, first.recipient, now.isoformat(), str(_count_tries(connection, ids)), *ids)
    tries = _most_attempts(connection, ids)
    row = {"id": id_, "recipient": first.recipient, "channel": first.channel, "packed_at": now, "tries": tries}
    insert_new(connection, parcels, [row])
    for chunk in chunks(ids):
        connection.execute(update(alerts).where(alerts.c.id.in_(chunk)).values(parcel_id=id_))
    return Parcel(id=id_, recipient=first.recipient, channel=first.channel, alerts=held, tries=tries)


def _alerts_of(connection: Connection, chosen: ColumnElement[bool]) -> tuple[Alert, ...]:
    """Return these alerts, oldest first, with their evidence."""
    ordered = select(alerts).where(chosen).order_by(alerts.c.created_at, alerts.c.id).limit(MOST_IN_A_PARCEL)
    found = connection.execute(ordered).mappings().all()
    mention_ids: dict[str, list[str]] = {row["id"]: [] for row in found}
    for chunk in chunks(mention_ids):
        pieces = select(alert_evidence).where(alert_evidence.c.alert_id.in_(chunk)).order_by(alert_evidence.c.position)
        for row in connection.execute(pieces).mappings():
            mention_ids[row["alert_id"]].append(row["mention_id"])
    evidence = evidence_by_id(connection, (id_ for ids in mention_ids.values() for id_ in ids))
    return tuple(rows.alert_of(row, tuple(evidence[id_] for id_ in mention_ids[row["id"]])) for row in found)


def _count_tries(connection: Connection, alert_ids: Sequence[str]) -> int:
    counted = (
        select(func.count()).select_from(deliveries).where(deliveries.c.alert_id.in_(chunk))
        for chunk in chunks(alert_ids)
    )
    return sum(int(connection.execute(one).scalar_one()) for one in counted)


def _most_attempts(connection: Connection, alert_ids: Sequence[str]) -> int:
    most = (select(func.max(alerts.c.attempts)).where(alerts.c.id.in_(chunk)) for chunk in chunks(alert_ids))
    return max((int(connection.execute(one).scalar_one()) for one in most), default=0)


def _sent_lately(connection: Connection, recipient: str, now: datetime) -> int:
    """Count what was sent in the last hour, and what was packed in it and is being sent, or may have been taken."""
    is_sent = and_(parcels.c.status == "sent", parcels.c.finished_at > now - HOUR)
    is_out = and_(parcels.c.status == "open", parcels.c.packed_at > now - HOUR)
    lately = and_(parcels.c.recipient == recipient, or_(is_sent, is_out))
    return int(connection.execute(select(func.count()).select_from(parcels).where(lately)).scalar_one())


def _final_outcome(delivery: Delivery) -> Outcome:
    """What was tried often and for too long without success has failed."""
    outcome, parcel = delivery.receipt.outcome, delivery.parcel
    if outcome in {Outcome.SENT, Outcome.FAILED} or parcel.tries < len(BACK_OFF):
        return outcome
    oldest = min((alert.created_at for alert in parcel.alerts), default=delivery.tried_at)
    return Outcome.FAILED if delivery.tried_at - oldest >= GIVE_UP else outcome


def _again_at(delivery: Delivery) -> datetime:
    pauses = BACK_OFF if delivery.receipt.reached else UNREACHED_BACK_OFF
    return delivery.tried_at + pauses[min(delivery.parcel.tries, len(pauses) - 1)]


def _mark(connection: Connection, alert_ids: Sequence[str], outcome: Outcome, delivery: Delivery) -> None:
    values = {
        "status": Outcome.DEFERRED if outcome is Outcome.DOUBTFUL else outcome,
        "attempts": alerts.c.attempts + 1,
        "next_try_at": _again_at(delivery) if outcome in {Outcome.DEFERRED, Outcome.DOUBTFUL} else None,
        "sent_at": delivery.tried_at if outcome is Outcome.SENT else None,
    }
    is_open = and_(alerts.c.id.in_(alert_ids), alerts.c.status != "sent")
    connection.execute(update(alerts).where(is_open).values(values))


def _is_for(recipient: str, channel: str) -> ColumnElement[bool]:
    return and_(alerts.c.recipient == recipient, alerts.c.channel == channel)


def _is_past(column: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)
