"""From mentions to messages: link, choose, send."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from trucewatch.alerts import Freshness, choose_alerts
from trucewatch.arrangements import (
    GOES_ON,
    WINDOW,
    could_concern,
    expire,
    link_mentions,
    parties_that_tie,
    place_mentions,
    reach_of,
)
from trucewatch.codebook import Channel
from trucewatch.model import (
    Change,
    ConflictParty,
    Delivery,
    Evidence,
    HopReport,
    Linking,
    Outcome,
    Parcel,
    Receipt,
    Recipient,
)
from trucewatch.pipeline.parts import INTERNAL, Progress, no_progress, own_fault, report
from trucewatch.ports import Clock, Courier, Warehouse, WarehouseReader

log = logging.getLogger(__name__)

LINK_BATCH = 500
FIRST_LOOK = timedelta(minutes=15)
"""What is first seen within so long of the very first run was there before the watch began."""
LEASE = timedelta(minutes=10)
"""A sender that is not heard of for so long is taken for dead, and its parcel is sent by another."""
SENDING_TIME = timedelta(minutes=10)
"""How long one run goes on sending."""
MOST_PARCELS = 1000
"""Parcels that one run sends at most."""
HELD_BACK = "held_back"
"""The reason for alerts that were not sent because somebody only wanted to know what would be."""
MOST_QUOTED = 5
"""Mentions that are quoted where a ceasefire's time runs out, the last that say that it runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who is told, in which names, of how old news."""

    recipients: tuple[Recipient, ...]
    names: Mapping[str, Mapping[str, str]]
    max_age: timedelta
    parties: tuple[ConflictParty, ...] = ()
    """The sides of the watched conflicts."""
    parents: Mapping[str, str] = field(default_factory=dict)
    """The place that each place lies in, by identifier."""


def link_evidence(
    *, warehouse: Warehouse, desk: Desk, clock: Clock, progress: Progress = no_progress
) -> tuple[HopReport, ...]:
    """Tie new mentions to arrangements and write down the alerts that follow, both in one transaction a batch."""
    tally = _Tally()
    since = warehouse.watching_since()
    backlog_until = since + FIRST_LOOK if since else None
    warehouse.sync_parties(desk.parties)
    while True:
        now = clock.now().replace(microsecond=0)
        freshness = Freshness(now=now, max_age=desk.max_age, backlog_until=backlog_until)
        for linking in _expired(warehouse, now):
            tally.add(linking, _save(linking, warehouse, desk, freshness))
        evidence = warehouse.unlinked_mentions(LINK_BATCH)
        if not evidence:
            return tally.reports()
        linking = _link(evidence, warehouse, desk, now)
        tally.add(linking, _save(linking, warehouse, desk, freshness))
        progress("link", tally.seen, tally.seen)


def relink_all(
    *, warehouse: Warehouse, desk: Desk, clock: Clock, progress: Progress = no_progress
) -> tuple[HopReport, ...]:
    """Forget what linking made and make it anew from the mentions, batch by batch as they came; nobody is told anything.

    Gives the same arrangements, stances and changes under the same identifiers, unless the rules changed.
    """
    batches = warehouse.linked_batches()
    warehouse.forget_links()
    tally = _Tally()
    for number, batch in enumerate(batches, start=1):
        evidence = warehouse.linked_in(batch.number)
        for start in range(0, len(evidence), LINK_BATCH):
            _keep_expired(warehouse, batch.linked_at, tally)
            linking = _link(evidence[start : start + LINK_BATCH], warehouse, desk, batch.linked_at)
            warehouse.save_linking(linking, (), batch.linked_at)
            tally.add(linking, ())
        progress("link", number, len(batches))
    _keep_expired(warehouse, clock.now().replace(microsecond=0), tally)
    return tally.reports()


def send_pending(
    *, warehouse: Warehouse, couriers: Mapping[Channel, Courier], recipients: Sequence[Recipient], clock: Clock
) -> tuple[HopReport, ...]:
    """Send the alerts that may go now, one parcel a recipient; what is not taken now is tried again by a later run.

    Sends for ten minutes at most; then the rest waits for the next run, behind what was not tried yet.
    """
    caps = {one.to: one.most_per_hour for one in recipients if one.most_per_hour is not None}
    lost: Counter[str] = Counter()
    notes: list[str] = []
    seen = 0
    until = clock.now() + SENDING_TIME
    for _ in range(MOST_PARCELS):
        parcel = warehouse.claim_parcel(clock.now(), LEASE, caps) if clock.now() < until else None
        if parcel is None:
            break
        delivery, reason = _deliver(couriers[parcel.channel], parcel, clock.now())
        warehouse.save_delivery(delivery)
        seen += len(parcel.alerts)
        log.info("send channel=%s alerts=%d outcome=%s", parcel.channel, len(parcel.alerts), delivery.receipt.outcome)
        if reason is not None:
            lost[reason] += len(parcel.alerts)
            notes.append(delivery.receipt.message)
    return (report("send", seen, lost, notes),)


