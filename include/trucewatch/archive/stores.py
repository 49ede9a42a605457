"""Where the files of an archive lie, and a folder as the plainest such place."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

FILE_PATTERN = "*.warc.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file of an archive."""

    name: str
    """Relative to the archive's root, as in a position."""
    size: int


class Store(Protocol):
    """A place for files that are written once, from their beginning to their end. Raises only OSError."""

    label: str
    """What it is called in sentences; holds no secret."""

    def begin(self, name: str) -> BinaryIO:
        """Return a new file, unbuffered, to write to."""

    def settle(self, name: str, file: BinaryIO) -> bool:
        """Make what was written safe and readable by every other process; return whether more may be written."""

    def discard(self, name: str) -> None:
        """Forget a file that was begun and is worth nothing."""

    def open(self, name: str, *, block_bytes: int) -> BinaryIO:
        """Open a file to read, so many bytes at a time; FileNotFoundError if there is none of this name."""

    def files(self) -> Iterator[StoredFile]:
        """Return the files, in the order of their names."""


class Folder:
    """A folder: what is written to a file is readable at once, and on the disk when it is settled."""

    def __init__(self, root: Path) -> None:
        self.label = str(root)
        self._root = root

    def begin(self, name: str) -> BinaryIO:
        """As Store."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb", buffering=0)

    def settle(self, name: str, file: BinaryIO) -> bool:
        """As Store; the name is made as safe as the content."""
        os.fsync(file.fileno())
        for folder in ((self._root / name).parent, self._root):
            _sync_folder(folder)
        return True

    def discard(self, name: str) -> None:
        """As Store."""
        (self._root / name).unlink(missing_ok=True)

    def open(self, name: str, *, block_bytes: int) -> BinaryIO:
        """As Store."""
        path = self._root / name
        if not path.is_file():
            raise FileNotFoundError(name)
        return path.open("rb", buffering=block_bytes)

    def files(self) -> Iterator[StoredFile]:
        """As Store."""
        for path in sorted(self._root.rglob(FILE_PATTERN)):
            if path.is_file():
                yield StoredFile(name=path.relative_to(self._root).as_posix(), size=path.stat().st_size)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
