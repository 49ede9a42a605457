"""Each mention as it is filtered, sorted and searched, counts by day and by place, and which run read a document."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from trucewatch.warehouse.folding import fold

revision = "2026_11_30_index_of_mentions"
down_revision = "2026_11_29_arrangements"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BATCH = 1000
INDEXES = (
    ("ix_mention_index_said_at_mention_id", "mention_index", ["said_at", "mention_id"]),
    ("ix_mention_index_conflict_said_at_mention_id", "mention_index", ["conflict", "said_at", "mention_id"]),
    ("ix_mention_index_category_act_said_at_mention_id", "mention_index", ["category", "act", "said_at", "mention_id"]),
    ("ix_mention_index_feed_id_said_at", "mention_index", ["feed_id", "said_at"]),
    ("ix_mention_index_document_id", "mention_index", ["document_id"]),
    ("ix_mention_index_said_on", "mention_index", ["said_on"]),
    ("ix_mention_places_country_code", "mention_places", ["country", "code"]),
    ("ix_arrangements_last_said_at_id", "arrangements", ["last_said_at", "id"]),
    ("ix_documents_run_id", "documents", ["run_id"]),
    ("ix_changes_found_at", "changes", ["found_at"]),
)
NEW_TABLES = ("mention_index", "day_counts", "place_days", "stale_days")
STANDING = """
    SELECT
        m.id AS mention_id, m.document_id, e.feed_id, coalesce(d.published_at, e.published_at, e.seen_at) AS said_at,
        m.category, m.act, m.polarity, m.certainty, coalesce(m.conflict, '') AS conflict, d.language, d.title,
        m.sentence_text
    FROM mentions AS m
    JOIN documents AS d ON d.id = m.document_id
    JOIN articles AS a ON a.id = d.article_id
    JOIN entries AS e ON e.id = a.entry_id
    WHERE d.superseded_at IS NULL AND m.id > :last
    ORDER BY m.id
    LIMIT :most
"""
SUMS_OF_DAYS = """
    INSERT INTO day_counts (day, conflict, category, act, polarity, language, mentions)
    SELECT said_on, conflict, category, act, polarity, language, count(*)
    FROM mention_index
    GROUP BY said_on, conflict, category, act, polarity, language
"""
SUMS_OF_PLACES = """
    INSERT INTO place_days (day, place_id, conflict, category, act, name, code, latitude, longitude, mentions)
    SELECT
        i.said_on, p.place_id, i.conflict, i.category, i.act,
        min(p.name), min(p.code), min(p.latitude), min(p.longitude), count(DISTINCT i.mention_id)
    FROM mention_index AS i
    JOIN mention_places AS p ON p.mention_id = i.mention_id
    WHERE p.place_id IS NOT NULL AND p.latitude IS NOT NULL AND p.longitude IS NOT NULL
    GROUP BY i.said_on, p.place_id, i.conflict, i.category, i.act
