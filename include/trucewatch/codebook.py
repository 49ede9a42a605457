"""The closed lists of the codebook: every coded value that a mention may carry.

Packs, warehouse, alerts, page and evaluation all read these lists, so that a value has one spelling.
The terms come from ETH/PRIO CF (ceasefire), PLOVER 2.0 and ACLED (events), FactBank (certainty),
PARC (attribution) and ISO 8601 (durations); docs/codebook.md explains them with examples.
"""

from enum import StrEnum
from types import MappingProxyType


class Category(StrEnum):
    """What a mention is about."""

    CEASEFIRE = "ceasefire"
    TERRITORY = "territory"
    NEGOTIATION = "negotiation"


class Act(StrEnum):
    """What is said to happen; which acts a category may have stands in ACTS."""

    CALL_FOR = "call_for"
    ACCEPT = "accept"
    REJECT = "reject"
    IN_FORCE = "in_force"
    EXTEND = "extend"
    VIOLATE = "violate"
    END = "end"
    MONITOR = "monitor"
    DISCUSS = "discuss"
    CONTROL = "control"
    GAIN = "gain"
    LOSE = "lose"
    CLAIM = "claim"
    DEMAND = "demand"
    OFFER = "offer"
    REFUSE = "refuse"
    SCHEDULE = "schedule"
    HOLD = "hold"
    AGREE = "agree"
    STALL = "stall"
    FAIL = "fail"


ACTS = MappingProxyType(
    {
        Category.CEASEFIRE: (
            Act.CALL_FOR, Act.ACCEPT, Act.REJECT, Act.IN_FORCE, Act.EXTEND,
            Act.VIOLATE, Act.END, Act.MONITOR, Act.DISCUSS,
        ),
        Category.TERRITORY: (
            Act.CONTROL, Act.GAIN, Act.LOSE, Act.CLAIM, Act.DEMAND, Act.OFFER, Act.REFUSE, Act.DISCUSS,
        ),
        Category.NEGOTIATION: (
            Act.CALL_FOR, Act.SCHEDULE, Act.HOLD, Act.AGREE, Act.STALL, Act.REJECT, Act.FAIL, Act.DISCUSS,
        ),
    }
)  # fmt: skip
"""The acts each category may have; a pair outside this table is a mistake of a pack."""


class Polarity(StrEnum):
    """Whether the sentence, or its speaker, presents the act as so."""

    POSITIVE = "POS"
    NEGATIVE = "NEG"


class Certainty(StrEnum):
    """How sure the nearest source is (FactBank)."""

    CERTAIN = "CT"
    PROBABLE = "PR"
    POSSIBLE = "PS"
    UNCOMMITTED = "U"


class Time(StrEnum):
    """When the act lies, by meaning and not by verb form."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    HISTORICAL = "historical"


class Attribution(StrEnum):
    """How the statement is tied to its speaker (PARC)."""

    NONE = "none"
    DIRECT = "direct"
    INDIRECT = "indirect"
    ACCORDING_TO = "according_to"
    MIXED = "mixed"


class Role(StrEnum):
    """What somebody is in a conflict: a speaker's standing and a party's."""

    PARTY = "party"
    MEDIATOR = "mediator"
    THIRD_STATE = "third_state"
    IGO = "igo"
    EXPERT = "expert"
    MEDIA = "media"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """How much of the fighting a ceasefire covers."""

    GENERAL = "general"
    PARTIAL = "partial"
    UNCLEAR = "unclear"


class Target(StrEnum):
    """What a partial ceasefire is limited to."""

    ENERGY = "energy"
    MARITIME = "maritime"
    AIR = "air"
    HUMANITARIAN = "humanitarian"
    LOCAL = "local"
    PRISONERS = "prisoners"
    HOLIDAY = "holiday"
    OTHER = "other"


class Format(StrEnum):
    """The form that talks take."""

    PHONE = "phone"
    VIDEO = "video"
    IN_PERSON = "in_person"
    SUMMIT = "summit"
    MEDIATED = "mediated"
    LETTER = "letter"
    UNSPECIFIED = "unspecified"
    MULTILATERAL = "multilateral"
    BACKCHANNEL = "backchannel"


class Level(StrEnum):
    """Who sits at the table; where the sides differ, the lower one."""

    HEAD_OF_STATE = "head_of_state"
    """Of a state, a government or an armed group: whoever decides."""
    MINISTER = "minister"
    ENVOY = "envoy"
    MILITARY = "military"
    TECHNICAL = "technical"
    PARLIAMENTARY = "parliamentary"
    UNSPECIFIED = "unspecified"


class Issue(StrEnum):
    """What talks are about."""

    CEASEFIRE = "ceasefire"
    TERRITORY = "territory"
    SECURITY_GUARANTEES = "security_guarantees"
    MILITARY_AID = "military_aid"
    SANCTIONS = "sanctions"
    PRISONERS = "prisoners"
    NUCLEAR_PLANT = "nuclear_plant"
    NATO_MEMBERSHIP = "nato_membership"
    ELECTIONS = "elections"
    SHIPPING_GRAIN = "shipping_grain"
    REPARATIONS = "reparations"
    TROOPS_PEACEKEEPING = "troops_peacekeeping"
    HUMANITARIAN_ACCESS = "humanitarian_access"


class DatePrecision(StrEnum):
    """How exactly a date is told; the date itself is the first day of the span."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class TextSource(StrEnum):
    """Where a document's text was taken from."""

    PAGE = "page"
    FEED_CONTENT = "feed_content"
    FEED_SUMMARY = "feed_summary"


class PassedOver(StrEnum):
    """Why a page was not worth a careful reading."""

    NO_PACK = "no_pack"
    """It is in a language that has no pack."""
    NO_TRIGGER = "no_trigger"
    """None of its words names a ceasefire, a territory or a negotiation."""
    NO_CONFLICT = "no_conflict"
    """Some do, but nothing near them speaks of armed conflict."""


class Origin(StrEnum):
    """How an article came to us."""

    WATCH = "watch"
    """A feed listed it, and its page was fetched."""
    BACKFILL = "backfill"
    """It was read from an archive; nobody is alerted to it."""


class Position(StrEnum):
    """Where a party stands on an arrangement, on the word of one mention."""

    PROPOSES = "proposes"
    ACCEPTS = "accepts"
    ACCEPTS_CONDITIONALLY = "accepts_conditionally"
    REJECTS = "rejects"
    OBSERVES = "observes"
    VIOLATES = "violates"
    ALLEGED_VIOLATOR = "alleged_violator"
    """Said to break it by the other side alone."""
    ENDS = "ends"
    SUSPENDS = "suspends"
    """Breaks it off for a time."""
    EXPIRES = "expires"
    """Its time runs out: no party's doing."""


class Matter(StrEnum):
    """What accounts of one arrangement can contradict each other about."""

    ACCEPTANCE = "acceptance"
    OBSERVANCE = "observance"
    FORCE = "force"
    """Whether it runs at all."""


class Channel(StrEnum):
    """A way to tell people."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    FEED = "feed"


class State(StrEnum):
    """How an arrangement stands, derived from its parties' stances."""

    PROPOSED = "proposed"
    UNDER_NEGOTIATION = "under_negotiation"
    PARTLY_ACCEPTED = "partly_accepted"
    CONTESTED = "contested"
    REJECTED = "rejected"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    EXTENDED = "extended"
    VIOLATED = "violated"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXPIRED = "expired"
    """Its time ran out, and nobody said that it goes on."""
    HISTORICAL = "historical"
    REPORTED = "reported"
