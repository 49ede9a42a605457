"""Whether a warehouse is whole: its schema, its views, its rules, and how much it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, inspect

from trucewatch.warehouse.engine import opened, reading
from trucewatch.warehouse.migrate import REVISION, revision_of, views_are_current
from trucewatch.warehouse.moving import row_counts
from trucewatch.warehouse.tables import metadata

BROKEN_RULES = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE NOT convalidated AND connamespace = quote_ident(current_schema())::regnamespace ORDER BY 1, 2"""
BROKEN_INDEXES = """
SELECT i.indrelid::regclass::text, c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = quote_ident(current_schema())::regnamespace ORDER BY 1, 2"""
RULES = "SELECT conname FROM pg_constraint WHERE connamespace = quote_ident(current_schema())::regnamespace"
MOST_PROBLEMS = 20
DAMAGED = "The file is damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUp:
    """How a warehouse was found."""

    revision: str | None
    """The schema it is at; None where it has none."""
    problems: tuple[str, ...] = ()
    """What is wrong, in plain sentences; () where nothing is."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows by table; none where the schema is another one or the file is damaged."""


def check_up(url: str) -> CheckUp:
    """Look a warehouse over without changing it: schema, views, integrity, rules, rows.

    Reads every page of an SQLite file; on PostgreSQL it asks which rules and indexes are there and hold.
    Raises SettingsInvalid and WarehouseUnavailable as open_warehouse does.
    """
    with opened(url) as engine, reading(engine) as connection:
        revision = revision_of(connection)
        if revision != REVISION:
            at = f"is at schema {revision}" if revision else "has no schema yet"
            sentence = f"The warehouse {at}; this version needs {REVISION}: run `trucewatch db upgrade`"
            return CheckUp(revision=revision, problems=(sentence,))
        problems = _missing_tables(connection)
        if problems:
            return CheckUp(revision=revision, problems=tuple(problems))
        if not views_are_current(connection):
            problems.append("The views are not those of this version: run `trucewatch db upgrade`")
        problems += _broken_file(connection) if engine.dialect.name == "sqlite" else _broken_rules(connection, engine)
        is_damaged = any(problem.startswith(DAMAGED) for problem in problems)  # then counting might stop half-way
        rows = {} if is_damaged else row_counts(connection)
        return CheckUp(revision=revision, problems=tuple(problems), rows=rows)


def _missing_tables(connection: Connection) -> list[str]:
    there = set(inspect(connection).get_table_names())
    return [f"The table {name} is missing: bring a backup back" for name in metadata.tables if name not in there]


def _broken_file(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_PROBLEMS})").scalars().all()
    problems = [f"{DAMAGED}: {words}" for words in found if words != "ok"]
    orphans: dict[tuple[str, str], int] = {}
    for table, _, target, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        orphans[table, target] = orphans.get((table, target), 0) + 1
    problems += [
        f"{count} rows of {table} refer to rows of {target} that are not there"
        for (table, target), count in sorted(orphans.items())
    ]
    return problems


def _broken_rules(connection: Connection, engine: Engine) -> list[str]:
    there = set(connection.exec_driver_sql(RULES).scalars())
    wanted = {
        str(engine.dialect.identifier_preparer.format_constraint(rule)).strip('"'): table.name
        for table in metadata.sorted_tables
        for rule in table.constraints
    }
    problems = [f"The rule {name} of {table} is missing" for name, table in wanted.items() if name not in there]
    problems += [
        f"The rule {name} of {table} was never checked on all rows: ALTER TABLE {table} VALIDATE CONSTRAINT {name}"
        for table, name in connection.exec_driver_sql(BROKEN_RULES)
    ]
    problems += [
        f"The index {name} of {table} is unusable: REINDEX INDEX {name}"
        for table, name in connection.exec_driver_sql(BROKEN_INDEXES)
    ]
    return problems
