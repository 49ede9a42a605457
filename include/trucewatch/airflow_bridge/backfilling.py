"""What the tasks of backfill_archive do. Keys of parts travel between them, never a word of a page."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException

from trucewatch.airflow_bridge.params import AS_SCHEDULED, Params
from trucewatch.airflow_bridge.tasks import Counts, in_house, run_hop, run_key_of
from trucewatch.model import BACKFILL, HopReport, Part

if TYPE_CHECKING:
    from trucewatch.assembly import House

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MOST_BUNDLES = 500
"""Mapped tasks of one run; Airflow allows 1,024 as it comes (`[core] max_map_length`)."""


def plan_backfill(params: Params | None = None) -> list[list[str]]:
    """Return the parts of the chosen files that are not done, in bundles; note what cannot be opened.

    Where nothing of what was named can be opened, the task fails: the names are wrong.
    """
    from trucewatch import assembly, pipeline

    chosen = params or AS_SCHEDULED
    files, size = list(chosen.get("files") or ()), int(chosen.get("part_megabytes") or 64)
    if not files:
        raise AirflowFailException("No file is named: start the run by hand and name some in its form.")
    plan = in_house(
        lambda house: assembly.plan_backfill(house, files, size * MEGABYTE, again=bool(chosen.get("again")))
    )
    if plan.misfits:
        run_hop(lambda _: (pipeline.unusable(plan.misfits),), origin=BACKFILL)
        if not (plan.parts or plan.done):
            raise AirflowFailException(f"None of the files can be opened: {plan.misfits[0].sentence}")
    log.info("plan parts=%d done_before=%d unusable=%d", len(plan.parts), len(plan.done), len(plan.misfits))
    each = max(1, -(-len(plan.parts) // MOST_BUNDLES))
    keys = [json.dumps(asdict(part), sort_keys=True) for part in plan.parts]
    return [keys[start : start + each] for start in range(0, len(keys), each)]


def backfill_parts(parts: Sequence[str], params: Params | None = None) -> Counts:
    """Read these parts, as many new pages of each as chosen at most; return counts."""
    from trucewatch import assembly, pipeline

    most = (params or AS_SCHEDULED).get("most_pages")
    run_id = run_key_of(get_current_context())

    def read(house: "House") -> tuple[HopReport, ...]:
        found = [assembly.backfill(house, Part(**json.loads(key)), run_id=run_id, most_pages=most) for key in parts]
        return pipeline.sum_of(report for reports in found for report in reports)

    return run_hop(read, origin=BACKFILL)


def group_backfilled() -> Counts:
    """Give documents their stories, and count the days whose mentions changed; return counts."""

    def group(house: "House") -> tuple[HopReport, ...]:
        house.warehouse.refresh_counts()
        return house.group()

    return run_hop(group, origin=BACKFILL, last=True)
