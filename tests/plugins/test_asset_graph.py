"""The road as Airflow's asset graph shows it, from the feeds to what was delivered."""

from itertools import pairwise

import pytest

from tests.plugins.conftest import as_user

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

ROAD = [
    "watch_news.plan", "feeds", "watch_news.poll", "entries", "watch_news.fetch", "articles", "watch_news.read", "mentions",
    "send_alerts.link", "alerts", "send_alerts.send", "deliveries",
]  # fmt: skip
BYWAY = ("backfill_archive.group", "mentions")


@pytest.fixture
def assets(client, dags):
    answer = client.get("/api/v2/assets?limit=100", headers=as_user("viewer"))
    return {asset["name"]: asset for asset in answer.json()["assets"]}


def graph(client, asset, kind):
    path = f"/ui/dependencies?node_id=asset:{asset['id']}&dependency_type={kind}"
    answer = client.get(path, headers=as_user("viewer")).json()
    labels = {node["id"]: node["label"] for node in answer["nodes"]}
    return labels, {(labels[edge["source_id"]], labels[edge["target_id"]]) for edge in answer["edges"]}


@pytest.mark.parametrize("start", ["feeds", "mentions", "deliveries"])
def test_the_graph_of_data_leads_from_feeds_to_deliveries(client, assets, start):
    labels, edges = graph(client, assets[start], "data")
    assert sorted(labels.values()) == sorted((*ROAD, BYWAY[0]))
    assert edges == {*pairwise(ROAD), BYWAY}


def test_the_graph_of_schedules_has_one_hinge(client, assets):
    _, edges = graph(client, assets["mentions"], "scheduling")
    assert {edge for edge in edges if edge[1] in {"send_alerts", "watch_news", "tend_warehouse"}} == {
        ("mentions", "send_alerts")
    }


def test_each_asset_says_what_it_is(assets):
    for name in ROAD[1::2]:
        assert assets[name]["group"] == "trucewatch"
        assert len(assets[name]["extra"]["description"]) > 20
    assert assets["mentions"]["uri"] == "mentions"
