"""Verbs of saying in one parsed sentence, and their subjects: before them, or behind them as in French."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.mentions.sources import NAMED
from trucewatch.mentions.view import NOUNS, PEOPLE, View, Words

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH, BESIDE = 25, 2
"""Characters between a verb of saying and a name before it that may be its lost subject."""
STEPS = 16
"""Words behind a verb of saying within which its subject begins."""
MARKS = frozenset({",", "»", "”", '"', "-", "–", "—"})
"""What sets a verb of saying off from what is said."""
_TRADES = ("speaker_nouns", "expert_words", "media_words", "mediator_words")
_NOBODY = frozenset({"qui", "that", "which", "who", "what", "ce", "cela", "it"})
_INNER = frozenset({"flat:name", "compound", "nmod", "det", "amod"})


def is_cue(token: Token, words: Words, kind: str) -> bool:
    """Return whether a word is a verb of saying here; what somebody may think, or if he does, nobody has said."""
    if token.pos_ in {"DET", "ADP", "ADJ"} or (token.pos_ == "NOUN" and token.dep_ in {"compound", "pobj", "nmod"}):
        return False
    if not words[kind].fullmatch(token.lower_) and not _is_phrase(token, words):
        return False
    if any(one.dep_ == "mark" and words["if_words"].fullmatch(one.lower_) for one in token.children):
        return False
    modals = [one for one in token.children if one.dep_.startswith("aux")] + [token.head] * (token.dep_ == "xcomp")
    return not any(words["modals"].fullmatch(one.lower_) for one in modals)


def _is_phrase(token: Token, words: Words) -> bool:
    """Return whether a word says something with the next one: "made clear", "a fait savoir"."""
    if token.i + 1 >= len(token.doc):
        return False
    return words["reporting_phrases"].fullmatch(f"{token.lower_} {token.nbor().lower_}") is not None


def first_of(cue: Token) -> int:
    """Return the index of the first word of a verb: its auxiliary's, if it has one."""
    first = min([cue.i, *(one.i for one in cue.children if one.dep_.startswith(("aux", "expl:comp")))])
    while first > 0 and (cue.doc[first - 1].pos_ == "AUX" or _is_clitic(cue.doc[first - 1])):
        first -= 1
    return first


def _is_clitic(token: Token) -> bool:
    """Return whether a word is a pronoun that a hyphen joins to the verb before it: "-t-il"."""
    return token.pos_ == "PRON" and token.text.startswith("-")


def is_set_off(cue: Token) -> bool:
    """Return whether a comma or a quotation mark stands just before a verb."""
    first = first_of(cue)
    return first > 0 and cue.doc[first - 1].text in MARKS


def subject_of(view: View, words: Words, cue: Token) -> Token | None:
    """Return the subject of a verb of saying: behind it where it is set off, as its parse has it, or the name before it."""
    above = cue.head if cue.dep_ in {"conj", "xcomp", "advcl"} else cue
    behind = inverted(view, words, cue)
    parsed = parsed_subject(cue)
    if behind is not None and not (parsed is not None and _stands(view, words, cue, parsed, behind)):
        return behind
    return (
        parsed
        or (inverted(view, words, above) if above.i != cue.i else None)
        or (_said_before(view, words, cue) if is_participle(cue) else None)
        or _near_behind(view, words, cue)
        or _named_before(view, cue)
    )


def is_participle(cue: Token) -> bool:
    """Return whether a verb is a present participle: "saying", "précisant"."""
    forms, tenses = cue.morph.get("VerbForm", []), cue.morph.get("Tense", [])
    return cue.tag_ == "VBG" or ("Part" in forms and "Pres" in tenses)


def is_bare_participle(cue: Token) -> bool:
    """Return whether a verb is a past participle without an auxiliary, which describes: "the appeal, launched in May"."""
    forms, tenses = cue.morph.get("VerbForm", []), cue.morph.get("Tense", [])
    return "Part" in forms and "Past" in tenses and first_of(cue) == cue.i


