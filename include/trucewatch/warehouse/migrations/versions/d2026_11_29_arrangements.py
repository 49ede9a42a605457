"""Where each party stands and who says so, how long ceasefires run, contradictions, changes, parcels of alerts."""

import sqlalchemy as sa
from alembic import op

from trucewatch.warehouse.migrations.rules import replace_rule, say

revision = "2026_11_29_arrangements"
down_revision = "2026_11_24_mention_details"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
STATES_BEFORE = (
    "'proposed', 'under_negotiation', 'partly_accepted', 'contested', 'rejected', 'agreed', 'in_force', 'extended', "
    "'violated', 'ended', 'historical', 'reported'"
)
STATES = STATES_BEFORE.replace("'violated', 'ended'", "'violated', 'suspended', 'ended', 'expired'")
ACTS = (
    "'call_for', 'accept', 'reject', 'in_force', 'extend', 'violate', 'end', 'monitor', 'discuss', 'control', 'gain', "
    "'lose', 'claim', 'demand', 'offer', 'refuse', 'schedule', 'hold', 'agree', 'stall', 'fail'"
)
POSITIONS = (
    "'proposes', 'accepts', 'accepts_conditionally', 'rejects', 'observes', 'violates', 'alleged_violator', 'ends', "
    "'suspends', 'expires'"
)
MATTERS = "'acceptance', 'observance', 'force'"
CHANNELS = "'mail', 'webhook', 'feed'"
LISTED = (
    (
        "category",
        "'ceasefire', 'territory', 'negotiation'",
        "What changed; empty for alerts of before this was kept",
    ),
    ("act", ACTS, "What was newly done; empty for alerts of before this was kept"),
)
STATUS_BEFORE = "status IN ('sent', 'failed', 'deferred')"
STATUS = "status IN ('sent', 'failed', 'deferred', 'doubtful')"
WORDS = (
    ("alerts", "recipient", "Mail address", "Mail address, URL or file"),
    ("alerts", "language", "Language of the mail, ISO 639-1", "Language of the message, ISO 639-1"),
    ("deliveries", "recipient", "Mail address it went to", "Mail address, URL or file it went to"),
    (
        "deliveries",
        "message_id",
        "Message-ID of the mail; one mail may carry several alerts",
        "Message-ID of the mail; one message may carry several alerts",
    ),
    (
        "deliveries",
        "status",
        "sent, failed (never again) or deferred (try later)",
        "sent, failed (never again), deferred (try later) or doubtful (it may have been taken)",
    ),
    ("deliveries", "message", "What the mail server said, or ''", "What the other side said, or ''"),
)
ADDED = (
    ("mentions", sa.Column("link_batch", sa.Integer(), comment="Number of the batch that it was linked in, 0 for those of older versions; empty: it waits")),
    ("arrangements", sa.Column("runs_since", MOMENT, comment="When a ceasefire took effect, as far as anybody said; empty: nobody did")),
    ("arrangements", sa.Column("expires_at", MOMENT, comment="When the time of one that runs is over; empty: nobody said how long, or since when")),
    ("stances", sa.Column("told_by", sa.Text(), nullable=False, server_default="", comment="Who says so: the speaker's identifier or name, or 'press:' and the publisher family")),
    ("stances", sa.Column("meets_on", sa.Date(), comment="The day of the talks; empty: not said, or no talks are meant")),
    ("stances", sa.Column("rank", sa.BigInteger(), nullable=False, server_default="0", comment="Order among all stances: microseconds since 1970, with the place in the document")),
    ("alerts", sa.Column("arrangement_id", sa.Text(), nullable=False, server_default="", comment="The arrangement that changed; '' for alerts of before this was kept")),
    ("alerts", sa.Column("not_before", MOMENT, comment="Digests and quiet hours make it wait until then; empty: it may go at once")),
    ("alerts", sa.Column("parcel_id", sa.Text(), comment="The parcel it travels in; empty: it is in none yet")),
)  # fmt: skip
INDEXES = (
    ("ix_mentions_link_batch", "mentions", ["link_batch"]),
    ("ix_arrangements_category_conflict_last_said_at", "arrangements", ["category", "conflict", "last_said_at"]),
    (
        "ix_stances_standing",
        "stances",
        ["arrangement_id", "party", "act", "polarity", "standing", "meets_on", "told_by", "rank", "mention_id"],
    ),
    ("ix_alerts_parcel_id", "alerts", ["parcel_id"]),
    ("ix_alerts_change_key", "alerts", ["change_key"]),
)
NEW_TABLES = ("change_evidence", "changes", "contradictions", "conflict_parties", "parcels")


