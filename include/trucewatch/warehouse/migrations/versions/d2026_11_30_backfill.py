"""How articles came, what documents were read with, and which parts of WARC files are done."""

import sqlalchemy as sa
from alembic import op

from trucewatch.warehouse.migrations.rules import say

revision = "2026_11_30_backfill"
down_revision = "2026_11_30_standings"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
ORIGINS = "origin IN ('watch', 'backfill')"
ORIGIN_WORDS = "How it came: watch (a feed listed it) or backfill (read from an archive)"
RULES_WORDS = "Packs and models that it was read with; empty: read before this was kept"


def upgrade() -> None:
    # What is there came from feeds. The rule stands with the column: SQLite adds one to a table in no other way.
    op.execute(
        "ALTER TABLE articles ADD COLUMN origin TEXT DEFAULT 'watch' NOT NULL "
        f"CONSTRAINT ck_articles_origin CHECK ({ORIGINS})"
    )
    say(ORIGIN_WORDS, "articles", "origin")
    op.add_column("documents", sa.Column("rules", sa.Text(), comment=RULES_WORDS))
    op.create_table(
        "backfill_parts",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from file, size, start and end"),
        sa.Column("file", sa.Text(), nullable=False, comment="URL of the WARC file, or its name in our own archive"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="Bytes of the whole file"),
        sa.Column("first_byte", sa.BigInteger(), nullable=False, comment="First byte of the part"),
        sa.Column("end_byte", sa.BigInteger(), nullable=False, comment="First byte behind it"),
        sa.Column("done_at", MOMENT, nullable=False, comment="When all of it was read"),
        sa.Column("run_id", sa.Text(), comment="The run that read it; empty: not known"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfill_parts")),
        comment="One row per part of a WARC file that a backfill read to its end, and need not read again",
    )


def downgrade() -> None:
    op.drop_table("backfill_parts")
    op.drop_column("documents", "rules")
    op.drop_column("articles", "origin")
