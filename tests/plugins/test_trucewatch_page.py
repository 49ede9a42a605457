"""The page as the real api-server mounts it: who may see it, and what it shows."""

import re

import pytest

from tests.conftest import ROOT
from tests.plugins.conftest import as_user

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

PARAMETERS = {
    "arrangement_id": "nothing", "mention_id": "nothing", "file": "mentions.nothing", "name": "page.css",
}  # fmt: skip
"""What stands in for the variable part of a route."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    from trucewatch.warehouse import upgrade

    url = f"sqlite:///{tmp_path_factory.mktemp('page')}/warehouse.sqlite"
    upgrade(url)
    return url


def test_the_plugin_loads_without_an_error(client):
    from airflow import plugins_manager

    plugins, errors = plugins_manager._get_plugins()
    assert errors == {}
    assert "trucewatch" in {plugin.name for plugin in plugins}


@pytest.fixture(scope="module")
def routes(client):
    """Every address of the page, as the app itself lists them: no route is forgotten."""
    from fastapi.routing import APIRoute

    from trucewatch.airflow_bridge import build_page

    listed = [route.path for route in build_page().routes if isinstance(route, APIRoute)]
    assert len(listed) == len(build_page().routes)
    paths = [re.sub(r"\{(\w+)(?::path)?\}", lambda found: PARAMETERS[found[1]], path) for path in listed]
    assert len(paths) > 20
    assert "/static/page.css" in paths
    assert "/api/openapi.json" in paths
    return [f"/trucewatch{path}" for path in paths]


def test_nobody_without_a_login_gets_in(client, routes):
    for route in [*routes, "/trucewatch/docs", "/trucewatch/redoc", "/trucewatch/openapi.json"]:
        answer = client.get(route, headers={"Accept": "text/html"})
        assert answer.status_code in {401, 404}, route
        assert "Trucewatch" not in answer.text, route
    assert all(client.get(route).status_code == 401 for route in routes)


def test_a_token_that_is_none_gets_nobody_in(client, routes):
    for route in routes:
        assert client.get(route, headers={"Authorization": "Bearer nonsense"}).status_code in {401, 403}, route


@pytest.mark.parametrize("role", ["viewer", "user", "op", "admin"])
def test_users_of_airflow_see_the_page(client, warehouse, routes, monkeypatch, role):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", warehouse)
    for route in routes:
        answer = client.get(route, headers=as_user(role))
        assert answer.status_code == (404 if "nothing" in route else 200), route
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_answers_questions_and_takes_nothing(client, warehouse, routes, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", warehouse)
    for route in routes:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.request(method, route, headers=as_user("admin")).status_code == 405, (method, route)


def test_results_are_not_kept_by_browsers_and_files_are(client, warehouse, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", warehouse)
    page = client.get("/trucewatch/map", headers=as_user("viewer"))
    assert page.headers["cache-control"] == "no-store"
    for address in re.findall(r'"\./(static/[^"]+)"', page.text):
        answer = client.get(f"/trucewatch/{address}", headers=as_user("viewer"))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"], address


@pytest.mark.parametrize(
    "name", ["../app.py", "%2e%2e/app.py", "vendor/../../app.py", "words/en.yaml", "page.css%00", ""]
)
def test_only_the_listed_files_are_served(client, name):
    assert client.get(f"/trucewatch/static/{name}", headers=as_user("viewer")).status_code in {400, 404}


@pytest.mark.parametrize(
    "question",
    [
        "mentions?category=banana", "mentions?since=notadate", "timeline?since=2026-02-30", "map?words=a%00b",
        "mentions/a%00b", f"arrangements/{'x' * 300}", "mentions?after=a%0Ab", "api/mentions?limit=9999",
        "api/timeline?categry=ceasefire", "export/mentions.csv?act=banana", "mentions?lang=xx",
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_one_plain_sentence(client, warehouse, monkeypatch, question):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", warehouse)
    answer = client.get(f"/trucewatch/{question}", headers=as_user("viewer"))
    assert answer.status_code in {400, 404}
    assert "Traceback" not in answer.text


def test_a_warehouse_that_is_not_there_is_one_plain_sentence(client, monkeypatch, tmp_path):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/none.sqlite")
    answer = client.get("/trucewatch/", headers=as_user("viewer"))
    assert answer.status_code == 503
    assert "cannot be read now" in answer.text
    assert "Traceback" not in answer.text


def test_one_file_in_plugins_is_all_there_is():
    assert [path.name for path in (ROOT / "plugins").glob("*.py")] == ["trucewatch_page.py"]
