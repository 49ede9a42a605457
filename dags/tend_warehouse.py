"""Tend the warehouse: every night, look at how the feeds are, and tell the operators what needs them.

**health** reads the view `feed_health`. On Mondays it mails the state of all feeds; on other nights only what is new: a
feed that fell silent or failed for good within the last day. The mail goes to `TRUCEWATCH_HEALTH_TO`; without an
address, the counts still stand in the log and in the view `funnel`.

Started by hand, a form offers the state of all feeds on any day, or what is new within some days.
"""

from airflow.sdk import dag, task

from trucewatch import airflow_bridge as bridge


@dag(
    schedule=bridge.tend_schedule(),
    catchup=False,
    max_active_runs=1,
    default_args=bridge.task_defaults(),
    params=bridge.tend_params(),
    tags=["trucewatch", "operations"],
    description="Operators are told how the feeds are",
    doc_md=__doc__,
)
def tend_warehouse() -> None:
    """Tell how the feeds are."""

    @task
    def health(params: bridge.Params | None = None) -> bridge.Counts:
        """Mail the operators what the feeds need: everything on Mondays, else what is new."""
        return bridge.tell_health(params)

    health()


tend_warehouse()
