"""What was found: mentions with their parties and places, arrangements, and who takes which stance on them."""

from sqlalchemy import Boolean, CheckConstraint, Date, Float, Index, Integer, Table

from trucewatch.codebook import (
    ACTS,
    Act,
    Attribution,
    Category,
    Certainty,
    Format,
    Polarity,
    Role,
    Scope,
    State,
    Target,
    Time,
)
from trucewatch.warehouse.tables.base import (
    always,
    coded,
    index_some,
    key,
    maybe,
    metadata,
    one_of,
    owner,
)
from trucewatch.warehouse.types import Moment, WordList, Words

_ACTS_FIT = " OR ".join(
    "(category = '{}' AND act IN ({}))".format(category, ", ".join(f"'{act}'" for act in acts))
    for category, acts in ACTS.items()
)

mentions = Table(
    "mentions",
    metadata,
    key("id", "Identifier, derived from document, words and category"),
    owner("document_id", "documents.id", "The document that says so"),
    coded("category", Category, "What it is about"),
    coded("act", Act, "What is said to happen; each category has its own acts"),
    always("trigger_text", Words, "The words that name it"),
    always("trigger_start", Integer, "Offset of their first character in the document's text, or title"),
    always("trigger_end", Integer, "Offset after their last character"),
    always("sentence_text", Words, "The sentence: the evidence"),
    always("sentence_start", Integer, "Offset of the sentence's first character"),
    always("sentence_end", Integer, "Offset after the sentence's last character"),
    always("in_title", Boolean, "Whether the offsets point into the title instead of the text"),
    coded("polarity", Polarity, "POS: presented as so; NEG: as not so"),
    coded(
        "certainty", Certainty, "How sure the nearest source is: CT certain, PR probable, PS possible, U uncommitted"
    ),
    coded("time", Time, "When the act lies"),
    maybe("speaker_text", Words, "Who is quoted, as written; empty: the journalist speaks"),
    maybe("speaker_start", Integer, "Offset of the speaker's first character"),
    maybe("speaker_end", Integer, "Offset after the speaker's last character"),
    maybe("speaker_id", Words, "The speaker's identifier: ISO 3166-1 alpha-3 or a slug; empty: unknown"),
    maybe("speaker_name", Words, "English name of that identifier, or the words themselves"),
    coded("speaker_role", Role, "The speaker's standing in the conflict; empty: no speaker", optional=True),
    coded("attribution", Attribution, "How the statement is tied to its speaker"),
    coded("scope", Scope, "How much of the fighting a ceasefire covers; empty: not a ceasefire", optional=True),
    coded("target", Target, "What a partial ceasefire is limited to; empty: not partial", optional=True),
    maybe("duration", Words, "How long, ISO 8601; empty: not stated"),
    maybe("event_on", Date, "The day spoken of; empty: not stated"),
    coded("format", Format, "The form that talks take; empty: not talks", optional=True),
    maybe("conflict", Words, "Identifier from conflicts.yaml; empty: not a listed conflict"),
    always("rule_id", Words, "The rule that found it"),
    always("pack_version", Words, "Version of the language pack that found it"),
    always("model_version", Words, "Version of the language model that found it"),
    always("found_at", Moment, "When it was found"),
    maybe("linked_at", Moment, "When it was linked to an arrangement; empty: it waits"),
    one_of("category", Category),
    CheckConstraint(_ACTS_FIT, name="act"),
    one_of("polarity", Polarity),
    one_of("certainty", Certainty),
    one_of("time", Time),
    one_of("speaker_role", Role),
    one_of("attribution", Attribution),
    one_of("scope", Scope),
    one_of("target", Target),
    one_of("format", Format),
    CheckConstraint("trigger_start >= 0 AND trigger_end >= trigger_start", name="trigger"),
    CheckConstraint("sentence_start >= 0 AND sentence_end >= sentence_start", name="sentence"),
    Index(None, "document_id"),
    comment="One row per statement about a ceasefire, a territory or a negotiation",
)
index_some("ix_mentions_unlinked", "document_id", on=mentions, where="linked_at IS NULL")

