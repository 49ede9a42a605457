"""The sums of stances, kept beside them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from trucewatch.model import stable_id

revision = "2026_11_30_standings"
down_revision = "2026_11_30_runs_of_documents"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
ACTS = (
    "'call_for', 'accept', 'reject', 'in_force', 'extend', 'violate', 'end', 'monitor', 'discuss', 'control', 'gain', "
    "'lose', 'claim', 'demand', 'offer', 'refuse', 'schedule', 'hold', 'agree', 'stall', 'fail'"
)
POSITIONS = (
    "'proposes', 'accepts', 'accepts_conditionally', 'rejects', 'observes', 'violates', 'alleged_violator', 'ends', "
    "'suspends', 'expires'"
)
ALIKE = ("arrangement_id", "party", "act", "polarity", "standing", "meets_on")
BATCH = 1000
OLD_INDEX = ["arrangement_id", "party", "act", "polarity", "standing", "meets_on", "told_by", "rank", "mention_id"]
INDEXES = (
    ("ix_stances_arrangement_id_rank", "stances", ["arrangement_id", "rank"]),
    ("ix_stances_arrangement_id_party", "stances", ["arrangement_id", "party"]),
)


def upgrade() -> None:
    op.create_table(
        "standings",
        sa.Column("arrangement_id", sa.Text(), nullable=False, comment="The arrangement"),
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from arrangement, party, act, polarity, standing and day of the talks"),
        sa.Column("party", sa.Text(), nullable=False, comment="Actor identifier or name; '' where the sentences name nobody"),
        sa.Column("act", sa.Text(), nullable=False, comment="What the party does"),
        sa.Column("polarity", sa.Text(), nullable=False, comment="POS: it does; NEG: it does not"),
        sa.Column("standing", sa.Text(), comment="Where that puts the party; empty: the act says nothing of it"),
        sa.Column("meets_on", sa.Date(), comment="The day of the talks; empty: not said, or no talks are meant"),
        sa.Column("first_rank", sa.BigInteger(), nullable=False, comment="Least rank of its stances"),
        sa.Column("last_rank", sa.BigInteger(), nullable=False, comment="Greatest rank of its stances"),
        sa.Column("first_said_at", MOMENT, nullable=False, comment="When it was first said"),
        sa.Column("last_said_at", MOMENT, nullable=False, comment="When it was last said"),
        sa.Column("mentions", sa.Integer(), nullable=False, comment="How many mentions say so"),
        sa.CheckConstraint(f"act IN ({ACTS})", name=op.f("ck_standings_act")),
        sa.CheckConstraint("polarity IN ('POS', 'NEG')", name=op.f("ck_standings_polarity")),
        sa.CheckConstraint(f"standing IN ({POSITIONS})", name=op.f("ck_standings_standing")),
        sa.ForeignKeyConstraint(
            ["arrangement_id"], ["arrangements.id"], name=op.f("fk_standings_arrangement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arrangement_id", "id", name=op.f("pk_standings")),
        comment="The sums of all stances that say the same of one party and one arrangement, kept in step with them",
        sqlite_with_rowid=False,
    )  # fmt: skip
    # The sums are read through the index that goes.
    _fill()
    op.drop_index(op.f("ix_stances_standing"), "stances")
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, columns, unique=False)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(op.f(name), table)
    op.create_index(op.f("ix_stances_standing"), "stances", OLD_INDEX, unique=False)
    op.drop_table("standings")


def _fill() -> None:
    connection = op.get_bind()
    alike = ", ".join(ALIKE)
    found = connection.exec_driver_sql(
        f"""
        SELECT {alike}, min(rank) AS first_rank, max(rank) AS last_rank, min(said_at) AS first_said_at,
            max(said_at) AS last_said_at, count(DISTINCT mention_id) AS mentions
        FROM stances
        GROUP BY {alike}
        """  # noqa: S608  # our own words
    ).mappings()
    names = ("id", *ALIKE, "first_rank", "last_rank", "first_said_at", "last_said_at", "mentions")
    values = ", ".join(f":{name}" for name in names)
    insert = sa.text(f"INSERT INTO standings ({', '.join(names)}) VALUES ({values})")  # noqa: S608
    for some in found.partitions(BATCH):
        connection.execute(insert, [{"id": _id_of(row), **row} for row in some])


def _id_of(row: Any) -> str:  # noqa: ANN401
    return stable_id(
        "standing",
        *(row[name] for name in ("arrangement_id", "party", "act", "polarity")),
        row["standing"] or "",
        str(row["meets_on"] or ""),
    )
