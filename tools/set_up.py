#!/usr/bin/env python3
"""Make the virtual environment of this checkout from the locks; quick when nothing has changed.

Runs with the system's Python and its standard library only. Uses uv where it is installed, else pip. Everything goes to
.venv and var; package caches are not kept, so nothing is written to the user's home.
"""

from __future__ import annotations  # an old Python must live long enough to be told that it is too old

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
STAMP = VENV / "set-up.sha256"
LOG = ROOT / "var" / "set-up.log"
PYTHONS = ((3, 11), (3, 13))
NEEDED_MB = 2_500
UNREACHABLE = (
    "Could not find a version", "No matching distribution", "ConnectionError", "NewConnectionError", "dns error",
    "Max retries", "Failed to fetch", "error sending request", "Temporary failure", "timed out", "Name or service not known",
)  # fmt: skip


class SetUpError(Exception):
    """What is wrong, in one plain sentence."""


def main() -> int:
    """Set up, or say in one sentence why not."""
    try:
        _check_machine()
        if STAMP.exists() and STAMP.read_text() == _digest():
            return 0
        _set_up()
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"set-up: {error.filename or 'the disk'}: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nset-up: stopped; run it again to go on.", file=sys.stderr)
        return 130
    return 0


def _set_up() -> None:
    began = time.monotonic()
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("")
    STAMP.unlink(missing_ok=True)
    uv = shutil.which("uv")
    if not _is_usable(VENV):
        print(f"set-up: making {VENV.name} with Python {sys.version_info[0]}.{sys.version_info[1]}", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), str(VENV)], "making .venv")
    python = str(VENV / "bin" / "python")
    tool = (
        [uv, "pip", "install", "--python", python, "--no-cache", "--compile-bytecode"]
        if uv
        else [python, "-m", "pip", "install", "--no-cache-dir"]
    )
    files = [argument for lock in LOCKS for argument in ("-r", str(lock))]
    count = sum(line[:1].isalnum() for lock in LOCKS for line in lock.read_text().splitlines())
    print(f"set-up: installing about {count} packages (1.5 GB) with {'uv' if uv else 'pip'}", flush=True)
    _run([*tool, "--no-deps", "--require-hashes", *files], "installing the locked packages")
    _run([*tool, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], "installing trucewatch")
    STAMP.write_text(_digest())
    print(f"set-up: done in {time.monotonic() - began:.0f} s", flush=True)


def _check_machine() -> None:
    version = sys.version_info[:2]
    if not PYTHONS[0] <= version <= PYTHONS[1]:
        raise SetUpError(
            f"Python {version[0]}.{version[1]} cannot be used; Trucewatch needs 3.11, 3.12 or 3.13. "
            "Name another with: make PYTHON=python3.12 ..."
        )
    if shutil.which("git") is None:
        raise SetUpError("git is not installed; on Debian and Ubuntu: apt install git.")
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < NEEDED_MB and not STAMP.exists():
        raise SetUpError(f"The disk is too full: {free} MB are free in {ROOT}, the set-up needs {NEEDED_MB} MB.")


def _is_usable(venv: Path) -> bool:
    """Whether .venv is there and of this Python's version, so that packages can be added to it."""
    python = venv / "bin" / "python"
    if not python.exists():
        return False
    asked = subprocess.run([python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, check=False)
    return asked.stdout.split() == [str(part).encode() for part in sys.version_info[:2]]


def _digest() -> str:
    words = [str(sys.version_info[:2]), str(ROOT), *(path.read_text() for path in (*LOCKS, ROOT / "pyproject.toml"))]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def _run(command: list[str], what: str) -> None:
    """Run a command into the log, with a sign of life every 10 s; raise SetUpError with the likely cause."""
    with LOG.open("ab") as log, _sign_of_life(what):
        done = subprocess.run(command, stdout=log, stderr=log, cwd=ROOT, env=_environment(), check=False)
    if done.returncode == 0:
        return
    text = LOG.read_text(errors="replace")
    if "ensurepip" in text:
        raise SetUpError("Python's venv module is incomplete here; on Debian and Ubuntu: apt install python3-venv.")
    if "No space left" in text:
        raise SetUpError(f"The disk is full in {ROOT}.")
    if "do not match the hashes" in text or "Hash mismatch" in text:
        raise SetUpError(f"A downloaded package is not the one that was locked (its hash differs); see {LOG}.")
    if any(sign in text for sign in UNREACHABLE):
        raise SetUpError(f"The package index cannot be reached, or lacks a locked package; see {LOG}.")
    raise SetUpError(f"{what} failed; see {LOG}.")


def _environment() -> dict[str, str]:
    return os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONDONTWRITEBYTECODE": "1", "VIRTUAL_ENV": str(VENV)}


class _sign_of_life:  # noqa: N801  # a context manager read as a phrase
    """Print that something still goes on."""

    def __init__(self, what: str) -> None:
        self._what, self._done = what, threading.Event()

    def __enter__(self) -> None:
        threading.Thread(target=self._tell, args=(time.monotonic(),), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _tell(self, began: float) -> None:
        while not self._done.wait(10):
            print(f"set-up: {self._what}, {time.monotonic() - began:.0f} s so far", flush=True)


if __name__ == "__main__":
    sys.exit(main())
