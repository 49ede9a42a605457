"""Language packs: what a language says about ceasefires, territory and negotiations, read and checked."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trucewatch.codebook import ACTS, Act, Category, Certainty, Format, Issue, Level, Polarity, Target
from trucewatch.knowledge.packs import (
    ActRule,
    CategoryPack,
    CertaintyCue,
    Exclusion,
    LanguagePack,
    TriggerRule,
    phrase_pattern,
)
from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml, short, without_lines

VOCABULARY = frozenset(
    {
        "negation",  # words that deny what they hang on
        "not_negation",  # phrases in which such a word denies nothing
        "clause_start",  # words that begin something else: after, while
        "conflict",  # words that show that armed conflict is the matter
        "other_matters",  # words that show that it is something else
        "forces",  # those who hold, take and leave land
        "amounts",  # shares of land, between a verb and what is held: all, half, dozens
        "place_nouns",  # what may be taken, held or left
        "pair_words",  # the two leaders, both sides
        "leader_words",  # what a pair is called when it is two people, not two states
        "failing",  # verbs that deny what they govern: fail, échouer
        "place_before",  # what leads to the name of a place that no list knows
        "too_wide",  # names that are no answer to "where"
        "place_after",  # what follows a name that is a place and no actor there: a colon, "war"
        "directions",  # north of, southern
        "passing_verbs",  # verbs through which another one governs: help to, try to, lead to
        "locative",  # prepositions of place
        "topic_before",  # what leads to the subject of talks: on, about, to discuss
        "war_subjects",  # subjects of talks that show that they are about a war: hostages, security guarantees
        "scope_links",  # all that may stand between a truce and the town that it is limited to: in the port of
        "place_links",  # all that may stand between a verb and the name of its place: the whole of
        "reporting",  # forms of verbs whose subject is a source of a clause or a quote
        "reporting_objects",  # forms of verbs whose subject is a source of its object: accuse, record
        "neg_raising",  # verbs whose denial denies what they govern: does not believe that
        "more_words",  # words before land that are no part of what it is called: more, further
        "when_words",  # words for when that may stand between a verb and its land
        "delegates",  # those who talk for the sides of a war, where the whole text is about one
        "modals",  # with which a verb of saying says nothing: may think
        "comparing",  # what begins a comparison, whose date is its own: "as Kyiv had done on 11 March"
        "according_to",
        "according_to_names",  # those of them that lead to a source only where a name follows
        "pronouns",  # that may stand for a speaker named before
        "person_pronouns",  # those of them that may stand for one person
        "body_pronouns",  # those that may stand for a ministry, an army, several people
        "expert_words",
        "media_words",
        "mediator_words",
        "full_words",  # a ceasefire said to be general
        "part_words",  # a ceasefire said to be limited
        "other_deals",  # arrangements of other kinds, for which "the deal" may stand
        "numbers",  # one = 1, in words
        "duration_units",  # day = D
        "not_duration_before",  # since three days
        "not_duration_after",  # three days ago
        "months",  # march = 3
        "weekdays",  # monday = 0
        "relative_days",  # yesterday = -1
        "relative_periods",  # last week = -1W, in weeks, months or years from now
        "not_period_before",  # "the last week" is how long, not when
        "date_leads",  # what makes a date of a bare month or year: in
        "last_words",  # beside a day or month: the one before now
        "next_words",  # the one after now
        "until_words",  # what follows is an end
        "ago_before",  # il y a trois jours
        "ago_after",  # three days ago
        "ahead_before",  # dans trois jours
        "ahead_after",  # three days from now
        "ahead_doubtful",  # "in three days" may be how long: ahead only where the clause lies ahead
        "vague_numbers",  # those of "numbers" that only stand for some
        "venue_before",  # prepositions before where talks are held
        "venue_of",  # between talks and the city that they are called after
        "talks_nouns",  # what talks are called, beside their triggers
        "hosting",  # forms of verbs whose subject is where talks are held
        "relayed_by",  # what leads from a speaker to who passes his words on
        "relay_nouns",  # what passes words on, where no list knows its name
        "future",
        "historical",
    }
)
"""The named word lists that every cues.yaml must have."""

_HEAD_KEYS = frozenset({"code", "name", "model", "version", "abbreviations"})
MIN_MATCHES, MIN_NO_MATCHES = 2, 1
_CUES = frozenset({"vocabulary", "certainty", "targets", "formats", "levels", "issues"})

__all__ = ["VOCABULARY", "LanguagePack", "load_language", "load_languages"]


def load_languages(folder: Path) -> Mapping[str, LanguagePack]:
    """Return the packs in a knowledge folder's languages/<code>/, by code. Raises KnowledgeInvalid with file:line."""
    return {path.parent.name: load_language(path.parent) for path in sorted(folder.glob("languages/*/language.yaml"))}


