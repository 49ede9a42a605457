"""What every archive promises, held against a folder, an object store and their stand-in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import shake_256
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from tests.builders import NOON, a_response
from tests.fakes import FixedClock, MemoryArchive
from trucewatch.archive import open_archive
from trucewatch.errors import RecordUnreadable
from trucewatch.model import ArchivePosition
from trucewatch.ports import Archive


def open_kind(kind: str, folder: Path) -> Archive:
    if kind == "stand-in":
        return MemoryArchive()
    url = str(folder / "archive") if kind == "folder" else f"memory://{folder}"
    return open_archive(url, FixedClock(), spool=folder / "spool")


@pytest.fixture(params=["stand-in", "folder", "objects"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    archive = open_kind(request.param, tmp_path)
    yield archive
    archive.close()
    MemoryFileSystem.store.clear()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain",
        "été “x”".encode(),
        bytes(range(256)),
        b"WARC/1.1\r\n\r\n\r\n",
        b"\x1f\x8b\x08not gzip",
        b"\r\n\r\n",
        b"x" * 1_000_000,
        shake_256(b"noise").digest(300_000),
    ],
    ids=lambda body: repr(body[:12]) if body[:1] < b"\x7f" else "random",
)
def test_a_body_is_read_back_as_written(archive: Archive, body: bytes) -> None:
    position = archive.write(a_response(body=body))
    assert archive.read(position) == body
    archive.flush()
    assert archive.read(position) == body


def test_each_record_is_found_at_its_own_position(archive: Archive) -> None:
    positions = [archive.write(a_response(body=f"body {number}".encode())) for number in range(20)]
    assert len(set(positions)) == 20
    assert [archive.read(position) for position in positions] == [f"body {number}".encode() for number in range(20)]


@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Encoding", "gzip"), ("Content-Length", "3"), ("Content-Type", "text/html")),
        (("Transfer-Encoding", "chunked"), ("content-encoding", "br")),
        (("Content-Encoding ", "gzip"), ("Transfer-Encoding\t", "chunked")),
        (("X-Odd", "a\r\n b"), ("X-Letters", "caf\u00e9"), ("Set-Cookie", "a"), ("Set-Cookie", "b")),
        (("X-Wide", "\u2019\ud800"), ("X-Empty", ""), ("", "nameless")),
        (),
    ],
)
def test_headers_of_the_coding_on_the_way_do_not_matter(archive: Archive, headers: tuple[tuple[str, str], ...]) -> None:
    assert archive.read(archive.write(a_response(body=b"unpacked body", headers=headers))) == b"unpacked body"


@pytest.mark.parametrize(
    "url",
    [
        "https://herald.example/a b",
        "https://herald.example/a\r\nWARC-Type: warcinfo\r\n\r\n",
        "https://herald.example/\u00e9t\u00e9?\ud800",
        "https://herald.example/" + "x" * 20_000,
    ],
    ids=["blank", "line end", "letters", "long"],
)
def test_no_address_breaks_a_record(archive: Archive, url: str) -> None:
    assert archive.read(archive.write(a_response(url=url, body=b"body"))) == b"body"


def test_many_threads_may_write_and_flush(archive: Archive) -> None:
    bodies = [f"body {number}".encode() * 500 for number in range(50)]

    def write(body: bytes) -> ArchivePosition:
        position = archive.write(a_response(body=body))
        archive.flush()
        return position

    with ThreadPoolExecutor(8) as pool:
        positions = list(pool.map(write, bodies))
        assert list(pool.map(archive.read, positions)) == bodies


def test_a_repeated_body_takes_no_room_and_is_not_read_back(archive: Archive) -> None:
    body = archive.write(a_response(body=b"body"))
    for status in (200, 304):
        answer = a_response(status_code=status, body=b"", fetched_at=NOON + timedelta(hours=1))
        again = archive.write_revisit(answer, digest="0" * 64, first_at=NOON)
        assert again != body
        with pytest.raises(RecordUnreadable):
            archive.read(again)
    assert archive.read(body) == b"body"


@pytest.mark.parametrize("file", ["missing.warc.gz", "../../etc/passwd", "/etc/passwd", "", ".", "a\0b", "2026-03-19"])
def test_a_position_that_is_not_in_the_archive_is_unreadable(archive: Archive, file: str) -> None:
    archive.write(a_response())
    archive.flush()
    with pytest.raises(RecordUnreadable):
        archive.read(ArchivePosition(file=file, offset=0))


def test_an_offset_where_no_record_begins_is_unreadable(archive: Archive) -> None:
    position = archive.write(a_response())
    for offset in (position.offset + 7, -1, 10**9):
        with pytest.raises(RecordUnreadable):
            archive.read(ArchivePosition(file=position.file, offset=offset))


def test_closing_twice_and_writing_again_is_harmless(archive: Archive) -> None:
    first = archive.write(a_response(body=b"first"))
    archive.close()
    archive.close()
    second = archive.write(a_response(body=b"second"))
    assert (archive.read(first), archive.read(second)) == (b"first", b"second")


def test_flushing_with_nothing_written_is_harmless(archive: Archive) -> None:
    archive.flush()
    position = archive.write(a_response(body=b"body"))
    archive.flush()
    archive.flush()
    assert archive.read(position) == b"body"
