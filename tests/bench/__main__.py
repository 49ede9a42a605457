"""`make bench`: where the time of a run goes, on the demo's own news; CPU milliseconds per article, in one process.

The ratio to the straightforward way (a full parse of every text with the same models) is measured in the same run,
round by round, and given as the median, since machines are noisy.
"""

import json
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import spacy
from sqlalchemy import create_engine, text

from demo.news_server import NewsSite, serve
from trucewatch.assembly import House
from trucewatch.knowledge.languages import load_languages
from trucewatch.pipeline import read_articles
from trucewatch.ports import Finder
from trucewatch.settings import Settings

ROUNDS = 5
FULL = "full parse of the same texts"


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    figures: dict[str, list[float]] = defaultdict(list)
    with serve(datetime.now(UTC)) as site:
        finder = House(Settings()).finder
        _round(site, finder, lambda name, milliseconds: None)  # loads models and code
        models = {pack.code: spacy.load(pack.model) for pack in load_languages(Settings().knowledge).values()}
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
            texts = _round(site, finder, lambda name, milliseconds: figures[name].append(milliseconds))
            began = time.process_time()
            for language, words in texts:
                if language in models:
                    models[language](words)
            figures[FULL].append((time.process_time() - began) / len(texts) * 1000)
    _print(figures, len(texts))
    return 0


def _round(site: NewsSite, finder: Finder, note: Callable[[str, float], None]) -> list[tuple[str, str]]:
    """Walk the road once on an empty warehouse; return the texts that were read, with their languages."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            warehouse=f"sqlite:///{folder}/warehouse.sqlite",
            archive=f"{folder}/archive",
            feeds=site.write_feeds(Path(folder) / "feeds.yaml"),
            allow_private_hosts=True,
            pause_seconds=0,
        )
        with House(settings) as house:
            hops: dict[str, Callable[[], object]] = {
                "poll": lambda: house.poll(house.plan()),
                "fetch": house.fetch,
                "read": lambda: read_articles(
                    warehouse=house.warehouse, outside=house.outside, finder=finder, batch=50
                ),
                "link": house.link,
            }
            spent = {}
            for name, hop in hops.items():
                began = time.process_time()
                hop()
                spent[name] = time.process_time() - began
        with create_engine(settings.warehouse).connect() as connection:
            texts = [
                (row.language, row.text) for row in connection.execute(text("SELECT language, text FROM documents"))
            ]
    for hop, seconds in spent.items():
        note(hop, seconds / len(texts) * 1000)
    return texts


def _print(figures: dict[str, list[float]], count: int) -> None:
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print(f"{count} articles, {ROUNDS} rounds, Python {platform.python_version()}, {platform.machine()}")
    for name, values in figures.items():
        print(f"  {name:30} {medians[name]:8.1f} ms   {min(values):8.1f} to {max(values):.1f}")
    ratio = statistics.median(full / read for full, read in zip(figures[FULL], figures["read"], strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"  read (extract, find and load) is {ratio:.1f} times as fast as the full parse alone; peak memory {peak} MB"
    )
    print(json.dumps({"articles": count, "median_ms": medians, "ratio": ratio, "peak_mb": peak}))


if __name__ == "__main__":
    sys.exit(main())
