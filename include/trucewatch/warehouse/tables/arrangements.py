"""What mentions come to: arrangements, who takes which stance on them, who contradicts whom, and what changed."""

from sqlalchemy import BigInteger, Date, Index, Integer, Table

from trucewatch.codebook import Act, Category, Matter, Polarity, Position, Scope, State, Target
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
    maybe("runs_since", Moment, "When a ceasefire took effect, as far as anybody said; empty: nobody did"),
    maybe("expires_at", Moment, "When the time of one that runs is over; empty: nobody said how long, or since when"),
    one_of("category", Category),
    one_of("scope", Scope),
    one_of("target", Target),
    one_of("state", State),
    Index(None, "category", "conflict", "last_said_at"),
    Index(None, "last_said_at", "id"),
    comment="One row per ceasefire, territorial claim or negotiation track that several mentions speak of",
)
index_some("ix_arrangements_expiring", "expires_at", on=arrangements, where="expires_at IS NOT NULL")

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
    coded("standing", Position, "Where that puts the party; empty: the act says nothing of it", optional=True),
    always("told_by", Words, "Who says so: the speaker's identifier or name, or 'press:' and the publisher family", ""),
    maybe("meets_on", Date, "The day of the talks; empty: not said, or no talks are meant"),
    always("rank", BigInteger, "Order among all stances: microseconds since 1970, with the place in the document", "0"),
    one_of("act", Act),
    one_of("polarity", Polarity),
    one_of("standing", Position),
    Index(None, "mention_id"),
    Index(None, "arrangement_id", "rank"),
    Index(None, "arrangement_id", "party"),
    comment="What each party does about an arrangement, on whose word",
)

standings = Table(
    "standings",
    metadata,
    owner("arrangement_id", "arrangements.id", "The arrangement", is_key=True),
    key("id", "Identifier, derived from arrangement, party, act, polarity, standing and day of the talks"),
    always("party", Words, "Actor identifier or name; '' where the sentences name nobody"),
    coded("act", Act, "What the party does"),
    coded("polarity", Polarity, "POS: it does; NEG: it does not"),
    coded("standing", Position, "Where that puts the party; empty: the act says nothing of it", optional=True),
    maybe("meets_on", Date, "The day of the talks; empty: not said, or no talks are meant"),
    always("first_rank", BigInteger, "Least rank of its stances"),
    always("last_rank", BigInteger, "Greatest rank of its stances"),
    always("first_said_at", Moment, "When it was first said"),
    always("last_said_at", Moment, "When it was last said"),
    always("mentions", Integer, "How many mentions say so"),
    one_of("act", Act),
    one_of("polarity", Polarity),
    one_of("standing", Position),
    comment="The sums of all stances that say the same of one party and one arrangement, kept in step with them",
    # All rows of an arrangement lie together, for they are only ever read together.
    sqlite_with_rowid=False,
)

contradictions = Table(
    "contradictions",
    metadata,
    key("id", "Identifier, derived from arrangement, party, matter and tellers"),
    owner("arrangement_id", "arrangements.id", "The arrangement"),
    always("party", Words, "Whose doing is told in two ways; '' where the ceasefire's own force is"),
    coded("matter", Matter, "What the accounts contradict each other about"),
    owner(
        "yes_mention_id", "mentions.id", "Says that the party accepts or observes, or that the ceasefire is in force"
    ),
    owner("no_mention_id", "mentions.id", "Says that it does not"),
    one_of("matter", Matter),
    Index(None, "arrangement_id"),
    Index(None, "yes_mention_id"),
    Index(None, "no_mention_id"),
    comment="Pairs of mentions whose tellers say the opposite of one party and one ceasefire within three days",
)

conflict_parties = Table(
    "conflict_parties",
    metadata,
    key("conflict", "Identifier from conflicts.yaml"),
    key("party", "Actor identifier"),
    always("name", Words, "English name of the party"),
    maybe("country", Words, "ISO 3166-1 alpha-2 of the state it is; empty: it is none"),
    comment="The parties of each watched conflict, as the knowledge files list them now",
)

changes = Table(
    "changes",
    metadata,
    key("key", "Identifier, derived from arrangement, act, actors and target"),
    owner("arrangement_id", "arrangements.id", "The arrangement that changed"),
    coded("act", Act, "What was newly done"),
    always("actors", WordList, "Who did it, as a JSON array of identifiers or names; [] where nobody is named"),
    coded("standing", Position, "Where that puts them; empty: the act says nothing of it", optional=True),
    coded("state_before", State, "How the arrangement stood until then; empty: it was a new one", optional=True),
    coded("state", State, "How it stood with that"),
    always("found_at", Moment, "When it was found"),
    one_of("act", Act),
    one_of("standing", Position),
    one_of("state_before", State),
    one_of("state", State),
    Index(None, "arrangement_id", "found_at"),
    Index(None, "found_at"),
    comment="One row per stance or state that was not there before: what alerts are about",
)

change_evidence = Table(
    "change_evidence",
    metadata,
    owner("change_key", "changes.key", "The change", is_key=True),
    owner("mention_id", "mentions.id", "A mention that says so", is_key=True),
    Index(None, "mention_id"),
    comment="Which mentions a change rests on: at most 3 of a publisher family",
)
