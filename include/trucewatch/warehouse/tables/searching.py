"""What the page asks most, ready to be asked: each mention as it is filtered and sorted, and counts by day and place.

All of it derives from the other tables and could be made anew from them (`indexing.py`, decision 18).
"""

from sqlalchemy import Date, Float, Index, Integer, Table, text

from trucewatch.codebook import Act, Category, Certainty, Polarity
from trucewatch.warehouse.dialects import WORDS_VECTOR
from trucewatch.warehouse.tables.base import always, coded, key, maybe, metadata, owner
from trucewatch.warehouse.types import Moment, Words

mention_index = Table(
    "mention_index",
    metadata,
    owner("mention_id", "mentions.id", "The mention, of a document as it stands now", is_key=True),
    owner("document_id", "documents.id", "Its document"),
    owner("feed_id", "feeds.id", "The feed that the document came from"),
    always("said_at", Moment, "When the document was published, or first seen where that is not known"),
    always("said_on", Date, "The day of that, in UTC"),
    coded("category", Category, "What it is about"),
    coded("act", Act, "What is said to happen"),
    coded("polarity", Polarity, "POS: presented as so; NEG: as not so"),
    coded("certainty", Certainty, "How sure the nearest source is"),
    always("conflict", Words, "Identifier from conflicts.yaml; '' for none of them"),
    always("language", Words, "Language of the document, ISO 639-1, or 'und'"),
    always("words", Words, "The words of headline and sentence in lower case without accents, a space between them"),
    Index(None, "said_at", "mention_id"),
    Index(None, "conflict", "said_at", "mention_id"),
    Index(None, "category", "act", "said_at", "mention_id"),
    Index(None, "feed_id", "said_at"),
    Index(None, "document_id"),
    Index(None, "said_on"),
    Index("ix_mention_index_words", text(WORDS_VECTOR), postgresql_using="gin").ddl_if(dialect="postgresql"),
    comment="One row per mention that the view results shows, as it is filtered, sorted and searched",
)

day_counts = Table(
    "day_counts",
    metadata,
    key("day", "The day, in UTC", Date),
    key("conflict", "Identifier from conflicts.yaml; '' for none of them"),
    coded("category", Category, "What the mentions are about", is_key=True),
    coded("act", Act, "What is said to happen", is_key=True),
    coded("polarity", Polarity, "POS: presented as so; NEG: as not so", is_key=True),
    key("language", "Language of the documents, ISO 639-1, or 'und'"),
    always("mentions", Integer, "How many mentions there are"),
    comment="Mentions by day, as of when the day was last counted",
)

place_days = Table(
    "place_days",
    metadata,
    key("day", "The day, in UTC", Date),
    key("place_id", "Identifier in the gazetteer"),
    key("conflict", "Identifier from conflicts.yaml; '' for none of them"),
    coded("category", Category, "What the mentions are about", is_key=True),
    coded("act", Act, "What is said to happen", is_key=True),
    always("name", Words, "English name of the place"),
    maybe("code", Words, "ISO 3166-1 alpha-2 or ISO 3166-2; empty: none"),
    always("latitude", Float, "Degrees north (WGS 84)"),
    always("longitude", Float, "Degrees east (WGS 84)"),
    always("mentions", Integer, "How many mentions name the place"),
    comment="Mentions by day and place, as of when the day was last counted",
)

stale_days = Table(
    "stale_days",
    metadata,
    key("day", "The day, in UTC", Date),
    comment="Days whose mentions changed since they were counted",
)
