"""Pages that were passed over, what is known of each document besides, the stories that documents tell, selectors."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_documents_and_stories"
down_revision = "2026_11_22_identity_and_hosts"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
PASSED_OVER = "passed_over IN ('no_pack', 'no_trigger', 'no_conflict')"
UNGROUPED = "grouped_at IS NULL AND passed_over IS NULL AND superseded_at IS NULL"
COLUMNS: Mapping[str, tuple[sa.Column[object], ...]] = {
    "feeds": (
        sa.Column(
            "body_selector",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="CSS selector of what holds an article's text on its pages; '': left to us",
        ),
        sa.Column(
            "drop_selector",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="CSS selector of what is taken out of its pages before reading; '': nothing",
        ),
    ),
    "documents": (
        sa.Column("updated_at", MOMENT, comment="When the page says that it was changed last; empty: not stated"),
        sa.Column(
            "is_paywalled_partial",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="Whether only the part in front of a paywall could be read",
        ),
        sa.Column(
            "is_live_blog",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="Whether it is a live blog",
        ),
        sa.Column(
            "is_opinion",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="Whether it is a column, an editorial or a letter",
        ),
        sa.Column(
            "sketch",
            sa.LargeBinary(),
            comment="Least hashes of its words in a row, 8 bytes each, to find near copies; empty: not taken",
        ),
        sa.Column("grouped_at", MOMENT, comment="When it was given a story; empty: it waits, or was passed over"),
    ),
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    # As part of the column: SQLite adds a rule of a table only by making the table anew.
    op.execute(
        f"ALTER TABLE documents ADD COLUMN passed_over TEXT CONSTRAINT ck_documents_passed_over CHECK ({PASSED_OVER})"
    )
    _comment("Why nobody read it with care; empty: somebody did", column="passed_over")
    _comment("One row per article whose text could be read, or was not worth it")
    _comment("Clean text; offsets of mentions point into it; '' where the page was passed over", column="text")
    _create_tables()
    _index_some("ix_documents_ungrouped", "documents", ["id"], UNGROUPED)
    _index_some("ix_document_traces_copy_of", "document_traces", ["copy_of"], "copy_of IS NOT NULL")


def downgrade() -> None:
    # The older schema knows no page that was passed over: its article gave no document.
    op.execute(
        "UPDATE articles SET read_reason = 'passed_over', read_message = 'The page was passed over.' "
        "WHERE id IN (SELECT article_id FROM documents WHERE passed_over IS NOT NULL)"
    )
    op.execute("DELETE FROM documents WHERE passed_over IS NOT NULL")
    for table in ("trace_keys", "document_traces", "stories", "document_sketches"):
        op.drop_table(table)
    op.drop_index("ix_documents_ungrouped", "documents")
    op.drop_column("documents", "passed_over")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, str(column.name))
    _comment("One row per article whose text could be read")
    _comment("Clean text; offsets of mentions point into it", column="text")


def _comment(words: str, column: str = "") -> None:
    """Say what documents, or one of its columns, means, where the database keeps such words."""
    if op.get_bind().dialect.supports_comments:
        place = f"COLUMN documents.{column}" if column else "TABLE documents"
        quoted = words.replace("'", "''")
        op.execute(f"COMMENT ON {place} IS '{quoted}'")


def _create_tables() -> None:
    op.create_table(
        "document_sketches",
        sa.Column(
            "hash",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="One of the least hashes of the document's sketch",
        ),
        sa.Column(
            "said_at",
            MOMENT,
            nullable=False,
            comment="When the document was published, or first seen where no date is known",
        ),
        sa.Column("document_id", sa.Text(), nullable=False, comment="The document"),
        sa.Column("host", sa.Text(), nullable=False, comment="Host of the document's address; '' where there is none"),
        sa.PrimaryKeyConstraint("hash", "said_at", "document_id", name=op.f("pk_document_sketches")),
        sqlite_with_rowid=False,
        comment="By which hashes a document is found by others that may say the same",
    )
    op.create_table(
        "stories",
        sa.Column(
            "id",
            sa.Text(),
            nullable=False,
            comment="Identifier, derived from its first document; it stays when that one goes",
        ),
        sa.Column("first_said_at", MOMENT, nullable=False, comment="When its first document was said"),
        sa.Column("last_said_at", MOMENT, nullable=False, comment="When its last document was said"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        comment="One row per event that documents tell of, in whatever language",
    )
    op.create_index(op.f("ix_stories_last_said_at_id"), "stories", ["last_said_at", "id"], unique=False)
    _create_traces()
    op.create_table(
        "trace_keys",
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="A term that few events share; a very long one as its digest",
        ),
        sa.Column("said_at", MOMENT, nullable=False, comment="When the document was said"),
        sa.Column("document_id", sa.Text(), nullable=False, comment="The document"),
        _owned_by("document_traces.document_id", "trace_keys"),
        sa.PrimaryKeyConstraint("key", "said_at", "document_id", name=op.f("pk_trace_keys")),
        sqlite_with_rowid=False,
        comment="By which terms a grouped document is found by others that may tell of the same event",
    )
    op.create_index(op.f("ix_trace_keys_document_id"), "trace_keys", ["document_id"], unique=False)


def _create_traces() -> None:
    op.create_table(
        "document_traces",
        sa.Column("document_id", sa.Text(), nullable=False, comment="The document"),
        sa.Column("story_id", sa.Text(), nullable=False, comment="The event that it tells of"),
        sa.Column(
            "copy_of",
            sa.Text(),
            comment="The earliest document whose words it repeats, never itself a copy; empty: its own words",
        ),
        sa.Column("agency", sa.Text(), comment="News agency that it credits, by its identifier; empty: none"),
        sa.Column(
            "said_at",
            MOMENT,
            nullable=False,
            comment="When it was published, or first seen where no date is known",
        ),
        sa.Column("language", sa.Text(), nullable=False, comment="Language of the document, ISO 639-1, or 'und'"),
        sa.Column(
            "origin",
            sa.Text(),
            nullable=False,
            comment="Publisher family whose words it is: of its agency, of what it copies, or its own",
        ),
        sa.Column("terms", sa.Text(), nullable=False, comment="What it speaks of, as a JSON array of 'kind:value'"),
        sa.Column(
            "keys",
            sa.Text(),
            nullable=False,
            comment="Those of its terms that few events share, as a JSON array; trace_keys finds by them",
        ),
        _owned_by("documents.id", "document_traces"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_document_traces_story_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_traces")),
        comment="Which story a document tells, and what was kept of it to tell; one row per document that was grouped",
    )
    columns = ["story_id", "said_at"]
    op.create_index(op.f("ix_document_traces_story_id_said_at"), "document_traces", columns, unique=False)


def _owned_by(target: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_document_id")
    return sa.ForeignKeyConstraint(["document_id"], [target], name=name, ondelete="CASCADE")


def _index_some(name: str, table: str, columns: list[str], rows: str) -> None:
    where = sa.text(rows)
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)
