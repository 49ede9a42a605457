"""What the demo prints at its end: runs, funnel, mentions, mail, queries to try."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.show import Outcome
from trucewatch.model import HOPS
from trucewatch.warehouse import open_reader

QUERIES = """
SELECT outlet, act, scope, target, duration, parties, evidence FROM results WHERE category = 'ceasefire' AND act IN ('accept', 'reject');
SELECT conflict, category, act, count(*) AS mentions, count(DISTINCT family) AS families FROM results GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC;
SELECT speaker, speaker_role, certainty, evidence FROM results WHERE speaker IS NOT NULL;
"""
COLUMNS = ("outlet", "language", "category", "act", "parties", "places", "scope", "target", "duration", "speaker")


def print_report(outcome: Outcome) -> None:
    """Print all of it to standard output."""
    console = Console(highlight=False, markup=False, width=_width())
    reader = open_reader(f"sqlite:///{outcome.warehouse}")
    console.print("\nDAG runs")
    for run in outcome.runs:
        console.print(f"  {run.dag_id:12} {run.state:8} {run.seconds:5.1f} s   {run.run_id}")
    for run in outcome.runs:
        console.print(f"\nFunnel of {run.dag_id}")
        console.print(_funnel(reader.funnel(run.key)))
    mentions = reader.results(limit=1000)
    console.print(f"\nMentions in the warehouse: {len(mentions)}")
    console.print(_mentions(mentions))
    console.print(
        f"\nMail: {len(outcome.new_mails)} new, {len(outcome.mails)} in all, in {outcome.warehouse.parent / 'mail'}"
    )
    for path in outcome.mails:
        console.print(f"  {_subject(path)}\n    {path}")
    console.print(f"\nThree queries to try: sqlite3 {_short(outcome.warehouse)} (or `python3 -m sqlite3` from 3.12 on)")
    console.print(QUERIES, soft_wrap=True)
    console.print(f"Raw responses: {_short(outcome.archive)}   Airflow UI on the real feeds: make up")
    console.print(f"{'All green' if outcome.is_green else 'NOT green'}, after {outcome.seconds:.0f} s.")


def _funnel(rows: Sequence[Mapping[str, object]]) -> Table:
    lost: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, tuple[object, object]] = {}
    for row in rows:
        counts[str(row["hop"])] = (row["seen"], row["kept"])
        if row["reason"]:
            lost[str(row["hop"])].append(f"{row['reason']} {row['lost']}")
    table = Table("hop", "what", "came", "kept", "lost, by reason", box=None, padding=(0, 2))
    for hop in sorted(counts, key=list(HOPS).index):
        seen, kept = counts[hop]
        table.add_row(hop, HOPS[hop], str(seen), str(kept), ", ".join(lost[hop]))
    return table


def _mentions(rows: Sequence[Mapping[str, object]]) -> Table:
    table = Table(*COLUMNS, box=None, padding=(0, 1))
    for row in rows:
        table.add_row(*(str(row[name] or "") for name in COLUMNS))
    return table


def _subject(path: Path) -> str:
    return str(message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"])


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _width() -> int | None:
    """Let a terminal say its width; in a file or a pipe, use lines long enough for the table."""
    return None if Console().is_terminal else 200
