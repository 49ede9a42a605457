"""Feeds, polls, entries, articles, documents."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_feeds_to_documents"
down_revision = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier given by the editor in feeds.yaml"),
        sa.Column("outlet", sa.Text(), nullable=False, comment="Name of the outlet"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the feed"),
        sa.Column("language", sa.Text(), nullable=False, comment="Language of the feed, ISO 639-1"),
        sa.Column("country", sa.Text(), nullable=False, comment="Country of the outlet, ISO 3166-1 alpha-2"),
        sa.Column(
            "family", sa.Text(), nullable=False, comment="Publisher family; outlets of one family count as one source"
        ),
        sa.Column("poll_minutes", sa.Integer(), nullable=False, comment="Minutes between two polls while all is well"),
        sa.Column(
            "active",
            sa.Boolean(),
            nullable=False,
            comment="Whether the feed is in feeds.yaml now; others are kept but not polled",
        ),
        sa.Column("due_at", MOMENT, nullable=False, comment="When the feed should be polled next"),
        sa.Column(
            "etag",
            sa.Text(),
            nullable=True,
            comment="ETag of the last full answer, sent back to save a download; empty: none given",
        ),
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=True,
            comment="Last-Modified of the last full answer; empty: none given",
        ),
        sa.Column(
            "body_digest",
            sa.Text(),
            nullable=True,
            comment="Digest of the last body, to see that nothing changed; empty: never polled",
        ),
        sa.Column("failures", sa.Float(), nullable=False, comment="Weighted failures in a row; 0 after a good poll"),
        sa.Column(
            "full_at", MOMENT, nullable=True, comment="When the feed was last fetched without ETag; empty: never"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        comment="One row per feed that is or was watched, with the state of its polling",
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from the entry's canonical address"),
        sa.Column("feed_id", sa.Text(), nullable=False, comment="The feed that listed it first; entry_feeds has all"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the article"),
        sa.Column("guid", sa.Text(), nullable=True, comment="Identifier given by the feed; empty: none given"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline in the feed"),
        sa.Column("summary", sa.Text(), nullable=False, comment="Summary in the feed, as plain text, or ''"),
        sa.Column("content", sa.Text(), nullable=False, comment="Full text carried by the feed itself, or ''"),
        sa.Column("authors", sa.Text(), nullable=False, comment="Authors named by the feed, as a JSON array"),
        sa.Column(
            "published_at", MOMENT, nullable=True, comment="When it was published, by the feed; empty: not stated"
        ),
        sa.Column("seen_at", MOMENT, nullable=False, comment="When it was first seen in a feed"),
        sa.Column("fetched_at", MOMENT, nullable=True, comment="When an article was stored for it; empty: not yet"),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="Tries to fetch it that failed"
        ),
        sa.Column("tried_at", MOMENT, nullable=True, comment="When it was last tried; empty: never"),
        sa.Column(
            "next_try_at",
            MOMENT,
            nullable=True,
            comment="When it may be tried again; empty: at once, or never where lost_at is set",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Code of the last failure; empty: none so far"),
        sa.Column("message", sa.Text(), nullable=True, comment="The last failure in one plain sentence"),
        sa.Column("lost_at", MOMENT, nullable=True, comment="When it was given up; empty: it was not"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_entries_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        comment="One row per item of a feed; an item that several feeds carry is one row",
    )
    op.create_index(op.f("ix_entries_feed_id"), "entries", ["feed_id"], unique=False)
    op.create_index(op.f("ix_entries_seen_at"), "entries", ["seen_at"], unique=False)
    op.create_index(
        "ix_entries_unfetched",
        "entries",
        ["seen_at", "id"],
        unique=False,
        sqlite_where=sa.text("fetched_at IS NULL AND lost_at IS NULL"),
        postgresql_where=sa.text("fetched_at IS NULL AND lost_at IS NULL"),
    )
    op.create_table(
        "feed_fetches",
        sa.Column("feed_id", sa.Text(), nullable=False, comment="The feed polled"),
        sa.Column("polled_at", MOMENT, nullable=False, comment="When it was polled"),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="ok, not_modified, unchanged, or the code of what went wrong"
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="The same in one plain sentence"),
        sa.Column("http_status", sa.Integer(), nullable=True, comment="HTTP status; empty: no answer came"),
        sa.Column("milliseconds", sa.Integer(), nullable=False, comment="How long the poll took"),
        sa.Column("entry_count", sa.Integer(), nullable=False, comment="Entries the feed listed"),
        sa.Column("new_count", sa.Integer(), nullable=False, comment="Entries among them never seen before"),
        sa.Column(
            "archive_file", sa.Text(), nullable=True, comment="WARC file that holds the answer; empty: not archived"
        ),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True, comment="Byte offset of the answer in that file"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_fetches_feed_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feed_id", "polled_at", name=op.f("pk_feed_fetches")),
        comment="One row per poll of a feed",
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from entry and content"),
        sa.Column("entry_id", sa.Text(), nullable=False, comment="The entry that led there"),
        sa.Column("final_url", sa.Text(), nullable=False, comment="Address after redirects"),
        sa.Column("status_code", sa.Integer(), nullable=False, comment="HTTP status"),
        sa.Column("content_type", sa.Text(), nullable=False, comment="Content type, as the host named it"),
        sa.Column("charset", sa.Text(), nullable=True, comment="Character set, as the host named it; empty: not named"),
        sa.Column("fetched_at", MOMENT, nullable=False, comment="When it was fetched"),
        sa.Column("body_digest", sa.Text(), nullable=False, comment="Digest of the body"),
        sa.Column("archive_file", sa.Text(), nullable=False, comment="WARC file that holds the response as received"),
        sa.Column(
            "archive_offset", sa.BigInteger(), nullable=False, comment="Byte offset of the response in that file"
        ),
        sa.Column("read_at", MOMENT, nullable=True, comment="When it was read; empty: it waits"),
        sa.Column(
            "read_reason",
            sa.Text(),
            nullable=True,
            comment="Why reading gave no document; empty: it gave one, or it waits",
        ),
        sa.Column("read_message", sa.Text(), nullable=True, comment="The same in one plain sentence"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_articles_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        comment="One row per response stored for an entry",
    )
    op.create_index(op.f("ix_articles_entry_id"), "articles", ["entry_id"], unique=False)
    op.create_index(
        "ix_articles_unread",
        "articles",
        ["fetched_at", "id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "entry_feeds",
        sa.Column("entry_id", sa.Text(), nullable=False, comment="The entry"),
        sa.Column("feed_id", sa.Text(), nullable=False, comment="A feed that listed it"),
        sa.Column("seen_at", MOMENT, nullable=False, comment="When it was first seen in this feed"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_feeds_entry_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_entry_feeds_feed_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "feed_id", name=op.f("pk_entry_feeds")),
        comment="Which feeds carried which entry",
    )
    op.create_index(op.f("ix_entry_feeds_feed_id_seen_at"), "entry_feeds", ["feed_id", "seen_at"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from article and text"),
        sa.Column("article_id", sa.Text(), nullable=False, comment="The article it was read from"),
        sa.Column("url", sa.Text(), nullable=False, comment="Canonical address"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline"),
        sa.Column("text", sa.Text(), nullable=False, comment="Clean text; offsets of mentions point into it"),
        sa.Column("language", sa.Text(), nullable=False, comment="Language found in the text, ISO 639-1, or 'und'"),
        sa.Column("published_at", MOMENT, nullable=True, comment="When it was published; empty: not stated"),
        sa.Column("authors", sa.Text(), nullable=False, comment="Authors, as a JSON array"),
        sa.Column("text_source", sa.Text(), nullable=False, comment="Where the text was taken from"),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=False,
            comment="Fingerprint of the text, to find copies; '' where too short",
        ),
        sa.Column("read_at", MOMENT, nullable=False, comment="When it was read"),
        sa.CheckConstraint(
            "text_source IN ('page', 'feed_content', 'feed_summary')", name=op.f("ck_documents_text_source")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_documents_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        comment="One row per article whose text could be read",
    )
    op.create_index(op.f("ix_documents_article_id"), "documents", ["article_id"], unique=False)


def downgrade() -> None:
    op.drop_table("documents")
    op.drop_table("entry_feeds")
    op.drop_table("articles")
    op.drop_table("feed_fetches")
    op.drop_table("entries")
    op.drop_table("feeds")
