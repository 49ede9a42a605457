"""Asks each file as it is: with psql, and with SQLite as Python has it, for not every machine has its program."""

import csv
import io
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.postgres_server import find_programs

Rows = list[list[str]]


def ask_sqlite3(database: Path, query: Path) -> Rows:
    """Return the header and the rows, written as the sqlite3 program writes them."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        cursor = connection.execute(query.read_text(encoding="utf-8"))
        header = [column[0] for column in cursor.description]
        return [header, *(["" if value is None else str(value) for value in row] for row in cursor)]


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
