"""The visible running text of a page: all that an article may consist of, and little of what stands around it. Pure."""

import html
import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from trucewatch.documents.words import tidy

LONGEST = 300_000
"""Characters; the longest of 396 real pages has 54,000."""
_LONGEST_MARKED = 4 * LONGEST
"""With links and tags in it."""
_AROUND = ("nav", "footer", "aside")
"""The careful reading leaves them out as well; it returns no sentence of theirs on 396 real pages."""
_MARK = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"<a href=[^<>]*>.*?(?:</a>|$)")
_SENTENCE_END = tuple('.!?…:;»"”’)]\u3002\uff01\uff1f')
_LONG_LINE = 80
_SHORT_SENTENCE, _SHORT_PARAGRAPH = 30, 20
_NEAR = 5
"""Lines; lists, subheads and notes in an article are seldom farther from a paragraph."""
_LINKED_SHARE = 3
"""A line is a link where the words beside its links are less than this part of it: a third."""


def running_text(page: str) -> str:
    """Return the running text of a decoded page, a paragraph a line; tidy, at most 300,000 characters.

    Long lines, sentences and paragraphs are running text; short lines are if some is near, and lines that are but a link
    if some is near on both sides, as in the midst of an article. Lists of headlines are left out by that. Where no line
    is running text, all are returned.
    """
    if "<" not in page:
        return tidy(page[:LONGEST])
    lines = _lines(page)
    bare = [_bare(line) for line in lines]
    kinds = [_kind(line, words) for line, words in zip(lines, bare, strict=True)]
    kept = _kept(kinds) if 1 in kinds else range(len(lines))
    return tidy("\n".join(bare[number] for number in kept)[:LONGEST])


def _lines(page: str) -> list[str]:
    """Return what is visible, line by line, with marks for links and paragraphs."""
    marked = extract_plain_text(
        HTMLTree.parse(page),
        preserve_formatting="minimal_html",
        list_bullets=False,
        alt_texts=False,
        links=True,
        skip_elements=_AROUND,
    )
    return [line for line in map(str.strip, marked[:_LONGEST_MARKED].split("\n")) if line]


def _bare(line: str) -> str:
    words = _MARK.sub("", line) if "<" in line else line
    return html.unescape(words) if "&" in words else words


def _kind(line: str, words: str) -> int:
    """Return 1 for running text, 0 for a short line, -1 for one that is but a link."""
    if "<a " in line and len(_bare(_LINK.sub("", line)).strip()) * _LINKED_SHARE < len(words):
        return -1
    if len(words) >= _LONG_LINE or (line.startswith("<p") and len(words) > _SHORT_PARAGRAPH):
        return 1
    return int(len(words) > _SHORT_SENTENCE and words.endswith(_SENTENCE_END))


def _kept(kinds: list[int]) -> list[int]:
    """Return the numbers of the lines to keep."""
    running = [number for number, kind in enumerate(kinds) if kind == 1]
    kept, before = [], -1
    for number, kind in enumerate(kinds):
        while before + 1 < len(running) and running[before + 1] <= number:
            before += 1
        behind = before >= 0 and number - running[before] <= _NEAR
        ahead = before + 1 < len(running) and running[before + 1] - number <= _NEAR
        if kind == 1 or (kind == 0 and (behind or ahead)) or (behind and ahead):
            kept.append(number)
    return kept
