"""Many patterns at once: what is found is what each finds alone."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.knowledge.languages import load_languages
from trucewatch.knowledge.packs import phrase_pattern
from trucewatch.mentions.openings import Lexicon, grammar, openings, unanchored

PACKS = load_languages(Path(__file__).resolve().parents[3] / "include" / "knowledge")
PATTERNS = [
    rule.words
    for pack in PACKS.values()
    for rules in pack.categories.values()
    for rule in (*rules.triggers, *rules.exclusions)
]
TEXTS = sorted(
    {text.lower() for pack in PACKS.values() for rule in pack.rules for text in (*rule.match, *rule.no_match)}
)
LEXICON = Lexicon(PATTERNS)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("truce", {"truce"}),
        ("truces?", {"truce"}),
        ("(?:re)?take", {"retake", "take"}),
        ("sei[sz]ed", {"seised", "seized"}),
        (r"(?<!\w)(?:peace|arms) talks", {"peace talks", "arms talks"}),
        (r"hold\w* ground", {"hold"}),
        ("(?:an? )*end", {"a ", "an ", "end"}),
        (r"a \d", {"a "}),
    ],
)
def test_openings_are_the_literals_with_which_a_match_begins(pattern: str, expected: set[str]) -> None:
    found = openings(re.compile(pattern))
    assert found is not None
    assert {one[:11] for one in found} == {one[:11] for one in expected}


@pytest.mark.parametrize("pattern", [r"\d+-day pause", r"\w+ round", "(?:truce)?", "", "(?!)", "(?i:truce)", "[^a]b"])
def test_pattern_that_may_begin_with_anything_has_no_openings(pattern: str) -> None:
    assert openings(re.compile(pattern)) is None


def test_every_match_of_a_rule_begins_with_one_of_its_openings() -> None:
    matches = [(pattern, match.group()) for pattern in PATTERNS for text in TEXTS for match in pattern.finditer(text)]
    assert len(matches) > len(PATTERNS)
    assert [
        (pattern.pattern[:40], words)
        for pattern, words in matches
        if (found := openings(pattern)) is not None and not words.startswith(tuple(found))
    ] == []


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map(" ".join))
def test_what_is_found_is_what_each_pattern_finds_alone(text: str) -> None:
    alone = {number: [one.span() for one in pattern.finditer(text)] for number, pattern in enumerate(PATTERNS)}
    assert {number: [one.span() for one in found] for number, found in LEXICON.matches(text).items()} == {
        number: found for number, found in alone.items() if found
    }


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map(" ".join))
def test_first_match_is_what_each_pattern_finds_first_alone(text: str) -> None:
    alone = {number: found.span() for number, one in enumerate(PATTERNS) if (found := one.search(text))}
    assert {number: found.span() for number, found in LEXICON.first(text).items()} == alone


@pytest.mark.parametrize(("text", "expected"), [("the truces", True), ("mistruce", False), ("", False)])
def test_match_anywhere_is_told_without_its_place(text: str, *, expected: bool) -> None:
    assert Lexicon([phrase_pattern(["truce*"])]).has_match(text) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^it(?= ends)", "it(?= ends)"),
        (r"(?:^|(?<=and ))it(?=[,.]|$)", "(?:|(?<=and ))it(?=[,.]|)"),
        (r"[^a][$^]\^\$\\$", r"[^a][$^]\^\$\\"),
        (r"[]^]truce(?!$)", r"[]^]truce(?!$)"),
    ],
)
def test_unanchored_pattern_asks_for_no_beginning_and_no_end(pattern: str, expected: str) -> None:
    assert unanchored(re.compile(pattern)).pattern == expected


def test_every_match_of_a_rule_is_one_without_its_anchors() -> None:
    anchored = [pattern for pattern in PATTERNS if unanchored(pattern) != pattern]
    matches = [
        (pattern, text, match.start()) for pattern in anchored for text in TEXTS for match in pattern.finditer(text)
    ]
    assert len(matches) > len(anchored) > 1
    assert [one for one in matches if not unanchored(one[0]).match(one[1] + " and so on", one[2])] == []


def test_marks_stand_where_a_match_begins_in_any_part_of_a_text() -> None:
    text = "a truce began. it ended at noon"
    lexicon = Lexicon([re.compile(r"^it(?= ended)"), re.compile(r"began(?=\.$)")])
    assert [lexicon.marks(text), lexicon.marks(text.replace("ended", "fell"))] == [[8, 15], [8]]


def test_marks_stand_where_matches_begin_or_where_a_stem_is() -> None:
    lexicon = Lexicon([phrase_pattern(["truce*"]), re.compile(r"\d+-day pause")], stems={1: ("pause",)})
    assert lexicon.marks("no truces, a 3-day pause, no pauses") == [3, 19, 29]


@pytest.mark.parametrize("missing", ["parse", "LITERAL", "BRANCH", "MAX_REPEAT"])
def test_python_that_reads_patterns_otherwise_is_slower_and_finds_the_same(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    parts = {name: part for name, part in vars(grammar()).items() if name != missing}
    monkeypatch.setattr("trucewatch.mentions.openings.grammar", lambda: SimpleNamespace(**parts))
    assert openings(re.compile("(?:re)?take?n")) is None
    slow = Lexicon(PATTERNS)
    for text in TEXTS[::20]:
        assert {number: [one.span() for one in found] for number, found in slow.matches(text).items()} == {
            number: [one.span() for one in found] for number, found in LEXICON.matches(text).items()
        }


def test_python_without_its_reader_of_patterns_is_slower_and_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re._parser", None)
    assert openings(re.compile("truces?")) is None
    slow = Lexicon([phrase_pattern(["truce*"])])
    assert slow.has_match("the truces")
    assert slow.marks("the truces") == [4]


def test_nothing_is_found_by_no_patterns() -> None:
    assert Lexicon([]).matches("truce") == {}
    assert not Lexicon([re.compile("(?!)")]).has_match("truce")