def load_language(folder: Path) -> LanguagePack:
    """Return the pack in one folder, complete and checked. Raises KnowledgeInvalid with file:line."""
    head_path, cues_path = folder / "language.yaml", folder / "cues.yaml"
    head = read_yaml(head_path)
    check_keys(head, head_path, required=_HEAD_KEYS, optional=frozenset({"left_out"}))
    if head["code"] != folder.name:
        raise invalid(head_path, head[LINE], f"code {head['code']!r} is not the folder's name {folder.name!r}")
    cues = read_yaml(cues_path)
    check_keys(cues, cues_path, required=_CUES)
    check_keys(cues["vocabulary"], cues_path, required=VOCABULARY)
    seen: dict[str, str] = {}
    raw = {category: read_yaml(folder / f"{category.value}.yaml") for category in Category}
    pack = LanguagePack(
        code=head["code"],
        name=head["name"],
        model=head["model"],
        left_out=_strings(head, "left_out", head_path),
        pack_version=f"{head['code']}-{head['version']}-{_digest([head, cues, *raw.values()])}",
        abbreviations=frozenset(str(word).lower() for word in head["abbreviations"]),
        vocabulary={key: _strings(cues["vocabulary"], key, cues_path) for key in sorted(VOCABULARY)},
        certainty_cues=tuple(_cue(item, cues_path, seen) for item in _items(cues, "certainty", cues_path)),
        targets=_patterns(cues["targets"], cues_path, Target),
        formats=_patterns(cues["formats"], cues_path, Format),
        levels=_patterns(cues["levels"], cues_path, Level),
        issues=_patterns(cues["issues"], cues_path, Issue),
        categories={
            category: _category(category, raw[category], folder / f"{category.value}.yaml", seen)
            for category in Category
        },
    )
    _check_stems(pack, folder)
    return pack


def _category(category: Category, raw: Any, path: Path, seen: dict[str, str]) -> CategoryPack:
    check_keys(raw, path, required=frozenset({"triggers", "acts", "exclusions"}))
    return CategoryPack(
        triggers=tuple(_trigger(item, path, seen, category) for item in _items(raw, "triggers", path)),
        acts=tuple(_act_rule(item, path, seen, category) for item in _items(raw, "acts", path)),
        exclusions=tuple(_exclusion(item, path, seen) for item in _items(raw, "exclusions", path)),
    )


_RULE_KEYS = frozenset({"id", "match", "no_match"})
_NEEDS = frozenset(
    {"conflict", "hint", "topic", "about", "parties", "act", "alone", "antecedent", "just_before"}
    | {"place", "land", "held", "prize", "next", "named", "owned", "forces", "movers"}
)


def _trigger(item: Any, path: Path, seen: dict[str, str], category: Category) -> TriggerRule:
    optional = frozenset({"needs", "stands_for"})
    line = _check_rule(item, path, seen, frozenset({"words", "stems", "act"}), optional)
    needs = frozenset(_strings(item, "needs", path))
    if needs - _NEEDS:
        raise invalid(path, line, f"unknown need {', '.join(sorted(needs - _NEEDS))}")
    if "antecedent" not in needs and ("just_before" in needs or "stands_for" in item):
        raise invalid(path, line, "just_before and stands_for are for rules that need an antecedent")
    return TriggerRule(
        **_examples(item, path),
        words=_compiled(item, "words", path),
        stems=tuple(stem.lower() for stem in _strings(item, "stems", path)),
        act=_act(item["act"], category, path, line),
        needs=needs,
        stands_for=_compiled(item, "stands_for", path) if "stands_for" in item else None,
    )


def _act_rule(item: Any, path: Path, seen: dict[str, str], category: Category) -> ActRule:
    places = frozenset({"governors", "subject_of", "modifiers", "around", "tokens", "tree"})
    optional = places | {"over", "polarity", "certainty"}
    line = _check_rule(item, path, seen, frozenset({"act"}), optional)
    if not places & set(item):
        raise invalid(path, line, f"one of {', '.join(sorted(places))} is missing")
    over = _strings(item, "over", path) or ("discuss",)
    return ActRule(
        **_examples(item, path),
        act=_act(item["act"], category, path, line),
        over=frozenset(_act(name, category, path, line) for name in over),
        governors=_compiled(item, "governors", path) if "governors" in item else None,
        subject_of=_compiled(item, "subject_of", path) if "subject_of" in item else None,
        modifiers=_compiled(item, "modifiers", path) if "modifiers" in item else None,
        around=tuple(_around(text, path, line) for text in _strings(item, "around", path)),
        polarity=_member(Polarity, item.get("polarity", "POS"), path, line),
        certainty=_member(Certainty, item["certainty"], path, line) if "certainty" in item else None,
        tokens=_spacy_patterns(item, "tokens", path, line),
        tree=_spacy_patterns(item, "tree", path, line),
        place=f"{short(path)}:{line}",
    )


def _exclusion(item: Any, path: Path, seen: dict[str, str]) -> Exclusion:
    _check_rule(item, path, seen, frozenset({"words"}), frozenset({"whole_sentence"}))
    return Exclusion(
        **_examples(item, path),
        words=_compiled(item, "words", path),
        whole_sentence=bool(item.get("whole_sentence", False)),
    )


