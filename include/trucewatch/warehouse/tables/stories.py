"""What tells which documents say the same: the hashes of their words, and the stories that they were given."""

from sqlalchemy import BigInteger, Index, Table

from trucewatch.warehouse.tables.base import always, index_some, key, maybe, metadata, owner, refers
from trucewatch.warehouse.types import Moment, WordList, Words

# Each look-up names a hash or a key, and a stretch of time: the primary key begins with both, and is all the table.
# No foreign key: it would need an index as large as the table. A document's sketch tells which rows are its own.
document_sketches = Table(
    "document_sketches",
    metadata,
    key("hash", "One of the least hashes of the document's sketch", BigInteger),
    key("said_at", "When the document was published, or first seen where no date is known", Moment),
    key("document_id", "The document"),
    always("host", Words, "Host of the document's address; '' where there is none"),
    sqlite_with_rowid=False,
    comment="By which hashes a document is found by others that may say the same",
)

stories = Table(
    "stories",
    metadata,
    key("id", "Identifier, derived from its first document; it stays when that one goes"),
    always("first_said_at", Moment, "When its first document was said"),
    always("last_said_at", Moment, "When its last document was said"),
    Index(None, "last_said_at", "id"),
    comment="One row per event that documents tell of, in whatever language",
)

document_traces = Table(
    "document_traces",
    metadata,
    owner("document_id", "documents.id", "The document", is_key=True),
    refers("story_id", "stories.id", "The event that it tells of"),
    # No foreign key: what goes hands its copies on.
    maybe("copy_of", Words, "The earliest document whose words it repeats, never itself a copy; empty: its own words"),
    maybe("agency", Words, "News agency that it credits, by its identifier; empty: none"),
    always("said_at", Moment, "When it was published, or first seen where no date is known"),
    always("language", Words, "Language of the document, ISO 639-1, or 'und'"),
    always("origin", Words, "Publisher family whose words it is: of its agency, of what it copies, or its own"),
    always("terms", WordList, "What it speaks of, as a JSON array of 'kind:value'"),
    always("keys", WordList, "Those of its terms that few events share, as a JSON array; trace_keys finds by them"),
    Index(None, "story_id", "said_at"),
    comment="Which story a document tells, and what was kept of it to tell; one row per document that was grouped",
)
index_some("ix_document_traces_copy_of", "copy_of", on=document_traces, where="copy_of IS NOT NULL")

trace_keys = Table(
    "trace_keys",
    metadata,
    key("key", "A term that few events share; a very long one as its digest"),
    key("said_at", "When the document was said", Moment),
    owner("document_id", "document_traces.document_id", "The document", is_key=True),
    Index(None, "document_id"),
    sqlite_with_rowid=False,
    comment="By which terms a grouped document is found by others that may tell of the same event",
)
