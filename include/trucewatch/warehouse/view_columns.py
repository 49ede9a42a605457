"""The views as readers see them: each column's type and what it means, for asking and for the data dictionary."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Integer, MetaData, Table

from trucewatch.warehouse.types import Moment, WordList, Words

views = MetaData()

results = Table(
    "results",
    views,
    Column("mention_id", Words, comment="Identifier of the mention"),
    Column("published_at", Moment, comment="When the document was published; empty: not known"),
    Column("first_seen_at", Moment, comment="When it was first seen in a feed"),
    Column("outlet", Words, comment="Name of the outlet"),
    Column("family", Words, comment="Publisher family; count families, not outlets, as sources"),
    Column("feed_country", Words, comment="Country of the outlet, ISO 3166-1 alpha-2"),
    Column("language", Words, comment="Language of the document, ISO 639-1"),
    Column("category", Words, comment="ceasefire, territory or negotiation"),
    Column("act", Words, comment="What is said to happen; see the codebook"),
    Column("polarity", Words, comment="POS: presented as so; NEG: as not so"),
    Column("certainty", Words, comment="CT certain, PR probable, PS possible, U uncommitted"),
    Column("time", Words, comment="When the act lies: past, present, future or historical"),
    Column("speaker", Words, comment="Who is quoted, as written; empty: the journalist speaks"),
    Column("speaker_role", Words, comment="The speaker's standing in the conflict"),
    Column("speaker_id", Words, comment="The speaker's identifier: ISO 3166-1 alpha-3 or a slug"),
    Column("attribution", Words, comment="How the statement is tied to its speaker"),
    Column("parties", Words, comment="Who acts, as written, joined by '; '"),
    Column("party_codes", Words, comment="Their identifiers where known, joined by '; '"),
    Column("places", Words, comment="Places in English, or as written where unknown, joined by '; '"),
    Column("place_codes", Words, comment="Their ISO 3166-2 or 3166-1 alpha-2 codes where known, joined by '; '"),
    Column("place_coordinates", Words, comment="'latitude,longitude' where known, four decimals, joined by '; '"),
    Column("scope", Words, comment="How much of the fighting a ceasefire covers: general, partial or unclear"),
    Column("target", Words, comment="What a partial ceasefire is limited to"),
    Column("duration", Words, comment="How long, ISO 8601"),
    Column("format", Words, comment="The form that talks take"),
    Column("event_on", Date, comment="The day spoken of, or the first of the week, month or year"),
    Column("conflict", Words, comment="Identifier from conflicts.yaml"),
    Column("evidence", Words, comment="The sentence that says so"),
    Column("in_title", Boolean, comment="Whether that sentence is the headline"),
    Column("title", Words, comment="Headline of the document"),
    Column("url", Words, comment="Address of the document"),
    Column("document_id", Words, comment="Identifier of the document"),
    Column("arrangement_id", Words, comment="The arrangement it speaks of; empty: not linked yet"),
    Column("arrangement_state", Words, comment="How that arrangement stands now"),
    Column("archive_file", Words, comment="WARC file that holds the page as received"),
    Column("archive_offset", BigInteger, comment="Byte offset of the page in that file"),
    Column("rule_id", Words, comment="The rule that found it"),
    Column("pack_version", Words, comment="Version of the language pack"),
    Column("model_version", Words, comment="Version of the language model"),
    Column("updated_at", Moment, comment="When page or feed say that it was changed last; empty: not stated"),
    Column("text_source", Words, comment="Where the text was taken from: page, feed_content or feed_summary"),
    Column("is_paywalled_partial", Boolean, comment="Whether only the part in front of a paywall could be read"),
    Column("is_live_blog", Boolean, comment="Whether the document is a live blog"),
    Column("is_opinion", Boolean, comment="Whether it is a column, an editorial or a letter"),
    Column("story_id", Words, comment="The event that the document tells of; empty: not grouped yet"),
    Column("copy_of", Words, comment="The earliest document whose words it repeats; empty: its own words"),
    Column("agency", Words, comment="News agency that the document credits; empty: none"),
    Column(
        "origin",
        Words,
        comment="Publisher family whose words it is: of the agency credited, of what it copies, or its own; count "
        "origins as sources",
    ),
    Column("event_precision", Words, comment="How exactly event_on is told: day, week, month or year"),
    Column("level", Words, comment="Who sits at the table of talks"),
    Column("venue", Words, comment="Where talks are held, in English, or as written where unknown"),
    Column("issues", Words, comment="What talks are about, joined by '; '"),
    Column("relays", Words, comment="Through whom the speaker's words came, nearest first, joined by '; '"),
    Column("plover", Words, comment="PLOVER event and mode, derived; empty: nothing fits"),
    Column("cameo", Words, comment="CAMEO code, derived; empty: nothing fits"),
    Column("acled", Words, comment="ACLED sub-event, derived; empty: nothing fits"),
    Column("speaker_before", Words, comment="Who says it, named in another sentence, as written; empty: nobody is"),
    Column("run_id", Words, comment="The run that read the document last; empty: not known"),
    Column("came_by", Words, comment="watch: a feed listed it; backfill: read from an archive, never alerted"),
    comment="One row per mention of a document as it stands now, with everything needed to judge it (version 1)",
)

result_times = Table(
    "result_times",
    views,
    Column("mention_id", Words, comment="Identifier of the mention, as in results"),
    Column("said_at", Moment, comment="When the document was published, or first seen where that is not known"),
    Column("said_on", Date, comment="The same as a day, UTC"),
    Column("week_of", Date, comment="Monday of that week"),
    Column("month_of", Date, comment="First day of that month"),
    Column("said_seconds", BigInteger, comment="The same moment in seconds since 1970, to be subtracted"),
    Column(
        "days_ago",
        BigInteger,
        comment="Days before the last day on which any feed brought something; below 0: dated ahead of it",
    ),
    comment="When each row of results was said, in forms that group and subtract alike in every database",
)

result_parties = Table(
    "result_parties",
    views,
    Column("mention_id", Words, comment="Identifier of the mention, as in results"),
    Column("position", Integer, comment="Place in the order of the text, from 0"),
    Column("party", Words, comment="The party, as written"),
    Column("party_code", Words, comment="ISO 3166-1 alpha-3 or a slug; empty: unknown"),
    Column("party_name", Words, comment="English name of that identifier, or the words themselves"),
    Column("party_role", Words, comment="What it is in the conflict"),
    comment="One row per party of each row of results",
)

result_places = Table(
    "result_places",
    views,
    Column("mention_id", Words, comment="Identifier of the mention, as in results"),
    Column("position", Integer, comment="Place in the order of the text, from 0"),
    Column("place", Words, comment="English name, or as written where unknown"),
    Column("place_id", Words, comment="Identifier in the gazetteer; empty: unknown"),
    Column("place_code", Words, comment="ISO 3166-2 or ISO 3166-1 alpha-2; empty: none"),
    Column("country", Words, comment="ISO 3166-1 alpha-2; empty: unknown or none"),
    Column("latitude", Float, comment="Degrees north (WGS 84); empty: unknown"),
    Column("longitude", Float, comment="Degrees east (WGS 84); empty: unknown"),
    comment="One row per place of each row of results",
)

story_overview = Table(
    "story_overview",
    views,
    Column("story_id", Words, comment="Identifier of the story"),
    Column("first_said_at", Moment, comment="When its first document was said"),
    Column("last_said_at", Moment, comment="When its last document was said"),
    Column("title", Words, comment="Headline of its first document"),
    Column("languages", Words, comment="Languages of its documents, ISO 639-1, joined by '; '"),
    Column("documents", Integer, comment="How many documents tell of it"),
    Column("outlets", Integer, comment="How many outlets they are of"),
    Column("families", Integer, comment="How many publisher families"),
    Column("sources", Integer, comment="How many origins: papers that print one agency are one source"),
    Column("mentions", Integer, comment="How many mentions its documents have"),
    Column("conflicts", Words, comment="Conflicts that these speak of, as in conflicts.yaml, joined by '; '"),
    comment="One row per event that documents tell of, in whatever language, as they stand now",
)

funnel = Table(
    "funnel",
    views,
    Column("run_id", Words, comment="Identifier of the run"),
    Column("origin", Words, comment="What started it"),
    Column("started_at", Moment, comment="When the run began"),
    Column("finished_at", Moment, comment="When it ended; empty: under way, or broken off"),
    Column("hop", Words, comment="The hop: poll, fetch, read..."),
    Column("seen", Integer, comment="Items that came into the hop"),
    Column("kept", Integer, comment="Items that went on"),
    Column("failed", Boolean, comment="Whether something was lost to an error of ours"),
    Column("reason", Words, comment="Why items were lost; empty: none were"),
    Column("lost", Integer, comment="How many were lost for this reason"),
    comment="What came into and out of each hop of each run, one row per reason of loss",
)

feed_health = Table(
    "feed_health",
    views,
    Column("feed_id", Words, comment="Identifier of the feed"),
    Column("outlet", Words, comment="Name of the outlet"),
    Column("url", Words, comment="Address of the feed, as its editor wrote it"),
    Column("folder", Words, comment="Where a reader files it: folder names joined by '/'; '' is the top"),
    Column("active", Boolean, comment="Whether the feed is in feeds.yaml now"),
    Column("polled_at", Moment, comment="When it was last polled; empty: never"),
    Column("status", Words, comment="ok, empty_feed, not_modified, unchanged, or the code of what went wrong"),
    Column("message", Words, comment="The same in one plain sentence"),
    Column("http_status", Integer, comment="HTTP status of the last poll; empty: no answer came"),
    Column("failures", Float, comment="Weighted failures in a row; 0 after a good poll"),
    Column("due_at", Moment, comment="When it should be polled next"),
    Column("interval_minutes", Float, comment="The usual wait, as learned; 0: nothing learned"),
    Column("adopted_url", Words, comment="Where it lives since a permanent redirect that we believe; empty: at url"),
    Column("moved_to", Words, comment="Where permanent redirects led lately, not believed yet; empty: nowhere"),
    Column("last_good_at", Moment, comment="When a poll last went well; empty: never"),
    Column("last_new_at", Moment, comment="When something was last first seen in this feed; empty: never"),
    Column("flaws", WordList, comment="What was odd when it was last read, in the last 30 days"),
    Column("new_entries_24h", Integer, comment="Entries first seen in this feed during the last 24 hours"),
    Column("entries_last_7_days", Integer, comment="The same during the last 7 days"),
    Column("entries_per_day", Float, comment="Mean of the 14 days before the last 24 hours"),
    Column(
        "fell_silent",
        Boolean,
        comment="Polled, but nothing new for 24 hours, after 3 or more a day on 7 or more of the 14 days before",
    ),
    Column("is_stale", Boolean, comment="Watched for over 30 days, and nothing new in the last 30"),
    Column("polls_7d", Integer, comment="Polls during the last 7 days"),
    Column("failed_7d", Integer, comment="Those among them that failed"),
    comment="Each feed with its last poll, how its polling stands, and how much it gave lately",
)

feed_polls = Table(
    "feed_polls",
    views,
    Column("feed_id", Words, comment="Identifier of the feed"),
    Column("polled_at", Moment, comment="When it was polled"),
    Column("status", Words, comment="ok, empty_feed, not_modified, unchanged, or the code of what went wrong"),
    Column("message", Words, comment="The same in one plain sentence"),
    Column("http_status", Integer, comment="HTTP status; empty: no answer came"),
    Column("milliseconds", Integer, comment="How long the poll took"),
    Column("entry_count", Integer, comment="Entries the feed listed"),
    Column("new_count", Integer, comment="Entries among them never seen before"),
    Column("flaws", WordList, comment="What is odd about a feed that could be read"),
    Column("archive_file", Words, comment="WARC file that holds the answer; empty: not archived"),
    Column("archive_offset", BigInteger, comment="Byte offset of the answer in that file"),
    comment="Every poll of every feed",
)

alert_log = Table(
    "alert_log",
    views,
    Column("alert_id", Words, comment="Identifier of the alert"),
    Column("created_at", Moment, comment="When it was caused"),
    Column("recipient", Words, comment="Mail address, URL or file"),
    Column("language", Words, comment="Language of the message"),
    Column("headline", Words, comment="The change in plain words"),
    Column("rule", Words, comment="Why it fired"),
    Column("status", Words, comment="pending, deferred, sent or failed"),
    Column("attempts", Integer, comment="Tries to send it so far"),
    Column("next_try_at", Moment, comment="Not to be tried before"),
    Column("sent_at", Moment, comment="When it was sent; empty: not yet"),
    Column("evidence_count", Integer, comment="Mentions it rests on"),
    Column("tried_at", Moment, comment="When this try was; empty: none yet"),
    Column("delivery_status", Words, comment="What became of this try: sent, failed, deferred, or doubtful"),
    Column("message_id", Words, comment="Message-ID of the mail"),
    Column("delivery_message", Words, comment="What the other side said"),
    Column("channel", Words, comment="The way it goes: mail, webhook or feed"),
    Column("change_key", Words, comment="The change it is about"),
    Column("arrangement_id", Words, comment="The arrangement that changed; '' for alerts of before this was kept"),
    Column("not_before", Moment, comment="Digests and quiet hours make it wait until then; empty: it may go at once"),
    Column("parcel_id", Words, comment="The parcel it travels in; empty: it is in none yet"),
    comment="Each alert with every try to send it",
)

arrangement_stances = Table(
    "arrangement_stances",
    views,
    Column("arrangement_id", Words, comment="Identifier of the arrangement"),
    Column("category", Words, comment="ceasefire, territory or negotiation"),
    Column("conflict", Words, comment="Identifier from conflicts.yaml; empty: not a listed conflict"),
    Column("scope", Words, comment="How much of the fighting a ceasefire covers"),
    Column("target", Words, comment="What a partial ceasefire is limited to"),
    Column("duration", Words, comment="How long, ISO 8601"),
    Column("state", Words, comment="How the arrangement stands now"),
    Column("party", Words, comment="Actor identifier or name"),
    Column(
        "party_name", Words, comment="English name of a party of the conflict, or the party as it stands beside this"
    ),
    Column(
        "standing",
        Words,
        comment="Where the party stands, by what was said last: proposes, accepts, accepts_conditionally, rejects, "
        "observes, violates, alleged_violator, ends, suspends, expires; silent: nobody says anything of it",
    ),
    Column("first_said_at", Moment, comment="When it was first said to stand there; empty: silent"),
    Column("last_said_at", Moment, comment="When it was last said; empty: silent"),
    Column(
        "told_by", Words, comment="Who said so last: a speaker, or 'press:' and the publisher family; empty: silent"
    ),
    Column("mentions", Integer, comment="How many mentions say so"),
    Column("mention_id", Words, comment="The last mention that says so; empty: silent"),
    comment="Where each party stands on each arrangement now",
)


def _account(side: str, says: str) -> tuple[Column[Any], ...]:
    """The columns of one of two accounts."""
    return (
        Column(f"{side}_said_at", Moment, comment=f"When somebody said {says}"),
        Column(f"{side}_speaker", Words, comment="Who said so; empty: the outlet itself"),
        Column(f"{side}_speaker_id", Words, comment="That speaker's identifier; empty: unknown, or none"),
        Column(f"{side}_outlet", Words, comment="Name of the outlet"),
        Column(f"{side}_family", Words, comment="Publisher family whose words they are"),
        Column(
            f"{side}_press_side", Words, comment="The party of the conflict whose country the outlet is of; empty: none"
        ),
        Column(f"{side}_evidence", Words, comment="The sentence"),
        Column(f"{side}_url", Words, comment="Address of the document"),
        Column(f"{side}_mention_id", Words, comment="Identifier of the mention"),
    )


conflicting_accounts = Table(
    "conflicting_accounts",
    views,
    Column("contradiction_id", Words, comment="Identifier of the contradiction"),
    Column("arrangement_id", Words, comment="Identifier of the arrangement"),
    Column("conflict", Words, comment="Identifier from conflicts.yaml; empty: not a listed conflict"),
    Column("state", Words, comment="How the arrangement stands now"),
    Column("party", Words, comment="Whose doing is told in two ways; '' where the ceasefire's own force is"),
    Column("matter", Words, comment="acceptance, observance, or force: whether the ceasefire runs at all"),
    *_account("yes", "that the party accepts or observes, or that the ceasefire runs"),
    *_account("no", "that it does not"),
    comment="Who says yes and who says no of one party and one ceasefire within three days, side by side",
)
