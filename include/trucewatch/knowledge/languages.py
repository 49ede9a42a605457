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
from trucewatch.knowledge.vocabulary import VOCABULARY

_HEAD_KEYS = frozenset({"code", "name", "model", "version", "abbreviations"})
MIN_MATCHES, MIN_NO_MATCHES = 2, 1
_OF_CUES = frozenset({"whole_sentence", "not_for", "foretold"})
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
    | {"place", "land", "held", "prize", "next", "named", "owned", "forces", "movers", "told"}
)


def _trigger(item: Any, path: Path, seen: dict[str, str], category: Category) -> TriggerRule:
    optional = frozenset({"needs", "stands_for", "beside"})
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
        beside=_compiled(item, "beside", path) if "beside" in item else None,
    )


def _act_rule(item: Any, path: Path, seen: dict[str, str], category: Category) -> ActRule:
    places = frozenset({"governors", "subject_of", "modifiers", "around", "tokens", "tree"})
    optional = places | {"over", "polarity", "certainty", "verbless"}
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
        verbless=bool(item.get("verbless", False)),
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
    line = _check_rule(item, path, seen, frozenset({"certainty", "words"}), _OF_CUES)
    return CertaintyCue(
        **_examples(item, path),
        certainty=_member(Certainty, item["certainty"], path, line),
        words=_compiled(item, "words", path),
        whole_sentence=bool(item.get("whole_sentence", False)),
        not_for=frozenset(_member(Act, name, path, line) for name in _strings(item, "not_for", path)),
        foretold=bool(item.get("foretold", False)),
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
