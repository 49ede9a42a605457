"""Alerts with evidence and deliveries, runs with their counts."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_alerts_and_runs"
down_revision = "2026_11_22_mentions"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from change and recipient"),
        sa.Column("change_key", sa.Text(), nullable=False, comment="The change it is about"),
        sa.Column("recipient", sa.Text(), nullable=False, comment="Mail address"),
        sa.Column("language", sa.Text(), nullable=False, comment="Language of the mail, ISO 639-1"),
        sa.Column("headline", sa.Text(), nullable=False, comment="The change in plain words"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Why it fired, in one line"),
        sa.Column("created_at", MOMENT, nullable=False, comment="When it was caused"),
        sa.Column(
            "status",
            sa.Text(),
            server_default="pending",
            nullable=False,
            comment="pending, deferred (to be tried again), sent, or failed (given up)",
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False, comment="Tries to send it so far"),
        sa.Column(
            "next_try_at",
            MOMENT,
            nullable=True,
            comment="Not to be tried before; empty: at once, or never where sent or failed",
        ),
        sa.Column("sent_at", MOMENT, nullable=True, comment="When it was sent; empty: not yet"),
        sa.CheckConstraint("status IN ('pending', 'deferred', 'sent', 'failed')", name=op.f("ck_alerts_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        comment="One row per change that one recipient is told of",
    )
    op.create_index(
        "ix_alerts_unsent",
        "alerts",
        ["created_at", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('pending', 'deferred')"),
        postgresql_where=sa.text("status IN ('pending', 'deferred')"),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Identifier of the run"),
        sa.Column("origin", sa.Text(), nullable=False, comment="What started it: a DAG or a command"),
        sa.Column("started_at", MOMENT, nullable=False, comment="When it began"),
        sa.Column(
            "finished_at", MOMENT, nullable=True, comment="When it ended; empty: it is under way, or was broken off"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
        comment="One row per run of the road",
    )
    op.create_index(op.f("ix_runs_started_at"), "runs", ["started_at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("alert_id", sa.Text(), nullable=False, comment="The alert"),
        sa.Column("tried_at", MOMENT, nullable=False, comment="When it was tried"),
        sa.Column("recipient", sa.Text(), nullable=False, comment="Mail address it went to"),
        sa.Column(
            "message_id", sa.Text(), nullable=False, comment="Message-ID of the mail; one mail may carry several alerts"
        ),
        sa.Column("status", sa.Text(), nullable=False, comment="sent, failed (never again) or deferred (try later)"),
        sa.Column("message", sa.Text(), nullable=False, comment="What the mail server said, or ''"),
        sa.CheckConstraint("status IN ('sent', 'failed', 'deferred')", name=op.f("ck_deliveries_status")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_deliveries_alert_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alert_id", "tried_at", name=op.f("pk_deliveries")),
        comment="One row per alert and try to send it",
    )
    op.create_table(
        "run_hops",
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run"),
        sa.Column("hop", sa.Text(), nullable=False, comment="The hop: poll, fetch, read..."),
        sa.Column("seen", sa.Integer(), nullable=False, comment="Items that came in"),
        sa.Column("kept", sa.Integer(), nullable=False, comment="Items that went on"),
        sa.Column("failed", sa.Boolean(), nullable=False, comment="Whether something was lost to an error of ours"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_hops_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "hop", name=op.f("pk_run_hops")),
        comment="What came into and out of each hop of a run",
    )
    op.create_table(
        "run_losses",
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run"),
        sa.Column("hop", sa.Text(), nullable=False, comment="The hop"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why items were lost"),
        sa.Column("count", sa.Integer(), nullable=False, comment="How many"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_losses_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "hop", "reason", name=op.f("pk_run_losses")),
        comment="What each hop of a run lost, by reason",
    )
    op.create_table(
        "alert_evidence",
        sa.Column("alert_id", sa.Text(), nullable=False, comment="The alert"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place in the alert, from 0"),
        sa.Column("mention_id", sa.Text(), nullable=False, comment="A mention it rests on"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_evidence_alert_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_alert_evidence_mention_id")),
        sa.PrimaryKeyConstraint("alert_id", "position", name=op.f("pk_alert_evidence")),
        comment="Which mentions an alert rests on",
    )
    op.create_index(op.f("ix_alert_evidence_mention_id"), "alert_evidence", ["mention_id"], unique=False)


def downgrade() -> None:
    op.drop_table("alert_evidence")
    op.drop_table("run_losses")
    op.drop_table("run_hops")
    op.drop_table("deliveries")
    op.drop_table("runs")
    op.drop_table("alerts")
