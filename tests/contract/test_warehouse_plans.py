"""How both databases find what shares a hash or a key: through an index, whatever else is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from tests.builders import NOON
from tests.contract.warehouse_world import a_document, a_trace, read
from trucewatch.ports import Warehouse
from trucewatch.warehouse import grouping, sketches
from trucewatch.warehouse.engine import opened, writing

DAY = timedelta(days=1)
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
FILLING = """
INSERT INTO documents
    (id, article_id, url, title, text, language, authors, text_source, fingerprint, read_at, grouped_at) {numbers}
SELECT 'd' || i, a.id, 'https://herald.example/' || i, '', 'x', 'en', '[]', 'page', '', a.fetched_at, a.fetched_at
FROM n CROSS JOIN articles AS a;
INSERT INTO document_sketches (hash, said_at, document_id, host) {numbers}
SELECT i, a.fetched_at, 'd' || i, 'herald.example' FROM n CROSS JOIN articles AS a;
INSERT INTO stories (id, first_said_at, last_said_at) {numbers}
SELECT 's' || i, a.fetched_at, a.fetched_at FROM n CROSS JOIN articles AS a;
INSERT INTO document_traces (document_id, story_id, said_at, language, origin, terms, keys) {numbers}
SELECT 'd' || i, 's' || i, a.fetched_at, 'en', 'herald', '[]', '[]' FROM n CROSS JOIN articles AS a;
INSERT INTO trace_keys (key, said_at, document_id) {numbers}
SELECT 'k' || i, a.fetched_at, 'd' || i FROM n CROSS JOIN articles AS a;
ANALYZE
"""


def plans_of(engine: Engine, work: Callable[[Connection], object]) -> dict[str, str]:
    """Return how the database answers each question of some work, by the table that it asks first."""
    asked: list[tuple[str, Any]] = []
    with writing(engine) as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def _note(_connection: object, _cursor: object, statement: str, parameters: Any, *_others: object) -> None:
            asked.append((statement, parameters))

        work(connection)
        event.remove(connection, "before_cursor_execute", _note)
        explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
        plans: dict[str, str] = {}
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                answer = connection.exec_driver_sql(f"{explain} {statement}", parameters)
                table = next(name for name in ("document_sketches", "trace_keys", "") if name in statement)
                plans[table] = "\n".join(str(row[-1]) for row in answer)
        return plans


@pytest.fixture
def full_url(warehouse: Warehouse, warehouse_url: str) -> str:
    """A warehouse with some thousand documents, each with a hash and a key of its own."""
    read(warehouse)
    with opened(warehouse_url) as engine, writing(engine) as connection:
        for statement in FILLING.split(";"):
            connection.execute(text(statement.format(numbers=NUMBERS)))
    return warehouse_url


def goes_through(plan: str, table: str) -> bool:
    """Whether a plan finds rows of the table by value and time in its primary key, and never reads the whole of it."""
    through_key = f"pk_{table}" in plan or f"SEARCH {table} USING PRIMARY KEY" in plan
    reads_all = f"Seq Scan on {table}" in plan or f"SCAN {table}" in plan
    bounds_time = "said_at >" in plan or "said_at>" in plan
    return through_key and bounds_time and not reads_all


def test_lookalikes_are_found_through_an_index(full_url: str) -> None:
    asked = a_document(id="new", url="https://herald.example/new", sketch=tuple(range(5, 60)))
    with opened(full_url) as engine:
        plans = plans_of(engine, lambda connection: sketches.lookalikes(connection, [asked], DAY))
    assert goes_through(plans["document_sketches"], "document_sketches"), plans


def test_known_traces_are_found_through_an_index(full_url: str) -> None:
    trace = a_trace("document-1", "k5", "k6", "k7", sketch=tuple(range(5, 60)))
    with opened(full_url) as engine:
        plans = plans_of(
            engine,
            lambda connection: grouping.save_traces(connection, [trace], lambda new, _known: new, DAY, NOON),
        )
    assert goes_through(plans["document_sketches"], "document_sketches"), plans
    assert goes_through(plans["trace_keys"], "trace_keys"), plans
