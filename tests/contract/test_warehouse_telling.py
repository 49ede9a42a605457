"""Alerts, deliveries and runs, on every database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders import NOON
from tests.contract.warehouse_world import alerted
from trucewatch.codebook import Channel
from trucewatch.errors import PermanentError
from trucewatch.model import Alert, Delivery, HopReport, Linking, Outcome, Parcel, Pulse, Receipt
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
LEASE = 10 * MINUTE


def claim(warehouse: Warehouse, now: datetime = NOON, **caps: int) -> Parcel | None:
    return warehouse.claim_parcel(now, LEASE, {f"{name}@example.org": most for name, most in caps.items()})


def claimed(warehouse: Warehouse, now: datetime = NOON) -> Parcel:
    parcel = claim(warehouse, now)
    assert parcel is not None
    return parcel


def end(warehouse: Warehouse, parcel: Parcel, outcome: str, *, at: datetime = NOON, message: str = "") -> None:
    """Say what became of a try to send a parcel."""
    receipt = Receipt(outcome=Outcome(outcome), message=message)
    message_id = f"<{parcel.id}@example.org>"
    warehouse.save_delivery(Delivery(parcel=parcel, message_id=message_id, tried_at=at, receipt=receipt))


def more(warehouse: Warehouse, *alerts: Alert) -> int:
    """Let the world cause more alerts; return how many are new."""
    return warehouse.save_linking(Linking(arrangements=(), stances=(), links=(), changes=()), alerts, NOON)


def test_a_parcel_holds_all_that_waits_for_one_recipient_with_its_full_evidence(warehouse: Warehouse) -> None:
    alerts = alerted(warehouse, "alert-1", "alert-2")
    parcel = claimed(warehouse)
    assert (parcel.alerts, parcel.recipient, parcel.channel, parcel.tries) == (alerts, "desk@example.org", "mail", 0)
    assert claim(warehouse) is None


def test_the_oldest_alerts_come_first(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    more(warehouse, replace(alert, id="older", created_at=NOON - MINUTE))
    assert [one.id for one in claimed(warehouse).alerts] == ["older", "alert-1"]


def test_each_recipient_and_channel_has_a_parcel_of_its_own(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    more(warehouse, replace(alert, id="alert-2", recipient="night@example.org", created_at=NOON + MINUTE))
    more(warehouse, replace(alert, id="alert-3", channel=Channel.WEBHOOK, created_at=NOON + 2 * MINUTE))
    parcels = [claimed(warehouse, NOON + HOUR) for _ in range(3)]
    assert [(one.recipient, one.channel) for one in parcels] == [
        ("desk@example.org", "mail"),
        ("night@example.org", "mail"),
        ("desk@example.org", "webhook"),
    ]


def test_an_alert_that_is_known_is_not_new(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    assert more(warehouse, replace(alert, headline="Other words")) == 0
    assert more(warehouse, replace(alert, id="alert-2", evidence=())) == 1
    assert [one.headline for one in claimed(warehouse).alerts] == [alert.headline] * 2


def test_what_must_wait_waits(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    end(warehouse, claimed(warehouse), "sent")
    more(warehouse, replace(alert, id="alert-2", not_before=NOON + HOUR))
    assert claim(warehouse, NOON + HOUR - MINUTE) is None
    assert [one.id for one in claimed(warehouse, NOON + HOUR).alerts] == ["alert-2"]


@pytest.mark.parametrize("outcome", ["sent", "failed"])
def test_what_is_sent_or_given_up_waits_no_more(warehouse: Warehouse, outcome: str) -> None:
    alerted(warehouse, "alert-1", "alert-2")
    end(warehouse, claimed(warehouse), outcome)
    assert claim(warehouse, NOON + YEAR) is None


def test_what_nobody_took_travels_with_what_comes_later(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    first = claimed(warehouse)
    end(warehouse, first, "deferred", message="451 greylisted")
    more(warehouse, replace(alert, id="alert-2", created_at=NOON + 5 * MINUTE))
    again = claimed(warehouse, NOON + 5 * MINUTE)
    assert [one.id for one in again.alerts] == ["alert-1", "alert-2"]
    assert (again.id == first.id, again.tries) == (False, 1)


def test_what_is_in_doubt_comes_again_as_it_was(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    first = claimed(warehouse)
    end(warehouse, first, "doubtful")
    assert claim(warehouse, NOON + timedelta(seconds=59)) is None
    more(warehouse, replace(alert, id="alert-2", created_at=NOON + MINUTE))
    again = claimed(warehouse, NOON + MINUTE)
    assert (again.id, again.alerts, again.tries) == (first.id, first.alerts, 1)
    assert [one.id for one in claimed(warehouse, NOON + MINUTE).alerts] == ["alert-2"]


def test_a_sender_that_dies_leaves_its_parcel_to_the_next(warehouse: Warehouse) -> None:
    alerted(warehouse)
    dead = claimed(warehouse)
    assert claim(warehouse, NOON + LEASE - MINUTE) is None
    assert claimed(warehouse, NOON + LEASE) == dead


def test_what_was_in_doubt_once_is_the_same_message_until_it_is_settled(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    first = claimed(warehouse)
    end(warehouse, first, "doubtful")
    at = NOON + MINUTE
    for pause in (5, 15):
        again = claimed(warehouse, at)
        assert (again.id, again.alerts) == (first.id, first.alerts)
        end(warehouse, again, "deferred", at=at, message="450 greylisted")
        more(warehouse, replace(alert, id=f"alert after {pause}", created_at=at))
        at += pause * MINUTE
    assert claimed(warehouse, at).id == first.id


def test_what_a_dead_sender_left_is_the_same_message_until_it_is_settled(warehouse: Warehouse) -> None:
    alerted(warehouse)
    dead = claimed(warehouse)
    end(warehouse, claimed(warehouse, NOON + LEASE), "deferred", at=NOON + LEASE, message="connection refused")
    again = claimed(warehouse, NOON + LEASE + MINUTE)
    assert (again.id, again.alerts, again.tries) == (dead.id, dead.alerts, 1)


def test_what_is_being_sent_counts_as_a_message_of_this_hour(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    assert claim(warehouse, desk=1) is not None
    more(warehouse, replace(alert, id="alert-2"))
    assert claim(warehouse, NOON + MINUTE, desk=1) is None


@pytest.mark.parametrize("outcome", ["deferred", "doubtful"])
def test_pauses_grow(warehouse: Warehouse, outcome: str) -> None:
    alerted(warehouse)
    at = NOON
    for minutes in (1, 5, 15, 60, 60):
        end(warehouse, claimed(warehouse, at), outcome, at=at)
        at += minutes * MINUTE
        assert claim(warehouse, at - timedelta(seconds=1)) is None


def test_where_nobody_can_be_reached_pauses_stay_short(warehouse: Warehouse) -> None:
    alerted(warehouse)
    at = NOON
    for minutes in (1, 2, 2, 2, 2):
        receipt = Receipt(outcome=Outcome.DEFERRED, message="refused", reached=False)
        parcel = claimed(warehouse, at)
        warehouse.save_delivery(Delivery(parcel=parcel, message_id="<m@example.org>", tried_at=at, receipt=receipt))
        at += minutes * MINUTE
        assert claim(warehouse, at - timedelta(seconds=1)) is None


def test_what_is_tried_often_and_for_days_is_given_up(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    end(warehouse, claimed(warehouse, NOON + YEAR), "deferred", at=NOON + YEAR, message="first try, after a long sleep")
    at = NOON + YEAR
    tries = 1
    while parcel := claim(warehouse, at := at + HOUR):
        end(warehouse, parcel, "deferred", at=at, message="still greylisted")
        tries += 1
    assert tries == 5
    assert reader.alert_log(limit=1)[0]["status"] == "failed"


def test_a_recipient_who_had_enough_this_hour_waits_and_loses_nothing(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    end(warehouse, claimed(warehouse), "sent")
    for number in (2, 3):
        more(warehouse, replace(alert, id=f"alert-{number}", created_at=NOON + number * MINUTE))
    assert claim(warehouse, NOON + 30 * MINUTE, desk=1) is None
    assert claim(warehouse, NOON + 30 * MINUTE, night=1) is not None


def test_after_the_hour_all_that_waited_travels_together(warehouse: Warehouse) -> None:
    (alert,) = alerted(warehouse)
    end(warehouse, claimed(warehouse), "sent")
    more(warehouse, replace(alert, id="alert-2"), replace(alert, id="alert-3"))
    parcel = claim(warehouse, NOON + HOUR, desk=1)
    assert parcel is not None
    assert [one.id for one in parcel.alerts] == ["alert-2", "alert-3"]


def test_what_waits_is_counted_by_recipient_and_channel_and_stays_as_it_is(
    warehouse: Warehouse, reader: SqlReader
) -> None:
    (alert,) = alerted(warehouse)
    more(warehouse, replace(alert, id="alert-2", not_before=NOON + HOUR))
    more(warehouse, replace(alert, id="alert-3", channel=Channel.WEBHOOK))
    desk = {"recipient": "desk@example.org"}
    expected = [
        desk | {"channel": "mail", "waiting": 2, "ready": 1},
        desk | {"channel": "webhook", "waiting": 1, "ready": 1},
    ]
    assert [reader.waiting_alerts(NOON) for _ in range(2)] == [expected, expected]
    end(warehouse, claimed(warehouse), "sent")
    assert reader.waiting_alerts(NOON + HOUR) == [row | {"waiting": 1, "ready": 1} for row in expected]


def test_the_same_delivery_saved_again_counts_once(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    parcel = claimed(warehouse)
    for _ in range(3):
        end(warehouse, parcel, "deferred")
    assert [row["attempts"] for row in reader.alert_log(limit=10)] == [1]


def test_what_was_sent_once_stays_sent(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    parcel = claimed(warehouse)
    end(warehouse, parcel, "sent")
    end(warehouse, parcel, "deferred", at=NOON + MINUTE)
    assert claim(warehouse, NOON + YEAR) is None
    assert {row["parcel_id"] for row in reader.alert_log(limit=10)} == {parcel.id}


def test_an_operator_may_have_alerts_sent_again_in_a_new_message(warehouse: Warehouse) -> None:
    alerted(warehouse)
    first = claimed(warehouse)
    end(warehouse, first, "failed", message="550 no such user")
    assert warehouse.resend(["alert-1", "unknown"]) == 1
    again = claimed(warehouse)
    assert (again.alerts, again.id == first.id) == (first.alerts, False)
    assert warehouse.resend(["alert-1"]) == 0


def test_the_alert_log_has_every_try(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    assert [row["delivery_status"] for row in reader.alert_log(limit=10)] == [None]
    end(warehouse, claimed(warehouse), "doubtful", message="no answer")
    end(warehouse, claimed(warehouse, NOON + MINUTE), "sent", at=NOON + MINUTE)
    log = reader.alert_log(limit=10)
    assert [(row["status"], row["delivery_status"]) for row in log] == [("sent", "doubtful"), ("sent", "sent")]
    assert len({row["message_id"] for row in log}) == 1
    assert log[0]["evidence_count"] == 2
    assert log[0]["sent_at"] == NOON + MINUTE


def test_the_watch_begins_with_the_first_run_once_something_is_packed(warehouse: Warehouse) -> None:
    warehouse.start_run("second", "airflow", NOON + HOUR)
    warehouse.start_run("first", "airflow", NOON)
    assert warehouse.watching_since() is None
    alerted(warehouse)
    claimed(warehouse)
    assert warehouse.watching_since() == NOON


def test_counts_of_one_hop_are_added(warehouse: Warehouse, reader: SqlReader) -> None:
    warehouse.start_run("run-1", "airflow", NOON)
    warehouse.start_run("run-1", "other", NOON + MINUTE)
    warehouse.save_report("run-1", HopReport(hop="fetch", seen=10, kept=7, lost={"busy": 1, "http_404": 2}))
    warehouse.save_report("run-1", HopReport(hop="fetch", seen=5, kept=4, lost={"busy": 1}, failed=True))
    warehouse.save_report("run-1", HopReport(hop="fetch"))
    warehouse.finish_run("run-1", NOON + 2 * MINUTE)
    rows = reader.funnel("run-1")
    assert [(row["reason"], row["lost"]) for row in rows] == [("busy", 2), ("http_404", 2)]
    assert {(row["seen"], row["kept"], row["failed"], row["origin"]) for row in rows} == {(15, 11, True, "airflow")}
    assert {(row["started_at"], row["finished_at"]) for row in rows} == {(NOON, NOON + 2 * MINUTE)}


def test_a_hop_that_lost_nothing_is_in_the_funnel(warehouse: Warehouse, reader: SqlReader) -> None:
    warehouse.start_run("run-1", "command", NOON)
    warehouse.save_report("run-1", HopReport(hop="poll", seen=2, kept=2))
    assert [(row["hop"], row["seen"], row["reason"], row["lost"]) for row in reader.funnel()] == [("poll", 2, None, 0)]
    assert reader.funnel("run-2") == ()


def test_a_report_of_a_run_that_never_began_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(PermanentError, match="refuses a row"):
        warehouse.save_report("nothing", HopReport(hop="poll", seen=1, kept=1))


def ran(warehouse: Warehouse, run_id: str, at: datetime, *hops: HopReport, ended: datetime | None = None) -> None:
    warehouse.start_run(run_id, "airflow", at)
    for hop in hops:
        warehouse.save_report(run_id, hop)
    if ended:
        warehouse.finish_run(run_id, ended)


def test_the_pulse_is_the_end_of_the_last_run_that_polled_without_an_error_of_ours(warehouse: Warehouse) -> None:
    assert warehouse.pulse() == Pulse(began_at=None, polled_at=None)
    ran(warehouse, "other", NOON, HopReport(hop="send"))
    assert warehouse.pulse() == Pulse(began_at=NOON, polled_at=None)
    good = HopReport(hop="poll", seen=2, kept=1, lost={"refused": 1})
    ran(warehouse, "first", NOON + MINUTE, good, ended=NOON + 3 * MINUTE)
    ran(warehouse, "bad", NOON + 4 * MINUTE, HopReport(hop="poll", seen=1, lost={"internal_error": 1}, failed=True))
    assert warehouse.pulse() == Pulse(began_at=NOON, polled_at=NOON + 3 * MINUTE)
    ran(warehouse, "under way", NOON + 5 * MINUTE, good)
    assert warehouse.pulse().polled_at == NOON + 5 * MINUTE


def test_silences_are_runs_that_have_not_ended(warehouse: Warehouse) -> None:
    for number in range(3):
        warehouse.start_run(f"heartbeat/{number}", "heartbeat", NOON + number * MINUTE)
    warehouse.finish_run("heartbeat/1", NOON + HOUR)
    assert warehouse.pulse().silences == ("heartbeat/2", "heartbeat/0")
