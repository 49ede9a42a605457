"""From mentions to mail: link, choose, send."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from trucewatch.alerts import choose_alerts, send_alerts
from trucewatch.arrangements import link_mentions
from trucewatch.model import HopReport, Recipient
from trucewatch.pipeline.parts import report
from trucewatch.ports import AlertChannel, Clock, Warehouse

log = logging.getLogger(__name__)

LINK_BATCH = 500
SEND_BATCH = 500


def link_evidence(
    *,
    warehouse: Warehouse,
    recipients: Sequence[Recipient],
    names: Mapping[str, Mapping[str, str]],
    max_age: timedelta,
    clock: Clock,
) -> tuple[HopReport, ...]:
    """Tie new mentions to arrangements and write down the alerts that follow, both in one transaction a batch."""
    seen = changes = told = 0
    while evidence := warehouse.unlinked_mentions(LINK_BATCH):
        now = clock.now()
        known = warehouse.arrangements()
        linking = link_mentions(evidence, known, warehouse.stances(arrangement.id for arrangement in known))
        chosen = choose_alerts(linking.changes, recipients, now=now, max_age=max_age, names=names)
        new = warehouse.save_linking(linking, chosen, now)
        log.info("link mentions=%d changes=%d alerts=%d", len(evidence), len(linking.changes), new)
        told += len({alert.change_key for alert in chosen})
        changes += len(linking.changes)
        seen += len(evidence)
    return (
        HopReport(hop="link", seen=seen, kept=seen),
        HopReport(
            hop="choose", seen=changes, kept=told, lost={"not_alerted": changes - told} if changes > told else {}
        ),
    )


def send_pending(
    *, warehouse: Warehouse, channel: AlertChannel, sender: str, clock: Clock, run_url: str | None = None
) -> tuple[HopReport, ...]:
    """Send the alerts that wait, one mail a recipient; what cannot be sent now is tried again by a later run."""
    pending = warehouse.pending_alerts(clock.now(), SEND_BATCH)
    lost: Counter[str] = Counter()
    notes: list[str] = []
    for delivery in send_alerts(pending, channel=channel, sender=sender, now=clock.now(), run_url=run_url):
        warehouse.save_delivery(delivery)
        if delivery.status != "sent":
            lost[delivery.status] += len(delivery.alert_ids)
            notes.append(delivery.message)
    return (report("send", len(pending), lost, notes),)
