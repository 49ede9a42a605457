"""Watch the news: ask the feeds that are due, fetch what is new, read it, and write down every mention.

| task | does | its log tells |
| --- | --- | --- |
| **plan** | lists the due feeds in batches | how many are due |
| **poll** | asks them, one mapped task a batch | new entries, and why a feed failed |
| **fetch** | gets the pages of new entries, host by host and politely | pages lost, by reason |
| **read** | extracts the text, finds the mentions, groups documents into stories | texts and finds lost, by reason |

The assets show the road: feeds, entries, articles, mentions. The asset `mentions` then wakes `send_alerts`. Started by hand, a form asks which feeds, due or not, and how many articles.

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
    params=bridge.watch_params(),
    tags=["trucewatch", "acquisition"],
    description="Feeds are asked, pages fetched and read, mentions written down",
    doc_md=__doc__,
)
def watch_news() -> None:
    """Poll, fetch and read."""

    @task(outlets=[bridge.FEEDS])
    def plan(params: bridge.Params | None = None) -> list[list[str]]:
        """List the feeds that are due, or were chosen, in batches; the feeds of one host travel together."""
        return bridge.plan_polls(params)

    @task(
        max_active_tis_per_dagrun=4,
        inlets=[bridge.FEEDS],
        outlets=[bridge.ENTRIES],
        # a mapped task does not get its docstring
        doc_md="Ask the feeds of one batch what is new. A feed that fails is a line in the log and stops no other.",
    )
    def poll(feed_ids: list[str]) -> bridge.Counts:
        return bridge.poll_feeds(feed_ids)

    # also when nothing was due: entries of earlier runs may wait
    @task(trigger_rule=TriggerRule.NONE_FAILED, inlets=[bridge.ENTRIES], outlets=[bridge.ARTICLES])
    def fetch(params: bridge.Params | None = None) -> bridge.Counts:
        """Fetch the pages of new entries into the archive, with a pause between two requests to one host."""
        return bridge.fetch_articles(params)

    @task(inlets=[bridge.ARTICLES], outlets=[bridge.MENTIONS])
    def read() -> bridge.Counts:
        """Read the pages that were fetched, find mentions, and load them: the asset `mentions` is updated."""
        return bridge.read_articles()

    poll.expand(feed_ids=plan()) >> fetch() >> read()


watch_news()
