"""The real api-server with our plugin, and our DAGs as its dag-processor would keep them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def client() -> Iterator[Any]:
    from airflow.api_fastapi.app import create_app
    from airflow.utils.db import initdb
    from fastapi.testclient import TestClient

    initdb()
    with TestClient(create_app(apps="core"), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="session")
def dags(client: Any) -> dict[str, Any]:
    """Our DAGs by id; the api-server knows them."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()
    bag = DagBag(str(ROOT / "dags"), bundle_path=ROOT / "dags", bundle_name="dags-folder")
    sync_bag_to_db(bag, "dags-folder", None)
    return dict(bag.dags)


def as_user(role: str) -> dict[str, str]:
    """Return the headers of a user with this role."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=role, role=role))
    return {"Authorization": f"Bearer {token}"}
