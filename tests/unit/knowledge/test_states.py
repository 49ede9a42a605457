from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.states import States, load_states

STATE = (
    "  {code}:\n    weight: {weight}\n    en: Gone.\n    en_action: Wait.\n    fr: Parti.\n    fr_action: Attendez.\n"
)
HEAD = "states:\n" + "".join(STATE.format(code=code, weight="hard") for code in ("unknown", "http_4xx", "http_5xx"))


def load(folder: Path, text: str) -> States:
    (folder / "states.yaml").write_text(text, encoding="utf-8")
    return load_states(folder)


def test_a_state_has_a_weight_and_words_in_both_languages(tmp_path: Path):
    states = load(tmp_path, HEAD + STATE.format(code="reset", weight="temporary"))
    state = states.of("reset")
    assert (state.code, state.weight) == ("reset", 0.25)
    assert (state.words["en"].sentence, state.words["en"].action) == ("Gone.", "Wait.")
    assert (state.words["fr"].sentence, state.words["fr"].action) == ("Parti.", "Attendez.")


def test_weights_are_told_by_code(tmp_path: Path):
    states = load(tmp_path, HEAD + STATE.format(code="ok", weight="none") + STATE.format(code="slow", weight="soft"))
    assert states.weights == {"unknown": 1, "http_4xx": 1, "http_5xx": 1, "ok": 0, "slow": 0.5}


@pytest.mark.parametrize(
    ("code", "stand_in"),
    [
        ("http_418", "http_4xx"),
        ("http_499", "http_4xx"),
        ("http_520", "http_5xx"),
        ("http_999", "http_5xx"),
        ("http_5000", "unknown"),
        ("new_code", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_code_without_words_takes_those_of_its_class(tmp_path: Path, code: str, stand_in: str):
    assert load(tmp_path, HEAD).of(code).code == stand_in


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("words: {}\n", ":1: missing key states"),
        ("states: []\n", ":1: `states` must be a mapping of codes"),
        ("states: {}\n", ":1: the state unknown is missing"),
        (HEAD + STATE.format(code="Reset", weight="hard"), "a code must be small letters, digits and underscores, found 'Reset'"),
        (HEAD + "  reset: closed\n", "reset must be a mapping, found 'closed'"),
        (HEAD + STATE.format(code="reset", weight="heavy"), ":21: reset: weight must be one of none, temporary"),
        (HEAD + STATE.format(code="reset", weight="[hard]"), ":21: reset: weight must be one of none, temporary"),
        (HEAD + STATE.format(code="reset", weight="hard").replace("Attendez.", "3"), ":21: reset: fr_action must be a sentence, found 3"),
        (HEAD + STATE.format(code="reset", weight="hard").replace("    fr: Parti.\n", ""), ":21: missing key fr"),
        (HEAD + STATE.format(code="unknown", weight="hard"), "the key 'unknown' is given twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line(tmp_path: Path, text: str, problem: str):
    with pytest.raises(KnowledgeInvalid) as caught:
        load(tmp_path, text)
    assert problem in caught.value.message


def test_a_folder_without_states_is_named(tmp_path: Path):
    with pytest.raises(KnowledgeInvalid, match=r"states\.yaml: cannot be read"):
        load_states(tmp_path)
