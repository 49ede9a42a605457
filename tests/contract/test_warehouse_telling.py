"""Alerts, deliveries and runs, on every database."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOON, an_alert
from tests.contract.warehouse_world import a_linking, alerted, read
from trucewatch.errors import PermanentError, SettingsInvalid
from trucewatch.model import Delivery, HopReport
from trucewatch.ports import Warehouse
from trucewatch.warehouse import SqlReader

MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)


def a_delivery(*alert_ids: str, **changes: Any) -> Delivery:
    fields: dict[str, Any] = {
        "alert_ids": alert_ids or ("alert-1",),
        "recipient": "desk@example.org",
        "message_id": "<1@example.org>",
        "tried_at": NOON,
        "status": "sent",
    }
    return Delivery(**fields | changes)


def test_alerts_wait_with_their_full_evidence(warehouse: Warehouse) -> None:
    alerts = alerted(warehouse, "alert-1", "alert-2")
    assert warehouse.pending_alerts(NOON, 10) == alerts
    assert warehouse.pending_alerts(NOON, 1) == alerts[:1]


def test_oldest_alerts_come_first(warehouse: Warehouse) -> None:
    alerted(warehouse)
    evidence = warehouse.pending_alerts(NOON, 1)[0].evidence
    older = an_alert(id="older", created_at=NOON - MINUTE, evidence=evidence)
    warehouse.save_linking(a_linking([evidence[0].mention]), [older], NOON)
    assert [alert.id for alert in warehouse.pending_alerts(NOON, 10)] == ["older", "alert-1"]


def test_an_alert_that_is_known_is_not_new(warehouse: Warehouse) -> None:
    mentions = read(warehouse)
    evidence = warehouse.unlinked_mentions(10)
    alert = an_alert(id="alert-1", evidence=evidence[:1])
    assert warehouse.save_linking(a_linking(mentions), [alert], NOON) == 1
    again = an_alert(id="alert-1", evidence=evidence, headline="Other words")
    assert warehouse.save_linking(a_linking(mentions), [again, an_alert(id="alert-2", evidence=())], NOON) == 1
    assert warehouse.pending_alerts(NOON, 1) == (alert,)


@pytest.mark.parametrize("status", ["sent", "failed"])
def test_what_is_sent_or_given_up_waits_no_more(warehouse: Warehouse, status: str) -> None:
    alerted(warehouse, "alert-1", "alert-2", "alert-3")
    warehouse.save_delivery(a_delivery("alert-1", "alert-3", status=status))
    assert [alert.id for alert in warehouse.pending_alerts(NOON + YEAR, 10)] == ["alert-2"]


def test_deferred_alerts_wait_longer_each_time(warehouse: Warehouse) -> None:
    alerted(warehouse)
    at = NOON
    for minutes in (1, 5, 15, 60, 60):
        warehouse.save_delivery(a_delivery(status="deferred", tried_at=at, message="4.3.2"))
        due = at + minutes * MINUTE
        assert warehouse.pending_alerts(due - timedelta(seconds=1), 10) == ()
        assert len(warehouse.pending_alerts(due, 10)) == 1
        at = due


def test_the_same_delivery_saved_again_counts_once(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    for _ in range(3):
        warehouse.save_delivery(a_delivery(status="deferred"))
    assert len(warehouse.pending_alerts(NOON + MINUTE, 10)) == 1
    assert [row["attempts"] for row in reader.alert_log(limit=10)] == [1]


def test_what_was_sent_once_stays_sent(warehouse: Warehouse) -> None:
    alerted(warehouse)
    warehouse.save_delivery(a_delivery())
    warehouse.save_delivery(a_delivery(status="deferred", tried_at=NOON + MINUTE))
    assert warehouse.pending_alerts(NOON + YEAR, 10) == ()


def test_a_delivery_of_unknown_kind_is_refused(warehouse: Warehouse) -> None:
    alerted(warehouse)
    with pytest.raises(SettingsInvalid, match="'lost'"):
        warehouse.save_delivery(a_delivery(status="lost"))


def test_the_alert_log_has_every_try(warehouse: Warehouse, reader: SqlReader) -> None:
    alerted(warehouse)
    assert [row["delivery_status"] for row in reader.alert_log(limit=10)] == [None]
    warehouse.save_delivery(a_delivery(status="deferred", message="greylisted"))
    warehouse.save_delivery(a_delivery(tried_at=NOON + MINUTE))
    log = reader.alert_log(limit=10)
    assert [(row["status"], row["delivery_status"]) for row in log] == [("sent", "deferred"), ("sent", "sent")]
    assert log[0]["evidence_count"] == 2
    assert log[0]["sent_at"] == NOON + MINUTE


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
