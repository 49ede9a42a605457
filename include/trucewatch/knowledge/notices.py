"""What pages say that is not an article: consent dialogues, robot checks, paywalls, errors, live blogs, opinion."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml

KINDS = ("wall", "beside", "paywall", "error", "live", "opinion")
FLAGS = re.IGNORECASE | re.MULTILINE
"""How every expression here is meant."""

_REQUIRED = frozenset({"id", "words", "match", "no_match"})
_OPTIONAL = frozenset({"stems"})
_ID = re.compile(r"([a-z]{2,3}|all)\.[a-z]+\.[a-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """One regular expression a kind, for text in any case; '' fits nothing. Plain values, to be sent to a child."""

    wall: str = ""
    """Consent dialogues and robot checks: the page is not shown at all."""
    beside: str = ""
    """What else such pages are full of; no wall by itself."""
    paywall: str = ""
    """Said where the free part of an article ends."""
    error: str = ""
    """Said by pages that are not there, not yet there, or not for this country."""
    live: str = ""
    """Titles and addresses of live blogs."""
    opinion: str = ""
    """Sections, kickers and addresses of columns, editorials and letters."""
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By kind, small letters of which some are in whatever its expression fits; a kind without has any."""

    def says(self, kind: str, words: str) -> bool:
        """Return whether a line, title, section or address holds a notice of one of KINDS."""
        pattern = getattr(self, kind)
        return bool(pattern) and self.may_say(kind, words) and bool(_compiled(pattern).search(_straight(words)))

    def may_say(self, kind: str, text: str) -> bool:
        """Return whether any line of a text could hold a notice of one of KINDS: a quick look, never wrong with no."""
        stems = self.stems.get(kind)
        if not stems:
            return bool(getattr(self, kind))
        small = _straight(text).lower()
        return any(stem in small for stem in stems)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """Some words of one kind, with lines, titles or addresses that prove them."""

    id: str
    kind: str
    pattern: str
    stems: tuple[str, ...]
    """() where none are given."""
    match: tuple[str, ...]
    no_match: tuple[str, ...]


def load_notices(folder: Path) -> Notices:
    """Return the notices of a knowledge folder, one alternation a kind; raise KnowledgeInvalid with file:line."""
    by_kind = {kind: [rule for rule in load_notice_rules(folder) if rule.kind == kind] for kind in KINDS}
    patterns = {kind: "|".join(rule.pattern for rule in rules) for kind, rules in by_kind.items()}
    stems = {
        kind: tuple(dict.fromkeys(stem for rule in rules for stem in rule.stems))
        for kind, rules in by_kind.items()
        if rules and all(rule.stems for rule in rules)
    }
    return Notices(**patterns, stems=stems)


def load_notice_rules(folder: Path) -> tuple[NoticeRule, ...]:
    """Return the rules of notices.yaml one by one, in order; raise KnowledgeInvalid with file:line.

    A rule whose words miss one of its `match` examples, or fit one of `no_match`, is a mistake too.
    """
    path = folder / "notices.yaml"
    root = read_yaml(path)
    check_keys(root, path, required=frozenset(KINDS))
    lines: dict[str, int] = {}
    rules = []
    for kind in KINDS:
        if not isinstance(root[kind], list):
            raise invalid(path, root[LINE], f"{kind} must be a list of rules")
        for item in root[kind]:
            line = check_keys(item, path, required=_REQUIRED, optional=_OPTIONAL)
            rule = _rule(kind, item, path, line)
            if rule.id in lines:
                raise invalid(path, line, f"the id {rule.id} is already used at line {lines[rule.id]}")
            lines[rule.id] = line
            rules.append(rule)
    return tuple(rules)


def _rule(kind: str, item: dict[str, Any], path: Path, line: int) -> NoticeRule:
    identifier = item["id"]
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise invalid(path, line, f"id must be language.kind.name in small letters, found {identifier!r}")
    if identifier.split(".")[1] != kind:
        raise invalid(path, line, f"the id {identifier} must have {kind} in its middle")
    keys = ("words", "match", "no_match", *_OPTIONAL.intersection(item))
    texts = {key: _texts(item[key], f"{identifier}: {key}", path, line) for key in keys}
    parts = []
    for words in texts["words"]:
        part = _pattern(words)
        try:
            re.compile(part, FLAGS)
        except re.error as error:
            raise invalid(path, line, f"{identifier}: {words!r} is no regular expression ({error})") from error
        parts.append(part)
    rule = NoticeRule(
        id=identifier,
        kind=kind,
        pattern="|".join(parts),
        stems=texts.get("stems", ()),
        match=texts["match"],
        no_match=texts["no_match"],
    )
    for problem in _failures(rule):
        raise invalid(path, line, f"{identifier}: {problem}")
    return rule


def _failures(rule: NoticeRule) -> Iterator[str]:
    notices = Notices(wall=rule.pattern, stems={"wall": rule.stems})
    without_stems = Notices(wall=rule.pattern)
    for text in rule.match:
        if not without_stems.says("wall", text):
            yield f"its words are not in {text!r}"
        elif not notices.says("wall", text):
            yield f"none of its stems is in {text!r}"
    yield from (f"its words are in {text!r}" for text in rule.no_match if without_stems.says("wall", text))
    if without_stems.says("wall", ""):
        yield "its words fit an empty text"


def _texts(value: Any, what: str, path: Path, line: int) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(text, str) and text for text in value):
        raise invalid(path, line, f"{what} must be a list of texts, found {value!r}")
    return tuple(value)


def _pattern(words: str) -> str:
    if len(words) > 1 and words.startswith("/") and words.endswith("/"):
        return f"(?:{words[1:-1]})"
    return rf"(?<!\w){re.escape(words)}(?!\w)"


def _straight(text: str) -> str:
    return text.replace("\u2019", "'")


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, FLAGS)
