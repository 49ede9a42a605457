import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.builders import NOON, a_response
from tests.fakes import FixedClock
from trucewatch.archive import open_archive
from trucewatch.commands.archive import app, choose_files, parse_position, read_time
from trucewatch.errors import ArchiveUnavailable, RecordUnreadable, SettingsInvalid
from trucewatch.model import ArchivePosition


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files: one of 19 March with a page, its repetition and another page; one of 20 March with a last one."""
    clock = FixedClock()
    archive = open_archive(str(tmp_path), clock)
    archive.write(a_response(url="https://herald.example/1", body=b"first\n\xff"))
    archive.write_revisit(a_response(url="https://herald.example/1", status_code=304), digest="0" * 64, first_at=NOON)
    archive.write(a_response(url="https://other.example/2", body=b"", fetched_at=NOON + timedelta(days=1)))
    archive.close()
    clock.moment += timedelta(days=1)
    archive.write(a_response(url="https://herald.example/\u20283", fetched_at=NOON + timedelta(days=2)))
    archive.close()
    return tmp_path


def run(folder, *words):
    return CliRunner().invoke(app, [*words, "--archive", str(folder)])


def listed(folder, *words):
    result = run(folder, "ls", "--json", *words)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def files(folder):
    return sorted(folder.rglob("*.warc.gz"))


def break_first_file(folder):
    os.truncate(files(folder)[0], files(folder)[0].stat().st_size - 10)


def test_records_are_listed_one_a_line(folder):
    result = run(folder, "ls", "2026-03-19")
    assert result.exit_code == 0
    assert result.stderr == ""
    rows = [line.split() for line in result.stdout.splitlines()]
    name = files(folder)[0].relative_to(folder).as_posix()
    assert [row[:5] for row in rows] == [
        ["2026-03-19T09:00:00Z", "warcinfo", "-", rows[0][3], "-"],
        ["2026-03-18T12:00:00Z", "response", "200", "7", "https://herald.example/1"],
        ["2026-03-18T12:00:00Z", "revisit", "304", "0", "https://herald.example/1"],
        ["2026-03-19T12:00:00Z", "response", "200", "0", "https://other.example/2"],
    ]
    assert all(row[5].startswith(f"{name}:") for row in rows)


def test_a_position_that_was_listed_can_be_printed(folder):
    line = run(folder, "ls", "--url", "herald.example/1").stdout.splitlines()[0]
    result = run(folder, "cat", line.split()[-1])
    assert result.exit_code == 0
    assert result.stdout_bytes == b"first\n\xff"


def test_headers_can_be_printed_instead(folder):
    first, again, _ = listed(folder, "--url", "herald")
    shown = run(folder, "cat", "--headers", f"{first['file']}:{first['offset']}").stdout
    assert shown.startswith("WARC/1.1")
    assert "HTTP/1.1 200 OK" in shown
    assert "first" not in shown
    shown = run(folder, "cat", "--headers", f"{again['file']}:{again['offset']}").stdout
    assert "server-not-modified" in shown


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        (["--url", "other"], ["other.example/2"]),
        (["--since", "2026-03-19T12:00", "--url", "example"], ["other.example/2", "herald.example/\u20283"]),
        (["--until", "2026-03-18", "--url", "example"], ["herald.example/1", "herald.example/1"]),
        (["--until", "2026-03-19T12:00Z", "--url", "example"], ["herald.example/1", "herald.example/1"]),
        (["--since", "2026-03-19", "--until", "2026-03-19", "--url", "example"], ["other.example/2"]),
        (["--since", "2027-01-01"], []),
    ],
)
def test_records_can_be_chosen(folder, words, urls):
    assert [row["url"].removeprefix("https://") for row in listed(folder, *words)] == urls


def test_every_fact_is_in_the_json(folder):
    (row,) = listed(folder, "--url", "other")
    assert row == {
        "date": "2026-03-19T12:00:00+00:00",
        "type": "response",
        "status": 200,
        "content_type": "text/html; charset=utf-8",
        "bytes": 0,
        "packed_bytes": row["packed_bytes"],
        "url": "https://other.example/2",
        "file": files(folder)[0].relative_to(folder).as_posix(),
        "offset": row["offset"],
    }


def test_an_address_cannot_steer_the_terminal(folder):
    line = run(folder, "ls", "2026-03-20", "--url", "herald").stdout.splitlines()[0]
    assert line.split()[4] == "https://herald.example/\ufffd3"


def test_a_whole_archive_is_called_whole(folder):
    result = run(folder, "verify")
    one, two, total = result.stdout.splitlines()
    assert result.exit_code == 0
    size = sum(path.stat().st_size for path in files(folder))
    assert one.endswith(f": 4 records, {files(folder)[0].stat().st_size} bytes, all well")
    assert ": 2 records, " in two
    assert total == f"2 files, 6 records, {size} bytes: all well."


def test_what_is_broken_is_named_with_its_place(folder):
    last = listed(folder, "--url", "other")[0]
    break_first_file(folder)
    result = run(folder, "verify")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].endswith(" bytes, 1 broken")
    assert result.stdout.splitlines()[1] == (
        f"  {last['file']}:{last['offset']} is no whole record: it is cut off ({last['packed_bytes'] - 10} bytes)"
    )
    assert result.stdout.splitlines()[-1].endswith(": 1 broken.")
    assert run(folder, "verify", "2026-03-20").exit_code == 0


def test_listing_goes_on_behind_a_broken_place(folder):
    break_first_file(folder)
    result = run(folder, "ls", "--url", "herald")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr.startswith("trucewatch: 2026-03-19/")
    assert "is no whole record: it is cut off" in result.stderr


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        (["cat", "x.warc.gz"], SettingsInvalid, "is not a position; write FILE:OFFSET"),
        (["cat", "x.warc.gz:-1"], SettingsInvalid, "is not a position"),
        (["cat", "x.warc.gz:0"], RecordUnreadable, "The archive has no file x.warc.gz."),
        (["cat", "../../etc/passwd:0"], RecordUnreadable, "is not a file of the archive"),
        (["ls", "--since", "yesterday"], SettingsInvalid, "'yesterday' is not a time"),
        (["ls", "--until", "9999-12-31"], SettingsInvalid, "9999-12-31 is too far away."),
        (["ls", "2025"], RecordUnreadable, "The archive has no file 2025."),
        (["verify", "2026-03-19", "missing"], RecordUnreadable, "The archive has no file missing."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(folder, words, error, sentence):
    result = run(folder, *words)
    assert isinstance(result.exception, error)
    assert sentence in result.exception.message
    assert result.stdout == ""


def test_a_revisit_says_where_its_body_is(folder):
    again = next(row for row in listed(folder) if row["type"] == "revisit")
    result = run(folder, "cat", f"{again['file']}:{again['offset']}")
    assert isinstance(result.exception, RecordUnreadable)
    assert "repeats the body of https://herald.example/1 archived at 2026-03-18T12:00" in result.exception.message


@pytest.mark.parametrize("command", ["ls", "verify"])
def test_an_archive_that_is_not_there_is_not_called_whole(tmp_path, command):
    result = run(tmp_path / "nowhere", command)
    assert isinstance(result.exception, RecordUnreadable)
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_cannot_be_read_is_unavailable(folder, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("trucewatch.archive.stores.Folder.open", refuse)
    result = CliRunner().invoke(app, ["verify"], env={"TRUCEWATCH_ARCHIVE": str(folder)})
    assert isinstance(result.exception, ArchiveUnavailable)
    assert "cannot be read (Permission denied)" in result.exception.message


def test_positions_and_times_are_read_as_written():
    assert parse_position("a:b/c.warc.gz:12") == ArchivePosition(file="a:b/c.warc.gz", offset=12)
    assert read_time("") is None
    assert read_time("2026-03-19") == datetime(2026, 3, 19, tzinfo=UTC)
    assert read_time("2026-03-19", is_end=True) == datetime(2026, 3, 20, tzinfo=UTC)
    assert read_time("2026-03-19T10:00+01:00") == datetime(2026, 3, 19, 9, tzinfo=UTC)


def test_an_archive_without_files_is_said_to_have_none():
    with pytest.raises(RecordUnreadable, match="has no files"):
        choose_files((), ())
