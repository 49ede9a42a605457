"""Hands the pending alerts over, one mail a recipient, and says what became of each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.composing import compose_mail, message_id
from trucewatch.errors import ChannelUnavailable, SettingsInvalid
from trucewatch.model import Alert, Delivery
from trucewatch.ports import AlertChannel

_REASON_LIMIT = 300


def send_alerts(
    pending: Sequence[Alert], *, channel: AlertChannel, sender: str, now: datetime, run_url: str | None = None
) -> tuple[Delivery, ...]:
    """Send one digest per recipient and return what became of it; one recipient's trouble never stops the others.

    The same alerts make the same Message-ID, so a mail that was sent twice after a doubt can be told by it.
    """
    by_recipient: dict[str, list[Alert]] = defaultdict(list)
    for alert in pending:
        by_recipient[alert.recipient].append(alert)
    return tuple(
        _send(alerts, recipient, channel=channel, sender=sender, now=now, run_url=run_url)
        for recipient, alerts in by_recipient.items()
    )


def _send(
    alerts: Sequence[Alert], recipient: str, *, channel: AlertChannel, sender: str, now: datetime, run_url: str | None
) -> Delivery:
    status, message = "sent", ""
    try:
        mail = compose_mail(alerts, sender=sender, recipient=recipient, run_url=run_url, now=now)
        refused = channel.send(mail)
        if refused:
            status, message = _judge("; ".join(refused.values()))
    except ChannelUnavailable as error:
        status, message = "deferred", error.message
    except SettingsInvalid as error:
        # A wrong sender is mended by the operator, so its alerts wait; a wrong recipient gets nothing ever.
        status, message = ("failed" if error.key == recipient else "deferred"), error.message
    return Delivery(
        alert_ids=tuple(alert.id for alert in alerts),
        recipient=recipient,
        message_id=message_id(alerts, sender),
        tried_at=now,
        status=status,
        message=clean(message, _REASON_LIMIT),
    )


def _judge(reason: str) -> tuple[str, str]:
    """Codes from 500 on are final (RFC 5321, 4.2.1); anything else may be better later."""
    return ("failed" if reason.startswith("5") else "deferred"), f"The mail server refused the recipient: {reason}"
