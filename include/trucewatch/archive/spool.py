"""A local folder where files grow until they are uploaded whole. A file belongs to the process that holds its lock."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

from trucewatch.archive.stores import FILE_PATTERN
from trucewatch.errors import SettingsInvalid


class Spool:
    """One archive's files that are not uploaded yet, each under its whole name in one flat folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return where the file of this name is while it is here."""
        return self._folder / quote(name, safe="")

    def begin(self, name: str) -> BinaryIO:
        """Return a new file; it stays locked until it is closed, or its process ends in whatever way."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.path(name).open("xb", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def drop(self, name: str) -> None:
        """Remove a file."""
        self.path(name).unlink(missing_ok=True)

    def left_behind(self) -> Iterator[str]:
        """Return the names of files whose process has ended, each locked for us until the next one is asked for."""
        for path in sorted(self._folder.glob(FILE_PATTERN)):
            try:
                file = path.open("rb")
            except (FileNotFoundError, PermissionError):
                continue  # its process, or another that takes care, was faster; or it is another user's
            with file:
                if _can_lock(file) and _is_worth_keeping(path, file):
                    yield unquote(path.name)


def shared_spool() -> Path:
    """Return this user's own folder among the system's temporary ones.

    Raises SettingsInvalid if somebody else has put something there under its name.
    """
    folder = Path(tempfile.gettempdir()) / f"trucewatch-spool-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise SettingsInvalid(f"The spool folder {folder} is not ours; remove it or set TMPDIR.", key="archive")
    return folder


def _can_lock(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_worth_keeping(path: Path, file: BinaryIO) -> bool:
    """Whether it is still there, now that we have its lock, and is not about to be begun."""
    try:
        here = path.stat()
    except FileNotFoundError:
        return False
    return here.st_ino == os.fstat(file.fileno()).st_ino and here.st_size > 0
