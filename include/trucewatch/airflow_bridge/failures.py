"""What operators hear when a task has failed for good."""

import os
from typing import TYPE_CHECKING

from trucewatch.airflow_bridge.connections import SMTP_CONNECTION
from trucewatch.model import stable_id
from trucewatch.settings import parse_addresses

if TYPE_CHECKING:
    from airflow.sdk import Context

HEALTH_VARIABLE = "TRUCEWATCH_HEALTH_TO"
FAILURE_SUBJECT = "Trucewatch: {{ ti.dag_id }}, task {{ ti.task_id }} has failed"
FAILURE_TEXT = """<p>The task <b>{{ ti.task_id | e }}</b> of the DAG <b>{{ ti.dag_id | e }}</b> has failed.</p>
<p>Run: {{ ti.run_id | e }}<br>Try: {{ ti.try_number | e }}</p>
<p>Its log says why: <a href="{{ ti.log_url | e }}">{{ ti.log_url | e }}</a></p>
<p>You get this mail because your address is in TRUCEWATCH_HEALTH_TO.</p>"""
"""Identifiers only: what an exception says may hold words of a page."""


def tell_failure(context: "Context") -> None:
    """Mail the operators that a task has failed for good, by Airflow's own notifier and the connection smtp_default.

    Reads no more settings than it needs: a wrong one may be why the task failed. The notifier is made anew for each
    failure, since the first rendering stays in it.
    """
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    ti = context["ti"]
    marks = (str(mark) for mark in ("failure", ti.dag_id, ti.run_id, ti.task_id, ti.map_index, ti.try_number))
    notifier = SmtpNotifier(
        to=list(parse_addresses(os.environ[HEALTH_VARIABLE])),
        from_email=os.environ.get("TRUCEWATCH_MAIL_FROM") or None,
        subject=FAILURE_SUBJECT,
        html_content=FAILURE_TEXT,
        mime_subtype="alternative",
        # Airflow may call this twice for one failure (apache/airflow#65400): then it is the same message.
        custom_headers={"Message-ID": f"<{stable_id(*marks)}@trucewatch>", "Auto-Submitted": "auto-generated"},
        smtp_conn_id=SMTP_CONNECTION,
    )
    notifier(context)
