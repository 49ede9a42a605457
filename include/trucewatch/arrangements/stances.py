"""What a mention says that a party does: when it counts as a stance, and as which act and position."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from trucewatch.codebook import Act, Category, Certainty, DatePrecision, Polarity, Position, Role, Time
from trucewatch.model import RANKS_A_SECOND, Actor, Evidence, Mention, Stance, Standing

NOBODY = ""
"""The party of a stance whose sentence names nobody."""
PRESS = "press:"
"""What begins the name of a teller that is no speaker, but the outlet itself."""

_NO_STANCE = frozenset({Act.DISCUSS, Act.MONITOR})
_COMMENTATORS = frozenset({Role.EXPERT, Role.MEDIA})
_COMMITTED = frozenset({Certainty.CERTAIN, Certainty.PROBABLE})
_ANNOUNCED = frozenset(
    {Act.CALL_FOR, Act.ACCEPT, Act.REJECT, Act.EXTEND, Act.SCHEDULE, Act.CLAIM, Act.DEMAND, Act.OFFER, Act.REFUSE}
)
"""Acts that are news when announced for the future; a truce that "will hold" does not hold yet."""
_OPPOSITES = {(Category.CEASEFIRE, Act.ACCEPT): Act.REJECT, (Category.TERRITORY, Act.OFFER): Act.REFUSE}
"""What it means not to do it; the negation of any other act says too little to be a stance."""

_POSITIONS: Mapping[tuple[Category, Act], Position] = MappingProxyType(
    {
        (Category.CEASEFIRE, Act.CALL_FOR): Position.PROPOSES,
        (Category.CEASEFIRE, Act.ACCEPT): Position.ACCEPTS,
        (Category.CEASEFIRE, Act.EXTEND): Position.ACCEPTS,
        (Category.CEASEFIRE, Act.REJECT): Position.REJECTS,
        (Category.CEASEFIRE, Act.IN_FORCE): Position.OBSERVES,
        (Category.CEASEFIRE, Act.VIOLATE): Position.VIOLATES,
        (Category.CEASEFIRE, Act.END): Position.ENDS,
        (Category.TERRITORY, Act.CLAIM): Position.PROPOSES,
        (Category.TERRITORY, Act.DEMAND): Position.PROPOSES,
        (Category.TERRITORY, Act.OFFER): Position.PROPOSES,
        (Category.TERRITORY, Act.REFUSE): Position.REJECTS,
        (Category.NEGOTIATION, Act.CALL_FOR): Position.PROPOSES,
        (Category.NEGOTIATION, Act.SCHEDULE): Position.PROPOSES,
        (Category.NEGOTIATION, Act.HOLD): Position.ACCEPTS,
        (Category.NEGOTIATION, Act.AGREE): Position.ACCEPTS,
        (Category.NEGOTIATION, Act.REJECT): Position.REJECTS,
        (Category.NEGOTIATION, Act.FAIL): Position.ENDS,
    }
)
_DENIED: Mapping[tuple[Category, Act], Position] = MappingProxyType(
    {
        (Category.CEASEFIRE, Act.ACCEPT): Position.REJECTS,
        (Category.CEASEFIRE, Act.VIOLATE): Position.OBSERVES,
        (Category.TERRITORY, Act.OFFER): Position.REJECTS,
    }
)
"""Where a party stands of which it is said that it does not do so."""
_MEETINGS = frozenset({Act.SCHEDULE, Act.HOLD})
"""Acts of talks that another day makes another event."""
_NAMED_ENDINGS: Mapping[str, Position] = MappingProxyType({"suspend": Position.SUSPENDS, "expire": Position.EXPIRES})
"""Ways to end that packs have rules for: the last part of the rule's name, the same in every language."""


class Silence(StrEnum):
    """Why a mention says of no party that it does something."""

    OPINION = "opinion"
    """Its document is a column, an editorial or a letter."""
    NO_ACT = "no_act"
    """It tells of prospects or of monitoring."""
    HISTORY = "history"
    COMMENTATOR = "commentator"
    """An expert or a medium says so, and nobody else."""
    UNCERTAIN = "uncertain"
    """Its source does not commit itself."""
    NOT_YET = "not_yet"
    """It will be so, and is no news before."""


