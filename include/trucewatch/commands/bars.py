"""The bar that shows how far long work is, on standard error, and gone when it ends."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def open_bar(console: Console | None = None) -> Progress:
    """Return a bar that counts done of all, with the time it took so far."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console or Console(stderr=True), transient=True)
