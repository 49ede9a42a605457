"""The golden answers: what each query of the cookbook says of the world, in one file to be read in review."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from tests.sql.cli import Rows

GOLDEN = Path(__file__).parent / "answers.txt"
HEAD = "# What docs/sql/ answers of tests/sql/world.yaml. Written by `python -m tests.sql`; read what it changes.\n"


def write_answers(answers: Mapping[str, Rows]) -> str:
    """Return the answers as text, each query's as CSV under its name."""
    return HEAD + "".join(f"\n== {name}\n{_as_csv(rows)}" for name, rows in answers.items())


def _as_csv(rows: Rows) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()
