"""How both databases find what shares a hash or a key, and what linking asks: through an index, whatever else is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, text

from tests.builders import NOON, a_change, a_mention, a_stance, an_arrangement, an_evidence
from tests.contract.warehouse_world import a_document, a_trace, read
from trucewatch.codebook import Act
from trucewatch.model import RANKS_A_DAY, Arrangement, Reach
from trucewatch.ports import Warehouse
from trucewatch.warehouse import arranging, candidates, grouping, sketches
from trucewatch.warehouse.engine import opened, writing
from trucewatch.warehouse.rows import ARRANGEMENT, pick, row_of_change, row_of_stance
from trucewatch.warehouse.tables import arrangements, changes, stances, standings

DAY = timedelta(days=1)
ASKED = ("document_sketches", "trace_keys", "arrangements", "standings", "stances", "changes")
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
                table = next(name for name in (*ASKED, "") if f"FROM {name}" in statement)
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


MOST = 4000
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def linked_url(warehouse: Warehouse, warehouse_url: str) -> str:
    """A warehouse with some thousand ceasefires of one conflict, a day apart, and one with as many stances and sums."""
    (mention,) = read(warehouse, a_mention(id="m"))
    days = [NOON - number * DAY for number in range(MOST)]
    many = [
        {
            **row_of(an_arrangement(id=f"a{number}", first_said_at=day, last_said_at=day, expires_at=day)),
            "updated_at": NOON,
        }
        for number, day in enumerate(days)
    ]
    stance = row_of_stance(a_stance(mention_id=mention.id, arrangement_id="a0", act=Act.IN_FORCE))
    standing = {name: stance[name] for name in ("arrangement_id", "act", "polarity", "standing", "meets_on")}
    span = {"first_rank": 0, "last_rank": 0, "first_said_at": NOON, "last_said_at": NOON, "mentions": 1}
    change = row_of_change(a_change(arrangement=an_arrangement(id="a0"), evidence=()), NOON)
    with opened(warehouse_url) as engine, writing(engine) as connection:
        connection.execute(insert(arrangements), many)
        said = [{**stance, "position": number, "rank": number * RANKS_A_DAY} for number in range(MOST)]
        connection.execute(insert(stances), said)
        sums = [{**standing, **span, "id": f"s{number}", "party": f"p{number}"} for number in range(MOST)]
        connection.execute(insert(standings), [{**one, "arrangement_id": f"a{n}"} for n, one in enumerate(sums)])
        connection.execute(insert(changes), [{**change, "key": f"k{n}", "found_at": day} for n, day in enumerate(days)])
        connection.execute(text("ANALYZE"))
    return warehouse_url


def row_of(arrangement: Arrangement) -> dict[str, Any]:
    return pick(arrangement, ARRANGEMENT)


def is_bound(plan: str, table: str, column: str) -> bool:
    """Whether a plan finds rows of the table by a least value of the column in an index, and never reads all of it."""
    conditions = [line for line in plan.splitlines() if "Index Cond" in line or f"SEARCH {table} USING" in line]
    reads_all = f"Seq Scan on {table}" in plan or f"SCAN {table}" in plan
    return any(f"{column} >" in line or f"{column}>" in line for line in conditions) and not reads_all


@pytest.mark.parametrize("conflict", ["ardania-borland", None])
def test_arrangements_that_mentions_may_be_about_are_found_by_their_time(linked_url: str, conflict: str | None) -> None:
    evidence, month = [an_evidence(mention=a_mention(conflict=conflict))], timedelta(days=30)
    with opened(linked_url) as engine:
        plans = plans_of(
            engine, lambda connection: candidates.arrangements_near(connection, evidence, month, ["p1", "p2"])
        )
    assert is_bound(plans["arrangements"], "arrangements", "last_said_at"), plans


def test_what_is_known_of_arrangements_is_found_through_indexes(linked_url: str) -> None:
    times = (BEGIN + DAY, BEGIN + 5 * DAY), (BEGIN + 90 * DAY, BEGIN + 93 * DAY)
    chosen, reach = [an_arrangement(id="a0")], Reach(told_within=times, days_since=BEGIN + DAY)
    with opened(linked_url) as engine:
        plans = plans_of(engine, lambda connection: arranging.known_of(connection, chosen, NOON - DAY, reach))
    assert "pk_standings" in plans["standings"] or "PRIMARY KEY (arrangement_id" in plans["standings"], plans
    assert "ix_stances_arrangement_id_rank" in plans["stances"], plans
    assert is_bound(plans["stances"], "stances", "rank"), plans
    assert is_bound(plans["changes"], "changes", "found_at"), plans


def test_the_last_mentions_of_an_arrangement_are_found_from_the_end_of_an_index(linked_url: str) -> None:
    with opened(linked_url) as engine:
        plans = plans_of(engine, lambda connection: arranging.evidence_on(connection, "a0", (Act.IN_FORCE,), 5))
    assert "ix_stances_arrangement_id_rank" in plans["stances"], plans
