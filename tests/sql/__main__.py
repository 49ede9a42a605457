"""`python -m tests.sql`: asks the cookbook's questions of a fresh world, and writes the answers down as those to expect."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sql.answers import GOLDEN, write_answers
from tests.sql.cli import ask_sqlite3
from tests.sql.world import fill
from tools.sql_cookbook import QUERIES
from trucewatch.warehouse import upgrade


def main() -> None:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "warehouse.sqlite"
        upgrade(f"sqlite:///{database}")
        fill(f"sqlite:///{database}")
        answers = {query.name: ask_sqlite3(database, query) for query in sorted(QUERIES.glob("*.sql"))}
    GOLDEN.write_text(write_answers(answers), encoding="utf-8")
    sys.stdout.write(f"wrote {GOLDEN}\n")


if __name__ == "__main__":
    main()
