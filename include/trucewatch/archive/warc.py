"""A folder of WARC files. Each process writes files of its own, so that nobody waits and nothing is interleaved."""

import logging
import os
import secrets
import threading
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from trucewatch.archive.records import BrokenRecord, pack_beginning, pack_response, unpack_body
from trucewatch.errors import ArchiveUnavailable, RecordUnreadable
from trucewatch.model import ArchivePosition, Response
from trucewatch.ports import Clock

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 256 * 1024 * 1024


class WarcArchive:
    """Implements ports.Archive on a folder. Safe from several threads, processes and after a fork.

    A record is handed to the system in one piece before `write` returns; one that could not be written whole is cut
    away again, so that the file stays readable to its end.
    """

    def __init__(self, root: Path, clock: Clock, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        """A file is closed once it is longer than `max_file_bytes`."""
        self._root = root
        self._clock = clock
        self._max_file_bytes = max_file_bytes
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._name = ""
        self._length = 0
        self._process_id = 0

    def write(self, response: Response) -> ArchivePosition:
        """As ports.Archive."""
        record = pack_response(response)
        with self._lock:
            try:
                file = self._current_file()
                offset = self._length
                self._append(file, record)
            except OSError as error:
                sentence = f"The archive {self._root} cannot be written ({error.strerror or error})."
                raise ArchiveUnavailable(sentence, key=response.url) from error
            return ArchivePosition(file=self._name, offset=offset)

    def read(self, position: ArchivePosition) -> bytes:
        """As ports.Archive."""
        name = PurePosixPath(position.file)
        if name.is_absolute() or ".." in name.parts or position.offset < 0:
            raise RecordUnreadable(f"{position.file} is not a file of the archive.", key=position.file)
        where = f"{position.file} at {position.offset}"
        try:
            with (self._root / name).open("rb") as file:
                file.seek(position.offset)
                return unpack_body(file)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            sentence = f"The archive has no file {position.file}."
            raise RecordUnreadable(sentence, key=where, code="record_missing") from error
        except OSError as error:
            sentence = f"The archive {self._root} cannot be read ({error.strerror or error})."
            raise ArchiveUnavailable(sentence, key=where) from error
        except BrokenRecord as error:
            raise RecordUnreadable(f"The record in {where} is broken: {error}.", key=where) from error

    def close(self) -> None:
        """As ports.Archive; a later `write` begins a new file."""
        with self._lock:
            self._finish_file()

    def _current_file(self) -> BinaryIO:
        if self._file is None or self._length > self._max_file_bytes or self._process_id != os.getpid():
            self._finish_file()
            self._begin_file()
        if self._file is None:
            raise OSError("the archive's file could not be opened")
        return self._file

    def _begin_file(self) -> None:
        now = self._clock.now()
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        name = f"{now:%Y-%m-%d}/trucewatch-{stamp}-{os.getpid()}-{secrets.token_hex(4)}.warc.gz"
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("xb", buffering=0)
        self._file, self._name, self._length, self._process_id = file, name, 0, os.getpid()
        self._append(file, pack_beginning(path.name))
        log.info("archive file %s begun", name)

    def _append(self, file: BinaryIO, record: bytes) -> None:
        """Write all of a record or nothing."""
        try:
            rest = memoryview(record)
            while rest:
                rest = rest[file.write(rest) :]
        except OSError:
            file.truncate(self._length)
            file.seek(self._length)
            raise
        self._length += len(record)

    def _finish_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
