"""What was told, and how the runs went: alerts, parcels, deliveries, runs with their counts."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, Table

from trucewatch.codebook import Act, Category, Channel
from trucewatch.warehouse.tables.base import (
    always,
    coded,
    flag,
    index_some,
    key,
    maybe,
    metadata,
    one_of,
    owner,
    refers,
)
from trucewatch.warehouse.types import Moment, Words

alerts = Table(
    "alerts",
    metadata,
    key("id", "Identifier, derived from change and recipient"),
    always("change_key", Words, "The change it is about"),
    always("recipient", Words, "Mail address, URL or file"),
    always("language", Words, "Language of the message, ISO 639-1"),
    always("headline", Words, "The change in plain words"),
    always("rule", Words, "Why it fired, in one line"),
    always("created_at", Moment, "When it was caused"),
    always("status", Words, "pending, deferred (to be tried again), sent, or failed (given up)", "pending"),
    always("attempts", Integer, "Tries to send it so far", "0"),
    maybe("next_try_at", Moment, "Not to be tried before; empty: at once, or never where sent or failed"),
    maybe("sent_at", Moment, "When it was sent; empty: not yet"),
    coded("channel", Channel, "The way it goes", default=Channel.MAIL),
    always("arrangement_id", Words, "The arrangement that changed; '' for alerts of before this was kept", ""),
    coded("category", Category, "What changed; empty for alerts of before this was kept", optional=True),
    coded("act", Act, "What was newly done; empty for alerts of before this was kept", optional=True),
    maybe("not_before", Moment, "Digests and quiet hours make it wait until then; empty: it may go at once"),
    maybe("parcel_id", Words, "The parcel it travels in; empty: it is in none yet"),
    one_of("status", ("pending", "deferred", "sent", "failed")),
    one_of("channel", Channel),
    one_of("category", Category),
    one_of("act", Act),
    Index(None, "parcel_id"),
    Index(None, "change_key"),
    comment="One row per change that one recipient is told of",
)
index_some("ix_alerts_unsent", "created_at", "id", on=alerts, where="status IN ('pending', 'deferred')")

parcels = Table(
    "parcels",
    metadata,
    key("id", "Identifier, derived from its alerts; the Message-ID of a mail is made of it"),
    always("recipient", Words, "Mail address, URL or file"),
    coded("channel", Channel, "The way it goes"),
    always("packed_at", Moment, "When it was packed"),
    always("status", Words, "open, sent, or failed (given up)", "open"),
    always("tries", Integer, "Tries to send it so far", "0"),
    maybe("leased_until", Moment, "Somebody is sending it, and nobody else may until then; empty: nobody is"),
    maybe("next_try_at", Moment, "Not to be tried before; empty: at once, or never where sent or failed"),
    maybe("finished_at", Moment, "When it was sent or given up; empty: not yet"),
    flag("in_doubt", "Whether it may have been taken in an earlier try, so that its alerts go in no other message"),
    one_of("channel", Channel),
    one_of("status", ("open", "sent", "failed")),
    Index(None, "recipient", "finished_at"),
    comment="One row per message: alerts packed together before it is sent, so that a second try is the same one",
)
index_some("ix_parcels_open", "packed_at", "id", on=parcels, where="status = 'open'")

alert_evidence = Table(
    "alert_evidence",
    metadata,
    owner("alert_id", "alerts.id", "The alert", is_key=True),
    key("position", "Place in the alert, from 0", Integer),
    refers("mention_id", "mentions.id", "A mention it rests on"),
    Index(None, "mention_id"),
    comment="Which mentions an alert rests on",
)

deliveries = Table(
    "deliveries",
    metadata,
    owner("alert_id", "alerts.id", "The alert", is_key=True),
    key("tried_at", "When it was tried", Moment),
    always("recipient", Words, "Mail address, URL or file it went to"),
    always("message_id", Words, "Message-ID of the mail; one message may carry several alerts"),
    always("status", Words, "sent, failed (never again), deferred (try later) or doubtful (it may have been taken)"),
    always("message", Words, "What the other side said, or ''"),
    one_of("status", ("sent", "failed", "deferred", "doubtful")),
    comment="One row per alert and try to send it",
)

runs = Table(
    "runs",
    metadata,
    key("run_id", "Identifier of the run"),
    always("origin", Words, "What started it: a DAG or a command"),
    always("started_at", Moment, "When it began"),
    maybe("finished_at", Moment, "When it ended; empty: it is under way, or was broken off"),
    Index(None, "started_at"),
    comment="One row per run of the road",
)

run_hops = Table(
    "run_hops",
    metadata,
    owner("run_id", "runs.run_id", "The run", is_key=True),
    key("hop", "The hop: poll, fetch, read..."),
    always("seen", Integer, "Items that came in"),
    always("kept", Integer, "Items that went on"),
    always("failed", Boolean, "Whether something was lost to an error of ours"),
    comment="What came into and out of each hop of a run",
)

run_losses = Table(
    "run_losses",
    metadata,
    owner("run_id", "runs.run_id", "The run", is_key=True),
    key("hop", "The hop"),
    key("reason", "Why items were lost"),
    always("count", Integer, "How many"),
    comment="What each hop of a run lost, by reason",
)

backfill_parts = Table(
    "backfill_parts",
    metadata,
    key("id", "Identifier, derived from file, size, start and end"),
    always("file", Words, "URL of the WARC file, or its name in our own archive"),
    always("size", BigInteger, "Bytes of the whole file"),
    always("first_byte", BigInteger, "First byte of the part"),
    always("end_byte", BigInteger, "First byte behind it"),
    always("done_at", Moment, "When all of it was read"),
    maybe("run_id", Words, "The run that read it; empty: not known"),
    comment="One row per part of a WARC file that a backfill read to its end, and need not read again",
)
