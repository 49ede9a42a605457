"""The run of a document is one that is known; where it is deleted, the document stays without one."""

from alembic import op

from trucewatch.warehouse.migrations.rules import add_reference, drop_reference, say

revision = "2026_11_30_runs_of_documents"
down_revision = "2026_11_30_index_of_mentions"

NAME = "fk_documents_run_id"
TARGET = "runs (run_id) ON DELETE SET NULL"
WORDS_BEFORE = "The run that read it last; empty: not known"
WORDS = "The run that read it last; empty: not known, or the run is gone"


def upgrade() -> None:
    op.execute("UPDATE documents SET run_id = NULL WHERE run_id NOT IN (SELECT run_id FROM runs)")
    add_reference("documents", "run_id", NAME, TARGET)
    say(WORDS, "documents", "run_id")


def downgrade() -> None:
    drop_reference("documents", "run_id", NAME, TARGET)
    say(WORDS_BEFORE, "documents", "run_id")
