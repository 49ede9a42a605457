"""The page as the real api-server mounts it: who may see it, and what it shows."""

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

ROUTES = ("/trucewatch/", "/trucewatch/runs", "/trucewatch/feeds", "/trucewatch/page.css")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    from trucewatch.warehouse import upgrade

    url = f"sqlite:///{tmp_path_factory.mktemp('page')}/warehouse.sqlite"
    upgrade(url)
    return url


@pytest.fixture(scope="module")
def client():
    from airflow.api_fastapi.app import create_app
    from airflow.utils.db import initdb
    from fastapi.testclient import TestClient

    initdb()
    with TestClient(create_app(apps="core"), base_url="http://localhost") as client:
        yield client


def as_user(role):
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=role, role=role))
    return {"Authorization": f"Bearer {token}"}


def test_the_plugin_loads_without_an_error(client):
    from airflow import plugins_manager

    plugins, errors = plugins_manager._get_plugins()
    assert errors == {}
    assert "trucewatch" in {plugin.name for plugin in plugins}


@pytest.mark.parametrize("route", [*ROUTES, "/trucewatch/docs", "/trucewatch/openapi.json"])
def test_nobody_without_a_login_gets_in(client, route):
    answer = client.get(route, headers={"Accept": "text/html"})
    assert answer.status_code in {401, 404}
    assert "Trucewatch" not in answer.text


@pytest.mark.parametrize("role", ["viewer", "admin"])
@pytest.mark.parametrize("route", ROUTES)
def test_users_of_airflow_see_the_page(client, warehouse, monkeypatch, role, route):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", warehouse)
    answer = client.get(route, headers=as_user(role))
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_every_route_of_the_page_is_tested_above(client):
    from fastapi.routing import APIRoute

    from trucewatch.airflow_bridge import build_page

    paths = {f"/trucewatch{route.path}" for route in build_page().routes if isinstance(route, APIRoute)}
    assert paths == set(ROUTES)


def test_a_warehouse_that_is_not_there_is_one_plain_sentence(client, monkeypatch, tmp_path):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/none.sqlite")
    answer = client.get("/trucewatch/", headers=as_user("viewer"))
    assert answer.status_code == 503
    assert "cannot be read now" in answer.text
    assert "Traceback" not in answer.text


def test_one_file_in_plugins_is_all_there_is():
    assert [path.name for path in (ROOT / "plugins").glob("*.py")] == ["trucewatch_page.py"]
