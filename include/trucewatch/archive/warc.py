"""The archive. Each process writes files of its own, so that nobody waits and nothing is interleaved."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from trucewatch.archive.elsewhere import is_elsewhere, open_elsewhere
from trucewatch.archive.members import BrokenRecord
from trucewatch.archive.packing import pack_beginning, pack_response, pack_revisit
from trucewatch.archive.reading import BodyElsewhere, BrokenPlace, Record, read_body, read_headers, scan
from trucewatch.archive.stores import Store, StoredFile
from trucewatch.errors import ArchiveUnavailable, RecordUnreadable
from trucewatch.model import ArchivePosition, Response
from trucewatch.ports import Clock

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 256 * 1024 * 1024
_RECORD_BLOCK = 256 * 1024
"""Bytes asked for at a time where one record is wanted; most are shorter."""
SCAN_BLOCK = 4 * 1024 * 1024


@dataclass(slots=True)
class _OpenFile:
    """A file that we write to."""

    name: str
    file: BinaryIO
    process_id: int
    length: int = 0
    beginning: int = 0
    """Bytes before the first response."""
    settled: int = 0
    """Bytes that are safe."""

    @property
    def is_empty(self) -> bool:
        return self.length == self.beginning


class WarcArchive:
    """Implements ports.Archive on a store. Safe from several threads, processes and after a fork.

    A record is handed to the system in one piece before `write` returns; one that could not be written whole is cut
    away again, so that the file stays readable to its end.
    """

    def __init__(self, store: Store, clock: Clock, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        """A file is finished once it is longer than `max_file_bytes`."""
        self._store = store
        self._clock = clock
        self._max_file_bytes = max_file_bytes
        self._lock = threading.Lock()
        self._current: _OpenFile | None = None
        self._full: list[_OpenFile] = []
        """Files that get no more records but are not safe yet."""

    def write(self, response: Response) -> ArchivePosition:
        """As ports.Archive."""
        return self._write(pack_response(response), response.url)

    def write_revisit(self, response: Response, *, digest: str, first_at: datetime) -> ArchivePosition:
        """As ports.Archive."""
        return self._write(pack_revisit(response, digest=digest, first_at=first_at), response.url)

    def read(self, position: ArchivePosition) -> bytes:
        """As ports.Archive."""
        return self._read_one(position, read_body)

    def read_headers(self, position: ArchivePosition) -> bytes:
        """Return the headers of one record and those of the answer in it, or raise RecordUnreadable."""
        return self._read_one(position, read_headers)

    def files(self) -> tuple[StoredFile, ...]:
        """Return the archive's files in the order in which they were begun."""
        with self._plain_errors("read"):
            return tuple(self._store.files())

    def records(self, name: str) -> Iterator[Record | BrokenPlace]:
        """Read all of one file, checking each record; RecordUnreadable if there is no such file."""
        with self._plain_errors("read", name), self.open_file(name, block_bytes=SCAN_BLOCK) as file:
            yield from scan(file, name)

    def flush(self) -> None:
        """As ports.Archive: what was written is on the disk of a folder, or uploaded as one object."""
        with self._lock, self._plain_errors("written"):
            self._forget_files_of_parent()
            self._settle_full()
            current = self._current
            if current and current.settled < current.length and not current.is_empty:
                if self._store.settle(current.name, current.file):
                    current.settled = current.length
                else:
                    current.file.close()
                    self._current = None

    def close(self) -> None:
        """As ports.Archive; a later `write` begins a new file."""
        with self._lock, self._plain_errors("written"):
            self._forget_files_of_parent()
            self._retire_current()
            self._settle_full()

    def _write(self, record: bytes, key: str) -> ArchivePosition:
        with self._lock, self._plain_errors("written", key):
            current = self._writable_file()
            offset = current.length
            self._append(current, record)
            return ArchivePosition(file=current.name, offset=offset)

    def _read_one(self, position: ArchivePosition, read: Callable[[BinaryIO], bytes]) -> bytes:
        where = f"{position.file} at {position.offset}"
        if position.offset < 0:
            raise RecordUnreadable(f"{where} is no place in the archive.", key=where)
        try:
            with self._plain_errors("read", where), self.open_file(position.file, block_bytes=_RECORD_BLOCK) as file:
                file.seek(position.offset)
                return read(file)
        except BodyElsewhere as error:
            sentence = f"The record in {where} has no body of its own; it repeats {error}."
            raise RecordUnreadable(sentence, key=where) from error
        except BrokenRecord as error:
            raise RecordUnreadable(f"The record in {where} cannot be read: {error}.", key=where) from error

    def open_file(self, name: str, *, block_bytes: int) -> BinaryIO:
        """Open one of the archive's files, or by its URL one that lies elsewhere, where a backfill read it.

        Raises RecordUnreadable if there is none, OSError where it cannot be reached.
        """
        path = PurePosixPath(name)
        if is_elsewhere(name):
            return self._opened(name, lambda: open_elsewhere(name, block_bytes=block_bytes))
        if path.is_absolute() or ".." in path.parts or not path.name or "\0" in name:
            raise RecordUnreadable(f"{name!r} is not a file of the archive.", key=name)
        return self._opened(name, lambda: self._store.open(name, block_bytes=block_bytes))

    @property
    def label(self) -> str:
        """What the archive is called in sentences, and where it is."""
        return self._store.label

    @staticmethod
    def _opened(name: str, opens: Callable[[], BinaryIO]) -> BinaryIO:
        try:
            return opens()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise RecordUnreadable(f"The archive has no file {name}.", key=name, code="record_missing") from error

    def _writable_file(self) -> _OpenFile:
        self._forget_files_of_parent()
        if self._current and self._current.length > self._max_file_bytes:
            self._retire_current()
        self._settle_full()
        if self._current is None:
            self._current = self._begin_file()
        return self._current

    def _begin_file(self) -> _OpenFile:
        now = self._clock.now()
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        name = f"{now:%Y-%m-%d}/trucewatch-{stamp}-{os.getpid()}-{secrets.token_hex(4)}.warc.gz"
        begun = _OpenFile(name=name, file=self._store.begin(name), process_id=os.getpid())
        try:
            self._append(begun, pack_beginning(PurePosixPath(name).name, now))
        except OSError:
            begun.file.close()
            self._store.discard(name)
            raise
        begun.beginning = begun.length
        log.info("archive file %s begun", name)
        return begun

    def _append(self, to: _OpenFile, record: bytes) -> None:
        """Write all of a record or nothing."""
        try:
            rest = memoryview(record)
            while rest:
                rest = rest[to.file.write(rest) :]
        except OSError:
            self._cut_back(to)
            raise
        to.length += len(record)

    def _cut_back(self, to: _OpenFile) -> None:
        """Remove half a record; a file where that fails as well gets no more of them."""
        try:
            to.file.truncate(to.length)
            to.file.seek(to.length)
        except OSError as error:
            log.warning("archive file %s ends in half a record (%s)", to.name, error)
            if to is self._current:
                self._retire_current()

    def _retire_current(self) -> None:
        current, self._current = self._current, None
        if current and current.is_empty:
            current.file.close()
            self._store.discard(current.name)
        elif current:
            self._full.append(current)

    def _settle_full(self) -> None:
        while self._full:
            full = self._full[0]
            if full.settled < full.length:
                self._store.settle(full.name, full.file)
            full.file.close()
            del self._full[0]

    def _forget_files_of_parent(self) -> None:
        """After a fork the files are the parent's to finish: close our copies of their handles."""
        inherited = [*self._full, *([self._current] if self._current else [])]
        if any(file.process_id != os.getpid() for file in inherited):
            for file in inherited:
                file.file.close()
            self._full.clear()
            self._current = None

    @contextmanager
    def _plain_errors(self, done: str, key: str = "") -> Iterator[None]:
        try:
            yield
        except OSError as error:
            sentence = f"The archive {self._store.label} cannot be {done} ({error.strerror or error})."
            raise ArchiveUnavailable(sentence, key=key) from error
