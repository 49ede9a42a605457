"""An object store as a place for WARC files, through whatever driver fsspec has for it."""

import io
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from typing import BinaryIO, cast

from fsspec import AbstractFileSystem

from trucewatch.archive.spool import Spool
from trucewatch.archive.stores import FILE_PATTERN, StoredFile

log = logging.getLogger(__name__)

_LONGEST_REASON = 200


class ObjectStore:
    """A bucket, where nothing can be appended to: a file grows in the spool and is uploaded whole when it is settled."""

    def __init__(self, reach: Callable[[], tuple[AbstractFileSystem, str]], *, label: str, spool: Spool) -> None:
        """`reach` returns the driver and the root's path in it; asked at every access, since drivers survive no fork."""
        self.label = label
        self._reach = reach
        self._spool = spool
        self._recovered_by = 0
        self._sizes: dict[str, int] = {}
        """Of objects read so far; they never change, and asking again would double the requests."""

    def begin(self, name: str) -> BinaryIO:
        """As Store; the first time, files that crashed processes left behind are uploaded."""
        if self._recovered_by != os.getpid():
            self._recover()
            self._recovered_by = os.getpid()
        return self._spool.begin(name)

    def settle(self, name: str, file: BinaryIO) -> bool:  # noqa: ARG002  # its content is with the system already
        """As Store; never more may be written."""
        self._upload(name)
        return False

    def discard(self, name: str) -> None:
        """As Store."""
        self._spool.drop(name)

    def open(self, name: str, *, block_bytes: int) -> BinaryIO:
        """As Store; what is not uploaded yet is readable on this machine."""
        try:
            return self._spool.path(name).open("rb", buffering=block_bytes)
        except FileNotFoundError:
            return self._open_object(name, block_bytes)

    def files(self) -> Iterator[StoredFile]:
        """As Store; only what is uploaded."""
        with plain_errors():
            filesystem, root = self._reach()
            found = filesystem.find(root, detail=True)
        for path, facts in sorted(found.items()):
            if fnmatch(path, FILE_PATTERN):
                yield StoredFile(name=path.removeprefix(root).lstrip("/"), size=facts["size"])

    def _object(self, name: str) -> tuple[AbstractFileSystem, str]:
        filesystem, root = self._reach()
        return filesystem, f"{root.rstrip('/')}/{name}"

    def _upload(self, name: str) -> None:
        """Upload a file that we hold the lock of, make sure that all of it arrived, and remove it here."""
        path = self._spool.path(name)
        with plain_errors():
            filesystem, target = self._object(name)
            filesystem.put_file(str(path), target)
            arrived = filesystem.info(target)["size"]
        if arrived != path.stat().st_size:
            raise OSError(f"only {arrived} bytes of {name} arrived")
        self._spool.drop(name)

    def _recover(self) -> None:
        for name in self._spool.left_behind():
            self._upload(name)
            log.warning("archive file %s was left behind by a process that ended; it is uploaded now", name)

    def _open_object(self, name: str, block_bytes: int) -> BinaryIO:
        with plain_errors():
            filesystem, path = self._object(name)
            size = self._sizes.get(name) or self._sizes.setdefault(name, object_size(filesystem, path))
        return open_ranged(filesystem, path, size=size, block_bytes=block_bytes)


def open_ranged(filesystem: AbstractFileSystem, path: str, *, size: int, block_bytes: int) -> BinaryIO:
    """Open an object of this size to read, by ranges of so many bytes."""

    def read(start: int, end: int) -> bytes:
        with plain_errors():
            return cast("bytes", filesystem.cat_file(path, start=start, end=end))

    return io.BufferedReader(_RangedFile(read, size), buffer_size=block_bytes)


def object_size(filesystem: AbstractFileSystem, path: str) -> int:
    """Return how many bytes an object has; FileNotFoundError where there is none, OSError where nobody knows."""
    facts = filesystem.info(path)
    if facts["type"] != "file":
        raise FileNotFoundError(path)
    if facts["size"] is None:
        raise OSError("its size is not told")
    return cast("int", facts["size"])


class _RangedFile(io.RawIOBase):
    """An object read by ranges. Stateless on the driver's side, so that threads do not disturb each other."""

    def __init__(self, read: Callable[[int, int], bytes], size: int) -> None:
        self._read = read
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any other buffer would do as well
        end = min(self._at + len(buffer), self._size)
        if self._at >= end:
            return 0
        content = self._read(self._at, end)
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn whatever a driver raises into an OSError of one short line; each driver has errors of its own."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise OSError(reason[:_LONGEST_REASON]) from error
