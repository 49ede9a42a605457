"""What is told before the parse: each need stops a trigger in plain words, without a language model."""

from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import DocumentFinder, open_finder

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"


@pytest.fixture(scope="module")
def finder() -> DocumentFinder:
    """Its models do not exist, so that every parse is an error."""
    packs = {code: replace(pack, model="no_such_model") for code, pack in load_languages(KNOWLEDGE).items()}
    return open_finder(packs, load_gazetteer(KNOWLEDGE))


def reasons(finder: DocumentFinder, text: str, language: str) -> set[str]:
    explanation = finder.explain(text, language)
    return {miss.reason for sentence in explanation.sentences for miss in sentence.near_misses}


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("en", "The mayor and the shopkeepers resumed talks on rents.", "no armed conflict in sight"),
        ("en", "Putin had a call with a friend, while the war went on and his troops waited.", "too few parties"),
        ("fr", "Une guerre passée. Les voisins ont repris les pourparlers.", "armed conflict is not the topic"),
        (
            "en",
            "The soldiers said the war had defeated and captured his whole imagination.",
            "nothing that can be held",
        ),
        ("en", "The Israeli army and Hamas did nothing in Gaza.", "none of the words beside it"),
        ("fr", "Le Hamas a libéré trois otages, comme il l'avait fait à Gaza.", "none of the words beside it"),
        ("en", "The war fell to the rebels and soldiers like a burden.", "no land near it"),
        ("en", "The soldiers of the war took part, said the army.", "no land, or nobody who fights"),
        ("en", "The war and the army will not yield, say soldiers.", "no land just after it"),
        ("en", "A conflict was deadly as the tide retreated.", "nobody who fights, or no land"),
        (
            "en",
            "In Goma the soldiers of a long war and all their cousins learned last year to surrender.",
            "nothing that can be held",
        ),
        (
            "en",
            "The war led soldiers to the Vostrograd Centre for Flood Control before they could sleep again.",
            "nothing that can be held",
        ),
        (
            "en",
            "The army of the Northern Grain and Swap Board said nothing about the war.",
            "no land just after it",
        ),
        ("en", "Soldiers in the war took to the streets of the city.", "no land, or nobody who fights"),
        ("en", "The mayor kept the town quiet while soldiers fought a war.", "no land, or nobody who fights"),
        ("en", "In Goma they were taken for soldiers of the war.", "no land, or nobody who fights"),
        ("en", "Marches were held as soldiers fought the war.", "no land, or nobody who fights"),
        ("en", "He was held as soldiers fought the war.", "no land, or nobody who fights"),
        ("fr", "La guerre dure et les soldats de Goma tentent de prendre patience.", "no land, or nobody who fights"),
    ],
)
def test_each_need_that_no_parse_can_meet_is_named(
    finder: DocumentFinder, language: str, text: str, reason: str
) -> None:
    assert any(found.startswith(reason) for found in reasons(finder, text, language)), reasons(finder, text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Rebels captured the airport in the war.",
        "Rebels captured Vostrograd in the war.",
        "Russian troops captured Donetsk in the war.",
        "The town fell to the rebels in the war.",
        "The last town to surrender was quiet after the war.",
        "The town, which the rebels and their allies of the north say that they want to capture, is at war.",
        "Rebels Capture Vostrograd After A Long War",
        "Vostrograd was taken at dawn after a year of war.",
        "The town was quickly taken by the army in the war.",
        "Soldiers took the last two villages in the war.",
        "The hill, which the rebels have held since the war, is quiet.",
        "Pelmograd, which the rebels have held since the war, is quiet.",
        "The hills were, after years of war, taken at dawn.",
        "Soldiers left the base as the war ended.",
        "The troops retreated when the war ended.",
        "Israel withdrew to the border after the war.",
        "Kyiv may have to yield the district to the army.",
    ],
)
def test_what_a_parse_may_find_to_be_land_is_left_to_it(finder: DocumentFinder, text: str) -> None:
    with pytest.raises(KnowledgeInvalid, match="no_such_model"):
        finder.explain(text, "en")
