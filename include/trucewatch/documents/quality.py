"""Whether a text is an article, or something that stands in its way. Pure."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from trucewatch.knowledge.notices import Notices

SHORTEST_ARTICLE = 200
"""Characters; the shortest of 87 hand-made texts of pages/en has 369."""
SHORTEST_TEXT = 40
"""Below this there is nothing to read, wherever it comes from."""
_ENOUGH = 500
"""Characters of running text: with as many beside it, a notice is one on an article."""
_ENOUGH_UNDER_ERROR_TITLE = 1500
"""The same where the title says that there is no page: such pages offer others."""
_TEASER_CHARACTERS = 3000
_FREE_PART = 1000
"""Many a page that says it must be paid for shows all of its article, to us or to everybody."""
_BROKEN_OFF_CHARACTERS = 1500
_LONGEST_NOTICE = 1500
_LONGEST_HEADLINE = 80
_FIRST_LINES, _LAST_LINES = 3, 8
"""Where a page's notices stand, above and below an article."""
_LONGEST_WALL = 8000
"""Characters; consent dialogues may list all their purposes."""
_FEWEST_ENTRIES = 6
_ENTRY_CHARACTERS = 60
_SENTENCE_END = re.compile(r"[.!?…。؟।][\"'»”’)\]]*$")
_CONTACT_END = re.compile(r"\S@[\w-]+(?:\.[\w-]+)+$")
"""A reporter's address is the last thing in an article; nobody cuts one there."""
_LONGEST_CONTACT = 100
_BROKEN_OFF = re.compile(r"\w[\"'»”,]?\s?[\[(]?(?:…|\.\.\.)[\])]?\W{0,3}$")
_TIME = re.compile(r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,?\s+)?([01]?\d|2[0-3])\s?[:hH.]\s?([0-5]\d)\b(?!\s?%)")
_LIVE_KINDS = frozenset({"LiveBlogPosting"})
_OPINION_KINDS = frozenset({"OpinionNewsArticle"})


class Quality(StrEnum):
    """What a page's text looks like."""

    ARTICLE = "article"
    SHORT = "short"
    TEASER = "teaser"
    WALL = "wall"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What stands around a text and helps to judge it; '' and () where nothing is known."""

    url: str = ""
    titles: tuple[str, ...] = ()
    section: str = ""
    kinds: tuple[str, ...] = ()
    """The JSON-LD types that the page gives itself."""
    is_paid: bool = False
    """The page itself declares that it is not free to read."""
    around: str = ""
    """All running text of such a page, in which its paywall may speak beside the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a text is, and what is left of it when its notices are taken out."""

    quality: Quality
    text: str


def judge(text: str, notices: Notices, clues: Clues) -> Judgement:
    """Say what a page's text is, and take out the lines in which the page, not the article, speaks.

    A wall or an error is one only where little running text stands beside it; on longer articles, such lines are
    dropped where they stand at the edges.
    """
    lines = text.split("\n")
    walls, paywalls = (_lines_that_say(kind, text, lines, notices) for kind in ("wall", "paywall"))
    if _is_wall(lines, walls, notices, clues):
        return Judgement(quality=Quality.WALL, text="")
    if _is_error(lines, notices, clues):
        return Judgement(quality=Quality.ERROR, text="")
    last = len(lines) - _LAST_LINES
    dropped = {number for number in walls | paywalls if number < _FIRST_LINES or number >= last}
    rest = _without(lines, dropped)
    if _is_teaser(lines, rest, paywalls) or (clues.is_paid and _is_cut(rest, notices, clues)):
        return Judgement(quality=Quality.TEASER, text=_without(lines, dropped | paywalls))
    return Judgement(quality=Quality.ARTICLE if len(rest) >= SHORTEST_ARTICLE else Quality.SHORT, text=rest)


def is_live_blog(text: str, notices: Notices, clues: Clues) -> bool:
    """Say whether this is a live blog: its page or title says so, or many of its lines begin with a time."""
    return (
        not _LIVE_KINDS.isdisjoint(clues.kinds)
        or any(_says(notices, "live", words) for words in (*clues.titles, clues.url))
        or _is_running_log(text)
    )


def is_opinion(notices: Notices, clues: Clues) -> bool:
    """Say whether this is one author's view, as its page, section, title or address says."""
    words = (*clues.titles, clues.url, *re.split(r"\s*[,;]\s*", clues.section))
    return not _OPINION_KINDS.isdisjoint(clues.kinds) or any(_says(notices, "opinion", one) for one in words)


