"""`trucewatch backfill` and `reread`: what they print, and how they end."""

import sqlite3

import pytest
from typer.testing import CliRunner

from tests.warcs import a_capture, a_page
from trucewatch.commands import app
from trucewatch.commands.backfill import Pace
from trucewatch.model import Part

SENTENCE = "Hamas accepted a ceasefire in Gaza on Monday, its leaders said in Doha."
PAGES = [a_capture(f"https://hill.example/story/{n}", a_page(f"Story {n}", SENTENCE)) for n in range(3)]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/warehouse.sqlite")
    monkeypatch.setenv("TRUCEWATCH_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, [*map(str, words)])


@pytest.mark.model
def test_a_file_is_read_told_in_plain_lines_and_read_again_with_a_report(run, tmp_path):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"".join(PAGES))
    result = run("backfill", path)
    assert result.exit_code == 0, result.output
    assert "backfill: 100 %, 3 pages" in result.stderr
    assert "records of archives read" in result.stdout
    with sqlite3.connect(tmp_path / "warehouse.sqlite") as connection:
        assert connection.execute("SELECT DISTINCT came_by FROM results").fetchall() == [("backfill",)]
        connection.execute("UPDATE documents SET rules = 'older'")
        connection.execute("UPDATE mentions SET act = 'reject', pack_version = 'older'")
        count = connection.execute("SELECT count(*) FROM mentions").fetchone()[0]
    assert "1 parts were read before" in run("backfill", path).stdout
    result = run("reread", "--since", "2025-02-03", "--changed-packs")
    assert result.exit_code == 0, result.output
    assert f"3 articles read again: 0 mentions gained, 0 lost, {count} changed, 0 as before." in result.stdout
    assert "0 articles read again" in run("reread", "--since", "2025-02-03", "--changed-packs").stdout


def test_files_that_cannot_be_used_are_named_and_the_rest_is_read(run, tmp_path):
    (tmp_path / "cut.warc.gz").write_bytes(PAGES[0] + PAGES[1][:150])
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "page.warc.gz").write_bytes(b"<html>")
    result = run("backfill", tmp_path / "*.warc.gz", tmp_path / "missing.warc.gz", "--most-pages", "5")
    assert result.exit_code == 1
    for words in ("cut.warc.gz at", "it is cut off", "it is empty", "it is no WARC file", "there is no such file"):
        assert words in result.stdout
    with sqlite3.connect(tmp_path / "warehouse.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)


@pytest.mark.parametrize("since", ["", "yesterday"])
def test_reading_again_needs_a_time(since):
    result = CliRunner().invoke(app, ["reread", "--since", since])
    assert result.exit_code == 1
    assert result.exception.key == "since"


def test_the_pace_tells_how_much_is_done_and_left(monkeypatch):
    moment = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: moment[0])
    parts = tuple(Part(file=f"file:///{name}", size=1000, start=0, end=1000) for name in "ab")
    pace = Pace(parts)
    assert pace.line == "backfill: 0 %, 0 pages, 0 a second, time left unknown"
    moment[0] += 50
    pace.add(parts[0], 500, 200)
    assert pace.line == "backfill: 25 %, 200 pages, 4 a second, 2:30 left"
    pace.add(parts[0], 1000, 100)
    pace.add(parts[1], 1000, 0)
    assert pace.line == "backfill: 100 %, 300 pages, 6 a second, 0:00 left"