def silence_of(evidence: Evidence) -> Silence | None:
    """Return why the mention takes no stance, or None where it takes one.

    A party that speaks of its own acceptance without committing itself takes one: it accepts on conditions.
    """
    mention, speaker = evidence.mention, teller_of(evidence.mention)
    is_future = mention.time is Time.FUTURE
    is_sure = mention.certainty is Certainty.CERTAIN or (mention.certainty in _COMMITTED and not is_future)
    is_conditional = _is_conditional(mention, speaker)
    reasons = (
        (Silence.OPINION, evidence.is_opinion),
        (Silence.NO_ACT, mention.act in _NO_STANCE),
        (Silence.HISTORY, mention.time is Time.HISTORICAL),
        (Silence.COMMENTATOR, speaker is not None and speaker.role in _COMMENTATORS),
        (Silence.UNCERTAIN, not is_sure and not is_conditional),
        (Silence.NOT_YET, is_future and mention.act not in _ANNOUNCED),
    )
    return next((silence for silence, is_so in reasons if is_so), None)


def has_stance(evidence: Evidence) -> bool:
    """Tell whether the mention reports a party's act; opinion, history and mere possibility do not."""
    return silence_of(evidence) is None


def take_stances(evidence: Evidence, arrangement_id: str) -> tuple[Stance, ...]:
    """Return one stance per party, or one of nobody, in the order of the sentence."""
    mention = evidence.mention
    if not has_stance(evidence):
        return ()
    moment = said_at(evidence)
    return tuple(
        Stance(
            arrangement_id=arrangement_id,
            party=party,
            act=mention.act,
            polarity=mention.polarity,
            position=position_of(mention, party),
            told_by=told_by(evidence),
            meets_on=_meets_on(mention),
            said_at=moment,
            rank=int(moment.timestamp()) * RANKS_A_SECOND + _place(mention),
            mention_id=mention.id,
        )
        for party in parties_of(mention) or (NOBODY,)
    )


def position_of(mention: Mention, party: str) -> Position | None:
    """Return where a mention puts a party; a breach that only its adversary tells of is alleged."""
    if mention.polarity is not Polarity.POSITIVE:
        return _DENIED.get((mention.category, mention.act))
    speaker = teller_of(mention)
    if _is_conditional(mention, speaker):
        return Position.ACCEPTS_CONDITIONALLY
    if mention.act is Act.VIOLATE and speaker is not None and speaker.role is Role.PARTY and key_of(speaker) != party:
        return Position.ALLEGED_VIOLATOR
    if mention.act is Act.END:
        return _NAMED_ENDINGS.get(mention.rule_id.rpartition(".")[2], Position.ENDS)
    return _POSITIONS.get((mention.category, mention.act))


def _is_conditional(mention: Mention, speaker: Actor | None) -> bool:
    """A party that says of itself that it would accept: on conditions, or some day."""
    return (
        mention.category is Category.CEASEFIRE
        and mention.act is Act.ACCEPT
        and mention.polarity is Polarity.POSITIVE
        and mention.certainty is not Certainty.CERTAIN
        and mention.time in {Time.PRESENT, Time.FUTURE}
        and speaker is not None
        and speaker.role is Role.PARTY
        and key_of(speaker) in parties_of(mention)
    )


def act_class(category: Category, act: Act, polarity: Polarity) -> Act | None:
    """Return the act that is really done ("did not accept" is reject), or None where a negation leaves it open."""
    return act if polarity is Polarity.POSITIVE else _OPPOSITES.get((category, act))


def parties_of(mention: Mention) -> tuple[str, ...]:
    """Return the parties' identifiers, or names or words where there is none, each once."""
    return tuple(dict.fromkeys(filter(None, map(key_of, mention.parties))))


def key_of(actor: Actor) -> str:
    """Return an actor's identifier, or name or words where there is none."""
    return actor.id or actor.name.strip() or actor.text.strip()


def teller_of(mention: Mention) -> Actor | None:
    """Return who says it: by name where another sentence has it."""
    return mention.speaker_before or mention.speaker


def told_by(evidence: Evidence) -> str:
    """Return the teller as one word: the speaker, or the publisher family where the outlet itself says so."""
    speaker = teller_of(evidence.mention)
    return (key_of(speaker) if speaker else "") or PRESS + evidence.family


def said_at(evidence: Evidence) -> datetime:
    """Return when it was said; nobody says anything later than it was seen, whatever a page's date claims."""
    return min(evidence.said_at, evidence.seen_at)


def in_order(standings: Iterable[Standing]) -> list[Standing]:
    """Return standings by when they were last told; ties are broken by content, so that the order they came in is none."""
    return sorted(standings, key=lambda s: (s.last_rank, s.party, s.act, s.polarity, s.position or ""))


def _meets_on(mention: Mention) -> date | None:
    is_day = mention.event_precision in {None, DatePrecision.DAY}
    return mention.event_on if mention.act in _MEETINGS and is_day else None


def _place(mention: Mention) -> int:
    """The place in the document; a headline comes last: it says what the text comes down to."""
    last = RANKS_A_SECOND - 1
    return last if mention.in_title else min(mention.trigger.start, last - 1)
