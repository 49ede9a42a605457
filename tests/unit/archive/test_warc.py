"""The archive in a folder."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.builders import NOON, a_response
from tests.fakes import FixedClock
from trucewatch.archive import WarcArchive, open_archive
from trucewatch.archive.stores import Folder
from trucewatch.errors import ArchiveUnavailable, RecordUnreadable

DIGEST = "ab" * 32


def archive_in(folder: Path, **limits: int) -> WarcArchive:
    return WarcArchive(Folder(folder), FixedClock(), **limits)


def records(root: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(root.rglob("*.warc.gz")):
        with path.open("rb") as file:
            found += [
                (record.rec_type, record.content_stream().read().decode("latin-1"))
                for record in ArchiveIterator(file, check_digests="raise")
            ]
    return found


def test_nothing_is_written_before_the_first_response(tmp_path):
    archive = open_archive(str(tmp_path / "archive"), FixedClock())
    archive.flush()
    archive.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_begins_by_saying_what_it_is(tmp_path):
    archive = open_archive(f"file://{tmp_path}/my%20archive", FixedClock())
    position = archive.write(a_response(body=b"body"))
    archive.close()
    assert position.file.startswith("2026-03-19/trucewatch-20260319T090000Z-")
    (kind, beginning), response = records(tmp_path / "my archive")
    assert kind == "warcinfo"
    assert "software: Trucewatch/" in beginning
    assert response == ("response", "body")


def test_what_is_written_can_be_read_before_the_file_is_closed(tmp_path):
    archive = archive_in(tmp_path)
    position = archive.write(a_response(body=b"body"))
    assert archive_in(tmp_path).read(position) == b"body"
    archive.close()


def test_a_long_file_is_followed_by_another(tmp_path):
    archive = archive_in(tmp_path, max_file_bytes=2000)
    positions = [archive.write(a_response(body=os.urandom(900))) for _ in range(6)]
    archive.close()
    assert len({position.file for position in positions}) == 3


def test_two_archives_of_one_process_never_share_a_file(tmp_path):
    one, two = archive_in(tmp_path), archive_in(tmp_path)
    assert one.write(a_response()).file != two.write(a_response()).file
    one.close()
    two.close()


def test_after_a_fork_each_process_writes_to_files_of_its_own(tmp_path):
    archive = archive_in(tmp_path)
    parents = archive.write(a_response(body=b"parent"))
    child = os.fork()
    if not child:
        archive.write(a_response(body=b"child"))
        archive.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    later = archive.write(a_response(body=b"parent again"))
    archive.close()
    assert later.file == parents.file
    assert sorted(body for kind, body in records(tmp_path) if kind == "response") == [
        "child",
        "parent",
        "parent again",
    ]


def test_a_changed_byte_is_noticed(tmp_path, capfd):
    archive = archive_in(tmp_path)
    position = archive.write(a_response(body=os.urandom(1000)))
    archive.close()
    path = tmp_path / position.file
    content = bytearray(path.read_bytes())
    content[-300] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(RecordUnreadable, match="cannot be read: its packed bytes are damaged"):
        archive.read(position)
    assert capfd.readouterr().err == ""


def test_flushing_brings_what_was_written_to_the_disk_once(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_size))
    archive = archive_in(tmp_path)
    position = archive.write(a_response())
    assert synced == []
    archive.flush()
    size = (tmp_path / position.file).stat().st_size
    assert synced[0] == size
    archive.flush()
    assert synced.count(size) == 1
    archive.write(a_response())
    archive.close()
    assert (tmp_path / position.file).stat().st_size in synced


class FullDisk:
    """A file on a disk that takes so many bytes more."""

    def __init__(self, file: object, room: int, *, can_cut: bool = True) -> None:
        self._file = file
        self.room = room
        self._can_cut = can_cut

    def write(self, content: bytes) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        taken = self._file.write(content[: self.room])
        self.room -= taken
        return taken

    def truncate(self, length: int) -> int:
        if not self._can_cut:
            raise OSError(5, "Input/output error")
        return self._file.truncate(length)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


class SmallFolder(Folder):
    """A folder whose files take so many bytes."""

    def __init__(self, root: Path, room: int, *, can_cut: bool = True) -> None:
        super().__init__(root)
        self._room, self._can_cut = room, can_cut
        self.disks = []

    def begin(self, name: str):
        self.disks.append(FullDisk(super().begin(name), self._room, can_cut=self._can_cut))
        return self.disks[-1]


def test_a_full_disk_is_said_plainly_and_leaves_no_half_record(tmp_path):
    folder = SmallFolder(tmp_path, room=10_000)
    archive = WarcArchive(folder, FixedClock())
    archive.write(a_response(body=b"first"))
    folder.disks[0].room = 100
    with pytest.raises(ArchiveUnavailable, match="No space left on device"):
        archive.write(a_response(body=b"second"))
    folder.disks[0].room = 10_000
    third = archive.write(a_response(body=b"third"))
    assert archive.read(third) == b"third"
    archive.close()
    assert [body for _, body in records(tmp_path)][1:] == ["first", "third"]


def test_a_file_whose_half_record_cannot_be_cut_away_gets_no_more(tmp_path):
    folder = SmallFolder(tmp_path, room=10_000, can_cut=False)
    archive = WarcArchive(folder, FixedClock())
    first = archive.write(a_response(body=b"first"))
    folder.disks[0].room = 100
    with pytest.raises(ArchiveUnavailable):
        archive.write(a_response(body=b"second"))
    third = archive.write(a_response(body=b"third"))
    archive.close()
    assert first.file != third.file
    assert (archive.read(first), archive.read(third)) == (b"first", b"third")


def test_a_disk_that_is_full_from_the_start_gathers_no_empty_files(tmp_path):
    archive = WarcArchive(SmallFolder(tmp_path, room=100), FixedClock())
    for _ in range(3):
        with pytest.raises(ArchiveUnavailable):
            archive.write(a_response())
    assert not list(tmp_path.rglob("*.warc.gz"))


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveUnavailable, match="cannot be written"):
        archive_in(tmp_path / "file").write(a_response())


def test_a_revisit_names_where_its_body_is(tmp_path):
    archive = archive_in(tmp_path)
    body = archive.write(a_response(body=b"body"))
    again = archive.write_revisit(
        a_response(body=b"body", fetched_at=NOON + timedelta(hours=1)), digest=DIGEST, first_at=NOON
    )
    archive.close()
    assert archive.read(body) == b"body"
    with pytest.raises(RecordUnreadable) as caught:
        archive.read(again)
    assert caught.value.message == (
        f"The record in {again.file} at {again.offset} has no body of its own; it repeats the body of "
        f"https://herald.example/news/1 archived at 2026-03-18T12:00:00.000000Z (digest sha256:{DIGEST})."
    )


def test_a_record_that_is_no_response_is_called_by_its_name(tmp_path):
    archive = archive_in(tmp_path)
    position = archive.write(a_response())
    archive.close()
    with pytest.raises(RecordUnreadable, match="it is a warcinfo record"):
        archive.read(type(position)(file=position.file, offset=0))


def test_files_are_listed_in_the_order_in_which_they_were_begun(tmp_path):
    clock = FixedClock()
    archive = WarcArchive(Folder(tmp_path), clock)
    for _ in range(3):
        archive.write(a_response())
        archive.close()
        clock.moment += timedelta(hours=20)
    (tmp_path / "notes.txt").write_text("not ours")
    assert [file.name[:10] for file in archive.files()] == ["2026-03-19", "2026-03-20", "2026-03-21"]
    assert all(file.size > 0 for file in archive.files())
    assert archive_in(tmp_path / "elsewhere").files() == ()
