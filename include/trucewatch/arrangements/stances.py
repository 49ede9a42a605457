"""What a mention says that a party does: when it counts as a stance, and as which act."""

from collections.abc import Iterable
from datetime import datetime

from trucewatch.codebook import Act, Category, Certainty, Polarity, Role, Time
from trucewatch.model import Evidence, Mention, Stance

NOBODY = ""
"""The party of a stance whose sentence names nobody."""

_NO_STANCE = frozenset({Act.DISCUSS, Act.MONITOR})
_COMMENTATORS = frozenset({Role.EXPERT, Role.MEDIA})
_COMMITTED = frozenset({Certainty.CERTAIN, Certainty.PROBABLE})
_ANNOUNCED = frozenset(
    {Act.CALL_FOR, Act.ACCEPT, Act.REJECT, Act.EXTEND, Act.SCHEDULE, Act.CLAIM, Act.DEMAND, Act.OFFER, Act.REFUSE}
)
"""Acts that are news when announced for the future; a truce that "will hold" does not hold yet."""
_OPPOSITES = {(Category.CEASEFIRE, Act.ACCEPT): Act.REJECT, (Category.TERRITORY, Act.OFFER): Act.REFUSE}
"""What it means not to do it; the negation of any other act says too little to be a stance."""


def has_stance(mention: Mention) -> bool:
    """Tell whether the mention reports a party's act; opinion, history and mere possibility do not."""
    if mention.act in _NO_STANCE or mention.time is Time.HISTORICAL or mention.certainty not in _COMMITTED:
        return False
    speaker = mention.speaker or mention.speaker_before
    if speaker is not None and speaker.role in _COMMENTATORS:
        return False
    if mention.time is Time.FUTURE:
        return mention.certainty is Certainty.CERTAIN and mention.act in _ANNOUNCED
    return True


def take_stances(evidence: Evidence, arrangement_id: str) -> tuple[Stance, ...]:
    """Return one stance per party, or one of nobody, in the order of the sentence."""
    mention = evidence.mention
    if not has_stance(mention):
        return ()
    return tuple(
        Stance(
            arrangement_id=arrangement_id,
            party=party,
            act=mention.act,
            polarity=mention.polarity,
            said_at=said_at(evidence),
            mention_id=mention.id,
        )
        for party in parties_of(mention) or (NOBODY,)
    )


def act_class(category: Category, act: Act, polarity: Polarity) -> Act | None:
    """Return the act that is really done ("did not accept" is reject), or None where a negation leaves it open."""
    return act if polarity is Polarity.POSITIVE else _OPPOSITES.get((category, act))


def parties_of(mention: Mention) -> tuple[str, ...]:
    """Return the parties' identifiers, or names or words where there is none, each once."""
    keys = (actor.id or actor.name.strip() or actor.text.strip() for actor in mention.parties)
    return tuple(dict.fromkeys(filter(None, keys)))


def said_at(evidence: Evidence) -> datetime:
    """Return when it was said; nobody says anything later than it was seen, whatever a page's date claims."""
    return min(evidence.said_at, evidence.seen_at)


def in_order(stances: Iterable[Stance]) -> list[Stance]:
    """Return stances by time; ties are broken by content, so that the order they came in never matters."""
    return sorted(stances, key=lambda s: (s.said_at, s.mention_id, s.party, s.act))
