"""What came in: feeds, what polling them gave, entries and what they are known by, articles, documents."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, Table

from trucewatch.codebook import Origin, PassedOver, TextSource
from trucewatch.warehouse.tables.base import (
    always,
    coded,
    flag,
    index_some,
    key,
    maybe,
    metadata,
    one_of,
    owner,
    refers,
)
from trucewatch.warehouse.types import Hashes, Moment, WordList, Words

feeds = Table(
    "feeds",
    metadata,
    key("id", "Identifier given by the editor in feeds.yaml"),
    always("outlet", Words, "Name of the outlet"),
    always("url", Words, "Address of the feed"),
    always("language", Words, "Language of the feed, ISO 639-1"),
    always("country", Words, "Country of the outlet, ISO 3166-1 alpha-2"),
    always("family", Words, "Publisher family; outlets of one family count as one source"),
    always("poll_minutes", Integer, "Minutes between two polls while all is well"),
    always("active", Boolean, "Whether the feed is in feeds.yaml now; others are kept but not polled"),
    always("due_at", Moment, "When the feed should be polled next"),
    maybe("etag", Words, "ETag of the last full answer, sent back to save a download; empty: none given"),
    maybe("last_modified", Words, "Last-Modified of the last full answer; empty: none given"),
    maybe("body_digest", Words, "Digest of the last body, to see that nothing changed; empty: never polled"),
    always("failures", Float, "Weighted failures in a row; 0 after a good poll"),
    maybe("full_at", Moment, "When the feed was last fetched without ETag; empty: never"),
    maybe("body_at", Moment, "When the body of body_digest was archived; empty: never"),
    always("interval_minutes", Float, "The usual wait, as learned; 0: nothing learned, poll_minutes counts", "0"),
    maybe("adopted_url", Words, "Where the feed lives since a permanent redirect that we believe; empty: at url"),
    maybe("moved_to", Words, "Where permanent redirects led lately, not believed yet; empty: nowhere"),
    maybe("moved_since", Moment, "When they led there first; empty: nowhere"),
    always("moved_count", Integer, "Polls in a row that were led there", "0"),
    always("folder", Words, "Where a reader files it: folder names joined by '/'; '' is the top", ""),
    always("body_selector", Words, "CSS selector of what holds an article's text on its pages; '': left to us", ""),
    always("drop_selector", Words, "CSS selector of what is taken out of its pages before reading; '': nothing", ""),
    comment="One row per feed that is or was watched, with the state of its polling",
)

feed_fetches = Table(
    "feed_fetches",
    metadata,
    owner("feed_id", "feeds.id", "The feed polled", is_key=True),
    key("polled_at", "When it was polled", Moment),
    always("status", Words, "ok, not_modified, unchanged, or the code of what went wrong"),
    always("message", Words, "The same in one plain sentence"),
    maybe("http_status", Integer, "HTTP status; empty: no answer came"),
    always("milliseconds", Integer, "How long the poll took"),
    always("entry_count", Integer, "Entries the feed listed"),
    always("new_count", Integer, "Entries among them never seen before"),
    maybe("archive_file", Words, "WARC file that holds the answer; empty: not archived"),
    maybe("archive_offset", BigInteger, "Byte offset of the answer in that file"),
    always("flaws", WordList, "What is odd about a feed that could be read, as a JSON array of codes", "[]"),
    comment="One row per poll of a feed",
)

entries = Table(
    "entries",
    metadata,
    key("id", "Identifier, derived from the entry's canonical address"),
    refers("feed_id", "feeds.id", "The feed that listed it first; entry_feeds has all"),
    always("url", Words, "Address of the article"),
    maybe("guid", Words, "Identifier given by the feed; empty: none given"),
    always("title", Words, "Headline in the feed"),
    always("summary", Words, "Summary in the feed, as plain text, or ''"),
    always("content", Words, "Full text carried by the feed itself, or ''"),
    always("authors", WordList, "Authors named by the feed, as a JSON array"),
    maybe("published_at", Moment, "When it was published, by the feed; empty: not stated"),
    always("seen_at", Moment, "When it was first seen in a feed"),
    maybe("fetched_at", Moment, "When an article was stored for it; empty: not yet"),
    always("attempts", Integer, "Tries to fetch it that failed", "0"),
    maybe("tried_at", Moment, "When it was last tried; empty: never"),
    maybe("next_try_at", Moment, "When it may be tried again; empty: at once, or never where lost_at is set"),
    maybe("reason", Words, "Code of the last failure; empty: none so far"),
    maybe("message", Words, "The last failure in one plain sentence"),
    maybe("lost_at", Moment, "When it was given up; empty: it was not"),
    always("host", Words, "Host of its address; '' where there is none", ""),
    maybe("updated_at", Moment, "When the feed says that it was changed last; empty: not stated"),
    always("date_flaw", Words, "'' or what is wrong with its date: missing, unreadable, future, too_old", ""),
    always("digest", Words, "Digest of its words, to see an edit; '' where nobody computed it", ""),
    maybe("revised_at", Moment, "When its words were last changed; empty: they are as first seen"),
    always("revisions", Integer, "How often they were; entry_revisions has the earlier words", "0"),
    # No foreign key: SQLite adds and drops one only by making the table anew.
    maybe("same_as", Words, "The entry that it turned out to be, never itself such a one; empty: it is its own"),
    Index(None, "feed_id"),
    Index(None, "seen_at"),
    comment="One row per item of a feed; an item that several feeds carry is one row",
)
index_some(
    "ix_entries_unfetched", "host", "seen_at", "id", "next_try_at",
    on=entries, where="fetched_at IS NULL AND lost_at IS NULL AND same_as IS NULL",
)  # fmt: skip
index_some("ix_entries_same_as", "same_as", on=entries, where="same_as IS NOT NULL")

entry_keys = Table(
    "entry_keys",
    metadata,
    key("key", "What an entry is known by, as 'kind:value'; a very long value as its digest"),
    owner("entry_id", "entries.id", "The entry, never one that turned out to be another"),
    Index(None, "entry_id"),
    comment="What each entry is known by: addresses, guids, titles, texts",
)

entry_revisions = Table(
    "entry_revisions",
    metadata,
    owner("entry_id", "entries.id", "The entry", is_key=True),
    key("seen_at", "When these words were first seen", Moment),
    always("title", Words, "Headline then"),
    always("summary", Words, "Summary then"),
    always("content", Words, "Full text then"),
    always("digest", Words, "Digest of these words"),
    comment="The words of an entry before each edit; its newest words are in entries",
)

entry_feeds = Table(
    "entry_feeds",
    metadata,
    owner("entry_id", "entries.id", "The entry", is_key=True),
    owner("feed_id", "feeds.id", "A feed that listed it", is_key=True),
    always("seen_at", Moment, "When it was first seen in this feed"),
    Index(None, "feed_id", "seen_at"),
    comment="Which feeds carried which entry",
)

articles = Table(
    "articles",
    metadata,
    key("id", "Identifier, derived from entry and content"),
    refers("entry_id", "entries.id", "The entry that led there"),
    always("final_url", Words, "Address after redirects"),
    always("status_code", Integer, "HTTP status"),
    always("content_type", Words, "Content type, as the host named it"),
    maybe("charset", Words, "Character set, as the host named it; empty: not named"),
    always("fetched_at", Moment, "When it was fetched"),
    always("body_digest", Words, "Digest of the body"),
    always("archive_file", Words, "WARC file that holds the response as received"),
    always("archive_offset", BigInteger, "Byte offset of the response in that file"),
    maybe("read_at", Moment, "When it was read; empty: it waits"),
    maybe("read_reason", Words, "Why reading gave no document; empty: it gave one, or it waits"),
    maybe("read_message", Words, "The same in one plain sentence"),
    always("canonical_url", Words, "Address that page and redirects name for it; '' where nobody looked", ""),
    coded(
        "origin",
        Origin,
        "How it came: watch (a feed listed it) or backfill (read from an archive)",
        default=Origin.WATCH,
    ),
    one_of("origin", Origin),
    Index(None, "entry_id"),
    comment="One row per response stored for an entry",
)
index_some("ix_articles_unread", "fetched_at", "id", on=articles, where="read_at IS NULL")

documents = Table(
    "documents",
    metadata,
    key("id", "Identifier, derived from article and text"),
    refers("article_id", "articles.id", "The article it was read from"),
    always("url", Words, "Canonical address"),
    always("title", Words, "Headline"),
    always("text", Words, "Clean text; offsets of mentions point into it; '' where the page was passed over"),
    always("language", Words, "Language found in the text, ISO 639-1, or 'und'"),
    maybe("published_at", Moment, "When it was published; empty: not stated"),
    always("authors", WordList, "Authors, as a JSON array"),
    coded("text_source", TextSource, "Where the text was taken from"),
    always("fingerprint", Words, "Fingerprint of the text, to find copies; '' where too short"),
    always("read_at", Moment, "When it was read"),
    maybe("superseded_at", Moment, "When a newer document of the same entry took its place; empty: it is current"),
    maybe("updated_at", Moment, "When the page says that it was changed last; empty: not stated"),
    coded("passed_over", PassedOver, "Why nobody read it with care; empty: somebody did", optional=True),
    flag("is_paywalled_partial", "Whether only the part in front of a paywall could be read"),
    flag("is_live_blog", "Whether it is a live blog"),
    flag("is_opinion", "Whether it is a column, an editorial or a letter"),
    maybe("sketch", Hashes, "Least hashes of its words in a row, 8 bytes each, to find near copies; empty: not taken"),
    maybe("grouped_at", Moment, "When it was given a story; empty: it waits, or was passed over"),
    # No foreign key, as above.
    Column(
        "run_id",
        Words,
        ForeignKey("runs.run_id", ondelete="SET NULL"),
        comment="The run that read it last; empty: not known, or the run is gone",
    ),
    maybe("rules", Words, "Packs and models that it was read with; empty: read before this was kept"),
    one_of("text_source", TextSource),
    one_of("passed_over", PassedOver),
    Index(None, "article_id"),
    Index(None, "run_id"),
    comment="One row per article whose text could be read, or was not worth it",
)
index_some("ix_documents_fingerprint", "fingerprint", on=documents, where="fingerprint <> ''")
index_some(
    "ix_documents_ungrouped", "id",
    on=documents, where="grouped_at IS NULL AND passed_over IS NULL AND superseded_at IS NULL",
)  # fmt: skip
