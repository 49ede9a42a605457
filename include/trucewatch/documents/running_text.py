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
_ONE_PAIR = 2
"""Marks of a line that is one element, as half of all lines are."""
_SENTENCE_END = tuple('.!?…:;»"”’)]\u3002\uff01\uff1f')
_LONG_LINE = 80
_SHORT_SENTENCE, _SHORT_PARAGRAPH = 30, 20
_NEAR = 5
"""Lines; lists, subheads and notes in an article are seldom farther from a paragraph."""
_LINKED_SHARE = 3
"""A line is a link where the words beside its links are less than this part of it: a third."""
_LINK_ONLY, _SHORT, _RUNNING = -1, 0, 1


def running_text(page: str, *, is_all_of_it: bool = False) -> str:
    """Return the running text of a decoded page, a paragraph a line; tidy, at most 300,000 characters.

    Long lines, sentences and paragraphs are running text; short lines are if some is near, and lines that are but a link
    if some is near on both sides, as in the midst of an article. Lists of headlines are left out by that. Where no line
    is running text, all are returned. What stands in menus, footers and asides is none, unless `is_all_of_it`.
    """
    if "<" not in page:
        return tidy(page[:LONGEST])
    lines = [_sorted(line) for line in _lines(page, () if is_all_of_it else _AROUND)]
    kinds = [kind for kind, _ in lines]
    kept = [lines[number] for number in _kept(kinds)] if _RUNNING in kinds else lines
    return tidy("\n".join(_bare(words) if kind == _LINK_ONLY else words for kind, words in kept)[:LONGEST])


def _lines(page: str, left_out: tuple[str, ...]) -> list[str]:
    """Return what is visible, line by line, with marks for links and paragraphs."""
    marked = extract_plain_text(
        HTMLTree.parse(page),
        preserve_formatting="minimal_html",
        list_bullets=False,
        alt_texts=False,
        links=True,
        skip_elements=left_out,
    )
    return [line for line in map(str.strip, marked[:_LONGEST_MARKED].split("\n")) if line]


def _bare(line: str) -> str:
    words = _MARK.sub("", line) if "<" in line else line
    return html.unescape(words) if "&" in words else words


def _sorted(line: str) -> tuple[int, str]:
    """Return a line's kind, and its words; few that are but links are kept, so that they come as they are."""
    if line.startswith("<") and line.endswith(">") and line.count("<") == _ONE_PAIR:
        words = line[line.find(">") + 1 : line.rfind("<")]
        is_link = bool(words) and line.startswith("<a ")
        words = html.unescape(words) if not is_link and "&" in words else words
    else:
        words = _bare(line)
        is_link = "<a " in line and len(_bare(_LINK.sub("", line)).strip()) * _LINKED_SHARE < len(words)
    if is_link:
        return _LINK_ONLY, line
    is_long = len(words) >= _LONG_LINE or (len(words) > _SHORT_PARAGRAPH and line.startswith("<p"))
    is_sentence = len(words) > _SHORT_SENTENCE and words.endswith(_SENTENCE_END)
    return (_RUNNING if is_long or is_sentence else _SHORT), words


def _kept(kinds: list[int]) -> list[int]:
    """Return the numbers of the lines to keep."""
    reach = b"\1" * (_NEAR + 1)
    near = bytearray(len(kinds) + _NEAR)
    for number, kind in enumerate(kinds):
        if kind == _RUNNING:
            near[number : number + _NEAR + 1] = reach
    # What is marked at a line tells of running text behind it; what is marked farther on, of some ahead.
    return [
        number
        for number, (kind, behind, ahead) in enumerate(zip(kinds, near, near[_NEAR:], strict=False))
        if kind == _RUNNING or (behind and ahead) or (kind == _SHORT and (behind or ahead))
    ]
