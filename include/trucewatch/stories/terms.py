"""What an account speaks of, in no language: terms 'kind:value' of actors, places, numbers, days, acts, matters and names.

Kinds: land (a state, or who speaks for it), actor, place, seat (a capital, which often only stands for its government),
area (the region around a place), number, percent, duration, date, act, conflict, matter, name (that no list knows) and word
(of one language); view, where it looks on and does not report. A term of the title comes once more behind 'head:';
one that only stands further down comes behind 'late:' instead.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from trucewatch.codebook import DatePrecision
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.names import Name, NameFinder
from trucewatch.knowledge.story_words import StoryWords, fold
from trucewatch.model import Account, Document, Mention
from trucewatch.stories.quantities import Token, read_quantities, tokens_of
from trucewatch.stories.words import SHORTEST, Matters, Spelling, capitalised, stem

LEAD = 1_100
"""Characters of the text that are read: what happened stands there; further down stands what happened before."""
OPENING = 550
"""Characters of it that say what happened; what stands only behind them ('late:') is often what happened before."""
LONGEST_TITLE = 300
MOST_TERMS = 160
HEAD, LATE = "head:", "late:"
WIDE = frozenset({"region", "district", "area", "sea"})
"""Kinds of places in which several events happen on one day."""
HEADLESS = frozenset({"word"})
"""Kinds that count no more for standing in the title."""


class TermReader:
    """Reads terms; has what it knows of each language at hand."""

    def __init__(self, gazetteer: Gazetteer, words: StoryWords) -> None:
        """Build the automata of names."""
        self._gazetteer = gazetteer
        self._words = words
        self._names = {language: NameFinder(gazetteer, language) for language in words.calendars}
        self._matters = {language: Matters(words, language) for language in words.calendars}
        self._common = {
            language: words.common[language] | {*calendar.months, *calendar.weekdays, *calendar.numbers}
            for language, calendar in words.calendars.items()
        }
        self._spelling = Spelling(words)
        self._states = {actor.country: actor.id for actor in gazetteer.actors.values() if actor.kind == "state"}

    def read(self, account: Account) -> tuple[str, ...]:
        """Return the terms of title, the text's beginning and the mentions in them, sorted; at most `MOST_TERMS`."""
        document = account.document
        language = document.language if document.language in self._names else "en"
        title = _plain(document.title.strip()[:LONGEST_TITLE])
        lead = _plain(_beginning(document.text.lstrip(), LEAD))
        said_on = account.said_at.date()
        title_tokens, lead_tokens = tokens_of(title), tokens_of(lead)
        capitals = capitalised(title_tokens, title) | capitalised(lead_tokens, lead)
        head = set(self._in_text(title, title_tokens, language, capitals, said_on))
        opening = _beginning(lead, OPENING)
        cut = bisect_left(lead_tokens, len(opening), key=lambda token: token.start)
        terms = head | set(self._in_text(opening, lead_tokens[:cut], language, capitals, said_on))
        terms |= set(self._views(document, language))
        late = set(self._in_text(lead, lead_tokens, language, capitals, said_on))
        for mention in document_mentions(account, len(lead)):
            (terms if mention.in_title or mention.sentence.start < len(opening) else late).update(_acts(mention))
        marked = {f"{HEAD}{term}" for term in head if term.partition(":")[0] not in HEADLESS}
        ordered = sorted(terms, key=lambda term: (term not in head, term.startswith("word:"), term))
        ordered += sorted(f"{LATE}{term}" for term in late - terms)
        return tuple(sorted([*ordered[: MOST_TERMS - len(marked)], *marked]))

    def _in_text(
        self, text: str, tokens: Sequence[Token], language: str, capitals: frozenset[str], said_on: date
    ) -> Iterator[str]:
        names = self._names[language].find(text)
        for name in names:
            yield from self._of_name(name)
        left = _outside(tokens, names)
        for quantity in read_quantities(left, self._words.calendars[language], said_on):
            yield f"{quantity.kind}:{quantity.value}"
        yield from self._of_words(left, language, capitals)

    def _of_name(self, name: Name) -> Iterator[str]:
        actor_id, place_id = name.actor_id, name.place_id
        if actor_id is not None:
            principal = self._gazetteer.principals(actor_id)[-1]
            is_state = self._gazetteer.actors[principal].kind == "state"
            yield f"land:{principal}" if is_state else f"actor:{principal}"
            if actor_id != principal:
                yield f"actor:{actor_id}"
        if place_id is not None:
            yield from self._of_place(place_id, is_seat=actor_id is not None)

    def _of_place(self, place_id: str, *, is_seat: bool) -> Iterator[str]:
        place = self._gazetteer.places[place_id]
        if place.country in self._states:
            yield f"land:{self._states[place.country]}"
        if place.kind == "country":
            return
        if place.kind in WIDE:
            yield f"area:{place_id}"
            return
        yield f"seat:{place_id}" if is_seat else f"place:{place_id}"
        parent = self._gazetteer.places.get(place.parent or "")
        if parent is not None and parent.kind in WIDE:
            yield f"area:{parent.id}"

    def _of_words(self, tokens: Sequence[Token], language: str, capitals: frozenset[str]) -> Iterator[str]:
        said_by_many, matters = self._common[language], self._matters[language]
        for at, token in enumerate(tokens):
            word = token.folded
            if token.is_number or len(word) < SHORTEST:
                continue
            is_name = word in capitals and token.text[0].isupper()
            if not is_name and (matter := matters.at(tokens, at)) is not None:
                yield f"matter:{matter}"
            elif word in said_by_many:
                continue
            elif is_name:
                yield f"name:{self._spelling.of(word)}"
            else:
                yield f"word:{stem(word)}"

    def _views(self, document: Document, language: str) -> Iterator[str]:
        if document.is_live_blog:
            yield "view:live"
        if document.is_opinion or self._words.views[language].search(fold(document.title)):
            yield "view:afar"


def _plain(text: str) -> str:
    """Return a text with plain apostrophes and hyphens, as names are looked for; every character stays where it is."""
    return text.replace("\u2019", "'").replace("\u2011", "-")


def _beginning(text: str, most: int) -> str:
    """Return the beginning of a text, up to the last whole word within so many characters."""
    if len(text) <= most:
        return text
    return text[: max(text.rfind(" ", 0, most), text.rfind("\n", 0, most), 0) or most]


def document_mentions(account: Account, lead: int) -> Iterator[Mention]:
    """Yield the mentions of the title and of so many first characters of the text."""
    return (mention for mention in account.mentions if mention.in_title or mention.sentence.start < lead)


def _acts(mention: Mention) -> Iterator[str]:
    yield f"act:{mention.category.value}:{mention.act.value}"
    if mention.conflict:
        yield f"conflict:{mention.conflict}"
    if mention.target:
        yield f"act:{mention.category.value}:{mention.target.value}"
    if mention.duration:
        yield f"duration:{mention.duration}"
    if mention.event_on and mention.event_precision is DatePrecision.DAY:
        yield f"date:{mention.event_on.isoformat()}"


def _outside(tokens: Sequence[Token], names: Sequence[Name]) -> list[Token]:
    """Return the tokens that are no part of a name; both are in text order."""
    left: list[Token] = []
    at = 0
    for token in tokens:
        while at < len(names) and names[at].end <= token.start:
            at += 1
        if at == len(names) or token.start < names[at].start:
            left.append(token)
    return left
