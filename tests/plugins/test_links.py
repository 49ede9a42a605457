"""From a task to the page and from the page to a run, as the real api-server resolves them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.plugins.conftest import as_user

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

RUN_IDS = (
    "manual__2026-11-30T00:00:00+00:00",
    "scheduled__2026-11-30T00:15:00.123456+00:00",
    "asset_triggered__2026-11-30T00:00:00+00:00_x1",
    "by ~hand~ & more?run=other#top",
    "a/../b",
    "<b>%2F</b>",
)


@pytest.fixture
def make_run(client, dags):
    """Starts a run by the API and returns its id; it is deleted afterwards."""
    made = []
    headers = as_user("admin")

    def make(dag_id, run_id):
        body = {"logical_date": None, "dag_run_id": run_id}
        answer = client.post(f"/api/v2/dags/{dag_id}/dagRuns", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        made.append(f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")

    yield make
    for path in made:
        client.delete(path, headers=headers)


def links(client, dag_id, run_id, task_id):
    path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/links"
    answer = client.get(path, headers=as_user("viewer"))
    assert answer.status_code == 200, answer.text
    return answer.json()["extra_links"]


@pytest.mark.parametrize(
    ("dag_id", "task_id", "views"),
    [
        ("watch_news", "read", {"Counts of this run": "runs", "Mentions of this run": "mentions"}),
        ("watch_news", "poll", {"Counts of this run": "runs", "Mentions of this run": None}),
        ("send_alerts", "link", {"Counts of this run": "runs", "Mentions of this run": None}),
        ("send_alerts", "send", {"Counts of this run": "runs", "Mentions of this run": None}),
        ("tend_warehouse", "health", {"Counts of this run": "runs", "Mentions of this run": None}),
    ],
)
def test_a_task_links_to_the_page_of_its_run(client, make_run, monkeypatch, dag_id, task_id, views):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.example.org/air/")
    run_id = "manual__2026-11-30T00:00:00+00:00"
    make_run(dag_id, run_id)
    found = links(client, dag_id, run_id, task_id)
    assert set(found) == set(views)
    for name, view in views.items():
        if view is None:
            assert found[name] is None
            continue
        parts = urlsplit(found[name])
        assert parts.path == f"/air/trucewatch/{view}"
        assert parse_qs(parts.query) == {"run": [f"{dag_id}/{run_id}"]}
        assert (parts.scheme, parts.netloc) == ("", "")


@pytest.mark.parametrize("view", ["runs", "mentions"])
def test_what_links_lead_to_is_there(client, dags, tmp_path, monkeypatch, view):
    from trucewatch.airflow_bridge.addresses import page_path
    from trucewatch.warehouse import upgrade

    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    upgrade(url)
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", url)
    answer = client.get(page_path(view, "watch_news/manual__1"), headers=as_user("viewer"))
    assert answer.status_code == 200
    assert "Trucewatch" in answer.text


@pytest.mark.parametrize("run_id", RUN_IDS)
def test_a_run_of_ours_has_a_place_in_airflow_whatever_it_is_called(run_id):
    from trucewatch.airflow_bridge import run_path

    path = run_path(f"watch_news/{run_id}")
    assert path is not None
    start = "../dags/watch_news/runs/"
    assert path.startswith(start)
    (rest,) = parse_qs(f"id={path.removeprefix(start)}", keep_blank_values=True)["id"]
    assert rest == run_id
    assert not set(path.removeprefix(start)) & set("/?#<>& ")


@pytest.mark.parametrize(
    "key", ["heartbeat/2026-11-30T00:00:00Z", "command/2026-11-30T00:00:00.0Z", "watch_news", "watch_news/", "", "../x"]
)
def test_a_run_of_nobody_elses_dag_has_none(key):
    from trucewatch.airflow_bridge import run_path

    assert run_path(key) is None


def test_tasks_of_other_dags_show_no_link_of_ours():
    from airflow.models.taskinstancekey import TaskInstanceKey

    from trucewatch.airflow_bridge import CountsLink, MentionsLink

    key = TaskInstanceKey(dag_id="someone_elses", task_id="read", run_id="manual__1")
    assert [link.get_link(None, ti_key=key) for link in (CountsLink(), MentionsLink())] == ["", ""]


def test_every_dag_of_ours_is_known_to_the_links(dags):
    from trucewatch.airflow_bridge import DAG_IDS

    assert set(dags) == DAG_IDS
