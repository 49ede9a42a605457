"""DAGs run to their end by Airflow's own task runner: what they send, once, and what they say when a task fails."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.dags.conftest import asked_in, knowledge_with, mails, states, text
from trucewatch.assembly import House
from trucewatch.model import HopReport
from trucewatch.pipeline import Asked

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


def test_a_dry_run_tells_what_waits_and_sends_nothing_which_the_next_run_does(run_dag, news, mail):
    run = run_dag("send_alerts", conf={"dry_run": True})
    assert states(run) == GREEN
    (send,) = [task for task in run.get_task_instances() if task.task_id == "send"]
    told = send.xcom_pull(task_ids="send")["send"]
    assert told["kept"] == 0
    assert told["lost"] == {"held_back": told["came"]}
    assert told["came"] >= 1
    assert mails(mail) == []
    run_dag("send_alerts")
    assert len(mails(mail)) == 1


def test_older_news_is_told_to_who_asks_for_it(run_dag, news, mail, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_ALERT_MAX_AGE_HOURS", "1")
    run_dag("send_alerts", conf={"most_hours": 8760})
    assert len(mails(mail)) == 1


def test_feeds_that_were_chosen_are_asked_though_not_due(run_dag, warehouse, monkeypatch, tmp_path):
    feeds = tmp_path / "feeds.yaml"
    line = "- {{id: {0}, outlet: {0}, family: {0}, url: 'http://127.0.0.1:9/{0}', language: en, country: GB}}\n"
    feeds.write_text("feeds:\n" + line.format("lake") + line.format("river"))
    monkeypatch.setenv("TRUCEWATCH_FEEDS", "")
    monkeypatch.setenv("TRUCEWATCH_KNOWLEDGE", str(knowledge_with(feeds, tmp_path)))
    monkeypatch.setenv("TRUCEWATCH_ARCHIVE", str(tmp_path / "archive"))
    runs = [run_dag("watch_news", conf=conf) for conf in (None, None, {"feeds": ["lake"]}, {"feeds": ["all"]})]
    assert [asked_in(run) for run in runs] == [2, 0, 1, 2]


def test_a_feed_that_nobody_knows_fails_the_plan_at_once(run_dag, warehouse):
    assert states(run_dag("watch_news", conf={"feeds": ["no-such-feed"]}))["plan"] == "failed"


def test_most_articles_takes_the_place_of_the_setting(run_dag, warehouse, monkeypatch, tmp_path):
    limits = []
    monkeypatch.setenv("TRUCEWATCH_FETCH_LIMIT", "70")
    monkeypatch.setenv("TRUCEWATCH_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setattr(House, "plan_batches", lambda *_, **__: [])
    monkeypatch.setattr(House, "fetch", lambda house: limits.append(house.settings.fetch_limit) or ())
    for conf in (None, {"most_articles": 5}, {"most_articles": 0}):
        run_dag("watch_news", conf=conf)
    assert limits == [70, 5, 0]


def test_the_state_of_all_feeds_is_mailed_on_any_day_to_who_asks(run_dag, warehouse, mail, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org")
    asked = []
    monkeypatch.setattr(House, "tell_health", lambda _, asked_for: asked.append(asked_for) or ())
    runs = [run_dag("tend_warehouse", conf=conf) for conf in (None, {"whole_report": True}, {"days": 3})]
    assert asked == [
        Asked(),
        Asked(whole=True, occasion=f"tend_warehouse/{runs[1].run_id}"),
        Asked(within=timedelta(days=3), occasion=f"tend_warehouse/{runs[2].run_id}"),
    ]


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