def upgrade() -> None:
    replace_rule("arrangements", "ck_arrangements_state", f"state IN ({STATES_BEFORE})", f"state IN ({STATES})")
    replace_rule("deliveries", "ck_deliveries_status", STATUS_BEFORE, STATUS)
    for table, column in ADDED:
        op.add_column(table, column)
    # As part of the column: SQLite adds a rule of a table only by making the table anew.
    op.execute(
        f"ALTER TABLE stances ADD COLUMN standing TEXT CONSTRAINT ck_stances_standing CHECK (standing IN ({POSITIONS}))"
    )
    say("Where that puts the party; empty: the act says nothing of it", "stances", "standing")
    op.execute(
        "ALTER TABLE alerts ADD COLUMN channel TEXT DEFAULT 'mail' NOT NULL "
        f"CONSTRAINT ck_alerts_channel CHECK (channel IN ({CHANNELS}))"
    )
    say("The way it goes", "alerts", "channel")
    for name, listed, words in LISTED:
        op.execute(
            f"ALTER TABLE alerts ADD COLUMN {name} TEXT CONSTRAINT ck_alerts_{name} CHECK ({name} IN ({listed}))"
        )
        say(words, "alerts", name)
    for table, name, _, words in WORDS:
        say(words, table, name)
    _create_tables()
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, columns, unique=False)
    _index_some("ix_arrangements_expiring", "arrangements", ["expires_at"], "expires_at IS NOT NULL")
    _fill_stances()


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_index("ix_arrangements_expiring", "arrangements")
    for name, table, _ in INDEXES:
        op.drop_index(op.f(name), table)
    # The older schema knows fewer endings, and no doubt.
    op.execute("UPDATE arrangements SET state = 'ended' WHERE state IN ('suspended', 'expired')")
    op.execute("UPDATE deliveries SET status = 'deferred' WHERE status = 'doubtful'")
    replace_rule("arrangements", "ck_arrangements_state", f"state IN ({STATES})", f"state IN ({STATES_BEFORE})")
    replace_rule("deliveries", "ck_deliveries_status", STATUS, STATUS_BEFORE)
    op.drop_column("stances", "standing")
    for name in ("channel", *(name for name, _, _ in LISTED)):
        op.drop_column("alerts", name)
    for table, column in ADDED:
        op.drop_column(table, str(column.name))
    for table, name, words, _ in WORDS:
        say(words, table, name)


def _fill_stances() -> None:
    """Say of older stances what new ones say of themselves; where several readings are possible, the plainest."""
    seconds = "strftime('%s', said_at)" if op.get_bind().dialect.name == "sqlite" else "extract(epoch FROM said_at)"
    op.execute("UPDATE mentions SET link_batch = 0 WHERE linked_at IS NOT NULL")
    op.execute(f"UPDATE stances SET rank = CAST({seconds} AS BIGINT) * 1000000")  # noqa: S608  # our own words
    op.execute(
        """
        UPDATE stances SET standing = CASE
            WHEN polarity = 'NEG' THEN CASE act
                WHEN 'accept' THEN 'rejects' WHEN 'offer' THEN 'rejects' WHEN 'violate' THEN 'observes' END
            ELSE CASE act
                WHEN 'call_for' THEN 'proposes' WHEN 'schedule' THEN 'proposes' WHEN 'claim' THEN 'proposes'
                WHEN 'demand' THEN 'proposes' WHEN 'offer' THEN 'proposes' WHEN 'accept' THEN 'accepts'
                WHEN 'extend' THEN 'accepts' WHEN 'hold' THEN 'accepts' WHEN 'agree' THEN 'accepts'
                WHEN 'reject' THEN 'rejects' WHEN 'refuse' THEN 'rejects' WHEN 'in_force' THEN 'observes'
                WHEN 'violate' THEN 'violates' WHEN 'end' THEN 'ends' WHEN 'fail' THEN 'ends' END
            END
        """
    )
    op.execute(
        """
        UPDATE stances SET told_by = (
            SELECT coalesce(m.speaker_before_id, m.speaker_before_name, m.speaker_id, m.speaker_name,
                'press:' || coalesce(t.origin, f.family))
            FROM mentions AS m
            JOIN documents AS d ON d.id = m.document_id
            JOIN articles AS a ON a.id = d.article_id
            JOIN entries AS e ON e.id = a.entry_id
            JOIN feeds AS f ON f.id = e.feed_id
            LEFT JOIN document_traces AS t ON t.document_id = d.id
            WHERE m.id = stances.mention_id
        )
        """
    )


