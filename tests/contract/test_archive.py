"""What every archive promises, held against the folder of WARC files and its stand-in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builders import a_response
from tests.fakes import FixedClock, MemoryArchive
from trucewatch.archive import WarcArchive
from trucewatch.errors import RecordUnreadable
from trucewatch.model import ArchivePosition
from trucewatch.ports import Archive


@pytest.fixture(params=["memory", "warc"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    archive: Archive = MemoryArchive() if request.param == "memory" else WarcArchive(tmp_path, FixedClock())
    yield archive
    archive.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain",
        "été “x”".encode(),
        bytes(range(256)),
        b"WARC/1.1\r\n\r\n\r\n",
        b"\x1f\x8b\x08not gzip",
        b"x" * 1_000_000,
    ],
)
def test_a_body_is_read_back_as_written(archive: Archive, body: bytes) -> None:
    assert archive.read(archive.write(a_response(body=body))) == body


def test_each_record_is_found_at_its_own_position(archive: Archive) -> None:
    positions = [archive.write(a_response(body=f"body {number}".encode())) for number in range(20)]
    assert len(set(positions)) == 20
    assert [archive.read(position) for position in positions] == [f"body {number}".encode() for number in range(20)]


@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Encoding", "gzip"), ("Content-Length", "3"), ("Content-Type", "text/html")),
        (("Transfer-Encoding", "chunked"), ("content-encoding", "br")),
        (("X-Odd", "a\r\n b"), ("X-Letters", "caf\u00e9"), ("Set-Cookie", "a"), ("Set-Cookie", "b")),
        (),
    ],
)
def test_headers_of_the_coding_on_the_way_do_not_matter(archive: Archive, headers: tuple[tuple[str, str], ...]) -> None:
    assert archive.read(archive.write(a_response(body=b"unpacked body", headers=headers))) == b"unpacked body"


def test_many_threads_may_write(archive: Archive) -> None:
    bodies = [f"body {number}".encode() * 500 for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        positions = list(pool.map(lambda body: archive.write(a_response(body=body)), bodies))
    assert [archive.read(position) for position in positions] == bodies


@pytest.mark.parametrize("file", ["missing.warc.gz", "../../etc/passwd", "/etc/passwd", ""])
def test_a_position_that_is_not_in_the_archive_is_unreadable(archive: Archive, file: str) -> None:
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
