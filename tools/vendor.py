"""Fetches again the files of others that the page brings along, by `npm pack`, and checks them against their hashes.

`python tools/vendor.py` writes what is missing or differs; `--check` only says whether what is there is what it should be.
To take a newer version: change version and sha256 in vendored.json, and run it.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "include" / "trucewatch" / "page" / "static" / "vendor"


def listed() -> list[dict[str, str]]:
    """Return the files, each with package, version, path in it, licence and hash."""
    entries: list[dict[str, str]] = json.loads((VENDOR / "vendored.json").read_text(encoding="utf-8"))
    return entries


def wrong(folder: Path = VENDOR) -> list[str]:
    """Return the listed files that are missing or are not what their hash says."""
    return [entry["file"] for entry in listed() if not _is_right(folder / entry["file"], entry["sha256"])]


def fetch(entry: Mapping[str, str], folder: Path) -> bytes:
    """Return a file of its npm package; ends the program where its hash is another."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed.")
    name = f"{entry['package']}@{entry['version']}"
    packed = subprocess.run([npm, "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        member = archive.extractfile(f"package/{entry['path']}")
        if member is None:
            sys.exit(f"{name} has no file {entry['path']}.")
        content = member.read()
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        sys.exit(f"{entry['path']} of {name} is not the file that vendored.json means.")
    return content


def _is_right(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def main() -> None:
    """Mend what is wrong, or say so."""
    bad = wrong()
    if "--check" in sys.argv[1:]:
        sys.exit(f"Not as listed: {', '.join(bad)}" if bad else 0)
    with tempfile.TemporaryDirectory() as folder:
        for entry in listed():
            if entry["file"] in bad:
                target = VENDOR / entry["file"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(fetch(entry, Path(folder)))
                print(f"{entry['file']}: {entry['package']} {entry['version']}")


if __name__ == "__main__":
    main()
