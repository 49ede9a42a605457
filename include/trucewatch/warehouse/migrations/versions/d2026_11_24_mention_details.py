"""How exactly a date is told, level, venue and issues of talks, a speaker's relays, who spoke before, other codes."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_mention_details"
down_revision = "2026_11_23_documents_and_stories"

FORMATS = "'phone', 'video', 'in_person', 'summit', 'mediated', 'letter', 'unspecified'"
FORMAT_BEFORE = f"format IN ({FORMATS})"
FORMAT = f"format IN ({FORMATS}, 'multilateral', 'backchannel')"
EVENT_ON_BEFORE = "The day spoken of; empty: not stated"
EVENT_ON = "The day spoken of, or the first of the week, month or year; empty: not stated"
LISTED = {
    "event_precision": (
        "'day', 'week', 'month', 'year'",
        "How exactly event_on is told; empty: it is not",
    ),
    "level": (
        "'head_of_state', 'minister', 'envoy', 'military', 'technical', 'parliamentary', 'unspecified'",
        "Who sits at the table; empty: not talks",
    ),
    "speaker_before_role": (
        "'party', 'mediator', 'third_state', 'igo', 'expert', 'media', 'unknown'",
        "The standing in the conflict; empty: nobody named there",
    ),
}
ISSUES = (
    "'ceasefire', 'territory', 'security_guarantees', 'military_aid', 'sanctions', 'prisoners', 'nuclear_plant', "
    "'nato_membership', 'elections', 'shipping_grain', 'reparations', 'troops_peacekeeping', 'humanitarian_access'"
)
ROLES = "'party', 'mediator', 'third_state', 'igo', 'expert', 'media', 'unknown'"
COLUMNS = (
    sa.Column("venue_text", sa.Text(), comment="Where talks are held, as written; empty: not said, or not talks"),
    sa.Column("venue_start", sa.Integer(), comment="Offset of the venue's first character"),
    sa.Column("venue_end", sa.Integer(), comment="Offset after the venue's last character"),
    sa.Column("venue_id", sa.Text(), comment="The venue's identifier in the gazetteer; empty: unknown"),
    sa.Column("venue_name", sa.Text(), comment="Its English name, or the words themselves"),
    sa.Column("venue_code", sa.Text(), comment="Its ISO 3166-1 alpha-2 or ISO 3166-2 code; empty: none"),
    sa.Column("venue_country", sa.Text(), comment="Its country, ISO 3166-1 alpha-2; empty: unknown or none"),
    sa.Column("venue_latitude", sa.Float(), comment="Its degrees north (WGS 84); empty: unknown"),
    sa.Column("venue_longitude", sa.Float(), comment="Its degrees east (WGS 84); empty: unknown"),
    sa.Column("plover", sa.Text(), comment="PLOVER event and mode, derived from the crosswalk; empty: nothing fits"),
    sa.Column("cameo", sa.Text(), comment="CAMEO code, derived the same way; empty: nothing fits"),
    sa.Column("acled", sa.Text(), comment="ACLED sub-event, derived the same way; empty: nothing fits"),
    sa.Column(
        "speaker_before_text",
        sa.Text(),
        comment="Who says it, as another sentence has it; empty: the same one does, or none",
    ),
    sa.Column("speaker_before_start", sa.Integer(), comment="Offset of the first character there"),
    sa.Column("speaker_before_end", sa.Integer(), comment="Offset after the last character there"),
    sa.Column("speaker_before_id", sa.Text(), comment="Identifier: ISO 3166-1 alpha-3 or a slug; empty: unknown"),
    sa.Column("speaker_before_name", sa.Text(), comment="English name of that identifier, or the words themselves"),
)


def upgrade() -> None:
    for name, (values, words) in LISTED.items():
        # As part of the column: SQLite adds a rule of a table only by making the table anew.
        rule = f"CONSTRAINT ck_mentions_{name} CHECK ({name} IN ({values}))"
        op.execute(f"ALTER TABLE mentions ADD COLUMN {name} TEXT {rule}")
        _comment(name, words)
    for column in COLUMNS:
        op.add_column("mentions", column)
    op.execute("UPDATE mentions SET event_precision = 'day' WHERE event_on IS NOT NULL")
    _comment("event_on", EVENT_ON)
    _replace_format_rule(FORMAT_BEFORE, FORMAT)
    _create_tables()


def downgrade() -> None:
    for table in ("mention_sources", "mention_issues"):
        op.drop_table(table)
    # The older schema knows days only, and fewer forms of talks.
    op.execute("UPDATE mentions SET event_on = NULL WHERE event_precision <> 'day'")
    op.execute("UPDATE mentions SET format = 'unspecified' WHERE format IN ('multilateral', 'backchannel')")
    _replace_format_rule(FORMAT, FORMAT_BEFORE)
    _comment("event_on", EVENT_ON_BEFORE)
    for name in (*LISTED, *(str(column.name) for column in COLUMNS)):
        op.drop_column("mentions", name)


def _replace_format_rule(old: str, new: str) -> None:
    """Let a mention's format be one of another list.

    In SQLite the rule stands in the table's own words, and only there. They are changed where they stand, as
    https://www.sqlite.org/lang_altertable.html (section 7) allows for a CHECK: to make the table anew would drop the old
    one, and with it, by their foreign keys, the parties, places, links and stances of every mention.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_mentions_format"), "mentions")
        op.create_check_constraint(op.f("ck_mentions_format"), "mentions", sa.text(new))
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'mentions' AND instr(sql, ?)",
        (old, new, old),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
    if changed.rowcount != 1:
        raise RuntimeError("the table mentions has no rule for its formats that could be replaced")


def _comment(column: str, words: str) -> None:
    """Say what a column of mentions means, where the database keeps such words."""
    if op.get_bind().dialect.supports_comments:
        quoted = words.replace("'", "''")
        op.execute(f"COMMENT ON COLUMN mentions.{column} IS '{quoted}'")


def _create_tables() -> None:
    op.create_table(
        "mention_issues",
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place in the order of the codebook, from 0"),
        sa.Column("issue", sa.Text(), nullable=False, comment="What the talks are about"),
        sa.CheckConstraint(f"issue IN ({ISSUES})", name=op.f("ck_mention_issues_issue")),
        _owned("mention_issues"),
        sa.PrimaryKeyConstraint("mention_id", "position", name=op.f("pk_mention_issues")),
        comment="What the talks of a mention are about",
    )
    op.create_index(op.f("ix_mention_issues_issue"), "mention_issues", ["issue"], unique=False)
    op.create_table(
        "mention_sources",
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention"),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="Steps from the speaker towards the article, from 0"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="The relay, as written"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="Offset of its first character"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="Offset after its last character"),
        sa.Column("actor_id", sa.Text(), comment="ISO 3166-1 alpha-3 or a slug; empty: unknown"),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="English name of that identifier, or the words themselves"
        ),
        sa.Column("role", sa.Text(), nullable=False, comment="What it is in the conflict"),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("ck_mention_sources_role")),
        _owned("mention_sources"),
        sa.PrimaryKeyConstraint("mention_id", "position", name=op.f("pk_mention_sources")),
        comment="Through whom a speaker's words reach the article; the speaker himself is in mentions",
    )
    op.create_index(op.f("ix_mention_sources_actor_id"), "mention_sources", ["actor_id"], unique=False)


def _owned(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_mention_id")
    return sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=name, ondelete="CASCADE")