def hold_pending(*, reader: WarehouseReader, clock: Clock) -> tuple[HopReport, ...]:
    """Send nothing and change nothing; return the alerts that wait, as held back, with a note for each recipient.

    How many a recipient wants an hour is not looked at.
    """
    rows = reader.waiting_alerts(clock.now())
    held = Counter({HELD_BACK: sum(int(str(row["waiting"])) for row in rows)})
    notes = [
        f"{row['recipient']} by {row['channel']}: {row['waiting']} waiting, {row['ready']} of them ready to go."
        for row in rows
    ]
    return (report("send", held.total(), held, notes),)


def _deliver(courier: Courier, parcel: Parcel, now: datetime) -> tuple[Delivery, str | None]:
    """Hand a parcel over; return what became of it, and why it was not sent.

    A mistake of ours leaves it in doubt, so that it is tried again as it is, and keeps no other from going: else the
    oldest parcel, which comes first, would stop all that come behind it.
    """
    try:
        delivery = courier.deliver(parcel, now)
    except Exception as error:
        log.exception("send parcel=%s", parcel.id)
        receipt = Receipt(outcome=Outcome.DOUBTFUL, message=f"Not sent, or not known to be: {own_fault(error)}")
        return Delivery(parcel=parcel, message_id=parcel.id, tried_at=now, receipt=receipt), INTERNAL
    outcome = delivery.receipt.outcome
    return delivery, None if outcome is Outcome.SENT else outcome.value


@dataclass(slots=True)
class _Tally:
    """What linking came to."""

    seen: int = 0
    changes: int = 0
    told: set[str] = field(default_factory=set)

    def add(self, linking: Linking, told: Sequence[str]) -> None:
        self.seen += len(linking.links)
        self.changes += len(linking.changes)
        self.told.update(told)

    def reports(self) -> tuple[HopReport, ...]:
        kept = min(len(self.told), self.changes)
        quiet = {"not_alerted": self.changes - kept} if self.changes > kept else {}
        return (
            HopReport(hop="link", seen=self.seen, kept=self.seen),
            HopReport(hop="choose", seen=self.changes, kept=kept, lost=quiet),
        )


def _link(evidence: Sequence[Evidence], warehouse: Warehouse, desk: Desk, now: datetime) -> Linking:
    near = warehouse.arrangements_near(evidence, WINDOW, parties_that_tie(evidence))
    near = could_concern(evidence, near, desk.parents)
    placed = place_mentions(evidence, warehouse.candidates_of(near, evidence), desk.parents)
    meant = {one.arrangement_id for one in placed}
    known = warehouse.known_of([one for one in near if one.id in meant], now - desk.max_age, reach_of(evidence))
    return link_mentions(placed, known, as_of=now)


def _save(linking: Linking, warehouse: Warehouse, desk: Desk, freshness: Freshness) -> tuple[str, ...]:
    """Keep a batch with the alerts it causes; return the changes that somebody is told of."""
    changes: tuple[Change, ...] = (*linking.changes, *linking.grown)
    chosen = choose_alerts(changes, desk.recipients, freshness, names=desk.names)
    new = warehouse.save_linking(linking, chosen, freshness.now)
    log.info("link mentions=%d changes=%d alerts=%d", len(linking.links), len(linking.changes), new)
    return tuple({alert.change_key for alert in chosen})


def _expired(warehouse: Warehouse, now: datetime) -> list[Linking]:
    """The ceasefires whose time has run out since it was last looked, each as a change of its own."""
    overdue = warehouse.overdue_arrangements(now, GOES_ON)
    standings = warehouse.known_of(overdue, now).standings if overdue else ()
    found: list[Linking] = []
    for arrangement in overdue:
        said = [one for one in standings if one.arrangement_id == arrangement.id]
        change = expire(arrangement, said, as_of=now)
        if change is not None:
            change = replace(change, evidence=warehouse.evidence_on(arrangement.id, GOES_ON, MOST_QUOTED))
            found.append(Linking(arrangements=(change.arrangement,), stances=(), links=(), changes=(change,)))
    return found


def _keep_expired(warehouse: Warehouse, now: datetime, tally: _Tally) -> None:
    for linking in _expired(warehouse, now):
        warehouse.save_linking(linking, (), now)
        tally.add(linking, ())
