"""An archive in an object store: what is uploaded when, and what becomes of it when a process or the store fails."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec import available_protocols
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from tests.builders import NOON, a_response
from tests.fakes import FixedClock
from trucewatch.archive import DRIVERS, BrokenPlace, StoredFile, WarcArchive, open_archive
from trucewatch.archive.objects import ObjectStore
from trucewatch.archive.spool import Spool
from trucewatch.errors import ArchiveUnavailable, RecordUnreadable, SettingsInvalid


class Bucket(LocalFileSystem):
    """A store on this machine, which counts what is asked of it and can be away."""

    cachable = False

    def __init__(self) -> None:
        super().__init__(auto_mkdir=True)
        self.away: Exception | None = None
        self.loses = 0
        self.uploads: list[str] = []
        self.ranges: list[int] = []

    def put_file(self, lpath: str, rpath: str, *rest: object, **options: object) -> None:
        if self.away:
            raise self.away
        super().put_file(lpath, rpath, *rest, **options)
        if self.loses:
            os.truncate(rpath, Path(rpath).stat().st_size - self.loses)
        self.uploads.append(Path(rpath).name)

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **options: object) -> bytes:
        if self.away:
            raise self.away
        self.ranges.append((end or 0) - (start or 0))
        return super().cat_file(path, start=start, end=end, **options)


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def archives(tmp_path: Path, bucket: Bucket) -> Iterator[list[WarcArchive]]:
    """As many archives on the same bucket and spool as other processes would open."""
    stores = [
        ObjectStore(
            lambda: (bucket, str(tmp_path / "bucket")), label="s3://bucket/news", spool=Spool(tmp_path / "spool")
        )
        for _ in range(2)
    ]
    opened = [WarcArchive(store, FixedClock(), max_file_bytes=100_000) for store in stores]
    yield opened
    bucket.away, bucket.loses = None, 0
    for archive in opened:
        archive.close()


def in_spool(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "spool").glob("*"))


def test_a_flush_makes_one_object_that_everybody_can_read(archives, bucket, tmp_path):
    mine, theirs = archives
    positions = [mine.write(a_response(body=f"body {number}".encode())) for number in range(3)]
    assert bucket.uploads == []
    assert mine.files() == ()
    mine.flush()
    mine.flush()
    assert len(bucket.uploads) == 1
    assert in_spool(tmp_path) == []
    assert [theirs.read(position) for position in positions] == [b"body 0", b"body 1", b"body 2"]
    assert {position.file for position in positions} == {file.name for file in theirs.files()}
    assert mine.write(a_response()).file != positions[0].file


def test_what_is_not_uploaded_yet_is_read_from_the_spool(archives, bucket):
    mine, theirs = archives
    position = mine.write(a_response(body=b"body"))
    assert (mine.read(position), theirs.read(position)) == (b"body", b"body")
    assert bucket.ranges == []


def test_one_record_of_a_long_object_is_read_by_its_range(archives, bucket):
    mine, _ = archives
    positions = [mine.write(a_response(body=os.urandom(20_000))) for _ in range(5)]
    mine.flush()
    bucket.ranges.clear()
    mine.read(positions[-1])
    assert len(bucket.ranges) == 1
    assert bucket.ranges[0] < 25_000


def test_a_full_file_is_uploaded_when_the_next_one_begins(archives, bucket, tmp_path):
    mine, _ = archives
    for _ in range(4):
        mine.write(a_response(body=os.urandom(60_000)))
    assert len(bucket.uploads) == 1
    assert len(in_spool(tmp_path)) == 1
    mine.close()
    assert len(bucket.uploads) == 2
    assert in_spool(tmp_path) == []


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (PermissionError("Access Denied"), "Access Denied"),
        (RuntimeError("no credentials\nsecond line"), "no credentials"),
        (TimeoutError(), "TimeoutError"),
        (FileNotFoundError("The bucket does not exist"), "The bucket does not exist"),
    ],
)
def test_a_store_that_is_away_keeps_the_file_until_it_is_back(archives, bucket, tmp_path, trouble, words):
    mine, theirs = archives
    position = mine.write(a_response(body=b"body"))
    bucket.away = trouble
    for door in (mine.flush, mine.flush, mine.close):
        with pytest.raises(ArchiveUnavailable) as caught:
            door()
        assert caught.value.message == f"The archive s3://bucket/news cannot be written ({words})."
    assert len(in_spool(tmp_path)) == 1
    bucket.away = None
    mine.flush()
    assert in_spool(tmp_path) == []
    assert theirs.read(position) == b"body"


def test_an_upload_of_which_a_part_is_missing_is_done_again(archives, bucket, tmp_path):
    mine, theirs = archives
    position = mine.write(a_response(body=b"body"))
    bucket.loses = 10
    with pytest.raises(ArchiveUnavailable, match=r"only \d+ bytes of .* arrived"):
        mine.flush()
    bucket.loses = 0
    mine.flush()
    assert in_spool(tmp_path) == []
    assert theirs.read(position) == b"body"


def test_a_store_that_cannot_be_read_is_unavailable_not_broken(archives, bucket):
    mine, _ = archives
    position = mine.write(a_response())
    mine.flush()
    bucket.away = RuntimeError("throttled")
    with pytest.raises(ArchiveUnavailable, match="cannot be read \\(throttled\\)"):
        mine.read(position)


def test_files_of_living_processes_are_left_alone(archives, bucket):
    mine, theirs = archives
    mine.write(a_response(body=b"mine"))
    theirs.write(a_response(body=b"theirs"))
    assert bucket.uploads == []
    mine.close()
    theirs.close()
    assert len(bucket.uploads) == 2


CRASHING = """
import os, sys
from pathlib import Path
from tests.builders import a_response
from tests.fakes import FixedClock
from trucewatch.archive import open_archive
archive = open_archive(sys.argv[1], FixedClock(), spool=Path(sys.argv[2]))
position = archive.write(a_response(body=b"left behind"))
print(position.file, position.offset, flush=True)
if sys.argv[3] == "half":
    with next(Path(sys.argv[2]).rglob("*.warc.gz")).open("ab") as file:
        file.write(b"\\x1f\\x8b\\x08")
