"""The forms of our DAGs as the real api-server shows and checks them."""

import pytest

from tests.plugins.conftest import as_user

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

DEFAULTS = {
    "watch_news": {"feeds": [], "most_articles": None},
    "send_alerts": {"dry_run": False, "most_hours": None},
    "tend_warehouse": {"whole_report": False, "days": 1},
    "backfill_archive": {"files": [], "part_megabytes": 64, "most_pages": None, "again": False},
}


@pytest.fixture(autouse=True)
def admin(client, dags):
    client.headers.update(as_user("admin"))
    yield
    client.headers.pop("Authorization")


def start(client, dag_id, conf):
    return client.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf})


def count_runs(client, dag_id):
    """Other tests of the same process may have started some."""
    return client.get(f"/api/v2/dags/{dag_id}/dagRuns").json()["total_entries"]


@pytest.mark.parametrize("dag_id", DEFAULTS)
def test_the_form_has_a_title_words_and_a_default_for_each_choice(client, dag_id):
    params = client.get(f"/api/v2/dags/{dag_id}/details").json()["params"]
    assert {name: param["value"] for name, param in params.items()} == DEFAULTS[dag_id]
    for param in params.values():
        assert len(param["schema"]["title"]) > 5
        assert (
            "as scheduled" in param["description"] or "dry" in param["description"] or "always" in param["description"]
        )


@pytest.mark.parametrize(
    ("dag_id", "conf", "said"),
    [
        ("watch_news", {"most_articles": -1}, "-1 is less than the minimum of 0"),
        ("watch_news", {"most_articles": 10_001}, "maximum of 10000"),
        ("watch_news", {"most_articles": "many"}, "is not of type"),
        ("watch_news", {"feeds": "lake"}, "is not of type 'array'"),
        ("watch_news", {"feeds": ["lake", "lake"]}, "non-unique"),
        ("watch_news", {"feeds": ["{{ conn.smtp_default.password }}"]}, "does not match"),
        ("watch_news", {"feeds": ["../etc/passwd"]}, "does not match"),
        ("send_alerts", {"dry_run": "perhaps"}, "is not of type 'boolean'"),
        ("send_alerts", {"most_hours": 0}, "less than the minimum of 1"),
        ("tend_warehouse", {"days": 32}, "greater than the maximum of 31"),
        ("tend_warehouse", {"days": None}, "is not of type 'integer'"),
        ("tend_warehouse", {"whole_report": 1}, "is not of type 'boolean'"),
        ("backfill_archive", {"files": "crawl.warc.gz"}, "is not of type 'array'"),
        ("backfill_archive", {"files": ["a.warc.gz"], "part_megabytes": 0}, "less than the minimum of 1"),
    ],
)
def test_a_wrong_choice_is_refused_and_starts_nothing(client, dag_id, conf, said):
    before = count_runs(client, dag_id)
    answer = start(client, dag_id, conf)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert count_runs(client, dag_id) == before


def test_a_right_choice_starts_a_run_with_it(client):
    answer = start(client, "watch_news", {"feeds": ["all"], "most_articles": 0})
    assert answer.status_code == 200
    run = answer.json()
    assert run["conf"] == {"feeds": ["all"], "most_articles": 0}
    client.delete(f"/api/v2/dags/watch_news/dagRuns/{run['dag_run_id']}")
