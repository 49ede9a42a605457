"""A mention's sentence within its paragraph: where to cut, and what to mark. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_AROUND = 600
"""Characters shown before and after the sentence, at most: context to judge it by, not the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph in five parts, which joined are its text again."""

    before: str
    """Of the paragraph, before the sentence."""
    opening: str
    """Of the sentence, before the trigger."""
    trigger: str
    closing: str
    """Of the sentence, after the trigger."""
    after: str
    cut_before: bool
    """Whether more of the paragraph stands before."""
    cut_after: bool


def passage(row: Mapping[str, object]) -> Passage:
    """Return the paragraph of a mention (a row of `ports.ResultsReader.mention`).

    Offsets that do not lie in the text, as of a document that changed since, give the sentence alone, unmarked.
    """
    text = str(row["text"] or "")
    start, end, trigger, trigger_end = (
        int(str(row[name])) for name in ("sentence_start", "sentence_end", "trigger_start", "trigger_end")
    )
    if not 0 <= start <= trigger <= trigger_end <= end <= len(text):
        evidence = str(row["evidence"] or "")
        return Passage(before="", opening=evidence, trigger="", closing="", after="", cut_before=False, cut_after=False)
    first = text.rfind("\n", 0, start) + 1
    last = end_of_line if (end_of_line := text.find("\n", end)) >= 0 else len(text)
    from_, to = _later_word(text, first, start), _earlier_word(text, end, last)
    return Passage(
        before=text[from_:start],
        opening=text[start:trigger],
        trigger=text[trigger:trigger_end],
        closing=text[trigger_end:end],
        after=text[end:to],
        cut_before=from_ > first,
        cut_after=to < last,
    )


def _later_word(text: str, first: int, start: int) -> int:
    """Return where to begin so that not too much stands before the sentence, at a word's beginning where there is one."""
    if start - first <= MOST_AROUND:
        return first
    space = text.find(" ", start - MOST_AROUND, start)
    return space + 1 if space >= 0 else start - MOST_AROUND


def _earlier_word(text: str, end: int, last: int) -> int:
    if last - end <= MOST_AROUND:
        return last
    space = text.rfind(" ", end, end + MOST_AROUND)
    return space if space >= 0 else end + MOST_AROUND
