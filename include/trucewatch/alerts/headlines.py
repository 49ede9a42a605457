"""A change in one line of plain words."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.wording import WORDINGS, Wording
from trucewatch.codebook import Act, Category, State
from trucewatch.model import Arrangement, Change, Evidence, Mention

HEADLINE_LIMIT = 200
SPEAKER_LIMIT = 80
_NAME_LIMIT = 60
_NAMES_SHOWN = 4
_SIMPLE_DURATION = re.compile(r"PT?(\d{1,4})([YMWDH])")


def write_headline(change: Change, language: str, names: Mapping[str, str]) -> str:
    """Return e.g. "Ardania-Borland: 30-day energy ceasefire rejected by Ardania".

    `names` gives conflicts and actors their names in this language; the evidence's own names stand in for it.
    """
    words = WORDINGS[language]
    found = _names_in(change.evidence)
    actors = _listed(names.get(actor) or found.get(actor) or actor for actor in change.actors)
    named, unnamed = words.acts[change.arrangement.category, change.act]
    if change.act is Act.END and not actors and change.arrangement.state is State.EXPIRED:
        unnamed = words.expired
    line = (named if actors else unnamed).format(thing=_thing(change.arrangement, words, names, found), actors=actors)
    where = _where(change.arrangement, names, found) or words.texts["elsewhere"]
    return clean(where + words.colon + line, HEADLINE_LIMIT)


def split_headline(headline: str, language: str) -> tuple[str, str]:
    """Return the conflict that write_headline put before the colon, and what follows it."""
    where, _, line = headline.partition(WORDINGS[language].colon)
    return where, line[:1].upper() + line[1:]


def write_speaker(mention: Mention, language: str) -> str:
    """Return who says it, how the sentence ties it to him, and through whom it came."""
    words = WORDINGS[language]
    speaker = mention.speaker_before or mention.speaker
    name = clean(speaker.text, SPEAKER_LIMIT) if speaker else ""
    if not name:
        return words.nobody
    relays = _listed(relay.text for relay in mention.relays)
    said = words.speakers[mention.attribution].format(speaker=name)
    return said + (words.relayed.format(relays=relays) if relays else "")


def write_date(moment: datetime | None, language: str) -> str:
    """Return a moment in words, in UTC."""
    words = WORDINGS[language]
    if moment is None:
        return words.texts["undated"]
    month = words.months[moment.month - 1]
    return words.date.format(day=moment.day, month=month, year=moment.year, time=f"{moment:%H:%M}")


def _thing(arrangement: Arrangement, words: Wording, names: Mapping[str, str], found: Mapping[str, str]) -> str:
    if arrangement.category is Category.CEASEFIRE:
        limit = arrangement.target or arrangement.scope
        return words.ceasefires[limit].format(duration=_duration(arrangement.duration, words))
    if arrangement.category is Category.TERRITORY and arrangement.places:
        return _places(arrangement, names, found)
    return words.things[arrangement.category]


def _duration(duration: str | None, words: Wording) -> str:
    """Only what has one number has words."""
    simple = _SIMPLE_DURATION.fullmatch(duration or "")
    if simple is None:
        return ""
    number, letter = simple.groups()
    if letter == "M" and (duration or "").startswith("PT"):
        return ""
    one, several = words.durations[letter]
    return (one if int(number) == 1 else several).format(n=int(number))


def _where(arrangement: Arrangement, names: Mapping[str, str], found: Mapping[str, str]) -> str:
    """The conflict, or the places of one that is not listed."""
    if arrangement.conflict is not None:
        return _name(names.get(arrangement.conflict) or arrangement.conflict)
    return "" if arrangement.category is Category.TERRITORY else _places(arrangement, names, found)


def _places(arrangement: Arrangement, names: Mapping[str, str], found: Mapping[str, str]) -> str:
    return _listed(names.get(place) or found.get(place) or place for place in arrangement.places)


def _listed(names: Iterable[str]) -> str:
    cleaned = [name for name in map(_name, names) if name]
    return ", ".join(cleaned[:_NAMES_SHOWN]) + (", …" if len(cleaned) > _NAMES_SHOWN else "")


def _name(text: str) -> str:
    """A name without colons: the first one of a headline parts the conflict from the rest."""
    return clean(text.replace(":", " "), _NAME_LIMIT)


def _names_in(evidence: Iterable[Evidence]) -> dict[str, str]:
    """The names that the evidence itself gives to identifiers."""
    mentions = [item.mention for item in evidence]
    parties = {party.id: party.name for mention in mentions for party in mention.parties if party.id}
    return parties | {place.id: place.name for mention in mentions for place in mention.places if place.id}
