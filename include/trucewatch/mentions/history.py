"""Pieces that look back: archives and anniversaries, whose sentences are history though few of them say when."""

from __future__ import annotations

from datetime import date

from trucewatch.mentions.certainty import HISTORY_YEARS, YEAR
from trucewatch.mentions.passage import Passage
from trucewatch.mentions.view import Words

HEAD = 2
"""Sentences of a text that may say, beside the title, that it looks back."""


def looks_back(passage: Passage, words: Words, published: date | None) -> bool:
    """Return whether title and text together are a look back at a time long past.

    Cautious: title or first lines say so ("from the archive", "ten years on"), years long past are named, and no year or
    day near the publication is.
    """
    parts = [one for one in (passage, passage.neighbour) if one is not None]
    heads = [part.lowered_of(one) for part in parts for one in part.sentences[:HEAD]]
    if published is None or not any(words["looking_back"].search(head) for head in heads):
        return False
    text = "\n".join(part.lowered for part in parts)
    years = [int(found.group()) for found in YEAR.finditer(text)]
    if not years or max(years) > published.year - HISTORY_YEARS:
        return False
    return not any(one.kind in {"weekday", "near", "period"} for one in words.calendar.said(text))
