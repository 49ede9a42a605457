"""Keeps every response as received, in WARC files, so that everything after the fetch can be done again.

It must not know what is in a response.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from trucewatch.archive.warc import WarcArchive
from trucewatch.errors import SettingsInvalid
from trucewatch.ports import Clock


def open_archive(url: str, clock: Clock) -> WarcArchive:
    """Return the archive in this folder, written as a path or as file:///path; it is created when first written to.

    Raises SettingsInvalid for any other kind of store.
    """
    return WarcArchive(_folder(url), clock)


def _folder(url: str) -> Path:
    if "://" not in url:
        if not url.strip():
            raise SettingsInvalid("The archive has no folder; set TRUCEWATCH_ARCHIVE.", key="archive")
        return Path(url)
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path:
        sentence = f"The archive must be a folder, such as var/archive or file:///srv/archive, not {url}."
        raise SettingsInvalid(sentence, key="archive")
    return Path(unquote(parts.path))


__all__ = ["WarcArchive", "open_archive"]
