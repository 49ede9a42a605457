"""The word lists of a language's cues, by the names that the code asks for."""

VOCABULARY = frozenset(
    {
        "negation",  # words that deny what they hang on
        "not_negation",  # phrases in which such a word denies nothing
        "clause_start",  # words that begin something else: after, while
        "conflict",  # words that show that armed conflict is the matter
        "other_matters",  # words that show that it is something else
        "forces",  # those who hold, take and leave land
        "amounts",  # shares of land, between a verb and what is held: all, half, dozens
        "place_nouns",  # what may be taken, held or left
        "pair_words",  # the two leaders, both sides
        "leader_words",  # what a pair is called when it is two people, not two states
        "failing",  # verbs that deny what they govern: fail, échouer
        "place_before",  # what leads to the name of a place that no list knows
        "too_wide",  # names that are no answer to "where"
        "place_after",  # what follows a name that is a place and no actor there: a colon, "war"
        "held_at",  # all that may stand between a truce and the place just behind that it is for
        "lies_at",  # all that may stand between a place and that in which it lies: area of
        "signing",  # verbs of agreeing, whose place is where a truce was agreed
        "visiting",  # what leads to where somebody only goes
        "pointing",  # this, such: what is known from before
        "lies_in",  # what stands between a place and that in which it lies: in, dans
        "beyond",  # what leads to a land on whose border something lies: border with
        "fought_in",  # what follows the second of two names when the land is meant: the Iran-Iraq war
        "short_names",  # names that before a noun tell who, not where: US talks
        "directions",  # north of, southern
        "passing_verbs",  # verbs through which another one governs: help to, try to, lead to
        "locative",  # prepositions of place
        "topic_before",  # what leads to the subject of talks: on, about, to discuss
        "war_subjects",  # subjects of talks that show that they are about a war: hostages, security guarantees
        "scope_leads",  # all that may stand between a town in front and the truce in it: ", the"
        "scope_links",  # all that may stand between a truce and the town that it is limited to: in the port of
        "place_links",  # all that may stand between a verb and the name of its place: the whole of
        "setting_in",  # verbs whose present tense, with a day still to come, tells what lies ahead: begins, expires
        "accusing",  # verbs whose object is said to have done it: accuses Y of violating
        "drafts",  # what is accepted or refused as a whole, though it is no more than a plan: accepts a plan for a truce
        "looking_back",  # what says in a title or first lines that a piece is of the archive or for an anniversary
        "saying_leads",  # what may stand between a comma and a verb of saying before its subject: ", a aussi annoncé X"
        "reporting",  # forms of verbs whose subject is a source of a clause or a quote
        "reporting_phrases",  # two words that say together what such a verb says: made clear, fait savoir
        "inverting",  # such verbs whose subject may follow them: said X, a dit X
        "if_words",  # what leads in a clause in which nobody has said anything yet
        "that_words",  # what leads in a clause that somebody says
        "impersonal",  # subjects of such verbs that are nobody; who is meant follows: "dit-on à Kiev"
        "first_persons",  # who speaks in a quotation, named by what stands outside it
        "speaker_nouns",  # trades and bodies of those who are quoted: official, spokesman, ministry
        "reporting_objects",  # forms of verbs whose subject is a source of its object: accuse, record
        "neg_raising",  # verbs whose denial denies what they govern: does not believe that
        "part_nouns",  # parts of a country, before "of": the north of the country
        "front_nouns",  # where a truce holds that nobody takes: the front line
        "holds_in",  # prepositions that lead to where a truce holds
        "whole_words",  # which before land say that all of it is meant: tout le pays
        "land_before",  # triggers of which the land is the subject: belongs to, become part of
        "own_words",  # its, their: what makes "territory" somebody's
        "land_states",  # what has become of land, which says nothing of where it is: liberated
        "any_land",  # land of any kind, of which that alone tells nothing: areas
        "vague_land",  # words for land that without a name say nothing of where: territory, ground
        "more_words",  # words before land that are no part of what it is called: more, further
        "granting",  # prepositions that take for granted what they lead in: during, lors de, despite
        "when_words",  # words for when that may stand between a verb and its land
        "delegates",  # those who talk for the sides of a war, where the whole text is about one
        "modals",  # with which a verb of saying says nothing: may think
        "comparing",  # what begins a comparison, whose date is its own: "as Kyiv had done on 11 March"
        "according_to",
        "according_to_names",  # those of them that lead to a source only where a name follows
        "pronouns",  # that may stand for a speaker named before
        "person_pronouns",  # those of them that may stand for one person
        "body_pronouns",  # those that may stand for a ministry, an army, several people
        "expert_words",
        "media_words",
        "mediator_words",
        "full_words",  # a ceasefire said to be general
        "part_words",  # a ceasefire said to be limited
        "other_deals",  # arrangements of other kinds, for which "the deal" may stand
        "around_sites",  # where a truce that is no truce of strikes on plants holds: around the nuclear plant
        "numbers",  # one = 1, in words
        "ordinals",  # "third = 3": the day of a truce that is its last
        "and_last",  # what makes it the last: and final
        "duration_units",  # day = D
        "not_duration_before",  # since three days
        "not_duration_after",  # three days ago
        "months",  # march = 3
        "weekdays",  # monday = 0
        "relative_days",  # yesterday = -1
        "relative_periods",  # last week = -1W, in weeks, months or years from now
        "not_period_before",  # "the last week" is how long, not when
        "date_leads",  # what makes a date of a bare month or year: in
        "last_words",  # beside a day or month: the one before now
        "next_words",  # the one after now
        "until_words",  # what follows is an end
        "ago_before",  # il y a trois jours
        "ago_after",  # three days ago
        "ahead_before",  # dans trois jours
        "ahead_after",  # three days from now
        "ahead_doubtful",  # "in three days" may be how long: ahead only where the clause lies ahead
        "vague_numbers",  # those of "numbers" that only stand for some
        "venue_before",  # prepositions before where talks are held
        "venue_of",  # between talks and the city that they are called after
        "talks_nouns",  # what talks are called, beside their triggers
        "hosting",  # forms of verbs whose subject is where talks are held
        "relayed_by",  # what leads from a speaker to who passes his words on
        "relay_nouns",  # what passes words on, where no list knows its name
        "future",
        "historical",
    }
)
"""The named word lists that every cues.yaml must have."""
