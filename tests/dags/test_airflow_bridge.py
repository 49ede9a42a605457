from types import SimpleNamespace

import pytest

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]


def connection(**changes):
    return SimpleNamespace(
        **{"conn_type": "smtp", "host": "mail", "port": None, "login": None, "password": None, "schema": None}
        | {"extra_dejson": {}}
        | changes
    )


@pytest.mark.parametrize(
    ("extra", "port", "expected"),
    [
        ({}, None, (465, True, False)),
        ({"disable_ssl": True}, None, (587, False, True)),
        ({"disable_ssl": True, "disable_tls": True}, 1025, (1025, False, False)),
        ({"disable_ssl": "true", "disable_tls": "false"}, 587, (587, False, True)),
        ({"disable_ssl": "0"}, 465, (465, True, False)),
    ],
)
def test_an_smtp_connection_says_whether_to_encrypt(extra, port, expected):
    from trucewatch.airflow_bridge import smtp_from_connection

    smtp = smtp_from_connection(connection(extra_dejson=extra, port=port))
    assert (smtp.port, smtp.ssl, smtp.starttls) == expected


def test_a_postgres_connection_becomes_a_url_with_its_password_quoted():
    from trucewatch.airflow_bridge import warehouse_from_connection

    given = connection(conn_type="postgres", host="db", login="news", password="p@ss/word", schema="truce")
    assert warehouse_from_connection(given) == "postgresql+psycopg://news:p%40ss%2Fword@db:5432/truce"


def test_a_warehouse_connection_of_another_type_is_refused():
    from trucewatch.airflow_bridge import warehouse_from_connection
    from trucewatch.errors import SettingsInvalid

    with pytest.raises(SettingsInvalid, match="'mysql'"):
        warehouse_from_connection(connection(conn_type="mysql"))


def test_the_connection_in_the_environment_wins_over_the_setting(monkeypatch):
    from trucewatch.airflow_bridge import load_settings

    monkeypatch.setenv("TRUCEWATCH_SMTP", "smtp://elsewhere:2525")
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", '{"conn_type": "smtp", "host": "here", "port": 26}')
    assert (load_settings().smtp.host, load_settings().smtp.port) == ("here", 26)
    monkeypatch.delenv("AIRFLOW_CONN_SMTP_DEFAULT")
    assert (load_settings().smtp.host, load_settings().smtp.port) == ("elsewhere", 2525)


def test_due_feeds_travel_in_few_batches_and_those_of_one_host_together(monkeypatch, tmp_path):
    from trucewatch import airflow_bridge

    lines = [
        f"- {{id: feed-{n}, outlet: Example, family: example, url: 'https://host-{n % 25}.example/{n}', language: en, country: GB}}"
        for n in range(60)
    ]
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text("feeds:\n" + "\n".join(lines))
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/warehouse.sqlite")
    monkeypatch.setenv("TRUCEWATCH_FEEDS", str(feeds))
    batches = airflow_bridge.plan_polls()
    assert sorted(map(len, batches)) == [29, 31]
    hosts = [{int(feed.removeprefix("feed-")) % 25 for feed in batch} for batch in batches]
    assert sum(map(len, hosts)) == len(set().union(*hosts)) == 25


def test_what_no_retry_can_mend_fails_the_task_at_once(monkeypatch, tmp_path):
    from airflow.sdk.exceptions import AirflowFailException

    from trucewatch import airflow_bridge

    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/warehouse.sqlite")
    monkeypatch.setenv("TRUCEWATCH_FEEDS", str(tmp_path / "missing.yaml"))
    with pytest.raises(AirflowFailException, match=r"missing\.yaml"):
        airflow_bridge.plan_polls()


def test_what_a_retry_may_mend_is_left_to_airflow(monkeypatch):
    from trucewatch import airflow_bridge
    from trucewatch.errors import WarehouseUnavailable

    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", "postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(WarehouseUnavailable):
        airflow_bridge.plan_polls()
    assert airflow_bridge.TASK_DEFAULTS["retry_exponential_backoff"] > 1


@pytest.mark.parametrize(
    ("base_url", "page_url", "expected"),
    [
        ("https://a.example/", "", "https://a.example/trucewatch/"),
        ("https://a.example/air", "", "https://a.example/air/trucewatch/"),
        ("https://a.example/", "https://b.example/page", "https://b.example/page"),
        ("", "", ""),
    ],
)
def test_the_page_is_where_the_setting_says_or_else_in_airflow(monkeypatch, base_url, page_url, expected):
    from trucewatch.airflow_bridge import load_settings

    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base_url)
    monkeypatch.setenv("TRUCEWATCH_PAGE_URL", page_url)
    assert load_settings().page_url == expected


def test_nothing_is_silent_where_polling_is_by_hand(monkeypatch):
    from trucewatch import airflow_bridge

    monkeypatch.setenv("TRUCEWATCH_WATCH_CRON", "")
    assert airflow_bridge.tell_heartbeat() == {}


def test_the_schedules_follow_the_environment(monkeypatch):
    from trucewatch import airflow_bridge

    assert airflow_bridge.watch_schedule() == "*/15 * * * *"
    monkeypatch.setenv("TRUCEWATCH_WATCH_CRON", "")
    monkeypatch.setenv("TRUCEWATCH_ALERT_CRON", "")
    assert airflow_bridge.watch_schedule() is None
    assert airflow_bridge.alert_schedule() == [airflow_bridge.MENTIONS]
