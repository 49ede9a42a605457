"""The models as we load them: what is left out of them changes no parse."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.eval.gold_reading import gold_files, read_gold
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions.models import Parser
from trucewatch.mentions.sentences import normalise

if TYPE_CHECKING:
    from spacy.tokens import Doc

PACKS = load_languages(Path(__file__).resolve().parents[3] / "include" / "knowledge")


def test_missing_model_is_named_and_garbage_is_collected_again() -> None:
    with pytest.raises(KnowledgeInvalid, match="no_such_model is not installed"):
        Parser("no_such_model").parse(["A truce."])
    assert gc.isenabled()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(PACKS))
def test_what_is_left_out_of_a_model_changes_no_parse(code: str) -> None:
    pack = PACKS[code]
    assert pack.left_out
    texts = [normalise(gold.text) for gold in read_gold(gold_files()) if gold.lang == code]
    assert len(texts) > 100
    parsers = [Parser(pack.model, left_out) for left_out in (pack.left_out, ())]
    ours, whole = (parser.parse(texts) for parser in parsers)
    assert not any(doc.ents for doc in ours)
    for parser, docs in zip(parsers, (ours, whole), strict=True):
        parser.find_entities(docs)
    assert any(doc.ents for doc in ours)
    assert everything(ours) == everything(whole)


@pytest.mark.model
@pytest.mark.parametrize("code", sorted(PACKS))
def test_base_forms_are_looked_up_in_sets(code: str) -> None:
    parser = Parser(PACKS[code].model, PACKS[code].left_out)
    (doc,) = parser.parse([{"en": "Envoys were talking.", "fr": "Les émissaires parlaient."}[code]])
    assert doc[1].lemma_ in {"be", "émissaire"}
    assert parser._language is not None
    index = parser._language.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    assert {type(words) for words in index.values()} == {frozenset}


def everything(docs: Sequence["Doc"]) -> list[tuple[object, ...]]:
    """All that rules may read of each token."""
    return [
        (
            token.text, token.idx, token.lower_, token.norm_, token.pos_, token.lemma_, token.dep_,
            token.head.i, str(token.morph), token.ent_type_, token.ent_iob_, token.is_sent_start,
        )
        for doc in docs
        for token in doc
    ]  # fmt: skip
