import os
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.builders import a_response
from tests.fakes import FixedClock
from trucewatch.archive import WarcArchive, open_archive
from trucewatch.errors import ArchiveUnavailable, RecordUnreadable, SettingsInvalid


def records(root: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(root.rglob("*.warc.gz")):
        with path.open("rb") as file:
            found += [
                (record.rec_type, record.content_stream().read().decode("latin-1"))
                for record in ArchiveIterator(file, check_digests="raise")
            ]
    return found


def test_nothing_is_written_before_the_first_response(tmp_path: Path) -> None:
    open_archive(str(tmp_path / "archive"), FixedClock()).close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_begins_by_saying_what_it_is(tmp_path: Path) -> None:
    archive = open_archive(f"file://{tmp_path}/my%20archive", FixedClock())
    position = archive.write(a_response(body=b"body"))
    archive.close()
    assert position.file.startswith("2026-03-19/trucewatch-20260319T090000Z-")
    (kind, beginning), response = records(tmp_path / "my archive")
    assert kind == "warcinfo"
    assert "software: Trucewatch/" in beginning
    assert response == ("response", "body")


def test_a_record_keeps_address_time_and_headers(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, FixedClock())
    headers = (("Content-Encoding", "gzip"), ("Content-Type", "text/html"))
    position = archive.write(a_response(url="https://herald.example/x", body=b"body", headers=headers))
    with (tmp_path / position.file).open("rb") as file:
        file.seek(position.offset)
        record = next(ArchiveIterator(file))
        assert record.rec_headers.protocol == "WARC/1.1"
        assert record.rec_headers.get_header("WARC-Target-URI") == "https://herald.example/x"
        assert record.rec_headers.get_header("WARC-Date") == "2026-03-18T12:00:00.000000Z"
        assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")
        assert record.http_headers.get_statuscode() == "200"
        assert record.http_headers.get_header("Content-Type") == "text/html"
        assert record.http_headers.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
        assert record.http_headers.get_header("Content-Encoding") is None
        assert record.http_headers.get_header("Content-Length") == "4"
    archive.close()


def test_what_is_written_can_be_read_before_the_file_is_closed(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, FixedClock())
    position = archive.write(a_response(body=b"body"))
    assert WarcArchive(tmp_path, FixedClock()).read(position) == b"body"
    archive.close()


def test_a_long_file_is_followed_by_another(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, FixedClock(), max_file_bytes=2000)
    positions = [archive.write(a_response(body=os.urandom(900))) for _ in range(6)]
    archive.close()
    assert len({position.file for position in positions}) == 3


def test_two_archives_of_one_process_never_share_a_file(tmp_path: Path) -> None:
    one, two = WarcArchive(tmp_path, FixedClock()), WarcArchive(tmp_path, FixedClock())
    assert one.write(a_response()).file != two.write(a_response()).file
    one.close()
    two.close()


def test_after_a_crash_in_the_middle_of_a_record_the_rest_is_readable(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, FixedClock())
    first = archive.write(a_response(body=b"first"))
    last = archive.write(a_response(body=os.urandom(1000)))
    archive.close()
    path = tmp_path / last.file
    os.truncate(path, path.stat().st_size - 500)
    assert archive.read(first) == b"first"
    with pytest.raises(RecordUnreadable, match="broken"):
        archive.read(last)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, FixedClock())
    position = archive.write(a_response(body=os.urandom(1000)))
    archive.close()
    path = tmp_path / position.file
    content = bytearray(path.read_bytes())
    content[-300] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(RecordUnreadable, match="broken"):
        archive.read(position)


class FullDisk:
    """A file on a disk that takes so many bytes more."""

    def __init__(self, path: Path, room: int) -> None:
        self._file = path.open("r+b", buffering=0)
        self._file.seek(0, os.SEEK_END)
        self.room = room

    def write(self, content: bytes) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        taken = self._file.write(content[: self.room])
        self.room -= taken
        return taken

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_a_full_disk_is_said_plainly_and_leaves_no_half_record(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, FixedClock())
    first = archive.write(a_response(body=b"first"))
    opened = archive._file
    assert opened is not None
    disk = FullDisk(tmp_path / first.file, room=100)
    archive._file = disk  # type: ignore[assignment]
    with pytest.raises(ArchiveUnavailable, match="No space left on device"):
        archive.write(a_response(body=b"second"))
    disk.room = 10_000
    third = archive.write(a_response(body=b"third"))
    assert archive.read(third) == b"third"
    archive.close()
    opened.close()
    assert [body for _, body in records(tmp_path)][1:] == ["first", "third"]


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveUnavailable, match="cannot be written"):
        WarcArchive(tmp_path / "file", FixedClock()).write(a_response())


@pytest.mark.parametrize("url", ["s3://bucket/archive", "https://store.example/", "file://other-host/x", "", " "])
def test_another_kind_of_store_is_refused(url: str) -> None:
    with pytest.raises(SettingsInvalid):
        open_archive(url, FixedClock())
