"""Send alerts: link new mentions to their ceasefire, claim or talks, and mail what has changed.

Runs when the asset `mentions` is updated, and by the clock, so that mail which could not be sent is tried again.
**link** ties mentions to arrangements and writes alerts into the warehouse in one transaction; **send** hands them to the
mail server, one mail a recipient. An alert that was sent is never sent again, whether tasks are cleared, repeated or
run by hand. The view `alert_log` tells what became of each.
**heartbeat** mails the operators (`TRUCEWATCH_HEALTH_TO`) when no run of `watch_news` has asked the feeds for half an hour.
"""

from airflow.sdk import dag, task

from trucewatch import airflow_bridge as bridge


@dag(
    schedule=bridge.alert_schedule(),
    catchup=False,
    max_active_runs=1,
    default_args=bridge.task_defaults(),
    tags=["trucewatch", "alerts"],
    doc_md=__doc__,
)
def send_alerts() -> None:
    """Link and send; listen for the heartbeat beside it."""

    @task
    def link() -> dict[str, dict[str, object]]:
        return bridge.link_mentions()

    @task
    def send() -> dict[str, dict[str, object]]:
        return bridge.send_alerts()

    @task
    def heartbeat() -> dict[str, dict[str, object]]:
        return bridge.tell_heartbeat()

    link() >> send()
    heartbeat()


send_alerts()
