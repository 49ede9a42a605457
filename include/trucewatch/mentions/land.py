"""Is it land? What a verb of territory governs must be a place or a noun for one, not a person or a prize."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import PEOPLE, View, Words, ancestors

if TYPE_CHECKING:
    from spacy.tokens import Token

OBJECT = frozenset({"obj", "dobj", "obl:arg", "nsubj:pass", "nsubjpass", "pobj", "nmod", "iobj"})
OBJECT_PREPOSITIONS = frozenset({"of", "over", "from", "into", "to", "toward", "towards", "on"})
PASSIVE = frozenset({"nsubjpass", "nsubj:pass"})
ANTECEDENT = frozenset({"relcl", "acl:relcl", "acl", "amod"})
SUBJECT = frozenset({"nsubj", "nsubjpass", "nsubj:pass"})
DOERS = frozenset({"nsubj", "obl:agent", "poss"})
BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM", "ADV", "PART", "PRON", "SYM"})
SHARES = frozenset({"of", "de", "du", "d'", "des", "d’"})
OWNED = frozenset({"'s", "’s"})
OWNERS = ("'s ", "his ", "her ", "son ", "sa ")
SIGNS = frozenset({"%", "-", *OWNED})
HALT = re.compile(
    r"[,;:()«»“”\"!?…]|\.(?!\w)|(?<!\w)(?:and|or|but|until|because|against|for|with|by|at|in|on|from|into|during|through|among"
    r"|et|ou|mais|pour|avec|par|contre|dans|en|sur|chez|vers|depuis|à|au|aux)(?!\w)"
)
"""What no land just after a trigger stands behind."""
DOER = re.compile(r"[,;:.]|(?<!\w)(?:by|par|in|after|during|amid|following|as|après|pendant|lors|comme)(?!\w)")
"""What follows a trigger without an object: who did it, where and when, which may be land, but not the land meant."""
NEXT = 60
"""Characters after a trigger within which its land begins."""
LEFT = frozenset({"from", "of"})
MOST_ABOVE = 3
RELATIVE = frozenset({"which", "that", "who", "qui", "que", "dont", "whom"})
WHERE = frozenset({"where", "où"})
REACH = 45
"""Characters after a trigger in which its object is looked for where the parse has none."""


def takes_land(view: View, words: Words, head: Token, candidate: Candidate) -> bool:
    """Return whether what the trigger governs is land."""
    if _names_land(view, words, candidate.start, candidate.end) or lands_next(view, words, head, candidate):
        return True
    if _is_told_of(view, words, candidate.start):
        return True
    objects = [_antecedent(token, head) for token in objects_of(head, candidate)]
    if not objects and "Part" in head.morph.get("VerbForm", []):
        objects = [token for token in head.children if token.dep_ == "nsubj"]
    if objects:
        return any(is_land(view, words, token) for token in objects)
    if head.dep_ in ANTECEDENT:
        return is_land(view, words, head.head)
    if head.pos_ in {"NOUN", "PROPN"} and view.lowered[: candidate.start].endswith(OWNERS):
        return False  # "the president's capture"
    last = candidate.end + REACH
    halt = DOER.search(view.lowered, candidate.end, last)
    return _names_land(view, words, candidate.end, halt.start() if halt else last)


def holds_land(view: View, words: Words, head: Token, candidate: Candidate) -> bool:
    """Return whether land is just what is taken, held or left, and whether who does it fights or is a party."""
    passive = [token for token in head.children if token.dep_ in {"nsubjpass", "nsubj:pass"}]
    found = (
        lands_next(view, words, head, candidate)
        or any(is_land(view, words, token) for token in passive)
        or _is_told_of(view, words, candidate.start)
    )
    doing = [_antecedent(token, head) for token in head.children if token.dep_ in DOERS]
    doing += [one for token in head.children if token.dep_ == "agent" for one in token.children]
    if not doing and not passive:
        doing = _lent_doers(head)
    return found and (any(_is_party(view, words, token) for token in doing) or (bool(passive) and not doing))


def _lent_doers(head: Token) -> list[Token]:
    """Return the subjects of the nearest verb above that has any: "it took the militia months to take the town"."""
    for verb in [governor for _, governor in ancestors(head)][:MOST_ABOVE]:
        doing = [_antecedent(token, verb) for token in verb.children if token.dep_ in DOERS]
        if doing:
            return doing
    return []


def is_held(view: View, words: Words, head: Token) -> bool:
    """Return whether it is land that a participle is said of: "the valley, ruled by", "the town is held by"."""
    if head.dep_ in ANTECEDENT:
        return is_land(view, words, head.head)
    subjects = [token for token in head.children if token.dep_ in SUBJECT]
    return any(is_land(view, words, token) for token in subjects)


def lands_next(view: View, words: Words, head: Token, candidate: Candidate) -> bool:
    """Return whether the first noun after a trigger is land, amounts and shares of it aside.

    Word classes are surer than ties: "88 % of the region", "the last two villages", a town that no list knows.
    """
    following = view.tokens_from(candidate.end, candidate.end + NEXT)
    for token, after in zip(following, (*following[1:], None), strict=False):
        name = next((one for one in view.names if one.start <= token.idx < one.end), None)
        compound = after is not None and after.pos_ in {"NOUN", "PROPN"} and token.dep_ == "compound"
        if words["place_nouns"].fullmatch(token.lower_) or (name is not None and name.place_id is not None):
            if after is not None and after.text in OWNED:
                continue
            return not compound or is_land(view, words, token.head)
        passed = any(words[key].fullmatch(token.lower_) for key in ("amounts", "when_words"))
        if passed or token.pos_ in BEFORE_NOUN or token.text in SIGNS:
            continue
        if token.pos_ == "ADP" and token.lower_ in SHARES:
            continue
        if token.pos_ == "PROPN" and token.text[:1].isupper() and name is None and not compound:
            return bool(view.unknown) or token.ent_type_ in {"GPE", "LOC", "FAC"} or _is_fought_for(words, head)
        if not compound:
            return False
    return False


def _is_fought_for(words: Words, head: Token) -> bool:
    """Return whether fighters do it: then a name that looks like a person's is a town's, unless it is a capture."""
    fighters = any(token.dep_ in DOERS and is_fighter(words, token) for token in head.children)
    return fighters and not head.lower_.startswith("captur") and not (head.i > 0 and head.text[:1].isupper())


def _is_told_of(view: View, words: Words, start: int) -> bool:
    """Return whether the trigger stands in a clause about land: "the town, which the rebels hold"."""
    before = _before_relative(view, start)
    return before is not None and is_land(view, words, before)


def told_of(view: View, head: Token, start: int) -> Token | None:
    """Return what a clause or a participle around the trigger is said of, by the word just before it, or None.

    What a participle hangs on is found by the words, too: parses often tie it to a noun farther away.
    """
    before = _before_relative(view, start)
    if before is None and head.dep_ in ANTECEDENT:
        first = next((token for token in view.doc if token.idx >= start), head)
        before = _noun_before(first)
    return before


def _before_relative(view: View, start: int) -> Token | None:
    for token in reversed(view.tokens_from(start - 2 * REACH, start)):
        if token.pos_ == "VERB" or token.text in {";", ":"} or (token.lower_ == "that" and token.dep_ == "mark"):
            return None
        if token.lower_.rstrip("'’") in {*RELATIVE, *WHERE, "qu"} and token.i > 0:
            return _noun_before(token)
    return None


def is_where(view: View, start: int) -> bool:
    """Return whether an offset lies in a clause that "where" ties to a place: what it tells of lies there, too."""
    before = _before_relative(view, start)
    if before is None:
        return False
    return any(one.lower_ in WHERE for one in view.doc[before.i + 1 : before.i + 3])


def _noun_before(token: Token) -> Token | None:
    before = token.doc[token.i - 1] if token.i > 0 else None
    return token.doc[before.i - 1] if before is not None and before.text == "," and before.i > 0 else before


def _is_party(view: View, words: Words, token: Token) -> bool:
    name = next((one for one in view.names if one.start <= token.idx < one.end), None)
    person = name is not None and any(record.form == "person" for record in name.records)
    return is_fighter(words, token) or (name is not None and name.actor_id is not None and not person)


def leaves_land(view: View, words: Words, head: Token, candidate: Candidate, *, strict: bool = False) -> bool:
    """Return whether those who move are fighters, and whether what they leave or enter, if it is said, is land.

    Where it is land, any name of a side will do, unless `strict`.
    """
    movers = [
        token
        for one in (head, head.head)
        for token in (*one.children, one)
        if token.i != head.i
        if token.dep_
        in {
            "nsubj",
            "poss",
            "compound",
            "amod",
            "nmod",
            "obj",
            "dobj",
            "agent",
            "obl:agent",
            "nsubj:pass",
            "nsubjpass",
            "prep",
        }
    ]
    fighters = any(is_fighter(words, one) for token in movers for one in token.subtree)
    objects = [
        token
        for token in objects_of(head, candidate)
        if token.head.lower_ in LEFT or token.dep_ in {"dobj", "obj", "obl:arg"}
        if not any(is_fighter(words, one) for one in token.subtree)
        if not words["amounts"].fullmatch(token.lower_) or is_land(view, words, token)
    ]
    land = any(is_land(view, words, token) for token in objects)
    named = any(name.actor_id is not None for name in view.names)
    return (fighters and (land or not objects)) or (land and named and not strict)


def moves_on_land(view: View, words: Words, head: Token, candidate: Candidate) -> bool:
    """Return whether those who come or go are fighters or a side, not prices or a visitor, and on land, if it is said."""
    doing = [_antecedent(token, head) for token in head.children if token.dep_ in DOERS or token.dep_ in PASSIVE]
    doing += [one for token in head.children if token.dep_ == "agent" for one in token.children]
    doing += [token for token in head.children if token.dep_ in {"nmod", "compound", "amod", "prep"}]
    doing += _lent_doers(head)
    sides = any(_is_party(view, words, one) for token in doing for one in token.subtree)
    objects = [one for one in objects_of(head, candidate) if not any(is_fighter(words, it) for it in one.subtree)]
    if sides and (not objects or any(is_land(view, words, one) for one in objects)):
        return True
    return leaves_land(view, words, head, candidate, strict=True)


def near_land(view: View, words: Words, candidate: Candidate) -> bool:
    """Return whether land is named close to the trigger, on either side."""
    return _names_land(view, words, max(0, candidate.start - 2 * REACH), candidate.end + 2 * REACH)


def is_land(view: View, words: Words, token: Token, depth: int = 0) -> bool:
    """Return whether a noun is a place, a word for one, or an amount of one ("most of the province").

    Before entities are looked for, whether it may be one.
    """
    end = token.idx + len(token)
    named = any(name.start <= token.idx < name.end and name.place_id is not None for name in view.names)
    if named or view.may_be_entity(token):
        return True
    if words["place_nouns"].search(view.lowered, token.idx, end + 1) is not None or token.ent_type_ in {
        "GPE",
        "LOC",
        "FAC",
    }:
        return token.lower_ not in {"him", "her", "them"}
    if depth > 2 or token.ent_type_ in PEOPLE or (token.pos_ == "PRON" and not list(token.children)):  # noqa: PLR2004
        return False
    for child in token.children:
        if child.dep_ in {"conj", "appos", "nmod", "obl:mod", "obl:arg"} and is_land(view, words, child, depth + 1):
            return True
        inner = child.children if child.dep_ == "prep" and child.lower_ in {"of", "over", "in"} else ()
        if any(is_land(view, words, one, depth + 1) for one in inner if one.dep_ == "pobj"):
            return True
    return False


def objects_of(head: Token, candidate: Candidate) -> Iterator[Token]:
    """Yield what a verb or a verbal noun governs, outside the trigger's own words."""
    governing = [head, *(token for token in head.subtree if candidate.start <= token.idx < candidate.end)]
    if head.dep_ in {"xcomp", "pobj", "dobj", "obj", "obl:arg", "conj"} and head.pos_ in {"NOUN", "ADP"}:
        governing.append(head.head)
    seen: set[int] = set()
    for governor in governing:
        for child in governor.children:
            targets = [child]
            if child.dep_ in {"prep", "prt", "agent"}:
                apart = child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ not in OBJECT_PREPOSITIONS)
                targets = [] if apart else [one for one in child.children if one.dep_ == "pobj"]
            for token in targets:
                outside = not candidate.start <= token.idx < candidate.end
                if token.i not in seen and outside and token.dep_ in OBJECT:
                    seen.add(token.i)
                    yield token


def _antecedent(token: Token, head: Token) -> Token:
    return head.head if token.lower_ in RELATIVE and head.dep_ in ANTECEDENT else token


def is_fighter(words: Words, token: Token) -> bool:
    """Return whether a word is one for those who hold, take and leave land."""
    return words["forces"].fullmatch(token.lower_) is not None


def _names_land(view: View, words: Words, start: int, end: int) -> bool:
    if any(start <= name.start < end and name.place_id is not None for name in view.names):
        return True
    return words["place_nouns"].search(view.lowered, start, end) is not None
