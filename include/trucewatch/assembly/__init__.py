"""The one place where parts are chosen and joined."""

from trucewatch.assembly.backfilling import PART_BYTES, Plan, backfill, backfill_side_by_side, plan_backfill, reread
from trucewatch.assembly.exporting import export_results
from trucewatch.assembly.house import House, SystemClock

__all__ = [
    "PART_BYTES",
    "House",
    "Plan",
    "SystemClock",
    "backfill",
    "backfill_side_by_side",
    "export_results",
    "plan_backfill",
    "reread",
]
