"""Send alerts: link new mentions to their ceasefire, claim or talks, and mail what has changed.

Runs when the asset `mentions` is updated, and by the clock, so that mail which could not be sent is tried again.

| task | does | its log tells |
| --- | --- | --- |
| **link** | ties mentions to arrangements, writes alerts into the warehouse in the same transaction | mentions, changes, alerts |
| **send** | hands them to the mail server, one mail a recipient | what became of each mail |
| **heartbeat** | mails the operators (`TRUCEWATCH_HEALTH_TO`) when no run of `watch_news` has asked the feeds for half an hour | since when |

An alert that was sent is never sent again, whether tasks are cleared, repeated or run by hand. The view `alert_log` tells
what became of each. Started by hand, a form offers a dry run, which only tells what waits, and older news.
"""

from airflow.sdk import dag, task

from trucewatch import airflow_bridge as bridge


@dag(
    schedule=bridge.alert_schedule(),
    catchup=False,
    max_active_runs=1,
    default_args=bridge.task_defaults(),
    params=bridge.alert_params(),
    tags=["trucewatch", "alerts"],
    description="New mentions are linked, and what has changed is mailed",
    doc_md=__doc__,
)
def send_alerts() -> None:
    """Link and send; listen for the heartbeat beside it."""

    @task(inlets=[bridge.MENTIONS], outlets=[bridge.ALERTS])
    def link(params: bridge.Params | None = None) -> bridge.Counts:
        """Tie new mentions to their ceasefire, claim or talks, and write down the alerts that follow."""
        return bridge.link_mentions(params)

    @task(inlets=[bridge.ALERTS], outlets=[bridge.DELIVERIES])
    def send(params: bridge.Params | None = None) -> bridge.Counts:
        """Send the alerts that wait. What is not taken now is tried again by a later run."""
        return bridge.send_alerts(params)

    @task
    def heartbeat() -> bridge.Counts:
        """Mail the operators when the feeds are no longer asked, once a silence, and when they are asked again."""
        return bridge.tell_heartbeat()

    link() >> send()
    heartbeat()


send_alerts()
