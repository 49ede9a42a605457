"""`trucewatch relink`: make every arrangement anew from the mentions."""

import os

from trucewatch.commands.bars import open_bar
from trucewatch.settings import Settings


def relink() -> None:
    """Forget all arrangements, stances and changes, and make them anew from the mentions; nobody is told anything.

    The same rules give the same result, identifiers included. Of use after the rules of linking changed. Pause the DAG
    send_alerts meanwhile: what it links in between would look new. If this is broken off, run it again.
    """
    from trucewatch.assembly import House, SystemClock

    with open_bar() as bar:
        task = bar.add_task("Batches of mentions", total=None)

        def tell(_hop: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        with House(Settings.from_environment(os.environ), clock=SystemClock(), progress=tell) as house:
            reports = {report.hop: report for report in house.relink()}
    print(f"{reports['link'].kept} mentions linked anew, {reports['choose'].seen} changes among them.")