"""


def upgrade() -> None:
    op.add_column("documents", sa.Column("run_id", sa.Text(), comment="The run that read it last; empty: not known"))
    _create_tables()
    for rows in _batches():
        op.bulk_insert(INDEX, rows)
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, columns, unique=False)
    if op.get_bind().dialect.name == "postgresql":
        words = sa.text("array_to_tsvector(string_to_array(words, ' '))")
        op.create_index("ix_mention_index_words", "mention_index", [words], postgresql_using="gin")
    op.execute(SUMS_OF_DAYS)
    op.execute(SUMS_OF_PLACES)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        if table not in NEW_TABLES:
            op.drop_index(op.f(name), table)
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_column("documents", "run_id")


INDEX = sa.table(
    "mention_index",
    *(
        sa.column(name)
        for name in (
            "mention_id", "document_id", "feed_id", "category", "act", "polarity", "certainty", "conflict", "language",
            "words",
        )
    ),
    sa.column("said_at", MOMENT),
    sa.column("said_on", sa.Date()),
)  # fmt: skip


def _batches() -> Iterator[list[dict[str, Any]]]:
    last = ""
    while found := op.get_bind().execute(sa.text(STANDING), {"last": last, "most": BATCH}).mappings().all():
        yield [_row(dict(row)) for row in found]
        last = found[-1]["mention_id"]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    said_at = row["said_at"]
    day = datetime.fromisoformat(said_at) if isinstance(said_at, str) else said_at.astimezone(UTC)
    words = fold(f"{row.pop('title')} {row.pop('sentence_text')}")
    return {**row, "said_on": day.date(), "words": words}


def _create_tables() -> None:
    op.create_table(
        "mention_index",
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention, of a document as it stands now"),
        sa.Column("document_id", sa.Text(), nullable=False, comment="Its document"),
        sa.Column("feed_id", sa.Text(), nullable=False, comment="The feed that the document came from"),
        sa.Column(
            "said_at",
            MOMENT,
            nullable=False,
            comment="When the document was published, or first seen where that is not known",
        ),
        sa.Column("said_on", sa.Date(), nullable=False, comment="The day of that, in UTC"),
        sa.Column("category", sa.Text(), nullable=False, comment="What it is about"),
        sa.Column("act", sa.Text(), nullable=False, comment="What is said to happen"),
        sa.Column("polarity", sa.Text(), nullable=False, comment="POS: presented as so; NEG: as not so"),
        sa.Column("certainty", sa.Text(), nullable=False, comment="How sure the nearest source is"),
        sa.Column("conflict", sa.Text(), nullable=False, comment="Identifier from conflicts.yaml; '' for none of them"),
        sa.Column("language", sa.Text(), nullable=False, comment="Language of the document, ISO 639-1, or 'und'"),
        sa.Column(
            "words",
            sa.Text(),
            nullable=False,
            comment="The words of headline and sentence in lower case without accents, a space between them",
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_mention_index_mention_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_mention_index_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_mention_index_feed_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_mention_index")),
        comment="One row per mention that the view results shows, as it is filtered, sorted and searched",
    )
    op.create_table(
        "day_counts",
        sa.Column("day", sa.Date(), nullable=False, comment="The day, in UTC"),
        sa.Column("conflict", sa.Text(), nullable=False, comment="Identifier from conflicts.yaml; '' for none of them"),
        sa.Column("category", sa.Text(), nullable=False, comment="What the mentions are about"),
        sa.Column("act", sa.Text(), nullable=False, comment="What is said to happen"),
        sa.Column("polarity", sa.Text(), nullable=False, comment="POS: presented as so; NEG: as not so"),
        sa.Column("language", sa.Text(), nullable=False, comment="Language of the documents, ISO 639-1, or 'und'"),
        sa.Column("mentions", sa.Integer(), nullable=False, comment="How many mentions there are"),
        sa.PrimaryKeyConstraint(
            "day", "conflict", "category", "act", "polarity", "language", name=op.f("pk_day_counts")
        ),
        comment="Mentions by day, as of when the day was last counted",
    )
    op.create_table(
        "place_days",
        sa.Column("day", sa.Date(), nullable=False, comment="The day, in UTC"),
        sa.Column("place_id", sa.Text(), nullable=False, comment="Identifier in the gazetteer"),
        sa.Column("conflict", sa.Text(), nullable=False, comment="Identifier from conflicts.yaml; '' for none of them"),
        sa.Column("category", sa.Text(), nullable=False, comment="What the mentions are about"),
        sa.Column("act", sa.Text(), nullable=False, comment="What is said to happen"),
        sa.Column("name", sa.Text(), nullable=False, comment="English name of the place"),
        sa.Column("code", sa.Text(), comment="ISO 3166-1 alpha-2 or ISO 3166-2; empty: none"),
        sa.Column("latitude", sa.Float(), nullable=False, comment="Degrees north (WGS 84)"),
        sa.Column("longitude", sa.Float(), nullable=False, comment="Degrees east (WGS 84)"),
        sa.Column("mentions", sa.Integer(), nullable=False, comment="How many mentions name the place"),
        sa.PrimaryKeyConstraint("day", "place_id", "conflict", "category", "act", name=op.f("pk_place_days")),
        comment="Mentions by day and place, as of when the day was last counted",
    )
    op.create_table(
        "stale_days",
        sa.Column("day", sa.Date(), nullable=False, comment="The day, in UTC"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_stale_days")),
        comment="Days whose mentions changed since they were counted",
    )  # fmt: skip
