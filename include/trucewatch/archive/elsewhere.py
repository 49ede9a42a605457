"""WARC files that are not in our archive: local paths, folders, globs and whatever URL fsspec has a driver for."""

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

SUFFIXES = (".warc.gz", ".warc")
_MAGIC = frozenset("*?[")


def is_elsewhere(name: str) -> bool:
    """Whether a name is the URL of a file, not one within our archive."""
    return "://" in name


def open_elsewhere(url: str, *, block_bytes: int) -> BinaryIO:
    """Open a file by its URL, to read so many bytes at a time; FileNotFoundError or another OSError where it cannot be."""
    if url.startswith("file://"):
        path = Path(unquote(urlsplit(url).path))
        if not path.is_file():
            raise FileNotFoundError(url)
        return path.open("rb", buffering=block_bytes)

    # fsspec takes a fifth of a second to load, and local files have no use for it
    from fsspec import url_to_fs  # noqa: PLC0415

    from trucewatch.archive.objects import object_size, open_ranged, plain_errors  # noqa: PLC0415

    with plain_errors():
        filesystem, path_there = url_to_fs(url)
        size = object_size(filesystem, path_there)
    return open_ranged(filesystem, path_there, size=size, block_bytes=block_bytes)


def find_files(pattern: str) -> Iterator[str]:
    """Yield the URLs of the WARC files that a path, glob, folder or fsspec URL means, in the order of their names.

    What is named outright counts whatever its suffix. Nothing is yielded where there is nothing; OSError where nobody
    can look.
    """
    if is_elsewhere(pattern) and not pattern.startswith("file://"):
        yield from _find_remote(pattern)
        return
    path = unquote(urlsplit(pattern).path) if is_elsewhere(pattern) else pattern
    # A name that looks like a glob may be a name; Path.glob takes no absolute pattern.
    for one in [path] if Path(path).exists() else sorted(glob.glob(path, recursive=True)):  # noqa: PTH207
        yield from _within(Path(one))


def _within(path: Path) -> Iterator[str]:
    if path.is_dir():
        yield from (one.absolute().as_uri() for one in sorted(path.rglob("*")) if one.name.endswith(SUFFIXES))
    else:
        yield Path(os.path.abspath(path)).as_uri()  # noqa: PTH100  # symbolic links keep their names


def _find_remote(pattern: str) -> Iterator[str]:
    from fsspec import url_to_fs  # noqa: PLC0415  # as above

    from trucewatch.archive.objects import plain_errors  # noqa: PLC0415

    with plain_errors():
        filesystem, path = url_to_fs(pattern)
        if _MAGIC & set(path):
            found = sorted(filesystem.glob(path))
        elif filesystem.isfile(path):
            found = [path]
        else:
            found = [one for one in sorted(filesystem.find(path)) if one.endswith(SUFFIXES)]
        urls = [filesystem.unstrip_protocol(one) for one in found]
    yield from urls
