"""The page without a warehouse: guards, sentences, files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from fastapi import HTTPException

from trucewatch.errors import WarehouseUnavailable
from trucewatch.page import create_page

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`")


def anybody() -> None:
    """A guard that lets all pass."""


def nobody() -> None:
    """A guard that lets none pass."""
    raise HTTPException(status_code=401, detail="Log in first.")


def away():
    """A warehouse that does not answer."""
    raise WarehouseUnavailable("The database does not answer.")


@pytest.fixture
def client() -> Iterator["TestClient"]:
    with opened(create_page(away, [anybody])) as client:
        yield client


def opened(page) -> "TestClient":
    from fastapi.testclient import TestClient

    return TestClient(page)


def test_a_page_without_guards_is_not_made():
    with pytest.raises(ValueError, match="guarded"):
        create_page(away, [])


def test_one_guard_that_refuses_is_enough():
    with opened(create_page(away, [anybody, nobody])) as client:
        for path in (
            "/",
            "/mentions",
            "/static/page.css",
            "/api/openapi.json",
            "/api/timeline",
            "/export/mentions.csv",
        ):
            assert client.get(path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/mentions", "/mentions/m1", "/timeline", "/map", "/arrangements", "/feeds", "/runs"]
)
def test_a_warehouse_that_is_away_is_one_plain_sentence(client, path):
    answer = client.get(path, headers={"Accept-Language": "fr"})
    assert answer.status_code == 503
    assert "The database does not answer." in answer.text
    assert "ne peut pas être lu" in answer.text


def test_programs_get_the_sentence_as_json(client):
    answer = client.get("/api/timeline")
    assert (answer.status_code, answer.json()) == (503, {"error": "The database does not answer."})


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/mentions?category=banana", "category must be one of: ceasefire, territory, negotiation."),
        ("/mentions?since=notadate&lang=fr", "since doit être un jour, par exemple 2026-03-18."),
        ("/map?words=a%00b", "words has characters that cannot be printed."),
        ("/arrangements/" + "x" * 200, "id may have at most 100 characters."),
        ("/mentions?lang=xx", "lang must be one of: en, fr."),
    ],
)
def test_a_question_that_makes_no_sense_is_one_plain_sentence(client, path, sentence):
    answer = client.get(path)
    assert answer.status_code == 400
    assert sentence in answer.text


def test_a_program_hears_of_a_slip(client):
    answer = client.get("/api/mentions?categry=ceasefire")
    assert (answer.status_code, answer.json()) == (400, {"error": "There is no parameter categry."})


def test_no_download_without_an_exporter(client):
    assert client.get("/export/mentions.csv").status_code == 404
    assert client.get("/export/..%2f..%2fetc").status_code in {404, 405}


def test_the_description_is_there_and_fastapis_own_is_not(client):
    described = client.get("/api/openapi.json").json()
    assert described["servers"] == [{"url": ".."}]
    (category,) = [one for one in described["paths"]["/api/mentions"]["get"]["parameters"] if one["name"] == "category"]
    assert category["schema"]["enum"] == ["ceasefire", "territory", "negotiation"]
    assert all(client.get(path).status_code == 404 for path in ("/docs", "/redoc", "/openapi.json"))


def test_files_are_kept_by_their_version_alone(client):
    from trucewatch.page.assets import Assets

    version = Assets().version("page.css")
    assert "immutable" in client.get(f"/static/page.css?v={version}").headers["cache-control"]
    assert client.get("/static/page.css?v=older").headers["cache-control"] == "no-cache"


def test_every_answer_has_the_policy(client):
    for path in ("/", "/api/timeline", "/static/page.js", "/mentions?category=banana", "/nothing"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert headers["x-content-type-options"] == "nosniff"