def _cue(item: Any, path: Path, seen: dict[str, str]) -> CertaintyCue:
    line = _check_rule(item, path, seen, frozenset({"certainty", "words"}), frozenset({"whole_sentence"}))
    return CertaintyCue(
        **_examples(item, path),
        certainty=_member(Certainty, item["certainty"], path, line),
        words=_compiled(item, "words", path),
        whole_sentence=bool(item.get("whole_sentence", False)),
    )


def _check_rule(item: Any, path: Path, seen: dict[str, str], required: frozenset[str], optional: frozenset[str]) -> int:
    line = check_keys(item, path, required=_RULE_KEYS | required, optional=optional)
    rule_id = str(item["id"])
    if rule_id in seen:
        raise invalid(path, line, f"the id {rule_id} is already used at {seen[rule_id]}")
    seen[rule_id] = f"{short(path)}:{line}"
    for key, least in (("match", MIN_MATCHES), ("no_match", MIN_NO_MATCHES)):
        if len(_strings(item, key, path)) < least:
            raise invalid(path, line, f"{rule_id} needs at least {least} {key} sentence(s)")
    return line


def _examples(item: Any, path: Path) -> dict[str, Any]:
    return {
        "id": str(item["id"]),
        "match": _strings(item, "match", path),
        "no_match": _strings(item, "no_match", path),
    }


def _items(raw: Any, key: str, path: Path) -> list[Any]:
    if not isinstance(raw[key], list):
        raise invalid(path, raw[LINE], f"{key} must be a list")
    return list(raw[key])


def _strings(raw: Any, key: str, path: Path) -> tuple[str, ...]:
    value = raw.get(key, ())
    if not isinstance(value, list | tuple):
        raise invalid(path, raw[LINE], f"{key} must be a list of words")
    wrong = next((part for part in value if not isinstance(part, str)), None)
    if wrong is not None:
        raise invalid(
            path, raw[LINE], f"{key} must hold words, found {wrong!r}; YAML needs quotes around yes, no, on, off"
        )
    return tuple(value)


def _compiled(item: Any, key: str, path: Path) -> re.Pattern[str]:
    try:
        return phrase_pattern(_strings(item, key, path))
    except re.error as error:
        raise invalid(path, item[LINE], f"{key}: {error}") from error


def _spacy_patterns(item: Any, key: str, path: Path, line: int) -> tuple[tuple[Any, ...], ...]:
    """Return patterns for one of spaCy's matchers; what their attributes may be only spaCy itself can say."""
    patterns = item.get(key, ())
    if not isinstance(patterns, list | tuple) or not all(isinstance(one, list) and one for one in patterns):
        raise invalid(path, line, f"{key} must be a list of patterns, each a list of tokens")
    parts = [part for pattern in patterns for part in pattern]
    if not all(isinstance(part, dict) for part in parts):
        raise invalid(path, line, f"{key}: each token of a pattern is a mapping")
    if key == "tree" and not all({"RIGHT_ID", "RIGHT_ATTRS"} <= set(part) for part in parts):
        raise invalid(path, line, "tree: each node needs RIGHT_ID and RIGHT_ATTRS")
    return tuple(tuple(without_lines(part) for part in pattern) for pattern in patterns)


def _around(text: str, path: Path, line: int) -> re.Pattern[str]:
    if "{trigger" not in text:
        raise invalid(path, line, f"{text!r} lacks {{trigger}}")
    marked = text.replace("{trigger}", "\x02[^\x02\x03]*\x03")
    marked = re.sub(r"\{trigger=([^}]*)\}", "\x02[^\x02\x03]*(?:\\1)[^\x02\x03]*\x03", marked)
    try:
        return re.compile(marked)
    except re.error as error:
        raise invalid(path, line, f"{text!r}: {error}") from error


def _patterns(raw: Any, path: Path, kind: type[Any]) -> dict[Any, re.Pattern[str]]:
    line = check_keys(raw, path, required=frozenset(), optional=frozenset(member.value for member in kind))
    return {_member(kind, key, path, line): _compiled(raw, key, path) for key in raw if key != LINE}


def _act(name: str, category: Category, path: Path, line: int) -> Act:
    act: Act = _member(Act, name, path, line)
    if act not in ACTS[category]:
        raise invalid(path, line, f"{category.value} has no act {name}")
    return act


def _member(kind: type[Any], value: Any, path: Path, line: int) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        raise invalid(path, line, f"{value!r} is not one of {', '.join(str(member) for member in kind)}") from error


def _check_stems(pack: LanguagePack, folder: Path) -> None:
    """Refuse a trigger whose own examples the scan would miss."""
    for category, rules in pack.categories.items():
        for rule in rules.triggers:
            for text in rule.match:
                if not any(stem in text.lower().replace("’", "'") for stem in rule.stems):
                    raise invalid(folder / f"{category.value}.yaml", 1, f"{rule.id}: no stem is in {text!r}")


def _digest(parts: list[Any]) -> str:
    text = json.dumps([without_lines(part) for part in parts], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
