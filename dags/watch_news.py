"""Watch the news: ask the feeds that are due, fetch what is new, read it, and write down every mention.

**plan** lists the due feeds in batches, **poll** asks them (mapped, one task a batch), **fetch** gets the pages of new
entries, host by host and politely, **read** extracts the text, finds the mentions and loads them. The asset `mentions`
then wakes `send_alerts`.

Every task may be cleared and run again: what was done is not done twice. Losses are counted by reason in the view
`funnel`, and each failing feed says why in the log of its poll task and in the view `feed_health`.
"""

from airflow.sdk import TriggerRule, dag, task

from trucewatch import airflow_bridge as bridge


@dag(
    schedule=bridge.watch_schedule(),
    catchup=False,
    max_active_runs=1,
    default_args=bridge.task_defaults(),
    tags=["trucewatch", "acquisition"],
    doc_md=__doc__,
)
def watch_news() -> None:
    """Poll, fetch and read."""

    @task
    def plan() -> list[list[str]]:
        return bridge.plan_polls()

    @task(max_active_tis_per_dagrun=4)
    def poll(feed_ids: list[str]) -> dict[str, dict[str, object]]:
        return bridge.poll_feeds(feed_ids)

    # also when nothing was due: entries of earlier runs may wait
    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def fetch() -> dict[str, dict[str, object]]:
        return bridge.fetch_articles()

    @task(outlets=[bridge.MENTIONS])
    def read() -> dict[str, dict[str, object]]:
        return bridge.read_articles()

    poll.expand(feed_ids=plan()) >> fetch() >> read()


watch_news()