mention_parties = Table(
    "mention_parties",
    metadata,
    owner("mention_id", "mentions.id", "The mention", is_key=True),
    key("position", "Place in the order of the text, from 0", Integer),
    always("text", Words, "The party, as written"),
    always("span_start", Integer, "Offset of its first character"),
    always("span_end", Integer, "Offset after its last character"),
    maybe("actor_id", Words, "ISO 3166-1 alpha-3 or a slug; empty: unknown"),
    always("name", Words, "English name of that identifier, or the words themselves"),
    coded("role", Role, "What it is in the conflict"),
    one_of("role", Role),
    Index(None, "actor_id"),
    comment="Who acts, agrees, refuses, holds or wants in a mention",
)

mention_places = Table(
    "mention_places",
    metadata,
    owner("mention_id", "mentions.id", "The mention", is_key=True),
    key("position", "Place in the order of the text, from 0", Integer),
    always("text", Words, "The place, as written"),
    always("span_start", Integer, "Offset of its first character"),
    always("span_end", Integer, "Offset after its last character"),
    maybe("place_id", Words, "Identifier in the gazetteer; empty: unknown"),
    always("name", Words, "English name, or '' where unknown"),
    maybe("code", Words, "ISO 3166-1 alpha-2 or ISO 3166-2; empty: none"),
    maybe("country", Words, "Country, ISO 3166-1 alpha-2; empty: unknown or none"),
    maybe("latitude", Float, "Degrees north (WGS 84); empty: unknown"),
    maybe("longitude", Float, "Degrees east (WGS 84); empty: unknown"),
    Index(None, "place_id"),
    comment="Where a mention's ceasefire, territory or talks are",
)

arrangements = Table(
    "arrangements",
    metadata,
    key("id", "Identifier"),
    coded("category", Category, "What it is"),
    maybe("conflict", Words, "Identifier from conflicts.yaml; empty: not a listed conflict"),
    coded("scope", Scope, "How much of the fighting it covers; empty: not a ceasefire or not said", optional=True),
    coded("target", Target, "What it is limited to; empty: nothing", optional=True),
    maybe("duration", Words, "How long, ISO 8601; empty: not stated"),
    always("places", WordList, "Places it concerns, as a JSON array"),
    coded("state", State, "How it stands, derived from its parties' stances"),
    always("first_said_at", Moment, "When it was first spoken of"),
    always("last_said_at", Moment, "When it was last spoken of"),
    always("updated_at", Moment, "When this row last changed"),
    one_of("category", Category),
    one_of("scope", Scope),
    one_of("target", Target),
    one_of("state", State),
    comment="One row per ceasefire, territorial claim or negotiation track that several mentions speak of",
)

mention_links = Table(
    "mention_links",
    metadata,
    owner("mention_id", "mentions.id", "The mention", is_key=True),
    owner("arrangement_id", "arrangements.id", "The arrangement it speaks of"),
    Index(None, "arrangement_id"),
    comment="Which mention speaks of which arrangement",
)

stances = Table(
    "stances",
    metadata,
    owner("arrangement_id", "arrangements.id", "The arrangement", is_key=True),
    owner("mention_id", "mentions.id", "The mention that says so", is_key=True),
    key("position", "Number among the stances of this mention, from 0", Integer),
    always("party", Words, "Actor identifier or name; '' where the sentence names nobody"),
    coded("act", Act, "What the party does"),
    coded("polarity", Polarity, "POS: it does; NEG: it does not"),
    always("said_at", Moment, "When it was said"),
    one_of("act", Act),
    one_of("polarity", Polarity),
    Index(None, "mention_id"),
    comment="What each party does about an arrangement, on whose word",
)
