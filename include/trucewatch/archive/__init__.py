"""Keeps every response as received, in WARC files, so that everything after the fetch can be done again.

It must not know what is in a response.
"""

import hashlib
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from trucewatch.archive.files import WarcFiles
from trucewatch.archive.reading import BrokenPlace, Record
from trucewatch.archive.stores import Folder, Store, StoredFile
from trucewatch.archive.warc import WarcArchive
from trucewatch.errors import SettingsInvalid
from trucewatch.ports import Clock

DRIVERS = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "oss": "ossfs",
    "sftp": "paramiko",
    "memory": "fsspec",
}
"""Stores that files can be uploaded to and read from by ranges, and the package that each needs beside fsspec."""


def open_archive(url: str, clock: Clock, *, spool: Path | None = None) -> WarcArchive:
    """Return the archive at this URL; it is created when first written to.

    A folder is written as a path or as file:///path; s3://bucket/path and the like need their driver (see DRIVERS),
    which takes credentials from its own environment. What cannot be appended to grows in the folder `spool` first, by
    default one of the system's temporary ones: until `flush` has uploaded it, nobody may rely on it.

    Raises SettingsInvalid for anything else.
    """
    if not url.strip():
        raise SettingsInvalid("The archive has no place; set TRUCEWATCH_ARCHIVE.", key="archive")
    if "://" not in url:
        return WarcArchive(Folder(Path(url)), clock)
    parts = urlsplit(url)
    if parts.scheme == "file":
        return WarcArchive(Folder(_folder(parts)), clock)
    return WarcArchive(_object_store(url, parts, spool), clock)


def _folder(parts: SplitResult) -> Path:
    if parts.netloc not in {"", "localhost"} or not parts.path:
        sentence = "The archive's folder must be on this machine, written as file:///srv/archive or var/archive."
        raise SettingsInvalid(sentence, key="archive")
    return Path(unquote(parts.path))


def _object_store(url: str, parts: SplitResult, spool: Path | None) -> Store:
    label = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
    if parts.scheme not in DRIVERS:
        known = ", ".join(f"{scheme}://" for scheme in DRIVERS)
        raise SettingsInvalid(
            f"The archive cannot be at {label}: it must be a folder, or one of {known}.", key="archive"
        )
    if parts.password is not None or parts.query or parts.fragment:
        sentence = f"The archive's URL {label} must hold nothing secret; give credentials to {DRIVERS[parts.scheme]}."
        raise SettingsInvalid(sentence, key="archive")
    if not parts.netloc and not parts.path.strip("/"):
        raise SettingsInvalid(f"The archive's URL {url} names no bucket.", key="archive")

    # fsspec takes a fifth of a second to load, and an archive in a folder has no use for it
    from fsspec import get_filesystem_class, url_to_fs  # noqa: PLC0415

    from trucewatch.archive.objects import ObjectStore  # noqa: PLC0415
    from trucewatch.archive.spool import Spool, shared_spool  # noqa: PLC0415

    try:
        get_filesystem_class(parts.scheme)
    except ImportError as error:
        package = DRIVERS[parts.scheme]
        sentence = f"The archive {label} needs the package {package}; install it: pip install {package}"
        raise SettingsInvalid(sentence, key="archive") from error
    folder = (spool or shared_spool()) / hashlib.sha256(label.encode()).hexdigest()[:16]
    # without listings kept, lest a driver does not see what another process uploaded
    return ObjectStore(lambda: url_to_fs(url, use_listings_cache=False), label=label, spool=Spool(folder))


__all__ = ["DRIVERS", "BrokenPlace", "Record", "StoredFile", "WarcArchive", "WarcFiles", "open_archive"]
