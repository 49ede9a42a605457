"""Who says it: the nearest source of a statement, and how the statement is tied to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.mentions.headlines import headline_sources
from trucewatch.mentions.quotes import Quote
from trucewatch.mentions.sources import NAMED, Source, noun_phrase
from trucewatch.mentions.view import View, Words, ancestors

REACH, BESIDE = 25, 2
"""Characters between a verb of saying and a name before it that may be its lost subject."""
CLAUSAL = frozenset({"ccomp", "parataxis", "ROOT"})
APART = frozenset({"advcl", "nsubj", "nsubj:pass", "nsubjpass"})
if TYPE_CHECKING:
    from spacy.tokens import Token


def find_source(view: View, words: Words, start: int, end: int, head: Token) -> Source | None:
    """Return the nearest source of the words between two offsets of the sentence, or None."""
    quote = view.in_quote(start, end)
    for source in (
        *_verbal(view, words, head, quote),
        *_according(view, words, head),
        *headline_sources(view, words, start),
    ):
        if not source.start <= start < source.end and not _is_label(view, words, source):
            return _named(view, words, source)
    return None


def _is_label(view: View, words: Words, source: Source) -> bool:
    """Return whether what a parser took for a subject is the label of a headline: "War in X: the minister says ..."."""
    behind = view.lowered[source.end : source.end + 3].lstrip()
    return behind.startswith(":") and words["war_subjects"].search(view.lowered, source.start, source.end) is not None


def quoting_subject(view: View, anchor: Token) -> Source | None:
    """Return the subject of an act whose words are quoted in part ("It called for a truce “without delay”")."""
    last = anchor.right_edge.idx
    if not any(anchor.idx < one.start and 0 < one.end <= last + 2 for one in view.quotes):
        return None
    subject = _subject(anchor)
    if subject is None:
        return None
    start, end = noun_phrase(subject)
    return Source(start=start, end=end, head=subject, cue=None, kind=Attribution.MIXED)


def _named(view: View, words: Words, source: Source) -> Source:
    """Return the source with a pronoun replaced by the subject named before it in the sentence, if there is one."""
    if not words["pronouns"].fullmatch(view.lowered[source.start : source.end].strip("- ")):
        return source
    for token in view.doc[: source.head.i]:
        named = token.ent_type_ in {"PER", "PERSON"} or any(
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
    return _below(token, cue) or (beside and token.head.i == cue.head.i)


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
        if node.dep_ in {"nsubj:pass", "nsubjpass"} and _is_cue(governor, words, "reporting_objects"):
            yield from _agent(governor, quote)
        outside = quote is not None and not quote.start <= governor.idx < quote.end
        if node.dep_ in APART and not (outside and node.dep_ == "advcl"):
            continue
        stated = node.dep_ == "xcomp" and (
            node.pos_ == "ADJ" or any(one.dep_.startswith("aux") for one in node.children)
        )
        kind = "reporting" if node.dep_ in CLAUSAL or stated or quote else "reporting_objects"
        if _is_cue(governor, words, kind) or (clause and _is_cue(governor, words, "reporting_objects")):
            seen.add(governor.i)
            yield from _source(view, words, governor, quote)
    for noun in (head, head.head):
        for token in noun.children:
            if token.dep_ in {"acl", "amod"} and _is_cue(token, words, "reporting_objects"):
                yield from _agent(token, quote)
    for token in _beside(view, words, head, quote):
        if token.i not in seen:
            yield from _source(view, words, token, quote)


def _beside(view: View, words: Words, head: Token, quote: Quote | None) -> Iterator[Token]:
    """Yield verbs of saying set off from the clause: ", X said", "says X", or beside the quote."""
    for token in view.doc:
        if not _is_cue(token, words, "reporting") or token.dep_ in {"acl", "amod"} or token.i == head.i:
            continue
        outside = quote is None or not quote.start <= token.idx < quote.end
        first = min([token.i, *(one.i for one in token.children if one.dep_.startswith("aux"))])
        left = view.doc[first - 1] if first else None
        if token.dep_ == "conj" and quote is None and not (left is not None and left.text == "," and first < token.i):
            continue
        set_off = token.dep_ in {"parataxis", "ccomp"} or (left is not None and left.text in {",", "»", "”", '"', "-"})
        near_quote = quote is not None and outside
        comma_before_subject = any(
            child.dep_.startswith("nsubj")
            and child.left_edge.i
            and view.doc[child.left_edge.i - 1].text in {",", "»", "”", '"'}
            for child in token.children
        )
        if outside and (near_quote or ((set_off or comma_before_subject) and head.i < token.i)):
            yield token


def _is_cue(token: Token, words: Words, kind: str) -> bool:
    """Return whether a word is a verb of saying here; what somebody may think, nobody has said."""
    if not words[kind].fullmatch(token.lower_) or token.pos_ in {"DET", "ADP", "ADJ"}:
        return False
    modals = [one for one in token.children if one.dep_.startswith("aux")] + [token.head] * (token.dep_ == "xcomp")
    return not any(words["modals"].fullmatch(one.lower_) for one in modals)


def _source(view: View, words: Words, cue: Token, quote: Quote | None) -> Iterator[Source]:
    subject = _subject(cue) or _inverted(cue, words) or _named_before(view, cue)
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


def _named_before(view: View, cue: Token) -> Token | None:
    """Return the name that ends at most three words before a verb whose subject the parse lost."""
    spans = [(name.start, name.end) for name in view.names] + [
        (entity.start_char, entity.end_char) for entity in view.doc.ents if entity.label_ in NAMED
    ]
    near = [(start, end) for start, end in spans if 0 < cue.idx - end <= (BESIDE if cue.pos_ == "NOUN" else REACH)]
    return view.root_of(*max(near, key=lambda span: span[1])) if near else None


def _subject(cue: Token) -> Token | None:
    for verb in (cue, cue.head if cue.dep_ in {"conj", "xcomp", "aux", "advcl"} else cue):
        for child in verb.children:
            if child.lower_ == "-t":
                continue
            if child.dep_ in {"nsubj", "expl:subj"} and child.lower_ not in {
                "qui",
                "that",
                "which",
                "who",
                "what",
                "ce",
                "cela",
                "it",
            }:
                return child
            if (
                child.dep_ == "nsubj"
                and child.lower_ in {"who", "qui", "which"}
                and verb.dep_ in {"relcl", "acl:relcl"}
            ):
                return verb.head
    if cue.dep_ in {"acl", "advcl"} and cue.head.pos_ in {"PROPN", "NOUN"}:
        return cue.head
    return None


def _inverted(cue: Token, words: Words) -> Token | None:
    """Return the subject that follows its verb ("a déclaré X", "says X"), which parsers take for an object."""
    for token in cue.doc[cue.i + 1 : cue.i + 5]:
        if token.lower_.strip("-") in {"", "t"}:
            continue
        if words["pronouns"].fullmatch(token.lower_.strip("-")) and token.i <= cue.i + 2:
            return token
        if token.text in {",", ".", ":", "«", "“", '"'} or token.pos_ in {"SCONJ", "ADP"}:
            return None
        if token.pos_ in {"PROPN", "PRON"} or token.ent_type_ in NAMED:
            inner = token
            while (
                inner.head.i > cue.i
                and inner.head.i != inner.i
                and inner.dep_ in {"flat:name", "compound", "nmod", "det", "amod"}
            ):
                inner = inner.head
            return inner
        if token.pos_ == "NOUN":
            return token
    return None


def _according(view: View, words: Words, head: Token) -> Iterator[Source]:
    for match in words["according_to"].finditer(view.lowered):
        token = view.token_at.get(match.end() - 1)
        if token is None:
            continue
        who = next(
            (child for one in (token, view.token_at[match.start()]) for child in one.children if child.dep_ == "pobj"),
            None,
        )
        if who is None:
            who = token.head if token.head.i > token.i else None
        if who is None:
            continue
        if words["according_to_names"].fullmatch(match.group()) and not _is_named(view, who):
            continue
        if who.pos_ not in {"NOUN", "PROPN", "PRON"} or head.i == who.i or _below(head, who):
            continue
        start, end = noun_phrase(who)
        yield Source(start=start, end=end, head=who, cue=None, kind=Attribution.ACCORDING_TO)


def _is_named(view: View, who: Token) -> bool:
    known = any(name.start <= who.idx < name.end and name.actor_id for name in view.names)
    return known or who.ent_type_ in {"PER", "PERSON"}


def _below(token: Token, governor: Token) -> bool:
    return any(above.i == governor.i for _, above in ancestors(token))
