"""How sure the nearest source is, where words for doubt stand near but are said of something else; with the real models."""

from pathlib import Path

import pytest

from trucewatch.codebook import Certainty
from trucewatch.mentions import DocumentFinder
from trucewatch.model import Document

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("language", "text", "certainty"),
    [
        ("en", "The army said that the truce with the rebels would begin on Friday.", Certainty.CERTAIN),
        ("en", "The army said that it would respect the truce if the rebels left the dam.", Certainty.UNCOMMITTED),
        ("en", "The minister does not think that the rebels will respect the truce.", Certainty.PROBABLE),
        ("en", "The army hopes that the rebels accept the truce.", Certainty.POSSIBLE),
        ("en", "Moscow ruled out the possibility of a ceasefire in Ukraine.", Certainty.CERTAIN),
        ("fr", "L'armée a indiqué que la trêve avec les rebelles serait prolongée.", Certainty.CERTAIN),
        ("fr", "La ministre ne croit pas que les rebelles respectent la trêve.", Certainty.PROBABLE),
        ("fr", "Le médiateur espère que les rebelles acceptent la trêve.", Certainty.POSSIBLE),
        ("fr", "Kiev rejette l'idée d'un cessez-le-feu avec la Russie.", Certainty.CERTAIN),
        ("fr", "Les ministres pourraient parler des prix du blé lors des pourparlers de paix sur l'Ukraine.", Certainty.CERTAIN),
    ],
)  # fmt: skip
def test_doubt_counts_where_it_is_about_the_act(
    finder: DocumentFinder, language: str, text: str, certainty: Certainty
) -> None:
    document = Document(
        id="document-1", article_id="a", url="u", title="", text=text, language=language, published_at=None
    )
    assert finder.find(document)[0].certainty is certainty
