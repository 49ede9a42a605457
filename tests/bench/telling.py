"""From mentions to messages on a warehouse that grows: is linking linear, and how quick are 10,000 alerts?

A hundred thousand invented mentions of 60 days come in batches of 500 and are linked as they come, with alerts for three
recipients. A batch is held against the arrangements of which somebody spoke within 30 days, so that it gains weight until
there are 30 days of them, and then no more. `steady` is seconds a batch in the last fifth of the batches against the third,
from when on these days are all there: 1 is linear. `fifths` is the last fifth against the first. Then 10,000 alerts, of
1,000 changes for ten recipients and of 10,000 changes for one, are chosen and written as linking does it, and sent to a
courier that keeps them.

SQLite's times are CPU, PostgreSQL's are wall, for another process does its work. `python -m tests.bench.telling
[mentions] [mentions on PostgreSQL]`.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from sqlalchemy import create_engine, text

from tests.bench import newswire
from tests.bench.newswire import BEGIN, DAYS, Report
from tests.fakes import FixedClock, MemoryCourier
from tests.postgres_server import running_server
from trucewatch.codebook import Category, Channel
from trucewatch.model import Recipient
from trucewatch.pipeline import Desk, link_evidence, send_pending
from trucewatch.warehouse import SqlWarehouse, open_warehouse, upgrade

MENTIONS = 100_000
ON_POSTGRES = 50_000
BATCH = 500
SMALL = 20
"""Mentions that a quarter of an hour brings."""
ALERTS = 10_000

Clock = Callable[[], float]


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MENTIONS
    on_postgres = int(sys.argv[2]) if len(sys.argv) > 2 else min(count, ON_POSTGRES)
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="tw-telling-") as folder:
        figures["sqlite"] = _link(f"sqlite:///{folder}/linked.sqlite", count, time.process_time)
        for changes, readers in ((ALERTS // 10, 10), (ALERTS, 1)):
            url = f"sqlite:///{folder}/alerts-{readers}.sqlite"
            figures["sqlite"] |= _tell(url, changes, readers, time.process_time)
    if on_postgres:
        with running_server() as server:
            figures["postgresql"] = _link(server.url(server.create()), on_postgres, time.perf_counter)
            url = server.url(server.create())
            figures["postgresql"] |= _tell(url, ALERTS // 10, 10, time.perf_counter)
    print(json.dumps(figures))
    return 0


def _link(url: str, count: int, clock: Clock) -> dict[str, float]:
    """Link as many mentions as they come; then a last small batch, as a run brings one."""
    warehouse = _opened(url)
    desk = _desk(3)
    times: list[float] = []
    try:
        for batch in _batches(newswire.reports(count)):
            newswire.put(warehouse, batch)
            at = FixedClock(max(report.said_at for report in batch) + timedelta(minutes=10))
            began = clock()
            link_evidence(warehouse=warehouse, desk=desk, clock=at)
            times.append(clock() - began)
            if len(times) % 20 == 0:
                print(f"  {len(times) * BATCH:9,} mentions  {statistics.mean(times[-20:]):.3f} s a batch", flush=True)
                _analyze(url)
        newswire.put(warehouse, list(newswire.reports(SMALL, seed=7, begin=BEGIN + timedelta(days=DAYS), days=0.01)))
        began = clock()
        link_evidence(warehouse=warehouse, desk=desk, clock=FixedClock(BEGIN + timedelta(days=DAYS, hours=1)))
        last = clock() - began
    finally:
        warehouse.close()
    fifth = max(1, len(times) // 5)
    first, third, final = (statistics.mean(times[n * fifth : (n + 1) * fifth] or times) for n in (0, 2, 4))
    figures = {
        "first_fifth_s": first,
        "third_fifth_s": third,
        "last_fifth_s": final,
        "fifths": final / first,
        "steady": final / third,
        "link_s": sum(times),
        "last_20_s": last,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(f"{_name(url)}: {count:,} mentions in batches of {BATCH}")
    return _printed(figures)


def _tell(url: str, changes: int, readers: int, clock: Clock) -> dict[str, float]:
    """Link as many changes, for each of which every reader is told, and send all alerts."""
    warehouse = _opened(url)
    desk, courier = _desk(readers), MemoryCourier()
    at = FixedClock(BEGIN + timedelta(hours=2))
    try:
        reports = list(newswire.towns(changes, BEGIN + timedelta(hours=1)))
        for start in range(0, len(reports), BATCH):
            newswire.put(warehouse, reports[start : start + BATCH])
        began = clock()
        link_evidence(warehouse=warehouse, desk=desk, clock=at)
        written = clock() - began
        began = clock()
        send_pending(warehouse=warehouse, couriers={Channel.MAIL: courier}, recipients=desk.recipients, clock=at)
        sent = clock() - began
    finally:
        warehouse.close()
    assert sum(len(parcel.alerts) for parcel in courier.parcels) == changes * readers
    print(f"{_name(url)}: {changes:,} changes for {readers} recipients, {len(courier.parcels)} messages")
    names = {"write": written, "send": sent}
    return _printed({f"{name}_{changes}x{readers}_s": seconds for name, seconds in names.items()})


def _opened(url: str) -> SqlWarehouse:
    upgrade(url)
    warehouse = open_warehouse(url)
    newswire.sync(warehouse)
    return warehouse


def _desk(readers: int) -> Desk:
    people = [Recipient(id=f"r{n}", to=f"r{n}@example.org", categories=tuple(Category)) for n in range(readers)]
    return Desk(recipients=tuple(people), names={}, max_age=timedelta(days=3), parties=newswire.parties())


def _batches(reports: Iterator[Report]) -> Iterator[list[Report]]:
    """Documents of some five hundred mentions together."""
    batch: list[Report] = []
    for report in reports:
        batch.append(report)
        if sum(len(one.mentions) for one in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _analyze(url: str) -> None:
    """PostgreSQL does it by itself; the tests' server does not."""
    if url.startswith("sqlite"):
        return
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _name(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


def _printed(figures: Mapping[str, float]) -> dict[str, float]:
    print("  " + "  ".join(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)
    return dict(figures)


if __name__ == "__main__":
    sys.exit(main())
