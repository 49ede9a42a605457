"""Mentions with parties and places, arrangements with stances and links."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_mentions"
down_revision = "2026_11_22_feeds_to_documents"

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "arrangements",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier"),
        sa.Column("category", sa.Text(), nullable=False, comment="What it is"),
        sa.Column(
            "conflict", sa.Text(), nullable=True, comment="Identifier from conflicts.yaml; empty: not a listed conflict"
        ),
        sa.Column(
            "scope",
            sa.Text(),
            nullable=True,
            comment="How much of the fighting it covers; empty: not a ceasefire or not said",
        ),
        sa.Column("target", sa.Text(), nullable=True, comment="What it is limited to; empty: nothing"),
        sa.Column("duration", sa.Text(), nullable=True, comment="How long, ISO 8601; empty: not stated"),
        sa.Column("places", sa.Text(), nullable=False, comment="Places it concerns, as a JSON array"),
        sa.Column("state", sa.Text(), nullable=False, comment="How it stands, derived from its parties' stances"),
        sa.Column("first_said_at", MOMENT, nullable=False, comment="When it was first spoken of"),
        sa.Column("last_said_at", MOMENT, nullable=False, comment="When it was last spoken of"),
        sa.Column("updated_at", MOMENT, nullable=False, comment="When this row last changed"),
        sa.CheckConstraint(
            "category IN ('ceasefire', 'territory', 'negotiation')", name=op.f("ck_arrangements_category")
        ),
        sa.CheckConstraint("scope IN ('general', 'partial', 'unclear')", name=op.f("ck_arrangements_scope")),
        sa.CheckConstraint(
            "state IN ('proposed', 'under_negotiation', 'partly_accepted', 'contested', 'rejected', 'agreed', 'in_force', 'extended', 'violated', 'ended', 'historical', 'reported')",
            name=op.f("ck_arrangements_state"),
        ),
        sa.CheckConstraint(
            "target IN ('energy', 'maritime', 'air', 'humanitarian', 'local', 'prisoners', 'holiday', 'other')",
            name=op.f("ck_arrangements_target"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements")),
        comment="One row per ceasefire, territorial claim or negotiation track that several mentions speak of",
    )
    op.create_table(
        "mentions",
        sa.Column("id", sa.Text(), nullable=False, comment="Identifier, derived from document, words and category"),
        sa.Column("document_id", sa.Text(), nullable=False, comment="The document that says so"),
        sa.Column("category", sa.Text(), nullable=False, comment="What it is about"),
        sa.Column("act", sa.Text(), nullable=False, comment="What is said to happen; each category has its own acts"),
        sa.Column("trigger_text", sa.Text(), nullable=False, comment="The words that name it"),
        sa.Column(
            "trigger_start",
            sa.Integer(),
            nullable=False,
            comment="Offset of their first character in the document's text, or title",
        ),
        sa.Column("trigger_end", sa.Integer(), nullable=False, comment="Offset after their last character"),
        sa.Column("sentence_text", sa.Text(), nullable=False, comment="The sentence: the evidence"),
        sa.Column("sentence_start", sa.Integer(), nullable=False, comment="Offset of the sentence's first character"),
        sa.Column("sentence_end", sa.Integer(), nullable=False, comment="Offset after the sentence's last character"),
        sa.Column(
            "in_title",
            sa.Boolean(),
            nullable=False,
            comment="Whether the offsets point into the title instead of the text",
        ),
        sa.Column("polarity", sa.Text(), nullable=False, comment="POS: presented as so; NEG: as not so"),
        sa.Column(
            "certainty",
            sa.Text(),
            nullable=False,
            comment="How sure the nearest source is: CT certain, PR probable, PS possible, U uncommitted",
        ),
        sa.Column("time", sa.Text(), nullable=False, comment="When the act lies"),
        sa.Column(
            "speaker_text", sa.Text(), nullable=True, comment="Who is quoted, as written; empty: the journalist speaks"
        ),
        sa.Column("speaker_start", sa.Integer(), nullable=True, comment="Offset of the speaker's first character"),
        sa.Column("speaker_end", sa.Integer(), nullable=True, comment="Offset after the speaker's last character"),
        sa.Column(
            "speaker_id",
            sa.Text(),
            nullable=True,
            comment="The speaker's identifier: ISO 3166-1 alpha-3 or a slug; empty: unknown",
        ),
        sa.Column(
            "speaker_name", sa.Text(), nullable=True, comment="English name of that identifier, or the words themselves"
        ),
        sa.Column(
            "speaker_role",
            sa.Text(),
            nullable=True,
            comment="The speaker's standing in the conflict; empty: no speaker",
        ),
        sa.Column("attribution", sa.Text(), nullable=False, comment="How the statement is tied to its speaker"),
        sa.Column(
            "scope",
            sa.Text(),
            nullable=True,
            comment="How much of the fighting a ceasefire covers; empty: not a ceasefire",
        ),
        sa.Column(
            "target", sa.Text(), nullable=True, comment="What a partial ceasefire is limited to; empty: not partial"
        ),
        sa.Column("duration", sa.Text(), nullable=True, comment="How long, ISO 8601; empty: not stated"),
        sa.Column("event_on", sa.Date(), nullable=True, comment="The day spoken of; empty: not stated"),
        sa.Column("format", sa.Text(), nullable=True, comment="The form that talks take; empty: not talks"),
        sa.Column(
            "conflict", sa.Text(), nullable=True, comment="Identifier from conflicts.yaml; empty: not a listed conflict"
        ),
        sa.Column("rule_id", sa.Text(), nullable=False, comment="The rule that found it"),
        sa.Column("pack_version", sa.Text(), nullable=False, comment="Version of the language pack that found it"),
        sa.Column("model_version", sa.Text(), nullable=False, comment="Version of the language model that found it"),
        sa.Column("found_at", MOMENT, nullable=False, comment="When it was found"),
        sa.Column("linked_at", MOMENT, nullable=True, comment="When it was linked to an arrangement; empty: it waits"),
        sa.CheckConstraint(
            "(category = 'ceasefire' AND act IN ('call_for', 'accept', 'reject', 'in_force', 'extend', 'violate', 'end', 'monitor', 'discuss')) OR (category = 'territory' AND act IN ('control', 'gain', 'lose', 'claim', 'demand', 'offer', 'refuse', 'discuss')) OR (category = 'negotiation' AND act IN ('call_for', 'schedule', 'hold', 'agree', 'stall', 'reject', 'fail', 'discuss'))",
            name=op.f("ck_mentions_act"),
        ),
        sa.CheckConstraint(
            "attribution IN ('none', 'direct', 'indirect', 'according_to', 'mixed')",
            name=op.f("ck_mentions_attribution"),
        ),
        sa.CheckConstraint("category IN ('ceasefire', 'territory', 'negotiation')", name=op.f("ck_mentions_category")),
        sa.CheckConstraint("certainty IN ('CT', 'PR', 'PS', 'U')", name=op.f("ck_mentions_certainty")),
        sa.CheckConstraint(
            "format IN ('phone', 'video', 'in_person', 'summit', 'mediated', 'letter', 'unspecified')",
            name=op.f("ck_mentions_format"),
        ),
        sa.CheckConstraint("polarity IN ('POS', 'NEG')", name=op.f("ck_mentions_polarity")),
        sa.CheckConstraint("scope IN ('general', 'partial', 'unclear')", name=op.f("ck_mentions_scope")),
        sa.CheckConstraint(
            "speaker_role IN ('party', 'mediator', 'third_state', 'igo', 'expert', 'media', 'unknown')",
            name=op.f("ck_mentions_speaker_role"),
        ),
        sa.CheckConstraint(
            "target IN ('energy', 'maritime', 'air', 'humanitarian', 'local', 'prisoners', 'holiday', 'other')",
            name=op.f("ck_mentions_target"),
        ),
        sa.CheckConstraint("time IN ('past', 'present', 'future', 'historical')", name=op.f("ck_mentions_time")),
        sa.CheckConstraint("sentence_start >= 0 AND sentence_end >= sentence_start", name=op.f("ck_mentions_sentence")),
        sa.CheckConstraint("trigger_start >= 0 AND trigger_end >= trigger_start", name=op.f("ck_mentions_trigger")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_mentions_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        comment="One row per statement about a ceasefire, a territory or a negotiation",
    )
    op.create_index(op.f("ix_mentions_document_id"), "mentions", ["document_id"], unique=False)
    op.create_index(
        "ix_mentions_unlinked",
        "mentions",
        ["document_id"],
        unique=False,
        sqlite_where=sa.text("linked_at IS NULL"),
        postgresql_where=sa.text("linked_at IS NULL"),
    )
    op.create_table(
        "mention_links",
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention"),
        sa.Column("arrangement_id", sa.Text(), nullable=False, comment="The arrangement it speaks of"),
        sa.ForeignKeyConstraint(
            ["arrangement_id"], ["arrangements.id"], name=op.f("fk_mention_links_arrangement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_mention_links_mention_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_mention_links")),
        comment="Which mention speaks of which arrangement",
    )
    op.create_index(op.f("ix_mention_links_arrangement_id"), "mention_links", ["arrangement_id"], unique=False)
    op.create_table(
        "mention_parties",
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place in the order of the text, from 0"),
        sa.Column("text", sa.Text(), nullable=False, comment="The party, as written"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="Offset of its first character"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="Offset after its last character"),
        sa.Column("actor_id", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-3 or a slug; empty: unknown"),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="English name of that identifier, or the words themselves"
        ),
        sa.Column("role", sa.Text(), nullable=False, comment="What it is in the conflict"),
        sa.CheckConstraint(
            "role IN ('party', 'mediator', 'third_state', 'igo', 'expert', 'media', 'unknown')",
            name=op.f("ck_mention_parties_role"),
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_mention_parties_mention_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mention_id", "position", name=op.f("pk_mention_parties")),
        comment="Who acts, agrees, refuses, holds or wants in a mention",
    )
    op.create_index(op.f("ix_mention_parties_actor_id"), "mention_parties", ["actor_id"], unique=False)
    op.create_table(
        "mention_places",
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place in the order of the text, from 0"),
        sa.Column("text", sa.Text(), nullable=False, comment="The place, as written"),
        sa.Column("span_start", sa.Integer(), nullable=False, comment="Offset of its first character"),
        sa.Column("span_end", sa.Integer(), nullable=False, comment="Offset after its last character"),
        sa.Column("place_id", sa.Text(), nullable=True, comment="Identifier in the gazetteer; empty: unknown"),
        sa.Column("name", sa.Text(), nullable=False, comment="English name, or '' where unknown"),
        sa.Column("code", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2 or ISO 3166-2; empty: none"),
        sa.Column("country", sa.Text(), nullable=True, comment="Country, ISO 3166-1 alpha-2; empty: unknown or none"),
        sa.Column("latitude", sa.Float(), nullable=True, comment="Degrees north (WGS 84); empty: unknown"),
        sa.Column("longitude", sa.Float(), nullable=True, comment="Degrees east (WGS 84); empty: unknown"),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_mention_places_mention_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mention_id", "position", name=op.f("pk_mention_places")),
        comment="Where a mention's ceasefire, territory or talks are",
    )
    op.create_index(op.f("ix_mention_places_place_id"), "mention_places", ["place_id"], unique=False)
    op.create_table(
        "stances",
        sa.Column("arrangement_id", sa.Text(), nullable=False, comment="The arrangement"),
        sa.Column("mention_id", sa.Text(), nullable=False, comment="The mention that says so"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Number among the stances of this mention, from 0"),
        sa.Column(
            "party", sa.Text(), nullable=False, comment="Actor identifier or name; '' where the sentence names nobody"
        ),
        sa.Column("act", sa.Text(), nullable=False, comment="What the party does"),
        sa.Column("polarity", sa.Text(), nullable=False, comment="POS: it does; NEG: it does not"),
        sa.Column("said_at", MOMENT, nullable=False, comment="When it was said"),
        sa.CheckConstraint(
            "act IN ('call_for', 'accept', 'reject', 'in_force', 'extend', 'violate', 'end', 'monitor', 'discuss', 'control', 'gain', 'lose', 'claim', 'demand', 'offer', 'refuse', 'schedule', 'hold', 'agree', 'stall', 'fail')",
            name=op.f("ck_stances_act"),
        ),
        sa.CheckConstraint("polarity IN ('POS', 'NEG')", name=op.f("ck_stances_polarity")),
        sa.ForeignKeyConstraint(
            ["arrangement_id"], ["arrangements.id"], name=op.f("fk_stances_arrangement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mention_id"], ["mentions.id"], name=op.f("fk_stances_mention_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arrangement_id", "mention_id", "position", name=op.f("pk_stances")),
        comment="What each party does about an arrangement, on whose word",
    )
    op.create_index(op.f("ix_stances_mention_id"), "stances", ["mention_id"], unique=False)


def downgrade() -> None:
    op.drop_table("stances")
    op.drop_table("mention_places")
    op.drop_table("mention_parties")
    op.drop_table("mention_links")
    op.drop_table("mentions")
    op.drop_table("arrangements")
