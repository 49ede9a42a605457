"""Near-duplicate look-up in a real warehouse of 10,000, 100,000 and 1,000,000 fingerprints: is it quick, and flat?

Ten thousand documents a day, of 200 hosts, with random sketches, are put into the tables in bulk, on SQLite and, up to
100,000, on PostgreSQL. At each size new documents are looked up through the warehouse's doors, of which every second one
repeats a kept one:

    index       one document's hashes in the index of hashes, by one plain statement
    fifty       lookalikes on the same host, fifty at a time, as the read hop asks
    one         the same for one document alone, of which most is the making of three statements
    copies      copies over all hosts, fifty at a time, as save_traces asks; nothing is placed, so nothing changes
    every page  as `one`, for pages that share a sentence with all of their host's, some 350 within the window
    put         to put one in, with its rows in three tables, 200 at a time; bytes: the index of hashes, a document

SQLite's times are CPU, PostgreSQL's are wall, for another process does its work. `python -m tests.bench.lookalikes
[documents]`; a million takes some 2.5 GB of disk.
"""

import json
import random
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, insert, text

from tests.postgres_server import running_server
from trucewatch.model import LOOKED_UP, SKETCH_SIZE, Document, Trace, stable_id
from trucewatch.warehouse import SqlWarehouse, open_warehouse, tables, upgrade

SIZES = (10_000, 100_000, 1_000_000)
MOST_ON_POSTGRES = 100_000
HOSTS = 200
PER_DAY = 10_000
WITHIN = timedelta(days=7)
BULK = 50_000
SAVED = 200
BATCH = 50
ROUNDS = 20
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
COMMON = 1
"""A hash that every page of host 0 has, as of a sentence that is printed below each: 50 new ones a day."""

_DOCUMENT = """
INSERT INTO documents (id, article_id, url, title, text, language, published_at, read_at, grouped_at, sketch, authors,
text_source, fingerprint) VALUES (?, ?, 'u', ?, '', 'en', ?, ?, ?, ?, '[]', 'page', '')"""
_HASH = "INSERT INTO {table} (hash, said_at, document_id, host) VALUES (?, ?, ?, ?)"
_STAGED = """
CREATE TEMPORARY TABLE staged AS SELECT hash, said_at, document_id, host FROM document_sketches WHERE 1 = 0"""
_UNSTAGE = """
INSERT INTO document_sketches (hash, said_at, document_id, host)
SELECT hash, said_at, document_id, host FROM staged ORDER BY hash, said_at, document_id"""
_TRACE = """
INSERT INTO document_traces (document_id, said_at, story_id, language, origin, terms, keys)
VALUES (?, ?, 's', 'en', 'f', '[]', '[]')"""

