"""Backfill an archive: read WARC files, ours or Common Crawl's, so that a question of today is answered on last year's news.

| task | does | its log tells |
| --- | --- | --- |
| **plan** | finds the files and splits them into parts, records that begin within some megabytes | files that cannot be opened |
| **read** | reads the pages of some parts, one mapped task a bundle, on any worker | records and pages lost, by reason; broken places |
| **group** | gives documents their stories, and wakes `send_alerts`, which links the mentions | documents grouped |

By hand only. A part that was read to its end is not read again: a run that was broken off, or a task that is cleared, goes
on where it was. Pages keep the dates that they give themselves; nobody is alerted to anything that was backfilled, and the
column `came_by` of the view `results` says `backfill`. Every worker must reach the files under the names that are given.
"""

from airflow.sdk import TriggerRule, dag, task

from trucewatch import airflow_bridge as bridge


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=bridge.task_defaults(),
    params=bridge.backfill_params(),
    tags=["trucewatch", "archive"],
    description="Pages in WARC files are read, and their mentions written down",
    doc_md=__doc__,
)
def backfill_archive() -> None:
    """Split, read side by side, group."""

    @task
    def plan(params: bridge.Params | None = None) -> list[list[str]]:
        """Find the files and list their parts that are not done, in bundles for the mapped tasks."""
        return bridge.plan_backfill(params)

    @task(
        max_active_tis_per_dagrun=16,
        # a mapped task does not get its docstring
        doc_md="Read the pages of a bundle of parts. A broken place in a file is a line in the log and stops nothing.",
    )
    def read(parts: list[str], params: bridge.Params | None = None) -> bridge.Counts:
        return bridge.backfill_parts(parts, params)

    # also when all parts were done: documents of a run that was broken off may wait
    @task(outlets=[bridge.MENTIONS], trigger_rule=TriggerRule.NONE_FAILED)
    def group() -> bridge.Counts:
        """Give the documents that were read their stories, and count their days: the asset `mentions` is updated."""
        return bridge.group_backfilled()

    read.expand(parts=plan()) >> group()


backfill_archive()
