"""Pages out of WARC files on the road, on a real warehouse: what they become, that it happens once, and that nobody is told."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_feed, a_recipient, a_response
from tests.fakes import DirectSandbox, FakeHttp, FixedClock, LonelyGrouper
from tests.unit.pipeline.test_pipeline import OneMentionFinder
from tests.warcs import a_capture, a_member, a_page, a_response_record, as_one_member
from trucewatch import pipeline
from trucewatch.archive import WarcFiles, open_archive
from trucewatch.codebook import Act
from trucewatch.knowledge.outlets import Outlets
from trucewatch.model import Window
from trucewatch.warehouse import open_warehouse, upgrade

HERALD = "https://www.herald.example/news"
HILL = "https://hill.example/story"
RECEIVED = datetime(2025, 2, 3, 12, 0, tzinfo=UTC)


class World:
    """A warehouse, an archive, and WARC files to read into them."""

    def __init__(self, folder):
        self.folder = folder
        url = f"sqlite:///{folder}/warehouse.sqlite"
        upgrade(url)
        self.warehouse = open_warehouse(url)
        self.clock = FixedClock(RECEIVED + timedelta(hours=3))
        self.archive = open_archive(str(folder / "archive"), self.clock)
        self.files = WarcFiles(self.archive)
        self.finder = OneMentionFinder()
        self.rules = {"en": "en-1 model-1"}
        self.most_pages = None
        self.outside = pipeline.Outside(
            http=FakeHttp(), archive=self.archive, sandbox=DirectSandbox(), clock=self.clock
        )

    @property
    def craft(self):
        return pipeline.Craft(finder=self.finder, rules=self.rules)

    def write(self, *pieces, name="x.warc.gz"):
        (self.folder / name).write_bytes(b"".join(pieces))
        return str(self.folder / name)

    def backfill(self, *names, part_bytes=10**9):
        parts, misfits = self.files.split(names, part_bytes)
        source = pipeline.Source(files=self.files, outlets=Outlets([a_feed()]), batch=2, most_pages=self.most_pages)
        done = self.warehouse.parts_done(part.id for part in parts)
        found = [
            pipeline.backfill_part(
                part, source=source, warehouse=self.warehouse, outside=self.outside, craft=self.craft
            )
            for part in parts
            if part.id not in done
        ]
        summed = pipeline.sum_of((pipeline.unusable(misfits), *(one for reports in found for one in reports)))
        return {report.hop: report for report in summed}

    def reread(self, **window):
        return pipeline.reread_articles(
            Window(**{"since": RECEIVED - timedelta(days=1)} | window),
            warehouse=self.warehouse, outside=self.outside, craft=self.craft, batch=2,
        )  # fmt: skip

    def link(self):
        pipeline.group_documents(warehouse=self.warehouse, grouper=LonelyGrouper(), clock=self.clock)
        desk = pipeline.Desk(recipients=(a_recipient(),), names={}, max_age=timedelta(hours=72))
        return pipeline.link_evidence(warehouse=self.warehouse, desk=desk, clock=self.clock)

    def ask(self, question):
        with sqlite3.connect(self.folder / "warehouse.sqlite") as connection:
            return connection.execute(question).fetchall()


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path)
    yield opened
    opened.archive.close()
    opened.warehouse.close()


def a_crawl(count=3):
    pieces = [a_member("warcinfo", b"x")]
    for number in range(count):
        url = f"{HERALD}/{number}"
        pieces += [a_member("request", b"GET", url=url), a_capture(url, a_page(f"Report {number}"))]
    return pieces


def test_pages_become_documents_and_mentions_with_dates_outlet_and_origin(world):
    reports = world.backfill(world.write(*a_crawl(), a_capture(f"{HILL}/1", a_page("Hill report"))))
    assert (reports["backfill"].seen, reports["backfill"].kept) == (8, 4)
    assert reports["backfill"].lost == {"not_response": 4}
    assert reports["find"].kept == 4
    rows = world.ask("SELECT outlet, came_by, published_at, first_seen_at FROM results ORDER BY outlet")
    assert rows[0] == ("The Herald", "backfill", "2025-02-03T10:00:00Z", "2025-02-03T12:00:00Z")
    assert [outlet for outlet, *_ in rows] == ["The Herald"] * 3 + ["hill.example"]
    assert world.ask("SELECT active FROM feeds") == [(0,), (0,)]


def test_a_page_without_a_date_was_seen_when_it_was_received(world):
    page = a_page("Report").replace(b"2025-02-03T10:00:00Z", b"")
    world.backfill(world.write(a_capture(f"{HERALD}/1", page)))
    assert world.ask("SELECT published_at, first_seen_at FROM results") == [(None, "2025-02-03T12:00:00Z")]


def test_however_often_and_in_whatever_parts_a_file_is_read_its_pages_are_read_once(world):
    path = world.write(*a_crawl(5))
    assert world.backfill(path, part_bytes=700)["find"].kept == 5
    before = world.ask("SELECT * FROM mentions ORDER BY id")
    assert world.backfill(path, part_bytes=700)["backfill"].seen == 0
    again = world.backfill(path, part_bytes=1100)
    assert again["backfill"].lost == {"not_response": 6, "already_known": 5}
    assert (again["find"].seen, world.ask("SELECT * FROM mentions ORDER BY id")) == (0, before)


def test_huge_pages_come_fewer_at_a_time(world, monkeypatch):
    monkeypatch.setattr(pipeline.backfilling, "MOST_BYTES", 10)
    batches = []
    save = world.warehouse.save_outcomes
    monkeypatch.setattr(
        world.warehouse, "save_outcomes", lambda outcomes, *rest: batches.append(len(outcomes)) or save(outcomes, *rest)
    )
    assert world.backfill(world.write(*a_crawl(3)))["read"].kept == 3
    assert batches == [1, 1, 1]


def test_a_part_that_was_broken_off_goes_on_where_it_was(world):
    path = world.write(*a_crawl(5))
    world.most_pages = 3
    assert world.backfill(path)["skim"].seen == 3
    assert world.backfill(path)["skim"].seen == 2
    assert world.ask("SELECT count(*) FROM backfill_parts") == [(1,)]
    assert world.ask("SELECT count(*) FROM mentions") == [(5,)]


def test_what_a_crash_left_unread_is_read_by_the_next_run(world, monkeypatch):
    path = world.write(*a_crawl(3))
    with monkeypatch.context() as patched:
        patched.setattr(world.finder, "glance", lambda *_: 1 / 0, raising=False)
        patched.setattr(world.warehouse, "save_outcomes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.backfill(path)
    assert world.ask("SELECT count(*) FROM articles WHERE read_at IS NULL") == [(2,)]
    assert world.backfill(path)["find"].kept == 3


def test_what_is_no_page_is_counted_by_reason(world):
    reports = world.backfill(
        world.write(
            a_capture(f"{HERALD}/1", a_page("Report 1")),
            a_capture(f"{HERALD}/1", a_page("Report 1")),
            a_capture(f"{HERALD}/2", b"{}", headers=("Content-Type: application/json",)),
            a_capture(f"{HERALD}/3", a_page("Gone"), status="404 Not Found"),
            a_capture("https://www.herald.example/", a_page("Front")),
            a_capture(f"{HERALD}/4", b" "),
            a_capture(f"{HERALD}/5", a_page("Cut off"))[:200],
        ),
        str(world.folder / "missing.warc.gz"),
    )["backfill"]
    assert reports.lost == {
        "already_known": 1, "wrong_type": 1, "http_404": 1, "no_link": 1, "empty_body": 1, "broken_record": 1,
        "missing_file": 1,
    }  # fmt: skip
    assert (reports.kept, len(reports.notes)) == (1, 2)


def test_pages_of_a_file_packed_as_a_whole_are_kept_in_our_archive(world):
    path = world.write(as_one_member(*(a_response_record(f"{HERALD}/{n}", a_page(f"Report {n}")) for n in range(3))))
    reports = world.backfill(path)
    assert (reports["find"].kept, len(reports["backfill"].notes)) == (3, 1)
    assert all("://" not in name for (name,) in world.ask("SELECT archive_file FROM articles"))
    assert world.reread()[0].same == 3


def test_nobody_is_alerted_to_what_was_backfilled_however_fresh_it_is(world):
    world.backfill(world.write(*a_crawl()))
    reports = {report.hop: report for report in world.link()}
    assert reports["link"].seen == 3
    assert reports["choose"].seen >= 1
    assert world.ask("SELECT count(*) FROM alerts") == [(0,)]


def test_a_page_that_a_feed_led_to_already_stays_what_it_was(world):
    body = a_page("Report 0")
    world.archive.write(a_response(url=f"{HERALD}/0", body=body, fetched_at=RECEIVED))
    world.archive.close()
    path = str(world.folder / "archive")
    world.backfill(path)
    with sqlite3.connect(world.folder / "warehouse.sqlite") as connection:
        connection.execute("UPDATE articles SET origin = 'watch'")
    world.backfill(world.write(a_capture(f"{HERALD}/0", body)))
    assert world.ask("SELECT origin, archive_file LIKE '%://%' FROM articles") == [("watch", 0)]


def test_reading_again_tells_what_is_gained_lost_and_changed_by_rule(world):
    plain = a_page("Nothing", "The committee has praised the harvest.")
    world.backfill(world.write(*a_crawl(3), a_capture(f"{HERALD}/9", plain)))
    assert world.reread()[0].same == 3
    world.finder.acts["Report 1"] = Act.REJECT
    found = world.finder.find
    world.finder.find = lambda document: () if document.title == "Report 2" else found(document)
    changes, _ = world.reread()
    rule = "en.ceasefire.accept"
    assert (changes.changed, changes.lost, changes.gained, changes.same) == ({rule: 1}, {rule: 1}, {}, 1)
    world.finder.find = found
    changes, _ = world.reread()
    assert (changes.gained, changes.lost, changes.same) == ({rule: 1}, {}, 2)
    assert world.ask("SELECT count(*) FROM mentions") == [(3,)]


def test_only_what_was_read_with_other_rules_is_read_again_when_asked_so(world):
    world.backfill(world.write(*a_crawl(3)))
    assert world.reread(rules=world.rules)[0].articles == 0
    world.rules = {"en": "en-2 model-1"}
    assert world.reread(rules=world.rules)[0].articles == 3
    assert world.reread(rules=world.rules)[0].articles == 0


def test_a_window_of_reading_again_is_by_when_pages_were_received(world):
    world.backfill(world.write(*a_crawl(3)))
    assert world.reread(since=RECEIVED + timedelta(seconds=1))[0].articles == 0
    assert world.reread(until=RECEIVED)[0].articles == 0
    assert world.reread(since=RECEIVED, until=RECEIVED + timedelta(days=1))[0].articles == 3


def test_what_cannot_be_read_any_more_keeps_what_was_found(world):
    path = world.write(*a_crawl(3))
    world.backfill(path)
    (world.folder / "x.warc.gz").unlink()
    changes, reports = world.reread()
    assert (changes.same, changes.lost) == (3, {})
    assert {report.hop: dict(report.lost) for report in reports}["read"] == {"record_missing": 3}


def test_a_backfill_does_not_count_as_the_beginning_of_the_watch(world):
    world.warehouse.start_run("backfill/1", "backfill", RECEIVED)
    world.warehouse.start_run("watch_news/1", "airflow", RECEIVED + timedelta(days=9))
    assert world.warehouse.pulse().began_at == RECEIVED + timedelta(days=9)


def test_sums_of_parts_add_up():
    one = pipeline.unusable(())
    both = pipeline.sum_of([replace(one, seen=2, kept=1, lost={"a": 1}), replace(one, seen=3, kept=1, lost={"a": 1, "b": 1}, notes=("x",))])  # fmt: skip
    assert [(r.seen, r.kept, r.lost, r.notes) for r in both] == [(5, 2, {"a": 2, "b": 1}, ("x",))]
