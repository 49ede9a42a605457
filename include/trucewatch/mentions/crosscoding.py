"""What of a mention decides its codes in PLOVER, CAMEO and ACLED."""

from trucewatch.codebook import Role
from trucewatch.knowledge.crosswalk import Actor, Facts, Land, Said, Sides
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.model import Mention

OUTSIDERS = frozenset({Role.MEDIATOR, Role.THIRD_STATE, Role.IGO})
ARMED = frozenset({"armed_group", "group"})


def facts_of(mention: Mention, gazetteer: Gazetteer) -> Facts:
    """Return the facts that the crosswalk asks for."""
    return Facts(
        category=mention.category,
        act=mention.act,
        polarity=mention.polarity,
        certainty=mention.certainty,
        time=mention.time,
        format=mention.format,
        actor=_actor(mention),
        sides=_sides(mention),
        land=_land(mention, gazetteer),
        said=_said(mention),
    )


def _actor(mention: Mention) -> Actor | None:
    role = mention.parties[0].role if mention.parties else Role.UNKNOWN
    if role is Role.PARTY:
        return "party"
    return "third" if role in OUTSIDERS else None


def _sides(mention: Mention) -> Sides | None:
    """Return whether one acts or several, all of them parties to the conflict counted."""
    count = sum(party.role is Role.PARTY for party in mention.parties)
    return None if count == 0 else "one" if count == 1 else "several"


def _land(mention: Mention, gazetteer: Gazetteer) -> Land | None:
    """Return whose the places are; an armed group has no country, so every place is another's."""
    actor = gazetteer.actors.get(mention.parties[0].id or "") if mention.parties else None
    countries = {place.country for place in mention.places}
    if actor is None or not countries or None in countries:
        return None
    if actor.kind in ARMED:
        return "other"
    if actor.kind != "state" or actor.country is None:
        return None
    if countries == {actor.country}:
        return "own"
    return None if actor.country in countries else "other"


def _said(mention: Mention) -> Said:
    speaker = mention.speaker or mention.speaker_before
    if speaker is None:
        return "none"
    return "party" if speaker.role is Role.PARTY else "other"
