"""Asks with the programs that analysts use, sqlite3 and psql, exactly as the cookbook tells them to."""

import csv
import io
import os
import subprocess
from pathlib import Path

from tests.postgres_server import find_programs

Rows = list[list[str]]


def ask_sqlite3(database: Path, query: Path) -> Rows:
    """Return the header and the rows that the sqlite3 program prints."""
    return _rows(["sqlite3", "-readonly", "-header", "-csv", str(database), f".read {query}"], {})


def ask_psql(conninfo: str, query: Path) -> Rows:
    """Return the header and the rows that psql prints."""
    command = [
        str(find_programs() / "psql"),
        "--no-psqlrc",
        "--csv",
        "--set",
        "ON_ERROR_STOP=1",
        "--file",
        str(query),
        conninfo,
    ]
    return _rows(command, {"PGTZ": "UTC"})


def _rows(command: list[str], environment: dict[str, str]) -> Rows:
    done = subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert not done.stderr, done.stderr.decode()
    return list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