def _said_before(view: View, words: Words, cue: Token) -> Token | None:
    """Return the subject of the verb of saying before a participle that goes on: "a dit X, précisant que"."""
    before = (one for one in reversed(view.doc[: cue.i]) if is_cue(one, words, "reporting") and not is_participle(one))
    return next((subject_of(view, words, one) for one in before), None)


def _stands(view: View, words: Words, cue: Token, parsed: Token, behind: Token) -> bool:
    """Return whether a subject before a verb is more likely than what follows it: somebody, and that is nobody."""
    return parsed.head.i == cue.i and is_somebody(view, words, parsed) and not is_somebody(view, words, behind)


def is_somebody(view: View, words: Words, token: Token) -> bool:
    """Return whether a word is known to name somebody: by name, or by trade ("the minister", "une source")."""
    if token.ent_type_ in NAMED or any(one.start <= token.idx < one.end and one.actor_id for one in view.names):
        return True
    trades = (*(words[key] for key in _TRADES), *words.pack.levels.values())
    return any(one.fullmatch(token.lower_) for one in trades)


def inverted(view: View, words: Words, cue: Token) -> Token | None:
    """Return the subject that follows a verb that is set off: ", a déclaré lundi à l'AFP le ministre".

    Without an auxiliary a verb may also be one of several of the same subject: "Kiev nie, accuse Moscou et se tait". A
    participle ("saying that") has its subject before it.
    """
    if is_participle(cue) or not (is_set_off(cue) and words["inverting"].fullmatch(cue.lower_)):
        return None
    inside = view.doc[first_of(cue) : cue.i]
    clitic = next((one for one in inside if _is_clitic(one) and is_pronoun(words, one)), None)
    found = clitic if clitic is not None else _first_behind(view, words, cue)
    if found is None or (clitic is None and _acts(found)):
        return None
    if is_pronoun(words, found) or _is_told_apart(view, cue) or _is_person(view, words, found):
        return found
    others = (one for one in view.doc[: cue.i] if one.dep_ == "nsubj" and is_somebody(view, words, one))
    goes_on = cue.dep_ == "conj" or (next(others, None) is not None and not is_somebody(view, words, found))
    return None if goes_on else found


def _acts(noun: Token) -> bool:
    """Return whether a noun begins a clause of its own: "said the truce would hold", but not "said the minister"."""
    after = noun.right_edge.i + 1 if noun.right_edge.i < noun.head.i else noun.i + 1
    return after < len(noun.doc) and noun.doc[after].pos_ in {"VERB", "AUX"} and noun.head.i >= after


def _is_told_apart(view: View, cue: Token) -> bool:
    """Return whether a verb can be none of several of one subject: by its auxiliary, or beside a quotation."""
    return first_of(cue) < cue.i or bool(view.quotes) or cue.nbor(-1).text not in {",", "-", "–"}


def _is_person(view: View, words: Words, token: Token) -> bool:
    trades = (words["speaker_nouns"], *words.pack.levels.values())
    return view.is_person(token) or any(one.fullmatch(token.lower_) for one in trades)


def _near_behind(view: View, words: Words, cue: Token) -> Token | None:
    """Return the subject just behind a verb at the head of a clause, if it is known to be somebody: "says X"."""
    found = _first_behind(view, words, cue)
    if found is None:
        return None
    return found if is_pronoun(words, found) or is_somebody(view, words, found) else None


def _first_behind(view: View, words: Words, cue: Token) -> Token | None:
    """Return the head of the first noun or pronoun behind a verb that no preposition leads in; days are stepped over."""
    led_in = noun = impersonal = False
    for token in _behind(view, words, cue):
        if words["impersonal"].fullmatch(token.lower_.strip("-")):
            impersonal = True
        elif is_pronoun(words, token) and token.i <= cue.i + 2:
            return token if _ends(token) else None
        elif token.pos_ == "ADP":
            led_in, noun = not impersonal, False
        elif token.pos_ == "DET" and noun:
            led_in = noun = False
        elif token.pos_ in NOUNS or view.is_named(token):
            if not led_in or (noun and _begins_name(view, token)):
                return _head_of(token)
            noun = True
    return None


