"""Our road as runs walk it, from addresses to stories and arrangements: fetch, read, group, link."""

import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import create_engine, text

from tests.bench.road.pages import BenchPage, listed, path_of
from tests.bench.road.watch import StageWatch
from tests.builders import NOON, a_feed, a_feed_state, a_response, an_article, an_entry
from tests.fakes import DirectSandbox
from trucewatch import pipeline
from trucewatch.assembly import House, SystemClock
from trucewatch.documents import running_text, skimming
from trucewatch.http_client import PoliteClient
from trucewatch.model import Article, Entry, Feed, Fetch, KnownEntry, Poll, stable_id
from trucewatch.pipeline import reading
from trucewatch.settings import Settings


class OurRoad:
    """One house on a fresh warehouse; a page's feed says nothing of it but its address and language."""

    def __init__(self, folder: Path, state: Path, port: int, *, in_process: bool) -> None:
        self._folder, self._port = folder, port
        settings = Settings(
            warehouse=f"sqlite:///{state}/warehouse.sqlite",
            archive=f"{state}/archive",
            allow_private_hosts=True,
            pause_seconds=0,
            parse_workers=1,
        )
        self.house = House(settings)
        self.watch = StageWatch()
        client = PoliteClient(settings, SystemClock(), resolve=lambda host, port: ("127.0.0.1",))
        self._outside = replace(self.house.outside, http=client)
        if in_process:
            self._outside = replace(self._outside, sandbox=DirectSandbox())
            self._watch_stages()
        feeds = [a_feed(id=f"feed-{code}", family=code, language=code) for code in ("en", "fr")]
        self.house.warehouse.sync_feeds(feeds, NOON)
        self._pages = {page.name: (number, page) for number, page in enumerate(listed(folder))}
        self._entries: dict[str, str] = {}

    def warm(self) -> None:
        """Load models and code, on words that no page has."""
        for code, words in (("en", "Hamas rejected the ceasefire."), ("fr", "Le Hamas a rejeté la trêve.")):
            page = f"<html><body><article><p>{words} {words.lower() * 20}</p></article></body></html>"
            self.put([(f"warm-{code}", code, page.encode())])
        self.read()
        self.tie()
        self.watch.taken()

    def fetch(self, names: Sequence[str]) -> None:
        """Ask for these pages over loopback, archive them, and write their rows."""
        entries = [self._entry_of(*self._pages[name]) for name in names]
        self._save_entries(entries)
        with self.watch.over("fetch"):
            pipeline.fetch_entries(
                warehouse=self.house.warehouse, outside=self._outside, limit=len(names), per_host=len(names)
            )

    def put(self, pages: Sequence[tuple[str, str, bytes]]) -> None:
        """Bring pages (name, language, HTML) as far as waiting for a reader, without the web."""
        entries = [
            an_entry(f"https://{name}.example/", feed_id=f"feed-{code}", title="", published_at=None)
            for name, code, _ in pages
        ]
        self._save_entries(entries)
        now = self.house.clock.now()
        fetches = []
        for entry, (_, _, body) in zip(entries, pages, strict=True):
            answer = a_response(entry.url, body, fetched_at=now)
            article = an_article(
                id=stable_id("bench", entry.url),
                entry_id=entry.id,
                final_url=entry.url,
                charset=None,
                fetched_at=now,
                position=self.house.archive.write(answer),
            )
            fetches.append(Fetch(entry_id=entry.id, fetched_at=now, article=article))
        self.house.archive.flush()
        self.house.warehouse.save_fetches(fetches)

    def share(self, own: str) -> None:
        """Read only what this process brought, so that two of them can read one warehouse side by side."""
        unread = self.house.warehouse.unread_articles

        def own_articles(limit: int) -> tuple[tuple[Article, Entry, Feed], ...]:
            return tuple(one for one in unread(10 * limit) if f"//{own}" in one[1].url)[:limit]

        self.house.warehouse.unread_articles = own_articles  # type: ignore[method-assign]

    def read(self) -> None:
        """Read what waits."""
        with self.watch.over("other"):
            pipeline.read_articles(
                warehouse=self.house.warehouse,
                outside=self._outside,
                craft=self.house.craft,
                batch=self.house.settings.read_batch,
            )

    def tie(self) -> None:
        """Group and link what was read."""
        with self.watch.over("story"):
            self.house.group()
        with self.watch.over("link"):
            self.house.link()

    def cpu_seconds(self) -> float:
        """Return what this process and its children, those that gave way to fresh ones too, spent so far."""
        gone = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + gone.ru_utime + gone.ru_stime + sum(map(_cpu_of, self._children()))

    def peak_megabytes(self) -> dict[str, int]:
        """Return the most memory of this process, and of its largest child."""
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return {"parent": own, "child": max(map(_peak_of, self._children()), default=0)}

    def mentions(self) -> list[dict[str, Any]]:
        """Return what was found, by page."""
        engine = create_engine(self.house.settings.warehouse)
        asked = text(
            "SELECT e.id AS entry, m.category, m.act, m.sentence_text AS sentence FROM mentions m"
            " JOIN documents d ON d.id = m.document_id JOIN articles a ON a.id = d.article_id"
            " JOIN entries e ON e.id = a.entry_id"
        )
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(asked).mappings()]
        engine.dispose()
        return [{"page": self._entries[row.pop("entry")], **row} for row in rows if row["entry"] in self._entries]

    def fates(self) -> dict[str, str]:
        """Return what became of each page: 'read', or why it was passed over or not read."""
        engine = create_engine(self.house.settings.warehouse)
        asked = text(
            "SELECT a.entry_id, a.read_reason, d.passed_over FROM articles a LEFT JOIN documents d ON d.article_id = a.id"
        )
        with engine.connect() as connection:
            rows = [
                (self._entries[row.entry_id], str(row.read_reason or row.passed_over or "read"))
                for row in connection.execute(asked)
                if row.entry_id in self._entries
            ]
        engine.dispose()
        return dict(rows)

    def _children(self) -> tuple[int, ...]:
        children = getattr(self._outside.sandbox, "children", tuple)
        return tuple(children())

    def _entry_of(self, number: int, page: BenchPage) -> Entry:
        url = f"http://{urlsplit(page.url).hostname}:{self._port}{path_of(page, number)}"
        entry = an_entry(url, feed_id=f"feed-{page.language}", title="", published_at=None)
        self._entries[entry.id] = page.name
        return entry

    def _save_entries(self, entries: Sequence[Entry]) -> None:
        now = self.house.clock.now()
        for feed in {entry.feed_id for entry in entries}:
            own = tuple(entry for entry in entries if entry.feed_id == feed)
            poll = Poll(
                feed_id=feed,
                polled_at=now,
                status="ok",
                message="",
                http_status=200,
                milliseconds=0,
                state=a_feed_state(feed_id=feed, due_at=now),
                entries=own,
            )
            self.house.warehouse.save_poll(poll, _as_known)

    def _watch_stages(self) -> None:
        """Put the watch at the doors of the rooms."""
        watch, craft, warehouse = self.watch, self.house.craft, self.house.warehouse
        _watch_in(watch, skimming, "sound_page", "parse")
        vars(running_text)["HTMLTree"] = _Trees(watch)
        _watch_in(watch, reading, "skim_page", "cheap pass")
        _watch_in(watch, reading, "read_document", "careful pass")
        craft.finder.glance = watch.watched("glance", craft.finder.glance)  # type: ignore[method-assign]
        craft.finder.find = watch.watched("rules", craft.finder.find)  # type: ignore[method-assign]
        for reader in craft.finder._readers.values():  # type: ignore[attr-defined]
            for name in ("parse", "find_entities"):
                setattr(reader.words.parser, name, watch.watched("NLP", getattr(reader.words.parser, name)))
        for name in ("unread_articles", "save_outcomes", "lookalikes", "refresh_counts"):
            setattr(warehouse, name, watch.watched("load", getattr(warehouse, name)))
        self._outside.archive.read = watch.watched("archive", self._outside.archive.read)  # type: ignore[method-assign]


def _watch_in(watch: StageWatch, module: ModuleType, name: str, stage: str) -> None:
    vars(module)[name] = watch.watched(stage, vars(module)[name])


class _Trees:
    """Stands for resiliparse's HTMLTree, which cannot be changed."""

    def __init__(self, watch: StageWatch) -> None:
        from resiliparse.parse.html import HTMLTree

        self.parse = watch.watched("parse", HTMLTree.parse)


def _as_known(entry: Entry, known: Mapping[str, KnownEntry]) -> str | None:
    return next((known[key].id for key in entry.keys if key in known), None)


def _cpu_of(process: int) -> float:
    return int(Path(f"/proc/{process}/schedstat").read_text(encoding="utf-8").split()[0]) / 1e9


def _peak_of(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))
