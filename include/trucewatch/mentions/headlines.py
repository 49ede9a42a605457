"""Who speaks in a headline: before a colon and a quote, or after its last dash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.mentions.sources import NAMED, Source
from trucewatch.mentions.view import View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

HEADLINE = re.compile(r"^(?P<who>[^:«»“”\"]{2,60}?)\s?: (?=[«“\"'])")
TAIL = re.compile(r"\s[-|]\s(?P<who>[A-ZÀ-Þ][^-|:]{2,40})$")


def headline_sources(view: View, words: Words, start: int) -> Iterator[Source]:
    """Yield who a headline names before a colon and a quote, or after its last dash; its subject or outlet is nobody."""
    text = view.text
    for match in (HEADLINE.search(text), TAIL.search(text)):
        if match is None or (match.re is HEADLINE and start < match.end("who")) or text.endswith("."):
            continue
        head = view.root_of(match.start("who"), match.end("who"))
        kind = Attribution.DIRECT if match.re is HEADLINE else Attribution.INDIRECT
        if match.re is HEADLINE and words["war_subjects"].search(view.lowered, 0, match.end("who")):
            continue
        if _may_speak(view, words, head, in_tail=match.re is TAIL):
            yield Source(start=match.start("who"), end=match.end("who"), head=head, cue=None, kind=kind)


def _may_speak(view: View, words: Words, head: Token, *, in_tail: bool) -> bool:
    name = next((one for one in view.names if one.start <= head.idx < one.end), None)
    if name is None or name.actor_id is None:
        return head.ent_type_ in NAMED and not in_tail
    return not (in_tail and words.names.kind_of(name) == "media")
