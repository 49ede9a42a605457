"""WARC files as parts that can be read side by side: those of our archive, and any others."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from trucewatch.archive.captures import is_splittable, read_part
from trucewatch.archive.elsewhere import find_files, is_elsewhere
from trucewatch.archive.warc import SCAN_BLOCK, WarcArchive
from trucewatch.errors import RecordUnreadable
from trucewatch.model import Capture, Misfit, Part

MISSING, UNREADABLE = "missing_file", "unreadable_file"


class WarcFiles:
    """Implements ports.CaptureReader, beside our archive: what lies in it goes by its name there."""

    def __init__(self, archive: WarcArchive) -> None:
        self._archive = archive

    def split(self, patterns: Sequence[str], part_bytes: int) -> tuple[tuple[Part, ...], tuple[Misfit, ...]]:
        """As ports.CaptureReader."""
        parts: dict[str, Part] = {}
        misfits: list[Misfit] = []
        for pattern in patterns:
            try:
                names = [self._name_of(url) for url in find_files(pattern)]
            except (OSError, ValueError) as error:
                misfits.append(_misfit(pattern, UNREADABLE, f"it cannot be looked for ({error})"))
                continue
            if not names:
                misfits.append(_misfit(pattern, MISSING, "there is no such file"))
            for name in names:
                try:
                    parts.update((part.id, part) for part in self._split(name, part_bytes))
                except RecordUnreadable:
                    misfits.append(_misfit(name, MISSING, "there is no such file"))
                except OSError as error:
                    misfits.append(_misfit(name, UNREADABLE, f"it cannot be opened ({error.strerror or error})"))
        return tuple(parts.values()), tuple(misfits)

    def captures(self, part: Part) -> Iterator[Capture | Misfit]:
        """As ports.CaptureReader."""
        try:
            with self._archive.open_file(part.file, block_bytes=SCAN_BLOCK) as file:
                size = file.seek(0, os.SEEK_END)
                if size != part.size:
                    why = f"it has {size} bytes now, not {part.size}: let it be split anew"
                    yield _misfit(part.file, UNREADABLE, why)
                    return
                yield from read_part(file, part)
        except RecordUnreadable:
            yield _misfit(part.file, MISSING, "there is no such file")
        except OSError as error:
            yield _misfit(part.file, UNREADABLE, f"it cannot be read ({error.strerror or error})")

    def _split(self, name: str, part_bytes: int) -> Iterator[Part]:
        with self._archive.open_file(name, block_bytes=64 * 1024) as file:
            size = file.seek(0, os.SEEK_END)
            step = part_bytes if is_splittable(file) else max(size, 1)
        for start in range(0, max(size, 1), step):
            yield Part(file=name, size=size, start=start, end=min(start + step, size))

    def _name_of(self, url: str) -> str:
        """Return the name of a file in our archive, else its URL."""
        label = self._archive.label
        if is_elsewhere(label):
            return url.removeprefix(f"{label}/")
        root = Path(label).absolute().resolve()
        path = Path(unquote(urlsplit(url).path)).resolve() if url.startswith("file://") else None
        return path.relative_to(root).as_posix() if path and path.is_relative_to(root) else url


def _misfit(file: str, code: str, why: str) -> Misfit:
    return Misfit(file=file, offset=0, code=code, why=why)
