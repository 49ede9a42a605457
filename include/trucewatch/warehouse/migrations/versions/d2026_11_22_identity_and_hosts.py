"""What an entry is known by and its edits, documents that take each other's place, moved feeds, hosts."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

from trucewatch.knowledge.addresses import canonical_url, names_a_page

revision = "2026_11_22_identity_and_hosts"
down_revision = "2026_11_22_alerts_and_runs"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BATCH = 5000
LONGEST_GUID = 200
LONGEST_KEY = 500
WAITING = "fetched_at IS NULL AND lost_at IS NULL"
COLUMNS: Mapping[str, tuple[sa.Column[object], ...]] = {
    "feeds": (
        sa.Column("body_at", MOMENT, comment="When the body of body_digest was archived; empty: never"),
        sa.Column(
            "interval_minutes",
            sa.Float(),
            nullable=False,
            server_default="0",
            comment="The usual wait, as learned; 0: nothing learned, poll_minutes counts",
        ),
        sa.Column(
            "adopted_url",
            sa.Text(),
            comment="Where the feed lives since a permanent redirect that we believe; empty: at url",
        ),
        sa.Column(
            "moved_to",
            sa.Text(),
            comment="Where permanent redirects led lately, not believed yet; empty: nowhere",
        ),
        sa.Column("moved_since", MOMENT, comment="When they led there first; empty: nowhere"),
        sa.Column(
            "moved_count",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="Polls in a row that were led there",
        ),
        sa.Column(
            "folder",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="Where a reader files it: folder names joined by '/'; '' is the top",
        ),
    ),
    "feed_fetches": (
        sa.Column(
            "flaws",
            sa.Text(),
            nullable=False,
            server_default="[]",
            comment="What is odd about a feed that could be read, as a JSON array of codes",
        ),
    ),
    "entries": (
        sa.Column(
            "host",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="Host of its address; '' where there is none",
        ),
        sa.Column("updated_at", MOMENT, comment="When the feed says that it was changed last; empty: not stated"),
        sa.Column(
            "date_flaw",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="'' or what is wrong with its date: missing, unreadable, future, too_old",
        ),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="Digest of its words, to see an edit; '' where nobody computed it",
        ),
        sa.Column("revised_at", MOMENT, comment="When its words were last changed; empty: they are as first seen"),
        sa.Column(
            "revisions",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="How often they were; entry_revisions has the earlier words",
        ),
        sa.Column(
            "same_as",
            sa.Text(),
            comment="The entry that it turned out to be, never itself such a one; empty: it is its own",
        ),
    ),
    "articles": (
        sa.Column(
            "canonical_url",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="Address that page and redirects name for it; '' where nobody looked",
        ),
    ),
    "documents": (
        sa.Column(
            "superseded_at",
            MOMENT,
            comment="When a newer document of the same entry took its place; empty: it is current",
        ),
    ),
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    _create_tables()
    _fill_hosts_and_keys(op.get_bind())
    _index_some("ix_documents_fingerprint", "documents", ["fingerprint"], "fingerprint <> ''")
    _index_some("ix_entries_same_as", "entries", ["same_as"], "same_as IS NOT NULL")
    op.drop_index("ix_entries_unfetched", "entries")
    waiting = ["host", "seen_at", "id", "next_try_at"]
    _index_some("ix_entries_unfetched", "entries", waiting, f"{WAITING} AND same_as IS NULL")


def downgrade() -> None:
    # The older schema knows no entry that is another: each has its feed again, and waits no more where it did not.
    op.execute(
        "INSERT INTO entry_feeds (entry_id, feed_id, seen_at) "
        "SELECT id, feed_id, seen_at FROM entries WHERE same_as IS NOT NULL ON CONFLICT DO NOTHING"
    )
    op.execute(f"UPDATE entries SET fetched_at = seen_at WHERE same_as IS NOT NULL AND {WAITING}")  # noqa: S608
    for name, table in (
        ("ix_documents_fingerprint", "documents"),
        ("ix_entries_same_as", "entries"),
        ("ix_entries_unfetched", "entries"),
    ):
        op.drop_index(name, table)
    for table in ("robots_files", "hosts", "entry_revisions", "entry_keys"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, str(column.name))
    _index_some("ix_entries_unfetched", "entries", ["seen_at", "id"], WAITING)


def _create_tables() -> None:
    op.create_table(
        "entry_keys",
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="What an entry is known by, as 'kind:value'; a very long value as its digest",
        ),
        sa.Column(
            "entry_id",
            sa.Text(),
            nullable=False,
            comment="The entry, never one that turned out to be another",
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_keys_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_entry_keys")),
        comment="What each entry is known by: addresses, guids, titles, texts",
    )
    op.create_table(
        "entry_revisions",
        sa.Column("entry_id", sa.Text(), nullable=False, comment="The entry"),
        sa.Column("seen_at", MOMENT, nullable=False, comment="When these words were first seen"),
        sa.Column("title", sa.Text(), nullable=False, comment="Headline then"),
        sa.Column("summary", sa.Text(), nullable=False, comment="Summary then"),
        sa.Column("content", sa.Text(), nullable=False, comment="Full text then"),
        sa.Column("digest", sa.Text(), nullable=False, comment="Digest of these words"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_revisions_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "seen_at", name=op.f("pk_entry_revisions")),
        comment="The words of an entry before each edit; its newest words are in entries",
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False, comment="Name of the host, as asked"),
        sa.Column(
            "free_at",
            sa.BigInteger(),
            nullable=False,
            comment="When it may be asked again, in milliseconds since 1970, UTC",
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
        comment="Whose turn it is: one row per host that was ever asked",
    )
    op.create_table(
        "robots_files",
        sa.Column("origin", sa.Text(), nullable=False, comment="Scheme and authority"),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="Its robots.txt as received; nothing where it has none",
        ),
        sa.Column("fetched_at", MOMENT, nullable=False, comment="When it was read"),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots_files")),
        comment="One row per origin whose robots.txt was read",
    )
    op.create_index(op.f("ix_entry_keys_entry_id"), "entry_keys", ["entry_id"], unique=False)


def _index_some(name: str, table: str, columns: list[str], rows: str) -> None:
    where = sa.text(rows)
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


def _fill_hosts_and_keys(connection: sa.Connection) -> None:
    """Give the entries that are there their hosts, and the keys by which feeds.identity knows them again.

    Where two have one key, the entry that was seen first keeps it.
    """
    oldest_first = sa.text(
        "SELECT e.id, e.url, e.guid, f.family FROM entries AS e JOIN feeds AS f ON f.id = e.feed_id "
        "ORDER BY e.seen_at, e.id"
    )
    set_host = sa.text("UPDATE entries SET host = :host WHERE id = :id")
    add_key = sa.text("INSERT INTO entry_keys (key, entry_id) VALUES (:key, :id) ON CONFLICT DO NOTHING")
    found = connection.execute(oldest_first).all()
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        connection.execute(set_host, [{"id": row.id, "host": _host(row.url)} for row in batch])
        keys = [{"id": row.id, "key": key} for row in batch for key in _keys(row.url, row.guid, row.family)]
        if keys:
            connection.execute(add_key, keys)


def _host(url: str) -> str:
    with suppress(ValueError):
        return (urlsplit(url).hostname or "").rstrip(".")
    return ""


def _keys(url: str, guid: str | None, family: str) -> Iterator[str]:
    """Yield what the entry is known by; keys that are very long are left out."""
    if names_a_page(url) and len(key := f"url:{canonical_url(url)}") <= LONGEST_KEY:
        yield key
    if guid and len(guid) <= LONGEST_GUID:
        yield f"guid:{family}:{guid}"
