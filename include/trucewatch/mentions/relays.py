"""Through whom a speaker's words reach the article: "Reuters reported that Lavrov said", "cité par l'AFP"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution
from trucewatch.knowledge.names import Name
from trucewatch.mentions.attribution import find_source
from trucewatch.mentions.sources import Source, noun_phrase
from trucewatch.mentions.view import NOUNS, View, Words, ancestors

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST = 3
NEAR = 40
"""Characters from a speaker to "quoted by", at most, where the parse does not tie the two."""
STEPS = 4
"""Words from "by" to a name, and from a name up to the verb of saying, at most."""
MARKS = frozenset({",", "»", "”", '"', "-", "–"})


def find_relays(view: View, words: Words, source: Source, is_media: Callable[[Name], bool]) -> tuple[Source, ...]:
    """Return those between a speaker and the article, the one nearest to the speaker first; at most three."""
    relays: list[Source] = []
    found = [
        *_quoting(view, words, source),
        *_told(view, words, source, is_media),
        *_chain(view, words, source, is_media),
        *_set_off(view, words, source, is_media),
    ]
    for relay in found:
        if all(relay.end <= other.start or other.end <= relay.start for other in (source, *relays)):
            relays.append(relay)
    return tuple(relays[:MOST])


def _quoting(view: View, words: Words, source: Source) -> Iterator[Source]:
    """Yield who is said to quote the speaker: "quoted by Tass"."""
    anchors = {source.head.i, source.cue.i if source.cue is not None else source.head.i}
    for match in words["relayed_by"].finditer(view.lowered):
        first = view.token_at.get(match.start())
        if first is None:
            continue
        is_tied = first.i in anchors or any(governor.i in anchors for _, governor in ancestors(first))
        who = _noun_after(view, match.end())
        if who is not None and (is_tied or 0 <= match.start() - source.end <= NEAR):
            yield _relay(view, who)


def _noun_after(view: View, at: int) -> Token | None:
    """Return the head of the group of nouns that follows."""
    first = view.token_at.get(at) or view.token_at.get(at + 1)
    if first is None:
        return None
    noun = next((token for token in view.doc[first.i : first.i + STEPS] if token.pos_ in NOUNS), None)
    while noun is not None and noun.head.pos_ in NOUNS and noun.head.i >= first.i and noun.head.i != noun.i:
        noun = noun.head
    return noun


def _told(view: View, words: Words, source: Source, is_media: Callable[[Name], bool]) -> Iterator[Source]:
    """Yield the media to whom the speaker said so: "told the BBC", "in an interview with Le Monde"."""
    if source.cue is None:
        return
    for name in view.names:
        head = view.root_of(name.start, name.end)
        if is_media(name) and _is_beside(head, source.cue):
            yield _relay(view, head)
    for token in view.tokens_like(words, "relay_nouns"):
        if token.pos_ in NOUNS and _is_beside(token, source.cue):
            yield _relay(view, token)


def _is_beside(token: Token, cue: Token) -> bool:
    """Return whether only nouns and prepositions stand between a noun and the verb of saying above it."""
    for step, (node, governor) in enumerate(ancestors(token)):
        if governor.i == cue.i:
            return not node.dep_.startswith("nsubj")
        if step == STEPS or governor.pos_ not in NOUNS | {"ADP"}:
            return False
    return False


def _chain(view: View, words: Words, source: Source, is_media: Callable[[Name], bool]) -> Iterator[Source]:
    """Yield who says that the speaker said so, and who says that; beside the sentence, only media."""
    for _ in range(MOST):
        anchor = source.cue if source.cue is not None else source.head
        above = find_source(view, words, anchor.idx, anchor.idx + len(anchor), anchor)
        if above is None:
            return
        cue = above.cue
        governs = cue is not None and any(governor.i == cue.i for _, governor in ancestors(anchor))
        if _is_place(view, above) or not (governs or _is_medium(view, words, above, is_media)):
            return
        yield above
        source = above


def _is_medium(view: View, words: Words, source: Source, is_media: Callable[[Name], bool]) -> bool:
    if any(source.start <= name.start < source.end and is_media(name) for name in view.names):
        return True
    return words["relay_nouns"].search(view.lowered, source.start, source.end) is not None


def _is_place(view: View, source: Source) -> bool:
    """Return whether the words only name a place, which says nothing."""
    named = [name for name in view.names if name.start <= source.head.idx < name.end]
    return any(name.actor_id is None for name in named)


def _set_off(view: View, words: Words, source: Source, is_media: Callable[[Name], bool]) -> Iterator[Source]:
    """Yield the medium after a verb of saying that a comma sets off: ", rapporte Tass"."""
    for name in view.names:
        head = view.root_of(name.start, name.end)
        if not is_media(name):
            continue
        for token in reversed(view.doc[max(0, head.i - STEPS) : head.i]):
            if words["reporting"].fullmatch(token.lower_):
                is_own = source.cue is not None and token.i == source.cue.i
                if not is_own and token.i and view.doc[token.i - 1].text in MARKS:
                    yield _relay(view, head)
                break
            if token.pos_ == "PUNCT":
                break


def _relay(view: View, head: Token) -> Source:
    """Return the relay whose head this is, with the whole of a known name in it."""
    start, end = noun_phrase(head)
    for name in view.names:
        if name.start < end and start < name.end:
            start, end = min(start, name.start), max(end, name.end)
    return Source(start=start, end=end, head=head, cue=None, kind=Attribution.INDIRECT)
