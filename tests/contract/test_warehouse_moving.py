"""A warehouse looked over, and carried into another database; between real ones, with rows in every table."""

import multiprocessing
import os
import signal
import time
from typing import Any

import pytest
from sqlalchemy import text

from tests.builders import NOON, a_mention
from tests.contract.full_world import HOSTILE, empty_tables, fill
from tests.contract.warehouse_world import told
from trucewatch.errors import PermanentError, SchemaOutdated
from trucewatch.warehouse import check_up, migrate, move, open_reader, open_warehouse
from trucewatch.warehouse.engine import opened, writing
from trucewatch.warehouse.moving import canonical_text
from trucewatch.warehouse.tables import metadata

WAYS = ("sqlite to postgres", "postgres to sqlite")


@pytest.fixture(params=[pytest.param(way, marks=pytest.mark.postgres) for way in WAYS])
def way(request: pytest.FixtureRequest, tmp_path: Any) -> tuple[str, str]:
    """A full warehouse, and an empty place of the other kind."""
    if request.param == WAYS[0]:
        urls = (request.getfixturevalue("migrated_sqlite_url"), request.getfixturevalue("postgres_url"))
    else:
        urls = (request.getfixturevalue("migrated_postgres_url"), f"sqlite:///{tmp_path}/target.sqlite")
    warehouse = open_warehouse(urls[0])
    fill(warehouse, urls[0])
    warehouse.close()
    return urls


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    with opened(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def change(url: str, *statements: str) -> None:
    with opened(url) as engine, writing(engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_every_table_has_rows_and_comes_out_the_same(way: tuple[str, str]) -> None:
    source, target = way
    assert empty_tables(source) == []
    steps: list[tuple[int, int]] = []
    moved = move(source, target, lambda _table, done, total: steps.append((done, total)))
    assert [one.table for one in moved] == [table.name for table in metadata.sorted_tables]
    assert check_up(target).rows == {one.table: one.rows for one in moved} == check_up(source).rows
    assert check_up(target).problems == ()
    assert steps[-1][0] == steps[-1][1] == sum(one.rows for one in moved)
    before, after = (open_reader(url).results(limit=100) for url in way)
    assert [dict(row) for row in after] == [dict(row) for row in before]
    assert {row["title"] for row in after} >= {
        words.replace("\x00", "\ufffd") for words in HOSTILE if words[0] != "\ud800"
    }


def test_it_may_be_carried_back_and_is_what_it_was(way: tuple[str, str], tmp_path: Any) -> None:
    source, target = way
    moved = move(source, target)
    assert move(target, f"sqlite:///{tmp_path}/back.sqlite") == moved


def test_the_road_goes_on_in_the_new_place(way: tuple[str, str]) -> None:
    move(*way)
    warehouse = open_warehouse(way[1])
    told(warehouse, 500, a_mention(id="new", document_id="d00500"))
    warehouse.close()
    assert "new" in {row["mention_id"] for row in open_reader(way[1]).results(limit=100)}
    assert check_up(way[1]).problems == ()


def test_a_target_with_a_row_is_refused_and_stays_as_it_is(way: tuple[str, str]) -> None:
    source, target = way
    migrate.upgrade(target)
    change(target, "INSERT INTO hosts (host, free_at) VALUES ('a.example', 1)")
    with pytest.raises(PermanentError, match="not empty, its table hosts"):
        move(source, target)
    assert sum(check_up(target).rows.values()) == 1


def test_a_warehouse_is_not_moved_onto_itself(migrated_sqlite_url: str) -> None:
    with pytest.raises(PermanentError, match="the same warehouse"):
        move(migrated_sqlite_url, migrated_sqlite_url)


def test_a_source_of_an_older_version_is_refused(way: tuple[str, str]) -> None:
    source, target = way
    migrate.downgrade(source, "2026_11_29_arrangements")
    with pytest.raises(SchemaOutdated, match="upgrade it first"):
        move(source, target)


def test_a_copy_that_differs_is_taken_back(way: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = way
    lines = iter(range(10**6))
    monkeypatch.setattr("trucewatch.warehouse.moving.canonical_text", lambda values: f"{next(lines)} {values[0]}")
    with pytest.raises(PermanentError, match="came out another"):
        move(source, target)
    assert set(check_up(target).rows.values()) == {0}


def move_and_wait(source: str, target: str, rows: int, ready: Any) -> None:
    """Move, and stand still when so many rows are there."""

    def step(_table: str, done: int, _total: int) -> None:
        if done >= rows:
            ready.set()
            time.sleep(600)

    move(source, target, step)


@pytest.mark.parametrize("rows", [1, 60, 250])
def test_a_move_that_is_killed_leaves_nothing_and_may_be_done_again(way: tuple[str, str], rows: int) -> None:
    source, target = way
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    moving = context.Process(target=move_and_wait, args=(source, target, rows, ready))
    moving.start()
    assert ready.wait(60)
    assert moving.pid is not None
    os.kill(moving.pid, signal.SIGKILL)
    moving.join(60)
    assert moving.exitcode == -signal.SIGKILL
    assert set(check_up(target).rows.values()) == {0}
    moved = move(source, target)
    assert check_up(target).rows == {one.table: one.rows for one in moved}


@pytest.mark.postgres
def test_no_table_counts_its_keys_by_itself(migrated_postgres_url: str) -> None:
    """A sequence would have to be set after a move."""
    assert ask(migrated_postgres_url, "SELECT relname FROM pg_class WHERE relkind = 'S'") == []


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ((None, True, 1, "é\x00"), '[null, true, 1, "é\ufffd"]\n'),
        ((0.1, -0.0), '[{"float": "0x1.999999999999ap-4"}, {"float": "0x0.0p+0"}]\n'),
        (
            (NOON, NOON.date(), b"\x00\xff"),
            '[{"time": "2026-03-18T12:00:00+00:00"}, {"day": "2026-03-18"}, {"bytes": "00ff"}]\n',
        ),
        ((("a", "b"), (), (1, 2)), '[["a", "b"], [], [1, 2]]\n'),
    ],
)
def test_a_row_has_one_canonical_text(values: tuple[object, ...], line: str) -> None:
    assert canonical_text(values) == line


@pytest.fixture
def filled_url(warehouse_url: str) -> str:
    warehouse = open_warehouse(warehouse_url)
    fill(warehouse, warehouse_url)
    warehouse.close()
    return warehouse_url


def test_a_sound_warehouse_is_found_sound(filled_url: str) -> None:
    found = check_up(filled_url)
    assert (found.revision, found.problems) == (migrate.REVISION, ())
    assert found.rows["feeds"] == 2


def test_a_place_without_a_warehouse_says_what_to_do(blank_url: str) -> None:
    found = check_up(blank_url)
    assert (found.revision, dict(found.rows)) == (None, {})
    assert "trucewatch db upgrade" in found.problems[0]


def test_a_warehouse_of_an_older_version_says_what_to_do(warehouse_url: str) -> None:
    migrate.downgrade(warehouse_url, "2026_11_29_arrangements")
    assert "is at schema 2026_11_29_arrangements" in check_up(warehouse_url).problems[0]


def test_views_of_another_version_are_noticed(warehouse_url: str) -> None:
    change(warehouse_url, "DROP VIEW view_version")
    assert "views" in check_up(warehouse_url).problems[0]


def test_a_table_that_is_gone_is_noticed(warehouse_url: str) -> None:
    change(warehouse_url, "DROP TABLE robots_files")
    assert check_up(warehouse_url).problems == ("The table robots_files is missing: bring a backup back",)


def test_rows_that_refer_to_nothing_are_noticed(migrated_sqlite_url: str) -> None:
    with opened(migrated_sqlite_url) as engine, engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("INSERT INTO entry_keys (key, entry_id) VALUES ('a', 'nobody'), ('b', 'nobody')")
        raw.execute("PRAGMA foreign_keys = ON")
    assert check_up(migrated_sqlite_url).problems == (
        "2 rows of entry_keys refer to rows of entries that are not there",
    )


def test_a_file_whose_rows_break_its_rules_is_noticed(migrated_sqlite_url: str) -> None:
    with opened(migrated_sqlite_url) as engine, engine.connect() as connection:
        raw = connection.connection.cursor()
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute(
            "INSERT INTO parcels VALUES ('p', 'r', 'mail', '2026-03-18T12:00:00Z', 'lost', 0, NULL, NULL, NULL, 0)"
        )
        raw.execute("PRAGMA ignore_check_constraints = OFF")
    assert check_up(migrated_sqlite_url).problems == ("The file is damaged: CHECK constraint failed in parcels",)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("ALTER TABLE documents DROP CONSTRAINT fk_documents_run_id", "The rule fk_documents_run_id of documents is missing"),
        (
            "ALTER TABLE hosts ADD CONSTRAINT free CHECK (free_at > 0) NOT VALID",
            "The rule free of hosts was never checked on all rows: ALTER TABLE hosts VALIDATE CONSTRAINT free",
        ),
        ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_entries_feed_id'::regclass",
         "The index ix_entries_feed_id of entries is unusable: REINDEX INDEX ix_entries_feed_id"),
    ],
)  # fmt: skip
def test_a_rule_or_index_that_does_not_hold_is_noticed(
    migrated_postgres_url: str, statement: str, problem: str
) -> None:
    change(migrated_postgres_url, statement)
    assert check_up(migrated_postgres_url).problems == (problem,)
