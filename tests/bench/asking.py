"""Questions of the page on a large warehouse: 1,000,000 mentions on PostgreSQL, 100,000 on SQLite; wall milliseconds.

Every view of the page over HTTP, without a network, and every door of `ports.ResultsReader` that one uses, with filters from
none to many, each asked several times in a mixed order. `python -m tests.bench.asking [mentions on PostgreSQL] [mentions on SQLite]`.
"""

import json
import statistics
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.millions import fill
from tests.postgres_server import running_server
from trucewatch.codebook import Act, Category, Certainty
from trucewatch.model import Filters
from trucewatch.page import Surroundings, create_page
from trucewatch.warehouse import SqlReader, open_reader, upgrade
from trucewatch.warehouse.engine import opened

ON_POSTGRES, ON_SQLITE = 1_000_000, 100_000
ROUNDS = 5
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MONTH = (NOW - timedelta(days=30)).date()
SHOWN, MOST = 50, 10_000
LARGE = ("shared_buffers=1GB", "work_mem=16MB", "maintenance_work_mem=256MB")
"""A server for a million mentions has more memory than one for tests."""
FILTERS: Mapping[str, Filters] = {
    "all": Filters(),
    "month": Filters(since=MONTH),
    "conflict": Filters(conflict="conflict-1"),
    "rare conflict": Filters(conflict="conflict-23"),
    "act": Filters(category=Category.CEASEFIRE, act=Act.REJECT),
    "language": Filters(language="fr", category=Category.TERRITORY),
    "outlet": Filters(outlet="Outlet 3"),
    "country": Filters(country="RU", certainty=Certainty.POSSIBLE),
    "party": Filters(party="actor-1"),
    "rare party": Filters(party="actor-150"),
    "place": Filters(place="place-1700"),
    "region": Filters(place="UA-05"),
    "land": Filters(place="UA"),
    "words": Filters(words="kyiv accepted"),
    "rare words": Filters(words="place 1234"),
    "arrangement": Filters(arrangement="r0-0"),
    "run": Filters(run=f"watch_news/{MONTH}"),
    "many": Filters(
        category=Category.CEASEFIRE, conflict="conflict-2", country="US", party="actor-3", since=MONTH, words="truce"
    ),
    "none": Filters(party="nobody"),
}


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    on_postgres = int(sys.argv[1]) if len(sys.argv) > 1 else ON_POSTGRES
    on_sqlite = int(sys.argv[2]) if len(sys.argv) > 2 else ON_SQLITE
    figures: dict[str, Mapping[str, float]] = {}
    if on_sqlite:
        with tempfile.TemporaryDirectory(prefix="tw-asking-") as folder:
            figures["sqlite"] = measure(f"sqlite:///{folder}/asked.sqlite", on_sqlite)
    if on_postgres:
        with running_server(*LARGE) as server:
            figures["postgresql"] = measure(server.url(server.create()), on_postgres)
    print(json.dumps(figures))
    return 0


def measure(url: str, count: int) -> Mapping[str, float]:
    """Return the 95th percentile of each door's milliseconds, over all filters."""
    upgrade(url)
    with opened(url) as engine:
        fill(engine, count, NOW)
    reader = open_reader(url)
    page = create_page(lambda: reader, [_anybody], Surroundings(names={}, now=lambda: NOW))
    times: dict[str, list[float]] = defaultdict(list)
    slowest: dict[str, tuple[float, str]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient  # it warns when it is imported
    client = TestClient(page)
    for _ in range(ROUNDS):
        for door, name, ask in (*views(client, reader), *questions(reader)):
            began = time.perf_counter()
            ask()
            spent = (time.perf_counter() - began) * 1000
            times[door].append(spent)
            slowest[door] = max(slowest.get(door, (0.0, "")), (spent, name))
    reader.close()
    print(f"{url.split(':', maxsplit=1)[0]}, {count:,} mentions: median, 95th of a hundred, slowest in ms")
    result = {}
    for door, some in times.items():
        result[door] = statistics.quantiles(some, n=20)[-1]
        print(
            f"  {door:18} {statistics.median(some):8.1f} {result[door]:8.1f} {slowest[door][0]:8.1f} {slowest[door][1]}"
        )
    return result


def views(client: Any, reader: SqlReader) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """All views of a round: view, filters, and how to open it."""
    shown = reader.mentions(Filters(), limit=1)[0]["mention_id"]
    listed = reader.arrangements({}, limit=1)[0]["arrangement_id"]
    for view in (
        "",
        "feeds",
        "runs",
        "arrangements",
        f"arrangements/{listed}",
        "arrangements/r0-0",
        f"mentions/{shown}",
    ):
        yield f"view {view.split('/')[0] or 'overview'}", view, lambda v=view: _opened(client, v, {})
    for name, filters in FILTERS.items():
        given = {field: str(value) for field, value in asdict(filters).items() if value is not None}
        for view in ("mentions", "timeline", "map"):
            yield f"view {view}", name, lambda v=view, g=given: _opened(client, v, g)


def _opened(client: Any, view: str, given: Mapping[str, str]) -> None:
    answer = client.get(f"/{view}", params=given)
    assert answer.status_code == 200, (view, given, answer.text[:500])


def _anybody() -> None:
    """A guard that lets all pass."""


def questions(reader: SqlReader) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """All questions of a round: door, filters, and how to ask."""
    for name, filters in FILTERS.items():
        yield "mentions", name, lambda f=filters: reader.mentions(f, limit=SHOWN)
        yield "count", name, lambda f=filters: reader.count(f, MOST)
        yield "timeline", name, lambda f=filters: reader.timeline(f)
        yield "conflicts", name, lambda f=filters: reader.conflicts(f)
        yield "places", name, lambda f=filters: reader.places(f)
    shown = reader.mentions(Filters(), limit=SHOWN)
    yield "next page", "all", lambda: reader.mentions(Filters(), limit=SHOWN, after=str(shown[-1]["mention_id"]))
    for row in shown[:5]:
        yield "mention", "one", lambda one=str(row["mention_id"]): reader.mention(one)
    yield "choices", "all", reader.choices
    yield "changes", "yesterday", lambda: reader.changes(NOW - timedelta(days=1), SHOWN)
    listed = [str(row["arrangement_id"]) for row in reader.arrangements({}, limit=20)]
    for chosen in ({}, {"conflict": "conflict-1"}, {"category": "ceasefire", "state": "proposed"}):
        yield "arrangements", str(chosen), lambda c=chosen: reader.arrangements(c, limit=20)
    yield "stances", "twenty", lambda: reader.stances(listed)
    for one in ("r0-0", listed[0]):
        yield "history", one, lambda o=one: reader.stance_history(o, 1000)
        yield "accounts", one, lambda o=one: reader.accounts(o, 100)
    yield "feed health", "all", reader.feed_health
    yield "funnel", "all", reader.funnel


if __name__ == "__main__":
    sys.exit(main())
