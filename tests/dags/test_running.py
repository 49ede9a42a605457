"""DAGs run to their end by Airflow's own task runner: what they send, once, and what they say when a task fails."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.dags.conftest import mails, states, text
from trucewatch.model import HopReport

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
GREEN = {"link": "success", "send": "success", "heartbeat": "success"}


@pytest.fixture(autouse=True)
def base_url(monkeypatch):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example.org/")


def test_an_alert_is_mailed_with_links_to_the_run_and_to_the_page(run_dag, news, mail):
    run = run_dag("send_alerts")
    assert states(run) == GREEN
    (message,) = mails(mail)
    assert message["To"] == "desk@example.org"
    path = f"https://airflow.example.org/dags/send_alerts/runs/{run.run_id.replace('+', '%2B').replace(':', '%3A')}"
    assert f"{path}/tasks/send?try_number=1" in text(message)
    assert "https://airflow.example.org/trucewatch/mentions?category=ceasefire&conflict=ardania-borland" in text(
        message
    )


def test_the_send_task_returns_its_counts(run_dag, news, mail):
    run = run_dag("send_alerts")
    returned = {task.task_id: task.xcom_pull(task_ids=task.task_id) for task in run.get_task_instances()}
    assert returned["link"]["link"] == {"came": 2, "kept": 2, "lost": {}}
    assert returned["send"]["send"]["kept"] >= 1
    assert returned["heartbeat"] == {}


@pytest.mark.parametrize(
    ("first", "second"),
    [(None, None), (MONDAY, MONDAY), (MONDAY, MONDAY - timedelta(days=30))],
    ids=["by hand", "cleared and run again", "backfilled"],
)
def test_what_was_sent_is_not_sent_by_another_run(run_dag, news, mail, first, second):
    ended = [
        (run.run_id, states(run)) for run in (run_dag("send_alerts", logical_date=date) for date in (first, second))
    ]
    assert [state for _, state in ended] == [GREEN, GREEN]
    assert (ended[0][0] == ended[1][0]) is (first is not None and first == second)
    assert len(mails(mail)) == 1


def test_mail_that_nobody_takes_fails_no_task_and_waits_in_the_warehouse(run_dag, news, monkeypatch, mail):
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", '{"conn_type": "smtp", "host": "127.0.0.1", "port": 9, "extra": {"disable_ssl": true, "disable_tls": true}}')  # fmt: skip
    run = run_dag("send_alerts")
    assert states(run) == GREEN
    (task,) = [task for task in run.get_task_instances() if task.task_id == "send"]
    assert set(task.xcom_pull(task_ids="send")["send"]["lost"]) == {"deferred"}


def test_a_silence_is_mailed_once_by_the_clock(run_dag, warehouse, mail, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org")
    polled_at = datetime.now(UTC) - timedelta(minutes=40)
    warehouse.start_run("watch_news/1", "airflow", polled_at)
    warehouse.save_report("watch_news/1", HopReport(hop="poll", seen=3, kept=3))
    assert [states(run_dag("send_alerts")) for _ in range(2)] == [GREEN, GREEN]
    (message,) = mails(mail)
    assert message["To"] == "ops@example.org"
    assert message["Subject"].startswith("Trucewatch is silent")


def test_a_run_with_nothing_due_is_no_silence(run_dag, warehouse, mail, monkeypatch, tmp_path):
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text("feeds: []\n")
    monkeypatch.setenv("TRUCEWATCH_FEEDS", str(feeds))
    monkeypatch.setenv("TRUCEWATCH_ARCHIVE", str(tmp_path / "archive"))
    began = datetime.now(UTC)
    run = run_dag("watch_news")
    assert states(run)["read"] == "success"
    assert warehouse.pulse().polled_at > began


def test_a_task_that_fails_for_good_is_told_by_airflow_itself_and_in_our_words_only(
    run_dag, warehouse, mail, monkeypatch
):
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org, night@example.org")
    monkeypatch.setenv("TRUCEWATCH_FEEDS", "/nowhere/<b>secret</b>.yaml")
    run = run_dag("watch_news")
    assert states(run)["plan"] == "failed"
    (message,) = mails(mail)
    assert message["Subject"] == "Trucewatch: watch_news, task plan has failed"
    assert (message["From"], message["To"]) == ("watch@example.org", "ops@example.org, night@example.org")
    words = text(message, "html")
    assert f"Run: {run.run_id}" in words
    assert "Try: 1<br>" in words or "Try: 1</p>" in words
    assert words.count("https://airflow.example.org/dags/watch_news/runs/") == 2
    assert "secret" not in words
    assert message["Auto-Submitted"] == "auto-generated"


def test_two_failures_in_one_process_are_two_mails_each_of_its_own(run_dag, warehouse, mail, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org")
    monkeypatch.setenv("TRUCEWATCH_NO_SUCH_SETTING", "1")
    run_dag("tend_warehouse")
    run_dag("send_alerts")
    told = mails(mail)
    assert {message["Subject"] for message in told} == {
        "Trucewatch: tend_warehouse, task health has failed",
        "Trucewatch: send_alerts, task link has failed",
        "Trucewatch: send_alerts, task heartbeat has failed",
    }
    assert len({message["Message-ID"] for message in told}) == len(told) == 3


def test_without_operators_nobody_is_told_of_failures(run_dag, warehouse, mail, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_FEEDS", "/nowhere.yaml")
    assert states(run_dag("watch_news"))["plan"] == "failed"
    assert mails(mail) == []
