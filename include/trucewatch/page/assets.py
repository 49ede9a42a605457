"""The page's own files: styles, scripts, the map. Found by name in a list, never by a path that a request says."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {"css": "text/css", "js": "text/javascript", "json": "application/json", "txt": "text/plain"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    media_type: str
    version: str
    """Changes when the content does."""


class Assets:
    """All of them, read when the first is asked for."""

    def get(self, name: str) -> Asset | None:
        """Return a file by its name below the folder `static`; None: there is none."""
        return self._all.get(name)

    def version(self, name: str) -> str:
        """Return the version of a file; raises KeyError where there is none."""
        return self._all[name].version

    @cached_property
    def _all(self) -> Mapping[str, Asset]:
        root = files("trucewatch.page") / "static"
        return {name: _asset(path) for name, path in _walk(root, "")}


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for child in folder.iterdir():
        if child.is_dir():
            yield from _walk(child, f"{prefix}{child.name}/")
        elif child.name.rpartition(".")[2] in MEDIA_TYPES:
            yield f"{prefix}{child.name}", child


def _asset(path: Traversable) -> Asset:
    content = path.read_bytes()
    return Asset(
        content=content,
        media_type=MEDIA_TYPES[path.name.rpartition(".")[2]],
        version=hashlib.sha256(content).hexdigest()[:12],
    )
