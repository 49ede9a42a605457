"""The order of the hops: each reads what is due, calls one door, saves in one transaction, and counts.

Nothing here knows a library, a table or a protocol: the parts come in as ports, the crafts are the rooms' doors.
Every hop may be run again at any time; what it did already, it does not do twice.
"""

from trucewatch.pipeline.acquiring import TAKEN_ALONG, ask_feeds, fetch_entries, poll_feeds
from trucewatch.pipeline.backfilling import Source, Tick, backfill_part, no_tick, sum_of, unusable
from trucewatch.pipeline.grouping import group_documents
from trucewatch.pipeline.hosts import by_host, even_batches
from trucewatch.pipeline.parts import Outside, Progress, no_progress
from trucewatch.pipeline.reading import Craft, read_articles
from trucewatch.pipeline.rereading import reread_articles
from trucewatch.pipeline.telling import Desk, hold_pending, link_evidence, relink_all, send_pending
from trucewatch.pipeline.tending import BY_CLOCK, Asked, Letterhead, tell_health, tell_heartbeat

__all__ = [
    "BY_CLOCK",
    "TAKEN_ALONG",
    "Asked",
    "Craft",
    "Desk",
    "Letterhead",
    "Outside",
    "Progress",
    "Source",
    "Tick",
    "ask_feeds",
    "backfill_part",
    "by_host",
    "even_batches",
    "fetch_entries",
    "group_documents",
    "hold_pending",
    "link_evidence",
    "no_progress",
    "no_tick",
    "poll_feeds",
    "read_articles",
    "relink_all",
    "reread_articles",
    "send_pending",
    "sum_of",
    "tell_health",
    "tell_heartbeat",
    "unusable",
]
