"""Loading what was read: how near does `save_outcomes` come to what the database itself can take?

The same documents, with their sketches, mentions, parties, places, issues, sources and index, are loaded in two ways into copies
of one warehouse that has their feeds, entries and articles:

    door   `save_outcomes` as the read hop calls it: nouns become rows, copies of known articles are looked for, earlier
           readings removed, articles marked as read, documents settled and rows upserted, one transaction a batch
    bare   the rows that the door wrote, read back before the clock starts, in the order of their keys and as the
           driver's own tuples: COPY FROM STDIN on PostgreSQL, one executemany of a plain INSERT on SQLite, for each table
           of each batch, one transaction a batch; same tables, indices, constraints and session settings

Rows a second count the rows of those eight tables; that the door updates as many articles and marks days besides is not
counted. The
ratio is the door's rate to the bare one's, the median of rounds that take turns. SQLite's times are CPU, PostgreSQL's are
wall, for another process does its work.
"""

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from tests.bench import newswire
from tests.bench.newswire import Report
from tests.builders import an_actor
from tests.postgres_server import PostgresServer, running_server
from trucewatch.codebook import Category, Issue, Role
from trucewatch.model import SKETCH_SIZE, Mention
from trucewatch.warehouse import open_warehouse, tables, upgrade
from trucewatch.warehouse.engine import open_engine, writing

MENTIONS = 6000
BATCH = 50
ROUNDS = 5
OWNED = (
    (tables.documents, "id"),
    (tables.document_sketches, "document_id"),
    (tables.mentions, "document_id"),
)
LAST = (tables.mention_index, "document_id")
PARTS = (tables.mention_parties, tables.mention_places, tables.mention_issues, tables.mention_sources)
TEXT = "They said on that day that the ceasefire, the talks and the town were what they were, and nothing else. " * 30
"""3,000 characters, as a page of news has."""

Rows = Sequence[tuple[Table, list[tuple[Any, ...]]]]
Fresh = Callable[[], Any]


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.loading", description=__doc__.partition("\n")[0])
    parser.add_argument("--mentions", type=int, default=MENTIONS, help=f"mentions to load; {MENTIONS} where not given")
    parser.add_argument("--batch", type=int, default=BATCH, help=f"documents in one transaction; {BATCH}, as runs have")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"turns of both ways; {ROUNDS} where not given")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    given = parser.parse_args()
    reports = [_full(report, number) for number, report in enumerate(newswire.reports(given.mentions))]
    batches = [reports[start : start + given.batch] for start in range(0, len(reports), given.batch)]
    figures = {}
    for name, place in (("sqlite", _sqlite_places), ("postgresql", _postgres_places)):
        if given.only in {None, name}:
            with place(batches) as fresh:
                figures[name] = _compare(name, fresh, batches, given.rounds)
    print(json.dumps(figures))
    return 0


def _full(report: Report, number: int) -> Report:
    """Give an invented report what a real one has: a text of some length, a sketch, relays and issues."""
    chance = random.Random(number)  # noqa: S311
    sketch = tuple(sorted(chance.randrange(2**63) for _ in range(SKETCH_SIZE)))
    document = replace(report.document, text=f"{report.document.id} {TEXT}", sketch=sketch)
    return replace(report, document=document, mentions=tuple(_detailed(one, chance) for one in report.mentions))


def _detailed(mention: Mention, chance: random.Random) -> Mention:
    relays = (an_actor("the Agency", id="agency", role=Role.MEDIA),) if chance.random() < 0.3 else ()
    is_talks = mention.category is Category.NEGOTIATION
    issues = tuple(chance.sample(tuple(Issue), chance.randrange(3))) if is_talks else ()
    return replace(mention, relays=relays, issues=issues)


@contextmanager
def _sqlite_places(batches: Sequence[Sequence[Report]]) -> Iterator[Fresh]:
    with tempfile.TemporaryDirectory(prefix="tw-loading-") as folder:
        template = Path(folder) / "template.sqlite"
        _prepare(f"sqlite:///{template}", batches)
        count = iter(range(10**6))

        def fresh() -> str:
            return f"sqlite:///{shutil.copy(template, Path(folder) / f'{next(count)}.sqlite')}"

        yield fresh


@contextmanager
def _postgres_places(batches: Sequence[Sequence[Report]]) -> Iterator[Fresh]:
    with running_server() as server:
        template = server.create()
        _prepare(server.url(template), batches)
        yield lambda: _copied(server, template)


