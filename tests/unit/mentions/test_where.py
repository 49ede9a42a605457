"""Which places of a sentence are those of a mention, and which are not, read with the real models."""

from pathlib import Path

import pytest

from trucewatch.codebook import Category, Scope
from trucewatch.mentions import DocumentFinder
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
pytestmark = pytest.mark.model

CEASEFIRE, TERRITORY, NEGOTIATION = Category.CEASEFIRE, Category.TERRITORY, Category.NEGOTIATION


def first(finder: DocumentFinder, language: str, text: str, category: Category) -> Mention:
    document = Document(
        id="document-1", article_id="a", url="u", title="", text=text, language=language, published_at=None
    )
    return next(mention for mention in finder.find(document) if mention.category is category)


def where(finder: DocumentFinder, language: str, text: str, category: Category) -> list[str]:
    return [place.text for place in first(finder, language, text, category).places]


@pytest.mark.parametrize(
    ("language", "text", "category"),
    [
        ("en", "Envoys from Sudan, Chad and Egypt will discuss the truce on Monday.", CEASEFIRE),
        ("en", "Israel, Lebanon agree to extend the ceasefire.", CEASEFIRE),
        ("fr", "Des émissaires du Soudan, du Tchad et d'Égypte discuteront lundi de la trêve.", CEASEFIRE),
    ],
)
def test_states_in_a_row_are_actors_and_no_places(
    finder: DocumentFinder, language: str, text: str, category: Category
) -> None:
    assert where(finder, language, text, category) == []


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "The rebels captured Kauda in southern Sudan.", ["Kauda", "Sudan"]),
        ("en", "The rebels captured Kauda in the south of Sudan.", ["Kauda", "Sudan"]),
        ("fr", "Les rebelles se sont emparés de Kauda, dans le sud du Soudan.", ["Kauda", "Soudan"]),
    ],
)
def test_where_a_place_lies_is_said_without_its_direction(
    finder: DocumentFinder, language: str, text: str, places: list[str]
) -> None:
    assert where(finder, language, text, TERRITORY) == places


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "Baghdad may hand back two border villages to Iran.", ["two border villages"]),
        ("fr", "Bagdad pourrait rendre deux villages frontaliers à l'Iran.", ["deux villages frontaliers"]),
        ("en", "The president wants to buy Greenland from Denmark.", ["Greenland"]),
        ("en", "The president said that Greenland should become part of the US.", ["Greenland"]),
        ("fr", "Pékin martèle que Taïwan fait partie intégrante de la Chine.", ["Taïwan"]),
        ("en", "The militia took several hamlets of Kassala, which had been held by the army.", ["several hamlets", "Kassala"]),
        ("fr", "Le plateau du Golan, occupé par Israël depuis 1967, reste l'enjeu.", ["plateau du Golan"]),
        ("en", "The army wants to retake rebel-held territory in the country's east.", ["the country's east"]),
        ("en", "The city council administers liberated areas, the rebels said.", []),
        ("fr", "La Russie revendique sa souveraineté sur Donetsk, Louhansk, Kherson et Zaporijjia.", ["Donetsk", "Louhansk", "Kherson", "Zaporijjia"]),
    ],
)  # fmt: skip
def test_land_is_what_changes_hands_not_who_gives_or_gets_it(
    finder: DocumentFinder, language: str, text: str, places: list[str]
) -> None:
    assert where(finder, language, text, TERRITORY) == places


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "The rebels called for a ceasefire across the entire country.", ["entire country"]),
        ("en", "A ceasefire in the country's north was agreed by the rebels and the army.", ["the country's north"]),
        ("fr", "Les rebelles réclament un cessez-le-feu immédiat dans tout le pays.", ["tout le pays"]),
    ],
)
def test_a_truce_holds_in_places_without_a_name(
    finder: DocumentFinder, language: str, text: str, places: list[str]
) -> None:
    assert where(finder, language, text, CEASEFIRE) == places


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "The Darfur truce collapsed and both armies are digging in around Nyala.", ["Darfur"]),
        ("en", "A truce for El Fasher is being discussed by the Sudanese army.", ["El Fasher"]),
        ("en", "Fighting goes on in Sudan and Chad despite the truce.", ["Sudan", "Chad"]),
        ("en", "The foreign minister said in Cairo that the army would accept a truce in Darfur.", ["Darfur"]),
        ("en", "The president will visit Cambodia to support the ceasefire with Thailand.", []),
        ("en", "The Ukrainian army accepts a truce near the border with Poland.", []),
        ("fr", "Washington demande à Israël de respecter la trêve à Gaza.", ["Gaza"]),
        ("fr", "La trêve que les rebelles ont signée à Nairobi tient, selon l'armée.", ["Nairobi"]),
    ],
)
def test_a_truce_concerns_its_land_and_where_it_was_signed_not_what_happens_elsewhere(
    finder: DocumentFinder, language: str, text: str, places: list[str]
) -> None:
    assert where(finder, language, text, CEASEFIRE) == places


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("en", "Negotiators walked out of the Doha talks on Sudan.", ["Doha", "Sudan"]),
        (
            "fr",
            "Les négociateurs soudanais ont quitté les pourparlers de Genève sur le Darfour.",
            ["Genève", "Darfour"],
        ),
    ],
)
def test_talks_have_places_for_where_they_are_held_and_what_they_are_about(
    finder: DocumentFinder, language: str, text: str, places: list[str]
) -> None:
    assert where(finder, language, text, NEGOTIATION) == places


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In El Fasher, the truce is holding, the army said."),
        ("en", "Zamzam, where a truce took hold in May, was shelled."),
        ("en", "The army announced a truce after days of clashes with tribal fighters in Sweida."),
        ("en", "The truce between rival militias in Tripoli holds."),
        ("fr", "À Soueïda, la trêve tient toujours, selon l'armée."),
    ],
)
def test_a_truce_of_one_town_is_partial_wherever_the_town_stands(
    finder: DocumentFinder, language: str, text: str
) -> None:
    assert first(finder, language, text, CEASEFIRE).scope is Scope.PARTIAL
