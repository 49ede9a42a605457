"""The door without a model: what is never parsed needs none."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import a_mention
from trucewatch.codebook import Category
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import DocumentFinder, explanation_lines, mention_as_dict, open_finder
from trucewatch.mentions.scan import Scanner
from trucewatch.model import Document

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
PACKS = load_languages(KNOWLEDGE)


@pytest.fixture(scope="module")
def finder() -> DocumentFinder:
    """Its models do not exist, so that every parse is an error."""
    packs = {code: replace(pack, model="no_such_model") for code, pack in PACKS.items()}
    return open_finder(packs, load_gazetteer(KNOWLEDGE))


def a_text(text: str, language: str = "en", title: str = "") -> Document:
    return Document(
        id="document-1", article_id="a", url="u", title=title, text=text, language=language, published_at=None
    )


@pytest.mark.parametrize(
    "document",
    [
        a_text(""),
        a_text(" \n\n "),
        a_text("The bakery opened a second shop in the old town."),
        a_text("x" * 100_000),
        a_text("\x00\x01\ud800" * 50),
        a_text("Das Waffenruhe-Abkommen wurde unterschrieben.", language="de"),
        a_text("A ceasefire.", language="und"),
        a_text("La trêve hivernale commence lundi.", language="fr"),
    ],
)
def test_text_without_our_words_is_never_parsed(finder: DocumentFinder, document: Document) -> None:
    assert finder.find(document) == ()


def test_missing_model_is_named(finder: DocumentFinder) -> None:
    with pytest.raises(KnowledgeInvalid, match="no_such_model is not installed"):
        finder.find(a_text("The ceasefire between Israel and Hamas holds."))


def test_exclusion_is_named_where_it_stopped_a_trigger(finder: DocumentFinder) -> None:
    explanation = finder.explain("La trêve hivernale protège les locataires pendant la guerre.", "fr")
    assert [miss.reason for one in explanation.sentences for miss in one.near_misses] == ["fr.ceasefire.not_war"]
    assert any("fr.ceasefire.not_war" in line for line in explanation_lines(explanation))


def test_unknown_language_is_said(finder: DocumentFinder) -> None:
    assert list(explanation_lines(finder.explain("Waffenruhe", "de"))) == [
        "No pack for the language 'de': nothing is looked for."
    ]


def test_scanner_keeps_overlapping_triggers_until_their_needs_are_known() -> None:
    candidates, _ = Scanner(PACKS["en"]).candidates("the ceasefire talks stalled")
    assert [(one.category, one.rule.id) for one in candidates] == [
        (Category.CEASEFIRE, "en.ceasefire.noun"),
        (Category.NEGOTIATION, "en.negotiation.peace"),
        (Category.NEGOTIATION, "en.negotiation.talks"),
    ]


@pytest.mark.model
def test_longest_trigger_of_a_category_wins() -> None:
    explanation = open_finder(PACKS, load_gazetteer(KNOWLEDGE)).explain(
        "The ceasefire talks between the army and the rebels stalled.", "en"
    )
    assert [one.trigger.text for one in explanation.mentions if one.category is Category.NEGOTIATION] == [
        "ceasefire talks"
    ]


def test_mention_is_written_with_the_codebooks_names() -> None:
    written = mention_as_dict(a_mention())
    assert written["category"] == "ceasefire"
    assert written["trigger"] == {"text": "ceasefire", "start": 25, "end": 34}
    assert written["speaker"] is None
    assert {"act", "polarity", "certainty", "time", "attribution", "parties", "places", "scope", "target", "duration",
            "format", "event_on", "event_precision", "level", "venue", "issues", "relays", "plover", "cameo", "acled", "in_title", "conflict", "rule_id", "pack_version", "model_version"} <= set(written)  # fmt: skip
