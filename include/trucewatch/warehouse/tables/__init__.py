"""The schema: every table and column with what it means; migrations and the data dictionary follow it.

Keys are texts that derive from content, so a row's identity is the same in every warehouse. Work that waits is told by
an empty `_at` column (`fetched_at`, `read_at`, `grouped_at`, `linked_at`), each with an index of just the waiting rows.
"""

from trucewatch.warehouse.tables.arrangements import (
    arrangements,
    change_evidence,
    changes,
    conflict_parties,
    contradictions,
    mention_links,
    stances,
    standings,
)
from trucewatch.warehouse.tables.base import metadata
from trucewatch.warehouse.tables.findings import (
    mention_issues,
    mention_parties,
    mention_places,
    mention_sources,
    mentions,
)
from trucewatch.warehouse.tables.hosts import hosts, robots_files
from trucewatch.warehouse.tables.news import (
    articles,
    documents,
    entries,
    entry_feeds,
    entry_keys,
    entry_revisions,
    feed_fetches,
    feeds,
)
from trucewatch.warehouse.tables.searching import day_counts, mention_index, place_days, stale_days
from trucewatch.warehouse.tables.stories import document_sketches, document_traces, stories, trace_keys
from trucewatch.warehouse.tables.telling import (
    alert_evidence,
    alerts,
    backfill_parts,
    deliveries,
    parcels,
    run_hops,
    run_losses,
    runs,
)

__all__ = [
    "alert_evidence",
    "alerts",
    "arrangements",
    "articles",
    "backfill_parts",
    "change_evidence",
    "changes",
    "conflict_parties",
    "contradictions",
    "day_counts",
    "deliveries",
    "document_sketches",
    "document_traces",
    "documents",
    "entries",
    "entry_feeds",
    "entry_keys",
    "entry_revisions",
    "feed_fetches",
    "feeds",
    "hosts",
    "mention_index",
    "mention_issues",
    "mention_links",
    "mention_parties",
    "mention_places",
    "mention_sources",
    "mentions",
    "metadata",
    "parcels",
    "place_days",
    "robots_files",
    "run_hops",
    "run_losses",
    "runs",
    "stale_days",
    "stances",
    "standings",
    "stories",
    "trace_keys",
]