Clock = Callable[[], float]
Sketch = tuple[int, ...]


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    sizes = [size for size in SIZES if size <= most]
    figures: dict[str, dict[int, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="tw-lookalikes-") as folder:
        figures["sqlite"] = _measure(f"sqlite:///{folder}/warehouse.sqlite", sizes, time.thread_time)
    with running_server() as server:
        few = [size for size in sizes if size <= MOST_ON_POSTGRES]
        figures["postgresql"] = _measure(server.url(server.create()), few, time.perf_counter)
    print(json.dumps(figures))
    return 0


def _measure(url: str, sizes: Sequence[int], clock: Clock) -> dict[int, dict[str, float]]:
    upgrade(url)
    engine, warehouse = create_engine(url), open_warehouse(url)
    print(f"{engine.dialect.name}: milliseconds a document, median and 99th of a hundred", flush=True)
    found: dict[int, dict[str, float]] = {}
    sketches = _Sketches()
    with engine.begin() as connection:
        _put_hosts(connection)
    try:
        for size in sizes:
            _put_many(url, sketches, size - SAVED * ROUNDS - sketches.count)
            rates = []
            while sketches.count < size:
                began = clock()
                _put(engine, sketches, SAVED)
                rates.append((clock() - began) / SAVED * 1000)
            if engine.dialect.name == "postgresql":  # the tests' server does not do it by itself
                with engine.begin() as connection:
                    connection.execute(text("ANALYZE"))
            found[size] = {"put": statistics.median(rates)} | _look_up(warehouse, engine, sketches, clock)
            line = "  ".join(f"{name} {value:.3f}" for name, value in found[size].items())
            print(f"  {size:9,}  {line}", flush=True)
    finally:
        warehouse.close()
        engine.dispose()
    return found


def _put_many(url: str, sketches: "_Sketches", count: int) -> None:
    """Fill the tables in one transaction, the index of hashes last and in its order: each of its pages is written once."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA synchronous = OFF")
            connection.exec_driver_sql(_STAGED)
            for done in range(0, count, BULK):
                _fill(connection, sketches.count, sketches.take(min(BULK, count - done)), "staged")
            connection.exec_driver_sql(_UNSTAGE)
            connection.exec_driver_sql("DROP TABLE staged")
            connection.commit()
    finally:
        engine.dispose()


def _put(engine: Engine, sketches: "_Sketches", count: int) -> None:
    with engine.begin() as connection:
        _fill(connection, sketches.count, sketches.take(count), "document_sketches")


class _Sketches:
    """Random sketches, the same in each run; it remembers the last ones."""

    def __init__(self) -> None:
        self.count = 0
        self.last: list[Sketch] = []
        self._chance = random.Random(8)  # noqa: S311

    def take(self, count: int) -> list[Sketch]:
        taken = [self.one(is_common=number % HOSTS == 0) for number in range(self.count, self.count + count)]
        self.count += count
        self.last = [*self.last, *taken][-BATCH * ROUNDS :]
        return taken

    def one(self, *, is_common: bool) -> Sketch:
        words = struct.unpack(f">{SKETCH_SIZE}Q", self._chance.randbytes(8 * SKETCH_SIZE))
        hashes = [word >> 1 for word in sorted(words)]
        return (COMMON, *hashes[1:]) if is_common else tuple(hashes)


def _put_hosts(connection: Connection) -> None:
    """One feed and story, and of each host two entries with an article each: of the kept ones, and of the new one."""
    feed = {"id": "f", "outlet": "F", "url": "u", "language": "en", "country": "FR", "family": "f", "poll_minutes": 15}
    feed |= {"active": True, "due_at": BEGIN, "failures": 0, "full_at": None, "etag": None, "last_modified": None}
    connection.execute(insert(tables.feeds), [feed])
    connection.execute(insert(tables.stories), [{"id": "s", "first_said_at": BEGIN, "last_said_at": BEGIN}])
    names = [f"{part}{host}" for host in range(HOSTS) for part in ("kept", "new")]
    entry = {"feed_id": "f", "url": "u", "title": "t", "summary": "", "content": "", "authors": (), "seen_at": BEGIN}
    connection.execute(insert(tables.entries), [entry | {"id": name} for name in names])
    article = {"final_url": "u", "status_code": 200, "content_type": "text/html", "fetched_at": BEGIN}
    article |= {"body_digest": "", "archive_file": "", "archive_offset": 0, "read_at": BEGIN}
    connection.execute(insert(tables.articles), [article | {"id": name, "entry_id": name} for name in names])


def _fill(connection: Connection, first: int, sketches: Sequence[Sketch], table: str) -> None:
    """Put kept documents in, each with its trace, and its hashes into `table`; plainly, for a million take their time."""
    documents, traces, hashes = [], [], []
    for number, sketch in enumerate(sketches, first):
        document = stable_id("bench", str(number))
        said_at = f"{BEGIN + timedelta(seconds=86_400 * number // PER_DAY):%Y-%m-%dT%H:%M:%SZ}"
        documents.append(
            (document, f"kept{number % HOSTS}", document, said_at, said_at, said_at, struct.pack(">64q", *sketch))
        )
        traces.append((document, said_at))
        hashes += [(hash_, said_at, document, _host(number)) for hash_ in sketch[:LOOKED_UP]]
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for statement, rows in ((_DOCUMENT, documents), (_HASH.format(table=table), hashes), (_TRACE, traces)):
        connection.exec_driver_sql(statement.replace("?", mark), rows)


def _row(document: str, article: str, sketch: Sketch, said_at: datetime) -> dict[str, Any]:
    row = {"id": document, "article_id": article, "url": "u", "title": document, "text": "", "language": "en"}
    row |= {"published_at": said_at, "authors": (), "text_source": "page", "fingerprint": "", "read_at": said_at}
    return row | {"sketch": sketch}


def _host(number: int) -> str:
    return f"host{number % HOSTS}.example"


def _look_up(warehouse: SqlWarehouse, engine: Engine, sketches: _Sketches, clock: Clock) -> dict[str, float]:
    """Ask for new documents, of which every second one has the sketch of a kept one of its host."""
    now = BEGIN + timedelta(days=1) * sketches.count / PER_DAY
    numbers = [number for number in range(BATCH * ROUNDS) if number % HOSTS]
    new = [
        _document(number, sketches.last[number] if number % 2 else sketches.one(is_common=False), now)
        for number in numbers
    ]
    common = [_document(number * HOSTS, sketches.one(is_common=True), now) for number in range(BATCH)]
    with engine.begin() as connection:
        rows = [_row(document.id, document.article_id, document.sketch, now) for document in new]
        connection.execute(insert(tables.documents), rows)
    copies = [document.id for number, document in zip(numbers, new, strict=True) if number % 2]

    def alike(documents: Sequence[Document]) -> list[str]:
        return list(warehouse.lookalikes(documents, WITHIN))

    def copied(documents: Sequence[Document]) -> list[str]:
        shared: list[str] = []
        traces = [_trace(document, now) for document in documents]

        def place(some: Sequence[Trace], known: Sequence[Trace]) -> Sequence[Trace]:
            least = {hash_ for trace in known for hash_ in trace.sketch[:LOOKED_UP]}
            shared.extend(trace.document_id for trace in some if not least.isdisjoint(trace.sketch[:LOOKED_UP]))
            return ()

        warehouse.save_traces(traces, place, WITHIN, now)
        return shared

    def indexed(documents: Sequence[Document]) -> list[str]:
        hashes = ", ".join(str(hash_) for hash_ in documents[0].sketch[:LOOKED_UP])
        statement = f"SELECT document_id FROM document_sketches WHERE hash IN ({hashes}) AND said_at >= '{since}'"  # noqa: S608
        return [documents[0].id] if connection.exec_driver_sql(statement).first() else []

    since = (now - WITHIN).strftime("%Y-%m-%dT%H:%M:%SZ")
    with engine.connect() as connection:
        index = _times("index", indexed, _batches(new, 1), copies, clock)
    figures = index | {
        **_times("one", alike, _batches(new, 1), copies, clock),
        **_times("fifty", alike, _batches(new, BATCH), copies, clock),
        **_times("copies", copied, _batches(new, BATCH), copies, clock),
        **_times("every page", alike, _batches(common, 1), [document.id for document in common], clock),
    }
    return figures | {"bytes": _bytes(engine) / sketches.count}


def _document(number: int, sketch: Sketch, now: datetime) -> Document:
    return Document(
        id=stable_id("new", now.isoformat(), str(number)),
        article_id=f"new{number % HOSTS}",
        url=f"https://{_host(number)}/{number}",
        title="t",
        text="",
        language="en",
        published_at=now,
        sketch=sketch,
    )


def _trace(document: Document, now: datetime) -> Trace:
    words = {"language": "en", "origin": "f", "agency": None, "terms": ()}
    return Trace(document_id=document.id, said_at=now, sketch=document.sketch, **words)


def _batches(documents: Sequence[Document], size: int) -> list[Sequence[Document]]:
    return [documents[start : start + size] for start in range(0, len(documents), size)]


def _times(
    name: str,
    ask: Callable[[Sequence[Document]], Sequence[str]],
    batches: Sequence[Sequence[Document]],
    expected: Sequence[str],
    clock: Clock,
) -> dict[str, float]:
    """Return median and 99th of a hundred, in milliseconds a document; an answer that is not right ends it all."""
    ask(batches[0])
    times, found = [], []
    for batch in batches:
        began = clock()
        answer = ask(batch)
        times.append((clock() - began) / len(batch) * 1000)
        found.extend(answer)
    assert sorted(found) == sorted(expected)
    times.sort()
    return {name: statistics.median(times), f"{name} p99": times[len(times) * 99 // 100]}


def _bytes(engine: Engine) -> float:
    """Return how large the table of looked-up hashes is, indexes included."""
    statement = {
        "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%document_sketches%'",
        "postgresql": "SELECT pg_total_relation_size('document_sketches')",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return float(connection.execute(text(statement)).scalar_one())


if __name__ == "__main__":
    sys.exit(main())
