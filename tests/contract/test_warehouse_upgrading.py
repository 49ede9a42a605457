"""Migrating while others work, and dying in the middle of it: every revision, with rows in every table."""

import multiprocessing
import os
import random
import signal
import threading
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect, text

from tests.builders import NOON
from tests.contract.full_world import fill
from trucewatch.errors import SchemaOutdated
from trucewatch.warehouse import check_up, migrate, open_warehouse, upgrade
from trucewatch.warehouse.engine import opened

_CONFIG = Config()
_CONFIG.set_main_option("script_location", str(migrate.HERE / "migrations"))
REVISIONS = [script.revision for script in ScriptDirectory.from_config(_CONFIG).walk_revisions()][::-1]
MOMENTS = 3
"""At which a process is killed, of all statements of a migration."""


@pytest.fixture
def filled_url(warehouse_url: str) -> str:
    """A warehouse of this version with rows in every table."""
    warehouse = open_warehouse(warehouse_url)
    fill(warehouse, warehouse_url)
    warehouse.close()
    return warehouse_url


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    with opened(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def schema_of(url: str) -> dict[str, object]:
    """Each table's columns, keys, references and indexes, as the database has them."""
    with opened(url) as engine, engine.connect() as connection:
        found = inspect(connection)
        return {
            name: (
                [(one["name"], str(one["type"]), one["nullable"], one["default"]) for one in found.get_columns(name)],
                sorted(found.get_pk_constraint(name)["constrained_columns"]),
                sorted(str(key) for key in found.get_foreign_keys(name)),
                sorted(str(rule) for rule in found.get_check_constraints(name)),
                sorted(str((index["name"], index["column_names"])) for index in found.get_indexes(name)),
            )
            for name in sorted(found.get_table_names())
        }


def rows_of(url: str) -> dict[str, list[str]]:
    """All rows as they are stored."""
    with opened(url) as engine, engine.connect() as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))  # noqa: S608
            for name in inspect(connection).get_table_names()
        }


def counted_statements(url: str) -> int:
    """How many statements an upgrade from here takes; it is made."""
    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_given: object) -> None:
        nonlocal count
        count += 1

    upgrade(url)
    event.remove(Engine, "before_cursor_execute", _count)
    return count


def upgrade_and_be_killed(url: str, at: int) -> None:
    """Upgrade, in a process that is killed before its statement of this number."""
    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def _die(*_given: object) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    upgrade(url)


@pytest.mark.parametrize("revision", ["base", *REVISIONS[:-1]])
def test_going_back_and_up_again_gives_the_same_schema(filled_url: str, revision: str) -> None:
    before, held = schema_of(filled_url), check_up(filled_url).rows
    migrate.downgrade(filled_url, revision)
    left = {name: len(rows) for name, rows in rows_of(filled_url).items() if name != "alembic_version"}
    upgrade(filled_url)
    found = check_up(filled_url)
    assert schema_of(filled_url) == before
    assert found.problems == ()
    kept = {name: count for name, count in left.items() if name in held}
    assert {name: found.rows[name] for name in kept} == kept
    if revision != "base":
        assert kept["feeds"] == held["feeds"]
        assert kept["articles"] == held["articles"]


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["base", *REVISIONS[:-1]])
def test_an_upgrade_that_is_killed_loses_nothing_and_may_be_run_again(filled_url: str, revision: str) -> None:
    schema = schema_of(filled_url)
    migrate.downgrade(filled_url, revision)
    old_schema, old_rows = schema_of(filled_url), rows_of(filled_url)
    count = counted_statements(filled_url)
    new_rows = rows_of(filled_url)
    for at in sorted(random.Random(revision).sample(range(3, count), MOMENTS)):  # noqa: S311  # seeded
        migrate.downgrade(filled_url, revision)
        dying = multiprocessing.get_context("spawn").Process(target=upgrade_and_be_killed, args=(filled_url, at))
        dying.start()
        dying.join(60)
        assert dying.exitcode == -signal.SIGKILL
        assert (schema_of(filled_url), rows_of(filled_url)) == (old_schema, old_rows)
        upgrade(filled_url)
        assert (schema_of(filled_url), rows_of(filled_url)) == (schema, new_rows)


def test_old_code_that_works_on_while_somebody_migrates_is_refused(filled_url: str) -> None:
    old = open_warehouse(filled_url)
    old.due_feeds(NOON)
    migrate.downgrade(filled_url, REVISIONS[-2])
    with pytest.raises(SchemaOutdated, match=f"is at schema {REVISIONS[-2]}; this version needs"):
        old.finish_run("watch_news/1", NOON)
    upgrade(filled_url)
    old.finish_run("watch_news/1", NOON)
    assert ask(filled_url, "SELECT count(*) FROM runs WHERE finished_at IS NOT NULL") == [(1,)]


def test_a_migration_waits_for_the_writer_that_began_before_it(warehouse_url: str) -> None:
    """And the writer ends in peace: nothing of what it began is lost."""
    migrate.downgrade(warehouse_url, REVISIONS[-2])
    upgrade(warehouse_url)
    done: list[str] = []
    with opened(warehouse_url) as engine:
        with migrate.saving(engine) as connection:
            connection.exec_driver_sql(
                "INSERT INTO runs (run_id, origin, started_at) VALUES ('r', 'o', '2026-03-18T12:00:00Z')"
            )
            migrating = threading.Thread(
                target=lambda: (migrate.downgrade(warehouse_url, REVISIONS[-2]), done.append("migrated"))
            )
            migrating.start()
            migrating.join(1)
            assert done == []
            assert connection.exec_driver_sql("SELECT count(*) FROM documents WHERE run_id IS NULL").scalar() == 0
        migrating.join(60)
    assert done == ["migrated"]
    assert ask(warehouse_url, "SELECT run_id FROM runs") == [("r",)]
