"""The articles that a page describes in JSON-LD. Pure."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from trucewatch.documents.words import one_line

_JSON_LD = "application/ld+json"
_SCRIPT_END = "</script"
_ARTICLES = ("Article", "Posting", "Report")
"""How schema.org's words for articles end."""
_WRAPPING = re.compile(
    r"^(?:\s|<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)+|(?:\s|;|-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>|//\s*$)+$"
)
"""Comments and CDATA marks that hide a script from readers of long ago."""
_LAST_COMMA = re.compile(r",\s*(?=[}\]])")
_MAX_SCRIPTS, _MAX_DEPTH = 20, 12
_LONGEST_REPAIRED = 200_000


def articles_of(page: str) -> Iterator[Mapping[str, object]]:
    """Yield each article that a page's JSON-LD describes, in its order; never raises."""
    for script in islice(_scripts(page), _MAX_SCRIPTS):
        if any(kind in script for kind in _ARTICLES):
            yield from _articles_in(_parsed(script), _MAX_DEPTH)


def word(value: object) -> str:
    """Return a value that is a string, '' for any other."""
    return value if isinstance(value, str) else ""


def named(value: object) -> tuple[str, ...]:
    """Return the names of persons or things: written out, or under 'name', or as a list of either."""
    items = value if isinstance(value, list) else [value]
    words = (item.get("name") if isinstance(item, dict) else item for item in items)
    flat = (one_line(word(name)) for some in words for name in (some if isinstance(some, list) else [some]))
    return tuple(name for name in flat if name)


def _scripts(page: str) -> Iterator[str]:
    """Yield what stands in JSON-LD scripts, in one pass however many are left open."""
    start = page.find(_JSON_LD)
    while start >= 0:
        begin = page.find(">", start)
        end = _script_end(page, begin)
        if begin < 0 or end < 0:
            return
        yield page[begin + 1 : end]
        start = page.find(_JSON_LD, end)


def _script_end(page: str, position: int) -> int:
    """Return where the next script ends, -1 where none does; finding is quicker than matching without regard to case."""
    end = page.find("</", position)
    while end >= 0 and page[end : end + len(_SCRIPT_END)].lower() != _SCRIPT_END:
        end = page.find("</", end + 1)
    return end


def _parsed(script: str) -> object:
    """Return what a script says; None where it cannot be read, even with common slips mended."""
    try:
        return _loaded(script)
    except (ValueError, RecursionError):
        if len(script) > _LONGEST_REPAIRED:
            return None
    bare = _WRAPPING.sub("", script)
    bare = html.unescape(bare) if '"' not in bare else bare
    try:
        return _loaded(_LAST_COMMA.sub("", bare))
    except (ValueError, RecursionError):
        return None


def _loaded(script: str) -> object:
    # strict=False: raw line breaks inside strings are common.
    return json.loads(script, strict=False)


def _articles_in(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _articles_in(item, depth - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and kind.endswith(_ARTICLES)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles_in(value.get(key), depth - 1)
