"""The demo's main job: bundled news, a mail catcher, a real Airflow; one run of each DAG, then everything stops."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo.mail_catcher import ADDRESS, MailCatcher, catch_mail
from demo.news_server import serve_from
from demo.stack import Stack, StackError, free_port

FINAL = frozenset({"success", "failed"})
RUN_SECONDS = 300
EVENT_SECONDS = 60
"""How long an asset event may take to start the DAG that waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DagRun:
    """One finished run, for the report."""

    dag_id: str
    run_id: str
    state: str
    seconds: float

    @property
    def key(self) -> str:
        """The name under which the warehouse keeps this run's counts."""
        return f"{self.dag_id}/{self.run_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the demo did, and where it lies."""

    runs: tuple[DagRun, ...]
    warehouse: Path
    archive: Path
    mails: tuple[Path, ...]
    new_mails: tuple[Path, ...]
    seconds: float

    @property
    def is_green(self) -> bool:
        """Whether both DAGs ran and succeeded."""
        return {run.dag_id for run in self.runs if run.state == "success"} == {"watch_news", "send_alerts"}


def run_demo(var: Path, *, port: int | None, say: Callable[[str], None]) -> Outcome:
    """Run watch_news and, through its asset, send_alerts; return what came of it. Cleans up on every way out."""
    began = time.monotonic()
    with serve_from(var / "demo", datetime.now(UTC).replace(microsecond=0)) as news, catch_mail(var / "mail") as mail:
        before = frozenset(mail.mails())
        say(f"News: {len(news.world.stories)} articles of {len(news.world.outlets)} outlets on loopback")
        say(f"Mail: caught on {ADDRESS}:{mail.port}, kept in {mail.folder}")
        stack = Stack(home=var / "airflow", port=port or free_port(), variables=_variables(var, mail), say=say)
        try:
            stack.start()
            runs = _run_both(stack, say)
        finally:
            say("Airflow: stopping")
            stack.stop()
        mails = mail.mails()
    return Outcome(
        runs=runs,
        warehouse=var / "warehouse.sqlite",
        archive=var / "archive",
        mails=mails,
        new_mails=tuple(path for path in mails if path not in before),
        seconds=time.monotonic() - began,
    )


def smtp_connection(mail: MailCatcher) -> str:
    """Return the catcher as an Airflow connection; JSON, since in a URI the word "false" would be taken for true."""
    extra = {"disable_ssl": True, "disable_tls": True, "from_email": "trucewatch@example.org"}
    return json.dumps({"conn_type": "smtp", "host": ADDRESS, "port": mail.port, "extra": extra})


def follow(stack: Stack, dag_id: str, run_id: str, say: Callable[[str], None]) -> DagRun:
    """Tell what each task of a run does until the run has ended."""
    began = time.monotonic()
    told: dict[str, str] = {}
    while True:
        stack.check_alive()
        run = next((run for run in stack.runs(dag_id) if run["dag_run_id"] == run_id), None)
        for task in stack.tasks(dag_id, run_id):
            name, state = str(task["task_id"]), str(task["state"] or "waiting")
            if task["map_index"] >= 0:
                name = f"{name}[{task['map_index']}]"
            if state in {"running", "success", "failed", "up_for_retry", "skipped"} and told.get(name) != state:
                told[name] = state
                reason = stack.why(dag_id, run_id, str(task["task_id"])) if state in {"failed", "up_for_retry"} else ""
                say(f"{dag_id}: {name} {state}{reason}")
        if run and run["state"] in FINAL:
            return DagRun(dag_id=dag_id, run_id=run_id, state=run["state"], seconds=time.monotonic() - began)
        if time.monotonic() - began > RUN_SECONDS:
            raise StackError(f"{dag_id} has not ended after {RUN_SECONDS} s; the logs are in {stack.home / 'logs'}.")
        time.sleep(0.5)


def _run_both(stack: Stack, say: Callable[[str], None]) -> tuple[DagRun, ...]:
    """Start watch_news by hand and wait for the run of send_alerts that its asset causes."""
    stack.wait_for_dag("send_alerts")
    earlier = {run["dag_run_id"] for run in stack.runs("send_alerts")}
    watch = follow(stack, "watch_news", stack.trigger("watch_news"), say)
    if watch.state != "success":
        return (watch,)
    deadline = time.monotonic() + EVENT_SECONDS
    while True:
        caused = [run["dag_run_id"] for run in stack.runs("send_alerts") if run["dag_run_id"] not in earlier]
        if caused:
            return (watch, follow(stack, "send_alerts", caused[0], say))
        if time.monotonic() > deadline:
            raise StackError(f"The asset `mentions` did not start send_alerts within {EVENT_SECONDS} s.")
        time.sleep(0.5)


def _variables(var: Path, mail: MailCatcher) -> Mapping[str, str]:
    return {
        "TRUCEWATCH_WAREHOUSE": f"sqlite:///{var / 'warehouse.sqlite'}",
        "TRUCEWATCH_ARCHIVE": str(var / "archive"),
        "TRUCEWATCH_FEEDS": str(var / "demo" / "feeds.yaml"),
        "TRUCEWATCH_ALLOW_PRIVATE_HOSTS": "1",
        "TRUCEWATCH_PAUSE_SECONDS": "0",  # the news server is ours
        "TRUCEWATCH_WATCH_CRON": "",  # once, by hand
        "TRUCEWATCH_ALERT_CRON": "",  # by the asset alone
        "AIRFLOW_CONN_SMTP_DEFAULT": smtp_connection(mail),
    }
