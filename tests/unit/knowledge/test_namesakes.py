"""The reader of namesakes.yaml: what it promises of a good file, and how it names every mistake."""

from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.namesakes import read_namesakes

GOOD = """region_before: ["/(?P<many>regions) of /", "/region of /"]
region_after: [" region"]
joined_by: [" and "]
elsewhere_after: [", "]
elsewhere: [Texas]
strangers: [Michael Jordan]
beside:
  Georgia: [Atlanta]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "namesakes.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_language_without_a_file_has_no_namesakes(tmp_path: Path) -> None:
    namesakes = read_namesakes(tmp_path / "namesakes.yaml")
    assert namesakes.strangers == ()
    assert not namesakes.elsewhere.search("Paris, Texas")


def test_words_are_looked_for_where_they_belong(path: Path) -> None:
    namesakes = read_namesakes(path)
    assert namesakes.region_before.search("the region of ")
    assert namesakes.region_after.match(" region,")
    assert not namesakes.region_after.match(" regional")
    assert namesakes.elsewhere.match(", Texas.")
    assert not namesakes.elsewhere.match(", Texas Rangers")


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Atlanta is in Georgia", True),
        ("Atlanta grows. Tanks entered Georgia", False),
        ("Tanks entered Georgia. Atlanta grows", False),
        ("Tanks entered Georgia", False),
    ],
)
def test_word_of_the_same_sentence_speaks_against_a_name(path: Path, text: str, *, denied: bool) -> None:
    start = text.index("Georgia")
    assert read_namesakes(path).is_denied("Georgia", text, start, start + 7) is denied


def test_name_without_words_against_it_is_not_denied(path: Path) -> None:
    assert not read_namesakes(path).is_denied("Atlanta", "Atlanta in Georgia", 0, 7)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("strangers:", "stranger:", "missing key strangers"),
        ("[Texas]", "Texas", "elsewhere must be a list of words"),
        ("[Texas]", "[1]", "elsewhere must be a list of words"),
        ("[Atlanta]", "Atlanta", "Georgia must be a list of words"),
        ("beside:\n  Georgia: [Atlanta]", "beside: []", "beside must be a mapping"),
    ],
)
def test_mistake_is_named_by_file_and_line(path: Path, before: str, after: str, problem: str) -> None:
    path.write_text(GOOD.replace(before, after), encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match=r"namesakes\.yaml:\d+: ") as caught:
        read_namesakes(path)
    assert problem in caught.value.message