def breaks_off(text: str) -> bool:
    """Say whether a text ends with dots in the middle of a sentence; a few words at the end are a heading."""
    last = text.rpartition("\n")[2]
    return len(last) >= SHORTEST_TEXT and bool(_BROKEN_OFF.search(last[-_LONGEST_HEADLINE:]))


def _is_wall(lines: list[str], walls: AbstractSet[int], notices: Notices, clues: Clues) -> bool:
    if sum(map(len, lines)) > _LONGEST_WALL:
        return False
    if not walls and not any(_says(notices, "wall", title) for title in clues.titles):
        return False
    others = (line for number, line in enumerate(lines) if number not in walls)
    return _running(line for line in others if not _says(notices, "beside", line)) < _ENOUGH


def _is_error(lines: list[str], notices: Notices, clues: Clues) -> bool:
    limit = _ENOUGH_UNDER_ERROR_TITLE if any(_says(notices, "error", title) for title in clues.titles) else 0
    if any(_says(notices, "error", line) for line in lines[:_FIRST_LINES]):
        limit = max(limit, _ENOUGH)
    return bool(limit) and _running(line for line in lines if not _says(notices, "error", line)) < limit


def _is_teaser(lines: list[str], rest: str, paywalls: AbstractSet[int]) -> bool:
    if len(rest) >= _TEASER_CHARACTERS:
        return False
    if len(rest) < _BROKEN_OFF_CHARACTERS and breaks_off(rest):
        return True
    return bool(paywalls) and _running(lines[max(paywalls) + 1 :]) < _ENOUGH


def _is_cut(rest: str, notices: Notices, clues: Clues) -> bool:
    """Say whether a page that must be paid for shows only some of its article."""
    if len(rest) >= _TEASER_CHARACTERS:
        return False
    if len(rest) < _FREE_PART:
        return True
    if not _SENTENCE_END.search(rest[-8:]) and not _CONTACT_END.search(rest[-_LONGEST_CONTACT:]):
        return True
    return bool(_lines_that_say("paywall", clues.around, clues.around.split("\n"), notices))


def _lines_that_say(kind: str, text: str, lines: list[str], notices: Notices) -> AbstractSet[int]:
    """Return the numbers of the lines that hold a notice."""
    if not notices.may_say(kind, text):
        return frozenset()
    return frozenset(number for number, line in enumerate(lines) if _says(notices, kind, line))


def _without(lines: list[str], dropped: AbstractSet[int]) -> str:
    return "\n".join(line for number, line in enumerate(lines) if number not in dropped)


def _running(lines: Iterable[str]) -> int:
    """Count the characters of lines that are sentences of some length, not headlines or buttons."""
    return sum(len(line) for line in lines if len(line) > _LONGEST_HEADLINE and _SENTENCE_END.search(line[-8:]))


def _is_running_log(text: str) -> bool:
    times = [(found[1], found[2]) for line in text.split("\n") if (found := _TIME.match(line))]
    return len(set(times)) >= _FEWEST_ENTRIES and len(text) >= _ENTRY_CHARACTERS * len(times)


def _says(notices: Notices, kind: str, line: str) -> bool:
    return len(line) <= _LONGEST_NOTICE and notices.says(kind, line)
