"""From documents to stories: which tell of one event, and which only repeat another's words."""

import logging
from collections import Counter
from datetime import timedelta

from trucewatch.model import Account, HopReport, Trace
from trucewatch.pipeline.parts import INTERNAL, Progress, no_progress, report
from trucewatch.ports import Clock, Grouper, Warehouse

log = logging.getLogger(__name__)

BATCH = 200
"""Documents placed in one transaction, which others wait for."""
TOLD_WITHIN = timedelta(days=7)
"""How far apart two documents may be that repeat each other; the accounts of one event are nearer."""


def group_documents(
    *, warehouse: Warehouse, grouper: Grouper, clock: Clock, progress: Progress = no_progress
) -> tuple[HopReport, ...]:
    """Give every document that was read its story; return counts ("group")."""
    lost: Counter[str] = Counter()
    seen: set[str] = set()
    while accounts := [one for one in warehouse.ungrouped_documents(BATCH) if one.document.id not in seen]:
        traces = [_trace(one, grouper, lost) for one in accounts]
        placed = warehouse.save_traces(traces, grouper.place, TOLD_WITHIN, clock.now())
        seen |= {one.document.id for one in accounts}
        log.info("group batch=%d placed=%d", len(accounts), placed)
        progress("group", len(seen), len(seen))
    return (report("group", len(seen), lost),)


def _trace(account: Account, grouper: Grouper, lost: Counter[str]) -> Trace:
    """Trace an account; one that cannot be traced is a story of its own, so that it holds up no other."""
    try:
        return grouper.trace(account)
    except Exception:
        log.exception("group document=%s", account.document.id)
        lost[INTERNAL] += 1
        return Trace(
            document_id=account.document.id,
            said_at=account.said_at,
            language=account.document.language,
            origin=account.family,
            agency=None,
            sketch=(),
            terms=(),
        )
