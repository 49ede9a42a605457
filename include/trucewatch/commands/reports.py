"""What commands that walk the road have in common: the warehouse's address, and the table of what came of it."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from trucewatch.errors import SettingsInvalid
from trucewatch.model import HOPS, HopReport

MOST_NOTES = 20
IN_THE_WAREHOUSE = "the view feed_health of the warehouse has them all"


def print_reports(reports: Sequence[HopReport], *, elsewhere: str = IN_THE_WAREHOUSE) -> None:
    """Print the counts of hops as a table, and the first of their notes; `elsewhere` says where the rest is."""
    table = Table("hop", "what", "came", "kept", "lost, by reason", box=None, pad_edge=False)
    for report in reports:
        lost = ", ".join(f"{reason} {count}" for reason, count in sorted(report.lost.items()))
        table.add_row(report.hop, HOPS.get(report.hop, ""), str(report.seen), str(report.kept), lost)
    console = Console(width=None, highlight=False, markup=False)
    console.print(table)
    notes = [note for report in reports for note in report.notes]
    for note in notes[:MOST_NOTES]:
        console.print(f"  {note}", soft_wrap=True)
    if len(notes) > MOST_NOTES:
        console.print(f"  and {len(notes) - MOST_NOTES} more; {elsewhere}.")


def as_url(warehouse: str) -> str:
    """Return a warehouse's URL; let a plain path stand for an SQLite file."""
    if not warehouse or "://" in warehouse:
        return warehouse
    if warehouse.startswith(("sqlite:", "postgresql:")):
        raise SettingsInvalid(f"{warehouse!r} is not a database URL; write sqlite:///path or postgresql+psycopg://...")
    return f"sqlite:///{warehouse}"
