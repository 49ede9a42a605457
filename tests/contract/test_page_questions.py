"""What strangers ask of the page: no question breaks it, widens a filter, or writes, on either database."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from sqlalchemy import text

from tests.browser.small_world import fill
from tests.builders import NOON
from tests.contract.conftest import DATABASES
from tests.unit.alerts.hostile import HOSTILE
from trucewatch.exports import FORMATS
from trucewatch.page import Surroundings, create_page
from trucewatch.page.questions import PARAMETERS
from trucewatch.warehouse import open_reader, open_warehouse
from trucewatch.warehouse.engine import opened
from trucewatch.warehouse.tables import metadata

pytestmark = [
    pytest.mark.filterwarnings("ignore:Using `httpx` with `starlette.testclient`"),
    pytest.mark.filterwarnings("ignore:jsonschema:DeprecationWarning"),
]

SQL = (
    "' OR 1=1 --", "'; DROP TABLE mentions; --", '" OR ""="', "%", "_", "*", "1) UNION SELECT sql FROM sqlite_master --", "\\", "\\'",
    "$1", ":words", "?", "{filters}", "' || (SELECT pg_sleep(5)) || '", "NEAR(a b)", 'a" OR "b', "a AND", "NOT", "(", '"', "^truce", "tr*",
    "title:truce", "-truce", "!", "&", "|", "<->", "a:*", "' & '", "--", "/*", "*/", "\u0000", "a\u0000b", "é" * 99, "🕊", "\u202etruce",
    "none", "null", "None", "true", "[]", "{}", "0", "-1", "1e999", "NaN", "999999999999999999999", "0x10", "2026-02-30", "9999-12-31", "0000-00-00",
)  # fmt: skip
VALUES = tuple(dict.fromkeys(one.encode("utf-8", "replace").decode() for one in (*SQL, *HOSTILE)))
QUESTIONS = tuple((list(PARAMETERS)[number % len(PARAMETERS)], value) for number, value in enumerate(VALUES))
"""Each hostile value for one of the parameters in turn."""
VIEWS = ("mentions", "timeline", "map", "arrangements", "", "feeds", "runs")
FILES = ("api/mentions", "api/timeline", "api/places", "api/arrangements", "export/mentions.csv")
COLUMNS = {
    "category": "category", "act": "act", "polarity": "polarity", "certainty": "certainty", "conflict": "conflict", "language": "language",
    "outlet": "outlet", "family": "family", "country": "feed_country", "arrangement": "arrangement_id", "story": "story_id",
}  # fmt: skip
"""Filters that ask for a column to be just so."""


def anybody() -> None:
    """A guard that lets all pass."""


@pytest.fixture(scope="module", params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small newsroom's warehouse."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("asked") / "warehouse.sqlite"
        path.write_bytes(Path(template).read_bytes())
        made = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_server")
        made = server.url(server.create(request.getfixturevalue("postgres_template")))
    warehouse = open_warehouse(made)
    fill(warehouse, NOON, days=6)
    warehouse.close()
    before = contents(made)
    yield made
    assert contents(made) == before


def contents(url: str) -> dict[str, str]:
    """A digest of every table."""
    with opened(url) as engine, engine.connect() as connection:
        rows = {
            name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}"))))  # noqa: S608  # our own names
            for name in metadata.tables
        }
    return {name: hashlib.sha256("\n".join(some).encode()).hexdigest() for name, some in rows.items()}


@pytest.fixture(scope="module")
def page(url: str) -> Iterator[Any]:
    reader = open_reader(url)
    surroundings = Surroundings(names={}, exporters=FORMATS, run_link=lambda run_id: run_id, now=lambda: NOON)
    yield create_page(lambda: reader, [anybody], surroundings)
    reader.close()


@pytest.fixture(scope="module")
def client(page: Any) -> Iterator[Any]:
    from fastapi.testclient import TestClient  # it warns when it is imported

    with TestClient(page) as asking:
        yield asking


def test_there_are_two_hundred_hostile_questions() -> None:
    assert len(QUESTIONS) >= 200
    assert {name for name, _ in QUESTIONS} == set(PARAMETERS)


def test_no_hostile_value_breaks_a_view_or_a_file(client: Any) -> None:
    for number, (name, value) in enumerate(QUESTIONS):
        for path in (VIEWS[number % len(VIEWS)], FILES[number % len(FILES)]):
            answer = client.get(f"/{path}", params={name: value})
            assert answer.status_code in {200, 400}, (path, name, value)
            assert "Traceback" not in answer.text
            assert "sqlalchemy" not in answer.text.lower(), (path, name, value)


@pytest.mark.slow
def test_no_hostile_value_gives_a_row_that_its_filter_excludes(client: Any) -> None:
    rows = client.get("/api/mentions", params={"limit": 200}).json()
    assert len(rows) > 10
    for value in filter(None, map(str.strip, VALUES)):
        for name, column in COLUMNS.items():
            answer = client.get("/api/mentions", params={name: value})
            if answer.status_code == 200:
                wanted = None if (name, value) == ("conflict", "none") else value
                assert all(row[column] == wanted for row in answer.json()), (name, value)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_value_gives_its_own_rows_and_no_others(client: Any, name: str) -> None:
    rows = client.get("/api/mentions", params={"limit": 200}).json()
    values = {row[COLUMNS[name]] for row in rows} - {None}
    assert values or name == "story"
    for value in values:
        found = client.get("/api/mentions", params={name: value, "limit": 200}).json()
        wanted = [row["mention_id"] for row in rows if row[COLUMNS[name]] == value]
        assert [row["mention_id"] for row in found] == wanted, value


@pytest.mark.slow
def test_whatever_its_description_allows_or_forbids_is_answered_as_described(page: Any) -> None:
    """By schemathesis: questions that fit /api/openapi.json, and others that break it."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", page)
    asked = 0

    for operation in schema.get_all_operations():
        found = operation.ok()

        @given(case=found.as_strategy())
        @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=(not_a_server_error, status_code_conformance, response_schema_conformance))

        ask()
    assert asked > 500