os._exit(9)
"""


def crash(url: str, spool: Path, how: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", CRASHING, url, str(spool), how]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert ended.returncode == 9, ended.stderr
    return ended.stdout.split()[0]


@pytest.fixture
def memory() -> Iterator[str]:
    yield "memory://bucket/news"
    MemoryFileSystem.store.clear()


@pytest.mark.parametrize("how", ["whole", "half"])
def test_what_a_crashed_process_left_behind_is_uploaded_by_the_next(memory, tmp_path, caplog, how):
    name = crash(memory, tmp_path, how)
    archive = open_archive(memory, FixedClock(), spool=tmp_path)
    assert archive.files() == ()
    with caplog.at_level(logging.WARNING):
        mine = archive.write(a_response(body=b"mine"))
    assert "left behind by a process that ended" in caplog.text
    archive.close()
    assert {file.name for file in archive.files()} == {name, mine.file}
    found = list(archive.records(name))
    assert archive.read(found[1].position) == b"left behind"
    assert [place.why for place in found if isinstance(place, BrokenPlace)] == (
        ["it is cut off"] if how == "half" else []
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_archives_of_different_addresses_share_a_spool_without_mixing(memory, tmp_path):
    crash(memory, tmp_path, "whole")
    other = open_archive("memory://bucket/other", FixedClock(), spool=tmp_path)
    other.write(a_response())
    other.close()
    assert len(other.files()) == 1
    assert open_archive(memory, FixedClock(), spool=tmp_path).files() == ()


def test_a_file_that_is_only_about_to_begin_is_left_alone(memory, tmp_path):
    spool = Spool(tmp_path)
    spool.begin("2026-03-19/x.warc.gz").close()
    assert list(spool.left_behind()) == []


def test_a_file_that_its_process_just_uploaded_is_not_taken_for_a_crash(tmp_path, monkeypatch):
    spool = Spool(tmp_path)
    with spool.begin("x.warc.gz") as file:
        file.write(b"content")
    monkeypatch.setattr("trucewatch.archive.spool._can_lock", lambda _: spool.drop("x.warc.gz") is None)
    assert list(spool.left_behind()) == []


def test_objects_are_listed_with_their_sizes(memory, tmp_path):
    archive = open_archive(memory, FixedClock(), spool=tmp_path)
    assert archive.files() == ()
    position = archive.write(a_response())
    archive.close()
    MemoryFileSystem().pipe_file("/bucket/news/readme.txt", b"not ours")
    (file,) = archive.files()
    assert file == StoredFile(
        name=position.file, size=sum(place.packed_bytes for place in archive.records(position.file))
    )
    with pytest.raises(RecordUnreadable, match="has no file"):
        next(archive.records("2026-03-19/missing.warc.gz"))


def test_a_repeated_body_goes_to_the_same_object(memory, tmp_path):
    archive = open_archive(memory, FixedClock(), spool=tmp_path)
    body = archive.write(a_response(body=b"body"))
    again = archive.write_revisit(a_response(status_code=304, body=b""), digest="0" * 64, first_at=NOON)
    archive.close()
    assert body.file == again.file
    assert archive.read_headers(again).startswith(b"WARC/1.1\r\n")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://store.example/", "must be a folder, or one of s3://"),
        ("ftp://user:secret@host/x", "cannot be at ftp://host/x"),
        ("file://other-host/x", "must be on this machine"),
        ("s3://key:secret@bucket/x", "must hold nothing secret; give credentials to s3fs"),
        ("s3://bucket/x?token=secret", "must hold nothing secret"),
        ("memory://", "names no bucket"),
        ("simplecache::s3://bucket", "must be a folder, or one of"),
        ("", "has no place"),
        (" ", "has no place"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_one_sentence(url, words, tmp_path):
    with pytest.raises(SettingsInvalid) as caught:
        open_archive(url, FixedClock(), spool=tmp_path)
    assert words in caught.value.message
    assert "secret@" not in caught.value.message
    assert "=secret" not in caught.value.message


def test_every_store_that_we_name_has_a_driver_in_fsspec():
    assert set(DRIVERS) <= set(available_protocols())


@pytest.mark.parametrize(("scheme", "module", "package"), [("s3", "s3fs", "s3fs"), ("abfs", "adlfs", "adlfs")])
def test_a_missing_driver_is_named(monkeypatch, scheme, module, package):
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, scheme, raising=False)
    with pytest.raises(SettingsInvalid) as caught:
        open_archive(f"{scheme}://bucket/news", FixedClock())
    assert caught.value.message == (
        f"The archive {scheme}://bucket/news needs the package {package}; install it: pip install {package}"
    )


def test_the_usual_spool_is_a_temporary_folder_of_our_own(monkeypatch, tmp_path, memory):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    archive = open_archive(memory, FixedClock())
    archive.write(a_response())
    (folder,) = tmp_path.iterdir()
    assert folder.name == f"trucewatch-spool-{os.getuid()}"
    assert folder.stat().st_mode & 0o777 == 0o700
    archive.close()


def test_a_spool_that_somebody_else_prepared_is_refused(monkeypatch, tmp_path, memory):
    (tmp_path / "theirs").mkdir()
    (tmp_path / f"trucewatch-spool-{os.getuid()}").symlink_to(tmp_path / "theirs")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SettingsInvalid, match="is not ours"):
        open_archive(memory, FixedClock())
