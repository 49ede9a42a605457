"""Who speaks in one parsed sentence: beside a quoted piece of it, between its words, or as its subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.mentions.attribution import find_source
from trucewatch.mentions.saying import inverted
from trucewatch.mentions.sources import Source, noun_phrase
from trucewatch.mentions.view import NOUNS, PEOPLE, View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

STEPS = 6
"""Words behind a quotation within which its speaker begins."""
BODY = frozenset({"ORG", "GPE", "LOC", "NORP"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubjpass", "expl:subj"})
MARKS = ' \n«»“”"'
_COMMAS = frozenset({",", "-", "–"})


def beside(view: View, words: Words, low: int, high: int) -> Source | None:
    """Return who is named beside a quoted piece of a sentence, or set in between its words."""
    if low >= high:
        return None
    source = set_in(view, words, low, high)
    if source is None and high - low < len(view.text):
        source = find_source(view, words, low, high, view.root_of(low, high))
        if source is None or low <= source.start < high or not _is_somebody(view, words, source.head):
            source = _behind(view, words, high)
    return source or _of_colon(view, words, low)


def set_in(view: View, words: Words, low: int, high: int) -> Source | None:
    """Return the source set in between the words of a quotation, as in French: "Nous partons, a dit le général. Mais"."""
    bare = View(view.doc, text=view.text, lowered=view.lowered, start=view.start, names=view.names, quotes=())
    for cue in view.tokens_like(words, "reporting"):
        first = _set_in_from(cue)
        if first is None or not low < first < high:
            continue
        source = find_source(bare, words, low, low, view.root_of(low, first))
        if source is not None and source.cue is not None and source.cue.i == cue.i:
            return replace(source, kind=Attribution.DIRECT)
    return None


def _behind(view: View, words: Words, high: int) -> Source | None:
    """Return the subject that follows a verb of saying just behind a quoted piece: "”, a déclaré lundi X"."""
    cue = cue_behind(view, words, high)
    subject = inverted(view, words, cue) if cue is not None else None
    return source_of(subject) if subject is not None and _is_somebody(view, words, subject) else None


def cue_behind(view: View, words: Words, high: int) -> Token | None:
    """Return the verb of saying that stands just behind a quoted piece, before any noun."""
    near = [one for one in view.doc if one.idx >= high and one.text[0].isalpha()][:STEPS]
    cue = next((one for one in near if words["reporting"].fullmatch(one.lower_)), None)
    return cue if cue is not None and not any(one.pos_ in NOUNS for one in near if one.i < cue.i) else None


def _of_colon(view: View, words: Words, low: int) -> Source | None:
    """Return the subject of what leads in a quotation by a colon: "The minister was blunt: “...”"."""
    if not view.text[:low].rstrip(MARKS).endswith(":"):
        return None
    return next((source_of(token) for token in view.doc if token.idx < low and _is_subject(words, token)), None)


def reported(view: View, words: Words) -> Source | None:
    """Return whose words a sentence reports."""
    for head in _statements(view):
        source = find_source(view, words, head.idx, head.idx + len(head), head)
        if source is not None and view.in_quote(source.start, source.end) is None:
            return source
    return None


def told_of(view: View, words: Words) -> Source | None:
    """Return whom or what a sentence is about."""
    subjects = (token for token in view.doc if token.head.dep_ == "ROOT" and _is_subject(words, token))
    return next((source_of(token) for token in subjects), None)


def pronoun_of(view: View, words: Words, source: Source) -> str:
    """Return the pronoun that a source is, or ''."""
    word = view.lowered[source.start : source.end].strip("- ")
    return word if words["pronouns"].fullmatch(word) else ""


def is_named(view: View, source: Source) -> bool:
    """Return whether a name is among the words for somebody."""
    tokens = view.doc.char_span(source.start, source.end, alignment_mode="expand") or ()
    return any(token.pos_ == "PROPN" or token.ent_type_ in PEOPLE | BODY for token in tokens)


def agree(pronoun: Token, noun: Token) -> bool:
    """Return whether a pronoun may have a noun's gender; names often have none."""
    own = pronoun.morph.get("Gender", [])
    around = (noun, *(one for one in noun.children if one.dep_ in {"det", "amod"}))
    other = {gender for one in around for gender in one.morph.get("Gender", [])}
    return not own or not other or bool({*own} & other)


def source_of(token: Token) -> Source:
    """Return a word with what belongs to it as somebody who speaks."""
    start, end = noun_phrase(token)
    return Source(start=start, end=end, head=token, cue=None, kind=Attribution.DIRECT)


def _is_somebody(view: View, words: Words, token: Token) -> bool:
    """Return whether a word may name somebody: it is no mark, and no day."""
    days = words.calendar.said(view.lowered)
    return any(map(str.isalpha, token.text)) and not any(one.start <= token.idx < one.end for one in days)


def _is_subject(words: Words, token: Token) -> bool:
    return token.dep_ in SUBJECTS and (token.pos_ in NOUNS or bool(words["pronouns"].fullmatch(token.lower_)))


def _statements(view: View) -> Iterator[Token]:
    """Yield what a sentence's main verb may report, then the verb itself."""
    for root in (token for token in view.doc if token.head.i == token.i):
        yield from (token for token in root.children if token.dep_ in {"ccomp", "xcomp", "obj", "dobj", "parataxis"})
        yield root


def _set_in_from(cue: Token) -> int | None:
    """Return where a comma before a verb stands: ", a prévenu le ministre"; None where there is none."""
    first = min([cue.i, *(one.i for one in cue.children if one.dep_.startswith("aux"))])
    return cue.doc[first - 1].idx if first > 0 and cue.doc[first - 1].text in _COMMAS else None
