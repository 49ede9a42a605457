"""A sketch holds the least hashes of a text's runs of three words, the same for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.documents.sketching import sketch_of
from trucewatch.model import SKETCH_SIZE

SENTENCE = "Les délégués d'Ardania ont quitté Merle sans signer l'accord."
WIDER = 0xFEE0  # from a letter to its full-width form
ODD = "aB1ß_ '\n\u0301\ud800\ufdfa\u200d\u0e40会"
WORDS = ["ceasefire", "talks", "front", "village", "army", "says", "no", "more", "guns"]
LONG = " ".join(f"mot{number}" for number in range(400))


def test_a_sketch_is_the_same_for_ever() -> None:
    assert sketch_of("Ardania accepts a truce") == (5268673769039752690, 6023058519816155163)


def test_a_sketch_is_small_ascending_and_fits_a_signed_integer() -> None:
    sketch = sketch_of(LONG)
    assert len(sketch) == SKETCH_SIZE
    assert list(sketch) == sorted(set(sketch))
    assert sketch[0] >= 0
    assert sketch[-1] < 2**63


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=200))
def test_it_keeps_the_least_of_all_runs_of_three_words(words: list[str]) -> None:
    runs = {" ".join(words[start : start + 3]) for start in range(len(words) - 2)}
    hashes = sorted(sketch_of(run)[0] for run in runs)
    assert sketch_of(" ".join(words)) == tuple(hashes[:SKETCH_SIZE])


@pytest.mark.parametrize(
    "same",
    [
        SENTENCE.upper(),
        SENTENCE.replace("'", "’"),
        "« Les délégués — d'Ardania » :\nont quitté Merle\n\nsans signer l'accord",
        SENTENCE.replace("Merle", "".join(chr(ord(letter) + WIDER) for letter in "Merle")),
        SENTENCE.replace("é", "e\u0301"),
    ],
    ids=["capitals", "apostrophe", "punctuation and lines", "wide letters", "decomposed accents"],
)
def test_how_a_text_is_set_does_not_matter(same: str) -> None:
    assert sketch_of(same) == sketch_of(SENTENCE)


@pytest.mark.parametrize("other", [SENTENCE.replace("quitté", "quitte"), SENTENCE.replace("sans", "avant de")])
def test_words_and_their_accents_matter(other: str) -> None:
    assert sketch_of(other) != sketch_of(SENTENCE)


def test_one_other_word_changes_three_runs() -> None:
    other = LONG.replace("mot30 ", "autre ")
    short, changed = (set(sketch_of(" ".join(text.split()[:60]))) for text in (LONG, other))
    assert len(short) == len(changed) == 58
    assert len(short & changed) == 55


def test_numbers_are_words() -> None:
    assert sketch_of("The toll rose to 17 on Friday") != sketch_of("The toll rose to 18 on Friday")


@pytest.mark.parametrize("text", ["", " \n", "... — !", "\ud800", "_ __"])
def test_no_words_give_no_sketch(text: str) -> None:
    assert sketch_of(text) == ()


@pytest.mark.parametrize("text", ["Trêve", "Trêve signée", "Trêve signée hier"])
def test_few_words_are_one_run(text: str) -> None:
    assert len(sketch_of(text)) == 1


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("双方代表团星期二在湖边小镇举行会谈但没有签署协议", "双方代表团星期三在湖边小镇举行会谈但没有签署协议"),
        ("ผู้แทนทั้งสองฝ่ายพบกันเมื่อวันอังคารแต่ไม่ได้ลงนาม", "ผู้แทนทั้งสองฝ่ายพบกันเมื่อวันพุธแต่ไม่ได้ลงนาม"),
        ("代表団は火曜日に湖畔の町で会談したが署名しなかった", "代表団は水曜日に湖畔の町で会談したが署名しなかった"),
    ],
    ids=["Chinese", "Thai", "Japanese"],
)
def test_scripts_without_spaces_are_taken_by_characters(text: str, edited: str) -> None:
    one, other = set(sketch_of(text)), set(sketch_of(edited))
    assert len(one) > len(text) / 2
    assert 0.5 < len(one & other) / len(one | other) < 1


def test_a_word_of_ordinary_letters_stays_whole_beside_them() -> None:
    assert sketch_of("AFP 会谈") == sketch_of("AFP会谈")


def test_only_the_first_hundred_thousand_characters_count() -> None:
    endless = "guns fall silent at noon " * 4_000
    assert len(endless) == 100_000
    assert sketch_of(endless + "and nobody reads this any more") == sketch_of(endless)


@given(st.text(ODD, max_size=100))
def test_any_text_has_a_sketch(text: str) -> None:
    assert len(sketch_of(text)) <= SKETCH_SIZE
