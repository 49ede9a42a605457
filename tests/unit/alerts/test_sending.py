"""One mail a recipient, and what became of it."""

import pytest

from tests.builders import NOON, an_alert
from tests.fakes import MemoryChannel
from trucewatch.alerts import send_alerts
from trucewatch.errors import ChannelUnavailable
from trucewatch.model import Alert, Delivery


def send(channel: MemoryChannel, *alerts: Alert, sender: str = "trucewatch@example.net") -> tuple[Delivery, ...]:
    return send_alerts(alerts, channel=channel, sender=sender, now=NOON)


def test_nothing_pending_sends_nothing():
    channel = MemoryChannel()
    assert send(channel) == ()
    assert channel.messages == []


def test_each_recipient_gets_one_mail_about_everything():
    channel = MemoryChannel()
    alerts = [an_alert(change_key=key, recipient=to) for key in "12" for to in ("a@example.org", "b@example.org")]
    deliveries = send(channel, *alerts)
    assert [str(message["To"]) for message in channel.messages] == ["a@example.org", "b@example.org"]
    assert [delivery.status for delivery in deliveries] == ["sent", "sent"]
    assert deliveries[0].alert_ids == (alerts[0].id, alerts[2].id)
    assert [delivery.message_id for delivery in deliveries] == [m["Message-ID"] for m in channel.messages]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("550 5.1.1 No such user", "failed"),
        ("554 Blocked", "failed"),
        ("450 4.2.0 Greylisted", "deferred"),
        ("421 Busy", "deferred"),
        (ChannelUnavailable("The mail server did not answer."), "deferred"),
    ],
)
def test_what_became_of_a_mail_follows_from_the_answer(answer: str | ChannelUnavailable, status: str):
    channel = MemoryChannel({"a@example.org": answer})
    refused, other = send(channel, an_alert(recipient="a@example.org"), an_alert(recipient="b@example.org"))
    assert (refused.status, other.status) == (status, "sent")
    assert str(answer) in refused.message


def test_a_later_try_carries_the_same_message_id():
    channel = MemoryChannel({"a@example.org": ChannelUnavailable("Silence.")})
    (first,) = send(channel, an_alert(recipient="a@example.org"))
    channel.answers.clear()
    (second,) = send(channel, an_alert(recipient="a@example.org"))
    assert (first.message_id, first.status, second.status) == (second.message_id, "deferred", "sent")


def test_a_recipient_that_is_no_address_fails_alone():
    bad, good = send(MemoryChannel(), an_alert(recipient="nobody"), an_alert(recipient="b@example.org"))
    assert (bad.status, good.status) == ("failed", "sent")
    assert "not a mail address" in bad.message


def test_a_wrong_sender_is_mended_by_the_operator_so_mails_wait():
    (delivery,) = send(MemoryChannel(), an_alert(), sender="nobody")
    assert (delivery.status, delivery.recipient) == ("deferred", "desk@example.org")


def test_what_a_server_says_is_kept_in_one_clean_line():
    channel = MemoryChannel({"desk@example.org": "550 no\r\nX: \x1b[31m" + "y" * 900})
    (delivery,) = send(channel, an_alert())
    assert len(delivery.message) <= 300
    assert delivery.message.isprintable()