def _copied(server: PostgresServer, template: str) -> str:
    return server.url(server.create(template))


def _prepare(url: str, batches: Sequence[Sequence[Report]]) -> None:
    """Make a warehouse whose articles wait for a reader."""
    upgrade(url)
    warehouse = open_warehouse(url)
    newswire.sync(warehouse)
    for batch in batches:
        newswire.bring(warehouse, batch)
    warehouse.close()


def _compare(name: str, fresh: Fresh, batches: Sequence[Sequence[Report]], rounds: int) -> Mapping[str, float]:
    clock = time.process_time if name == "sqlite" else time.perf_counter
    prepared: list[Rows] = []
    times: dict[str, list[float]] = {"door": [], "bare": []}
    for _ in range(rounds + 1):  # the first one warms up, and gives the rows
        url = fresh()
        door = _through_the_door(url, batches, clock)
        prepared = prepared or _read_back(url, batches)
        bare = _bare(fresh(), prepared, clock)
        times["door"].append(door)
        times["bare"].append(bare)
    count = sum(len(rows) for batch in prepared for _, rows in batch)
    door, bare = (statistics.median(times[way][1:]) for way in ("door", "bare"))
    ratio = statistics.median(b / d for d, b in zip(times["door"][1:], times["bare"][1:], strict=True))
    documents = sum(map(len, batches))
    print(f"{name}: {documents:,} documents, {count:,} rows, {len(batches)} transactions")
    print(f"  door {count / door:9,.0f} rows/s   bare {count / bare:9,.0f} rows/s   ratio {ratio:.2f}")
    return {"rows": count, "door_rows_s": count / door, "bare_rows_s": count / bare, "ratio": ratio}


def _through_the_door(url: str, batches: Sequence[Sequence[Report]], clock: Callable[[], float]) -> float:
    work = [(newswire.outcomes(batch), max(report.said_at for report in batch)) for batch in batches]
    warehouse = open_warehouse(url)
    warehouse.due_feeds(newswire.BEGIN)  # connects
    began = clock()
    for outcomes, now in work:
        warehouse.save_outcomes(outcomes, now)
    spent = clock() - began
    warehouse.close()
    return spent


def _read_back(url: str, batches: Sequence[Sequence[Report]]) -> list[Rows]:
    """Return the rows of each batch, as the driver gives them, table by table in the order of foreign keys."""
    engine = open_engine(url)
    with engine.connect() as connection:
        prepared = [_rows_of(connection, [report.document.id for report in batch]) for batch in batches]
    engine.dispose()
    return prepared


def _rows_of(connection: Connection, document_ids: Sequence[str]) -> Rows:
    found = []
    for table, owner in OWNED:
        found.append((table, _raw_rows(connection, table, table.c[owner].in_(document_ids))))
    mention_ids = select(tables.mentions.c.id).where(tables.mentions.c.document_id.in_(document_ids))
    found.extend((table, _raw_rows(connection, table, table.c.mention_id.in_(mention_ids))) for table in PARTS)
    found.append((LAST[0], _raw_rows(connection, LAST[0], LAST[0].c[LAST[1]].in_(document_ids))))
    return found


def _raw_rows(connection: Connection, table: Table, wanted: Any) -> list[tuple[Any, ...]]:
    query = select(table).where(wanted).order_by(*table.primary_key)
    words = query.compile(connection, compile_kwargs={"literal_binds": True}).string
    return [tuple(row) for row in connection.exec_driver_sql(words.replace("%%", "%"))]


def _bare(url: str, prepared: Sequence[Rows], clock: Callable[[], float]) -> float:
    engine = open_engine(url)
    load = _executemany if engine.dialect.name == "sqlite" else _copy
    with engine.connect() as connection:  # connects
        connection.exec_driver_sql("SELECT 1")
    began = clock()
    for rows in prepared:
        _load(engine, rows, load)
    spent = clock() - began
    engine.dispose()
    return spent


def _load(engine: Engine, rows: Rows, load: Callable[[Any, Table, list[tuple[Any, ...]]], None]) -> None:
    with writing(engine) as connection:
        cursor = connection.connection.cursor()
        for table, some in rows:
            load(cursor, table, some)
        cursor.close()


def _executemany(cursor: Any, table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _copy(cursor: Any, table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(column.name for column in table.columns)
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    raise SystemExit(main())
