"""`make up`: Airflow with its UI, the real feeds, the schedule on, until Ctrl-C."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from demo.mail_catcher import MailCatcher, catch_mail
from demo.show import FINAL, smtp_connection
from demo.stack import Stack
from trucewatch.warehouse import open_reader

DAGS = ("watch_news", "send_alerts", "tend_warehouse")
LOOK_SECONDS = 3.0
FAILURES_SHOWN = 5


def watch_live(folder: Path, *, port: int, say: Callable[[str], None]) -> int:
    """Run until interrupted, with one line for each finished DAG run; return the exit status."""
    with catch_mail(folder / "mail") as mail:
        variables = _variables(folder, mail)
        stack = Stack(home=folder / "airflow", port=port, variables=variables, say=say)
        try:
            stack.start()
            print(
                f"\n  Airflow UI   {stack.url}   user admin, password {stack.password}"
                f"\n  Results      {variables['TRUCEWATCH_WAREHOUSE']}  (view results)"
                f"\n  Mail         {mail.folder}"
                f"\n  Stop         Ctrl-C\n",
                flush=True,
            )
            stack.trigger("watch_news")
            _tell_runs(stack, variables["TRUCEWATCH_WAREHOUSE"], say)
        finally:
            say("Airflow: stopping")
            stack.stop()
    return 0


def _tell_runs(stack: Stack, warehouse: str, say: Callable[[str], None]) -> None:
    """Say what came of each run as it ends; returns never, it is interrupted."""
    told: set[str] = set()
    while True:
        stack.check_alive()
        for dag_id in DAGS:
            for run in reversed(stack.runs(dag_id)):
                key = f"{dag_id}/{run['dag_run_id']}"
                if run["state"] in FINAL and key not in told:
                    told.add(key)
                    say(f"{dag_id}: {run['state']}. {summary(warehouse, key)}")
        time.sleep(LOOK_SECONDS)


def summary(warehouse: str, run_key: str) -> str:
    """Return a run's funnel in one line, and why feeds failed if all of them did."""
    reader = open_reader(warehouse)
    hops: dict[str, list[str]] = {}
    counts: dict[str, tuple[int, int]] = {}
    for row in reader.funnel(run_key):
        hop = str(row["hop"])
        counts[hop] = (int(str(row["seen"])), int(str(row["kept"])))
        if row["reason"]:
            hops.setdefault(hop, []).append(f"{row['reason']} {row['lost']}")
    parts = [
        f"{hop} {seen}>{kept}" + (f" (lost: {', '.join(hops[hop])})" if hop in hops else "")
        for hop, (seen, kept) in counts.items()
    ]
    line = "; ".join(parts) or "Nothing was due."
    asked, answered = counts.get("poll", (0, 0))
    if not asked or answered:
        return line
    failing = [feed for feed in reader.feed_health() if feed["message"]][:FAILURES_SHOWN]
    reasons = "".join(f"\n         {feed['feed_id']}: {feed['message']}" for feed in failing)
    return (
        f"{line}\n         No feed answered; is this machine connected to the internet? "
        f"Each is asked again later. For example:{reasons}"
    )


def _variables(folder: Path, mail: MailCatcher) -> Mapping[str, str]:
    """Return defaults for this folder; what the shell says about Trucewatch and its connections wins."""
    defaults = {
        "TRUCEWATCH_WAREHOUSE": f"sqlite:///{folder / 'warehouse.sqlite'}",
        "TRUCEWATCH_ARCHIVE": str(folder / "archive"),
        "AIRFLOW_CONN_SMTP_DEFAULT": smtp_connection(mail),
    }
    return defaults | {k: v for k, v in os.environ.items() if k.startswith(("TRUCEWATCH_", "AIRFLOW_CONN_"))}
