"""Writes docs/sql-cookbook.md from the queries in docs/sql/: run it after changing one."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
QUERIES = DOCS / "sql"
TARGET = DOCS / "sql-cookbook.md"
HEAD = """# SQL cookbook

Written by `python tools/sql_cookbook.py` from the files in [sql/](sql/); do not edit it. The same files run in both
databases, as they are:

```
sqlite3 -readonly -header -csv var/warehouse.sqlite ".read docs/sql/02-who-rejects-what.sql"
PGTZ=UTC psql --csv --file docs/sql/02-who-rejects-what.sql postgresql://analyst@host/trucewatch
```

`docs/notebooks/first-look.ipynb` asks three of them from pandas, and draws.

They read the [views](data-dictionary.md#views), never the tables, so a [role that only reads](operating.md#people-who-only-read) can run
all of them. What the codes mean is in the [codebook](codebook.md). Each was run on both databases over one invented world,
with equal answers: `tests/sql/answers.txt` shows what they look like.

**What "this week" means.** No query asks the clock. `result_times.days_ago` counts back from the last day on which any feed
brought something, so a copy of a warehouse answers tomorrow as it does today, and a weekend without polls empties no
table. To look at another time, put your own condition on `said_on`.

**What makes them portable**, for queries of your own:

| you want | write | not |
| --- | --- | --- |
| a day, week, month | `result_times.said_on`, `week_of`, `month_of` (UTC) | `strftime`, `date_trunc` |
| time between two mentions | `said_seconds` subtracted; `/ 3600` are whole hours | `julianday`, `interval` |
| one party or place of a list | join `result_parties`, `result_places` | splitting `parties`, `places` |
| one issue of a list | `'; ' || issues || '; ' LIKE '%; prisoners; %'` | `instr`, `strpos` |
| a count under a condition | `sum(CASE WHEN ... THEN 1 ELSE 0 END)` | `countif` |
| a moment to look at | `replace(substr(CAST(started_at AS text), 1, 16), 'T', ' ')` | `to_char` |
| yes or no | `NOT is_opinion`, without `= 1` or `= true` | |
| a percentage | `100 * a / b` of whole numbers | `round` |

Two habits: count `origin`, not outlets, as sources; and say `time <> 'historical'`, or anniversaries become news.

## Questions
"""

_FORM = re.compile(r"-- (.+\?)\n-- Read: (.+\n(?:-- .+\n)*)((?:(?!--).*\n)*.*;\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One file: a question, how to read its answer, and the SQL."""

    name: str
    question: str
    reading: str
    statement: str


def load_queries(folder: Path = QUERIES) -> tuple[Query, ...]:
    """Return the queries in the order of their numbers; ValueError where a file does not begin as it should."""
    return tuple(_query(path) for path in sorted(folder.glob("*.sql")))


def cookbook() -> str:
    """Return the whole page as Markdown: what holds for all, a list of the questions, and each with its SQL."""
    queries = load_queries()
    listed = [f"{int(one.name[:2])}. [{one.question}](#{_anchor(one)})" for one in queries]
    told = [
        f"### {_title(one)}\n\n{one.reading}\n\n[{one.name}](sql/{one.name})\n\n```sql\n{one.statement}```\n"
        for one in queries
    ]
    return "\n".join([HEAD, *listed, "", "## Answers", "", *told])


def _query(path: Path) -> Query:
    found = _FORM.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name}: write '-- a question?', '-- Read: how', and one statement that ends with ;")
    question, reading, statement = found.groups()
    return Query(
        name=path.name,
        question=question,
        reading=reading[0].upper() + reading[1:].replace("\n-- ", "\n").strip(),
        statement=statement,
    )


def _title(query: Query) -> str:
    return f"{int(query.name[:2])}. {query.question}"


def _anchor(query: Query) -> str:
    """The anchor that renderers of Markdown give to the title."""
    return re.sub(r"[^\w\- ]", "", _title(query).lower()).replace(" ", "-")


if __name__ == "__main__":
    TARGET.write_text(cookbook(), encoding="utf-8")
    print(f"wrote {TARGET}")
