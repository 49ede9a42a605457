"""Plain sentences of everyday news, read whole with the real models: what each says, in both languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.codebook import Scope, Target
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import DocumentFinder, open_finder
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
PUBLISHED = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def finder() -> DocumentFinder:
    return open_finder(load_languages(KNOWLEDGE), load_gazetteer(KNOWLEDGE))


def found(finder: DocumentFinder, text: str, language: str, title: str = "") -> tuple[Mention, ...]:
    document = Document(
        id="document-1", article_id="a", url="u", title=title, text=text, language=language, published_at=PUBLISHED
    )
    return finder.find(document)


@pytest.mark.parametrize(
    ("language", "text", "target"),
    [
        ("en", "The army and the rebels declared a truce around the Mosul dam power station.", Target.LOCAL),
        ("en", "Moscow and Kyiv agreed to a truce on power plants and the grid.", Target.ENERGY),
        ("fr", "L'armée et les rebelles observent une trêve autour de la centrale de Bouchehr.", Target.LOCAL),
        ("fr", "Moscou et Kiev ont accepté une trêve sur les centrales électriques.", Target.ENERGY),
    ],
)
def test_truce_around_a_plant_is_local(finder: DocumentFinder, language: str, text: str, target: Target) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.scope, mention.target) == (Scope.PARTIAL, target)


@pytest.mark.parametrize(
    ("language", "text", "parties", "places"),
    [
        ("fr", "L'armée ukrainienne a repris Koupiansk, a affirmé lundi l'état-major à Kiev.", ["UKR"], ["gn:703656"]),
        ("fr", "Une rencontre des présidents russe et ukrainien est prévue, annonce le ministre turc.", ["RUS", "UKR"], []),
        ("en", "Russian troops have taken Siversk, said the general staff in Moscow.", ["RUS"], ["gn:694403"]),
        ("en", "Congo and the M23 signed a truce, announced in Doha by Qatar.", ["COD", "m23"], []),
    ],
)  # fmt: skip
def test_who_says_so_behind_a_statement_is_no_part_of_it(
    finder: DocumentFinder, language: str, text: str, parties: list[str], places: list[str]
) -> None:
    (mention,) = found(finder, text, language)
    assert [party.id for party in mention.parties] == parties
    assert [place.id for place in mention.places] == places


@pytest.mark.parametrize(
    ("language", "title", "text", "conflict"),
    [
        ("en", "Ankara talks end", "Envoys from Moscow and Kyiv met. Talks in Ankara go on.", "russia-ukraine"),
        ("en", "Turkey and the PKK", "The PKK said that talks with Turkey would go on in Istanbul.", "turkey-pkk"),
        ("fr", "Des pourparlers lundi à Istanbul", "Russes et Ukrainiens seront à Istanbul, dit le ministère turc. Les pourparlers d'Istanbul dureront.", "russia-ukraine"),
        ("fr", "Le PKK et la Turquie", "Des pourparlers entre Ankara et le PKK ont lieu à Istanbul.", "turkey-pkk"),
    ],
)  # fmt: skip
def test_host_of_talks_is_no_side_of_them(
    finder: DocumentFinder, language: str, title: str, text: str, conflict: str
) -> None:
    assert {mention.conflict for mention in found(finder, text, language, title)} == {conflict}