def _begins_name(view: View, token: Token) -> bool:
    """Return whether a name begins just behind another: "explique à l'AFP Karim Daher"."""
    if token.ent_type_ in PEOPLE and token.ent_iob_ == "B":
        return True
    return token.pos_ == "PROPN" and any(name.actor_id and name.end + 1 == token.idx for name in view.names)


def _behind(view: View, words: Words, cue: Token) -> Iterator[Token]:
    """Yield the words behind a verb up to what ends its clause, without adverbs and days."""
    days = words.calendar.said(view.lowered)
    for token in cue.doc[cue.i + 1 : cue.i + 1 + STEPS]:
        low = token.lower_.strip("-")
        known = is_pronoun(words, token) or words["impersonal"].fullmatch(low)
        ends = token.is_punct or token.pos_ in {"SCONJ", "CCONJ", "PRON"} or _begins_speech(token, cue, words)
        if low in {"", "t"} or (token.pos_ == "ADV" and not view.is_named(token)) or words["when_words"].fullmatch(low):
            continue
        if ends and not known:
            return
        if not any(one.start <= token.idx < one.end for one in days):
            yield token


def _begins_speech(token: Token, cue: Token, words: Words) -> bool:
    """Return whether an infinitive begins what is said: "affirme avoir", but not "fait savoir"."""
    return "Inf" in token.morph.get("VerbForm", []) and not (token.i == cue.i + 1 and _is_phrase(cue, words))


def _ends(token: Token) -> bool:
    """Return whether a pronoun belongs to the verb before it, not to a clause of its own: "said he." but not "said he went"."""
    return "-" in token.text or token.i + 1 == len(token.doc) or token.nbor().is_punct


def _head_of(token: Token) -> Token:
    """Return the word that governs a group of nouns which begins with a word."""
    inner = token
    while token.i <= inner.head.i != inner.i and inner.dep_ in _INNER:
        inner = inner.head
    return inner


def is_pronoun(words: Words, token: Token) -> bool:
    """Return whether a word is a pronoun that may stand for a speaker."""
    return words["pronouns"].fullmatch(token.lower_.strip("-")) is not None


def _named_before(view: View, cue: Token) -> Token | None:
    """Return the name that ends at most three words before a verb whose subject the parse lost."""
    if any(one.dep_ == "auxpass" for one in cue.children):
        return None
    spans = [(name.start, name.end) for name in view.names] + [
        (entity.start_char, entity.end_char) for entity in view.doc.ents if entity.label_ in NAMED
    ]
    reach = BESIDE if cue.pos_ == "NOUN" else REACH
    near = [
        (start, end)
        for start, end in spans
        if 0 < cue.idx - end <= reach
        if is_participle(cue) or view.text[end : cue.doc[first_of(cue)].idx].strip() != ","
    ]
    if not near:
        return None
    found = view.root_of(*max(near, key=lambda span: span[1]))
    return found.head if found.pos_ == "ADJ" and found.head.pos_ in NOUNS else found


def parsed_subject(cue: Token) -> Token | None:
    """Return the subject that a parse gives a verb, or what a participle or a relative clause tells of."""
    for verb in (cue, cue.head if cue.dep_ in {"conj", "xcomp", "aux", "advcl"} else cue):
        for child in verb.children:
            if child.lower_ == "-t":
                continue
            if child.dep_ in {"nsubj", "expl:subj"} and child.lower_ not in _NOBODY:
                return child
            relative = child.dep_ == "nsubj" and child.lower_ in {"who", "qui", "which"}
            if relative and verb.dep_ in {"relcl", "acl:relcl"}:
                return verb.head
    if cue.dep_ in {"acl", "advcl"} and cue.head.pos_ in {"PROPN", "NOUN"}:
        return cue.head
    return None
