"""Who says it: the nearest source of a statement, and how the statement is tied to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.mentions.according import according
from trucewatch.mentions.headlines import headline_sources
from trucewatch.mentions.quotes import Quote
from trucewatch.mentions.saying import (
    MARKS,
    first_of,
    inverted,
    is_bare_participle,
    is_cue,
    is_participle,
    is_set_off,
    is_somebody,
    parsed_subject,
    subject_of,
)
from trucewatch.mentions.sources import NAMED, Source, noun_phrase
from trucewatch.mentions.view import NOUNS, PEOPLE, View, Words, ancestors, is_below

SPLIT = 8
"""Words back from "that" to its verb of saying, at most: "a déclaré lundi à Genève que"."""
OPENING = ' «“"'
VERBS = frozenset({"VERB", "AUX"})
CLAUSAL = frozenset({"ccomp", "parataxis", "ROOT"})
APART = frozenset({"advcl", "nsubj", "nsubj:pass", "nsubjpass"})
if TYPE_CHECKING:
    from spacy.tokens import Token


def find_source(view: View, words: Words, start: int, end: int, head: Token) -> Source | None:
    """Return the nearest source of the words between two offsets of the sentence, or None."""
    quote = view.in_quote(start, end)
    for source in (
        *_verbal(view, words, head, quote),
        *_telling(view, words, head, quote),
        *_inserted(view, words, head),
        *_leading(view, words, quote),
        *according(view, words, head),
        *headline_sources(view, words, start),
    ):
        if not source.start <= start < source.end and not any(
            (_is_label(view, words, source), _is_told_of(source, head), _is_quoted_self(view, words, source, quote))
        ):
            return _with_name(view, _named(view, words, source))
    return None


def _with_name(view: View, source: Source) -> Source:
    """Return the source with the name that is set in commas behind its trade: "a member of the council, Omar Said,"."""
    if source.head.ent_type_ in NAMED or source.head.pos_ == "PROPN":
        return source
    for entity in view.doc.ents:
        between, after = view.text[source.end : entity.start_char], view.text[entity.end_char :]
        if between == ", " and entity.label_ in PEOPLE and (not after or after[0] in ',.;"”»'):
            return replace(source, end=entity.end_char)
    return source


def _is_label(view: View, words: Words, source: Source) -> bool:
    """Return whether what a parser took for a subject is the label of a headline: "War in X: the minister says ..."."""
    behind = view.lowered[source.end : source.end + 3].lstrip()
    return behind.startswith(":") and words["war_subjects"].search(view.lowered, source.start, source.end) is not None


def _is_told_of(source: Source, head: Token) -> bool:
    """Return whether a clause only tells who speaks: "allies who met in Paris said that"."""
    cue = source.cue
    return cue is not None and source.head.i < head.i < cue.i and is_below(head, source.head)


def _is_quoted_self(view: View, words: Words, source: Source, quote: Quote | None) -> bool:
    """Return whether a source is the "I" of a quotation, whom something outside it names."""
    if quote is None or view.in_quote(source.start, source.end) is None:
        return False
    return words["first_persons"].fullmatch(view.lowered[source.start : source.end].strip()) is not None


def quoting_subject(view: View, anchor: Token) -> Source | None:
    """Return the subject of an act whose words are quoted in part ("It called for a truce “without delay”")."""
    last = anchor.right_edge.idx
    if not any(anchor.idx < one.start and 0 < one.end <= last + 2 for one in view.quotes):
        return None
    subject = parsed_subject(anchor)
    if subject is None:
        return None
    start, end = noun_phrase(subject)
    return Source(start=start, end=end, head=subject, cue=None, kind=Attribution.MIXED)


def _named(view: View, words: Words, source: Source) -> Source:
    """Return the source with a pronoun replaced by the subject named before it in the sentence, if there is one."""
    if not words["pronouns"].fullmatch(view.lowered[source.start : source.end].strip("- ")):
        return source
    for token in view.doc[: source.head.i]:
        named = token.ent_type_ in PEOPLE or any(
            name.start <= token.idx < name.end and name.actor_id for name in view.names
        )
        if named and token.dep_ == "nsubj" and not _is_content(view, token, source):
            start, end = noun_phrase(token)
            return Source(start=start, end=end, head=token, cue=source.cue, kind=source.kind)
    return source


def _is_content(view: View, token: Token, source: Source) -> bool:
    """Return whether a subject stands in what is said, so that he who says it is another: "X has left, he said"."""
    cue = source.cue
    if view.in_quote(token.idx, token.idx + len(token)) and not view.in_quote(source.start, source.end):
        return True
    if cue is None:
        return False
    beside = cue.dep_ in {"parataxis", "conj"} and not any(
        one.dep_ == "cc" for one in (*cue.children, *cue.head.children)
    )
    return is_below(token, cue) or (beside and token.head.i == cue.head.i)


def read_attribution(view: View, source: Source | None, start: int, end: int) -> Attribution:
    """Return how the words between two offsets are tied to their source."""
    quote = view.in_quote(start, end)
    if quote is None:
        if source is None:
            return Attribution.NONE
        within = any(one.start >= 0 and one.end <= len(view.text) for one in view.quotes)
        return Attribution.MIXED if within and source.kind is Attribution.INDIRECT else source.kind
    before = view.text[: max(quote.start, 0)].rstrip('«“" ')
    opens = not before or before[-1] in ":,.;" or quote.start < 0
    return Attribution.DIRECT if opens else Attribution.MIXED


def _verbal(view: View, words: Words, head: Token, quote: Quote | None) -> Iterator[Source]:
    """Yield sources named by a verb of saying: the nearest above first, then one set beside the clause."""
    seen: set[int] = set()
    clause = True
    for node, governor in ancestors(head):
        clause = clause and node.dep_ != "advcl"
        if node.dep_ in {"nsubj:pass", "nsubjpass"} and is_cue(governor, words, "reporting_objects"):
            yield from _agent(governor, quote)
        outside = quote is not None and not quote.start <= governor.idx < quote.end
        if node.dep_ in APART and not (outside and node.dep_ == "advcl"):
            continue
        kind = "reporting" if _is_clause(node) or _is_stated(node) or quote else "reporting_objects"
        if (
            _is_set_before(node, governor)
            or is_cue(governor, words, kind)
            or (clause and is_cue(governor, words, "reporting_objects"))
        ):
            seen.add(governor.i)
            yield from _source(view, words, governor, quote)
    for noun in (head, head.head):
        for token in noun.children:
            if token.dep_ in {"acl", "amod"} and is_cue(token, words, "reporting_objects"):
                yield from _agent(token, quote)
    for token in _beside(view, words, head, quote):
        if token.i not in seen:
            yield from _source(view, words, token, quote)


def _is_clause(node: Token) -> bool:
    """Return whether a word heads a clause, which may be what somebody says; a bare noun is only its object.

    What a preposition leads in is none: "agreed on a truce, without accepting the other one".
    """
    if any(one.dep_ == "mark" and one.pos_ == "ADP" for one in node.children):
        return False
    verbal = node.pos_ in {"VERB", "AUX"} or any(one.dep_ in {"cop", "nsubj"} for one in node.children)
    return node.dep_ in CLAUSAL and (verbal or node.dep_ != "ccomp")


def _is_stated(node: Token) -> bool:
    """Return whether an infinitive or an adjective is what somebody says: "dit vouloir", "claims to have taken"."""
    if node.dep_ != "xcomp":
        return False
    bare = "Inf" in node.morph.get("VerbForm", []) and not any(one.dep_ == "mark" for one in node.children)
    return node.pos_ == "ADJ" or bare or any(one.dep_.startswith("aux") for one in node.children)


def _is_set_before(node: Token, governor: Token) -> bool:
    """Return whether a clause stands, set off by a comma, before what governs it: "The truce holds, X reckons"."""
    subject = next((one for one in governor.children if one.dep_ == "nsubj"), None)
    if node.dep_ != "ccomp" or subject is None or not node.i < subject.i < governor.i:
        return False
    led = any(one.dep_ == "mark" for one in node.children)
    tells_more = any(one.i > governor.i and one.dep_ in {"acomp", "attr", "dobj", "obj"} for one in governor.children)
    return node.doc[subject.left_edge.i - 1].text == "," and not led and not tells_more


def _telling(view: View, words: Words, head: Token, quote: Quote | None) -> Iterator[Source]:
    """Yield who says that, by the nearest verb of saying before "that", where the parse ties them to nothing."""
    for link in reversed(view.doc[: head.i]):
        if link.is_punct and link.text not in MARKS - {","}:
            return
        if not words["that_words"].fullmatch(link.lower_):
            continue
        for cue in reversed(view.doc[max(0, link.i - SPLIT) : link.i]):
            if is_cue(cue, words, "reporting"):
                yield from _source(view, words, cue, quote)
                return
            if cue.is_punct or cue.pos_ in {"VERB", "AUX", "SCONJ"}:
                return
        return


def _inserted(view: View, words: Words, head: Token) -> Iterator[Source]:
    """Yield who is set in between commas with a verb of saying that no parse knows for one: ", aides in Cairo concede,"."""
    for cue in view.doc[head.i + 1 :]:
        ends = cue.i + 1 == len(view.doc) or cue.nbor().is_punct
        if not ends or cue.pos_ not in NOUNS or not words["reporting"].fullmatch(cue.lower_):
            continue
        first = next((one.i + 1 for one in reversed(view.doc[: cue.i]) if one.is_punct or one.pos_ in VERBS), 0)
        who = next((one for one in view.doc[first : cue.i] if is_somebody(view, words, one)), None)
        if who is not None and first > head.i and cue.i - first <= SPLIT and view.doc[first - 1].text == ",":
            start, end = view.doc[first].idx, view.doc[cue.i - 1].idx + len(view.doc[cue.i - 1])
            yield Source(start=start, end=end, head=who, cue=cue, kind=Attribution.INDIRECT)


def _leading(view: View, words: Words, quote: Quote | None) -> Iterator[Source]:
    """Yield the subject of what leads in a quotation by a colon: "The minister was blunt: “...”"."""
    if quote is None or not view.text[: max(quote.start, 0)].rstrip(OPENING).endswith(":"):
        return
    for token in view.doc:
        if token.idx < quote.start and token.dep_ == "nsubj" and is_somebody(view, words, token):
            start, end = noun_phrase(token)
            yield Source(start=start, end=end, head=token, cue=None, kind=Attribution.DIRECT)
            return


def _beside(view: View, words: Words, head: Token, quote: Quote | None) -> Iterator[Token]:
    """Yield verbs of saying set off from the clause: ", X said", "says X", or beside the quote."""
    has_phrase = words["reporting_phrases"].search(view.lowered) is not None
    for token in view.doc if has_phrase else view.tokens_like(words, "reporting"):
        if not is_cue(token, words, "reporting") or token.dep_ in {"acl", "amod"} or token.i == head.i:
            continue
        if token.dep_ in {"relcl", "acl:relcl"} and quote is None:
            continue
        outside = quote is None or not quote.start <= token.idx < quote.end
        goes_on = is_participle(token) and any(one.dep_ == "ccomp" for one in token.children)
        if (goes_on and quote is None) or (is_bare_participle(token) and not inverted(view, words, token)):
            continue
        if token.dep_ == "conj" and quote is None and first_of(token) == token.i and not inverted(view, words, token):
            continue
        set_off = (token.dep_ in {"parataxis", "ccomp"} and first_of(token) > head.i) or is_set_off(token)
        near_quote = quote is not None and outside
        comma_before_subject = any(
            child.dep_.startswith("nsubj") and child.left_edge.i and view.doc[child.left_edge.i - 1].text in MARKS
            for child in token.children
        )
        if quote is not None and token.dep_ == "conj" and not set_off and head.i < token.i:
            continue  # a clause of its own behind a word in quotation marks: "a “safe zone”, and Rome promised"
        if outside and (near_quote or ((set_off or comma_before_subject) and head.i < token.i)):
            yield token


def _source(view: View, words: Words, cue: Token, quote: Quote | None) -> Iterator[Source]:
    subject = subject_of(view, words, cue)
    if subject is None:
        yield from _agent(cue, quote)
        return
    start, end = noun_phrase(subject)
    kind = Attribution.DIRECT if quote else Attribution.INDIRECT
    yield Source(start=start, end=end, head=subject, cue=cue, kind=kind)


def _agent(cue: Token, quote: Quote | None) -> Iterator[Source]:
    for child in cue.children:
        if child.dep_ in {"agent", "obl:agent"}:
            who = next((one for one in child.children if one.dep_ == "pobj"), child)
            start, end = noun_phrase(who)
            kind = Attribution.DIRECT if quote else Attribution.INDIRECT
            yield Source(start=start, end=end, head=who, cue=cue, kind=kind)