def _create_tables() -> None:
    op.create_table(
        "contradictions",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from arrangement, party, matter and tellers"),
        sa.Column("arrangement_id", sa.Text(), nullable=False, comment="The arrangement"),
        sa.Column("party", sa.Text(), nullable=False, comment="Whose doing is told in two ways; '' where the ceasefire's own force is"),
        sa.Column("matter", sa.Text(), nullable=False, comment="What the accounts contradict each other about"),
        sa.Column("yes_mention_id", sa.Text(), nullable=False, comment="Says that the party accepts or observes, or that the ceasefire is in force"),
        sa.Column("no_mention_id", sa.Text(), nullable=False, comment="Says that it does not"),
        sa.CheckConstraint(f"matter IN ({MATTERS})", name=op.f("ck_contradictions_matter")),
        _owned("contradictions", "arrangement_id", "arrangements.id"),
        _owned("contradictions", "yes_mention_id", "mentions.id"),
        _owned("contradictions", "no_mention_id", "mentions.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contradictions")),
        comment="Pairs of mentions whose tellers say the opposite of one party and one ceasefire within three days",
    )  # fmt: skip
    for column in ("arrangement_id", "yes_mention_id", "no_mention_id"):
        op.create_index(op.f(f"ix_contradictions_{column}"), "contradictions", [column], unique=False)
    op.create_table(
        "conflict_parties",
        sa.Column("conflict", sa.Text(), nullable=False, comment="Identifier from conflicts.yaml"),
        sa.Column("party", sa.Text(), nullable=False, comment="Actor identifier"),
        sa.Column("name", sa.Text(), nullable=False, comment="English name of the party"),
        sa.Column("country", sa.Text(), comment="ISO 3166-1 alpha-2 of the state it is; empty: it is none"),
        sa.PrimaryKeyConstraint("conflict", "party", name=op.f("pk_conflict_parties")),
        comment="The parties of each watched conflict, as the knowledge files list them now",
    )
    op.create_table(
        "changes",
        sa.Column("key", sa.Text(), nullable=False, comment="Identifier, derived from arrangement, act, actors and target"),
        sa.Column("arrangement_id", sa.Text(), nullable=False, comment="The arrangement that changed"),
        sa.Column("act", sa.Text(), nullable=False, comment="What was newly done"),
        sa.Column("actors", sa.Text(), nullable=False, comment="Who did it, as a JSON array of identifiers or names; [] where nobody is named"),
        sa.Column("standing", sa.Text(), comment="Where that puts them; empty: the act says nothing of it"),
        sa.Column("state_before", sa.Text(), comment="How the arrangement stood until then; empty: it was a new one"),
        sa.Column("state", sa.Text(), nullable=False, comment="How it stood with that"),
        sa.Column("found_at", MOMENT, nullable=False, comment="When it was found"),
        sa.CheckConstraint(f"act IN ({ACTS})", name=op.f("ck_changes_act")),
        sa.CheckConstraint(f"standing IN ({POSITIONS})", name=op.f("ck_changes_standing")),
        sa.CheckConstraint(f"state_before IN ({STATES})", name=op.f("ck_changes_state_before")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_changes_state")),
        _owned("changes", "arrangement_id", "arrangements.id"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_changes")),
        comment="One row per stance or state that was not there before: what alerts are about",
    )  # fmt: skip
    op.create_index(op.f("ix_changes_arrangement_id_found_at"), "changes", ["arrangement_id", "found_at"], unique=False)
    op.create_table(
        "change_evidence",
        sa.Column("change_key", sa.Text(), nullable=False, comment="The change"),
        sa.Column("mention_id", sa.Text(), nullable=False, comment="A mention that says so"),
        _owned("change_evidence", "change_key", "changes.key"),
        _owned("change_evidence", "mention_id", "mentions.id"),
        sa.PrimaryKeyConstraint("change_key", "mention_id", name=op.f("pk_change_evidence")),
        comment="Which mentions a change rests on: at most 3 of a publisher family",
    )
    op.create_index(op.f("ix_change_evidence_mention_id"), "change_evidence", ["mention_id"], unique=False)
    op.create_table(
        "parcels",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from its alerts; the Message-ID of a mail is made of it"),
        sa.Column("recipient", sa.Text(), nullable=False, comment="Mail address, URL or file"),
        sa.Column("channel", sa.Text(), nullable=False, comment="The way it goes"),
        sa.Column("packed_at", MOMENT, nullable=False, comment="When it was packed"),
        sa.Column("status", sa.Text(), server_default="open", nullable=False, comment="open, sent, or failed (given up)"),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False, comment="Tries to send it so far"),
        sa.Column("leased_until", MOMENT, comment="Somebody is sending it, and nobody else may until then; empty: nobody is"),
        sa.Column("next_try_at", MOMENT, comment="Not to be tried before; empty: at once, or never where sent or failed"),
        sa.Column("finished_at", MOMENT, comment="When it was sent or given up; empty: not yet"),
        sa.Column("in_doubt", sa.Boolean(), server_default=sa.false(), nullable=False, comment="Whether it may have been taken in an earlier try, so that its alerts go in no other message"),
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("ck_parcels_channel")),
        sa.CheckConstraint("status IN ('open', 'sent', 'failed')", name=op.f("ck_parcels_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        comment="One row per message: alerts packed together before it is sent, so that a second try is the same one",
    )  # fmt: skip
    op.create_index(op.f("ix_parcels_recipient_finished_at"), "parcels", ["recipient", "finished_at"], unique=False)
    _index_some("ix_parcels_open", "parcels", ["packed_at", "id"], "status = 'open'")


def _owned(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def _index_some(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(op.f(name), table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
