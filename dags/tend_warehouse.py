"""Tend the warehouse: every night, look at how the feeds are, and tell the operators what needs them.

**health** reads the view `feed_health`. On Mondays it mails the state of all feeds; on other nights only what is new: a
feed that fell silent or failed for good within the last day. The mail goes to `TRUCEWATCH_HEALTH_TO`; without an
address, the counts still stand in the log and in the view `funnel`.
"""

from airflow.sdk import dag, task

from trucewatch import airflow_bridge as bridge


@dag(
    schedule=bridge.tend_schedule(),
    catchup=False,
    max_active_runs=1,
    default_args=bridge.task_defaults(),
    tags=["trucewatch", "operations"],
    doc_md=__doc__,
)
def tend_warehouse() -> None:
    """Tell how the feeds are."""

    @task
    def health() -> dict[str, dict[str, object]]:
        return bridge.tell_health()

    health()


tend_warehouse()
