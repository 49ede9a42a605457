import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch import errors
from trucewatch.http_client.verdicts import PROBLEMS
from trucewatch.knowledge.states import LANGUAGES, load_states
from trucewatch.model import GOOD_POLLS
from trucewatch.settings import KNOWLEDGE

STATES = load_states(KNOWLEDGE)
PACKAGE = KNOWLEDGE.parent / "trucewatch"
ROOMS = ("feeds", "articles", "http_client", "sandbox", "archive", "documents")
"""Where a feed or a page gets its state."""
FLAWS = [
    "truncated",
    "future_dates",
    "unreadable_dates",
    "no_dates",
    "old_dates",
    "duplicate_guids",
    "lying_charset",
    "too_many_items",
    "no_links",
    "control_characters",
]
DATE_FLAWS = ("missing", "unreadable", "future", "too_old")
SENTENCES = [
    pytest.param(language, sentence, id=f"{code}-{language}-{kind}")
    for code, state in STATES.by_code.items()
    for language, words in state.words.items()
    for kind, sentence in (("sentence", words.sentence), ("action", words.action))
]


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The literals given as `code=`, assigned to `code`, or to it first among several names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code":
            yield from strings(node.value)
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names, values = (target, node.value)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    names, values = target.elts[0], node.value.elts[0]
                if isinstance(names, ast.Name) and names.id == "code":
                    yield from strings(values)


def strings(node: ast.AST) -> Iterator[str]:
    branches = (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)
    yield from (
        branch.value for branch in branches if isinstance(branch, ast.Constant) and isinstance(branch.value, str)
    )


def used_codes() -> set[str]:
    files = [path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")]
    written = {code for path in files for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))}
    return written | set(PROBLEMS)


def test_codes_are_found_in_the_code():
    assert {"broken_xml", "html_instead_of_feed", "robots"} <= used_codes()


def test_every_code_that_the_rooms_use_has_words():
    assert used_codes() - set(STATES.by_code) - {"settings_invalid"} == set()


@pytest.mark.parametrize("code", sorted({*GOOD_POLLS, *FLAWS, *DATE_FLAWS}))
def test_every_good_poll_and_flaw_has_words_and_no_weight(code: str):
    assert STATES.of(code).code == code
    assert STATES.of(code).weight == 0


@pytest.mark.parametrize(
    "kind", [errors.HostUnreachable, errors.HostBusy, errors.FeedMalformed, errors.InputHostile, errors.TextMissing]
)
def test_an_error_without_a_finer_code_has_words(kind: type[errors.TrucewatchError]):
    assert STATES.of(kind.code).code == kind.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_say_the_same(language: str):
    counts = Counter(state.words[language].sentence for state in STATES.by_code.values())
    assert [sentence for sentence, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_each_is_one_sentence(language: str, sentence: str):
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not re.search(r"[.!?]\s+[A-ZÀ-Ý]", sentence)
    assert sentence == " ".join(re.split(r"[ \n\t]+", sentence.strip()))
    assert len(sentence) <= 160


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_typography_is_that_of_the_language(language: str, sentence: str):
    assert "'" not in sentence
    assert '"' not in sentence
    if language == "fr":
        assert not re.search(r"(?<!\u202f)[;!?]|(?<!\u00a0)[:»]|«(?!\u00a0)", sentence)


def test_states_stand_in_the_file_without_waste():
    text = Path(KNOWLEDGE / "states.yaml").read_text(encoding="utf-8")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
