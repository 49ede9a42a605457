"""Who says it in one sentence: verbs of saying set off, behind quotations, before "that"; with the real models."""

from pathlib import Path

import pytest

from trucewatch.codebook import Attribution
from trucewatch.mentions import DocumentFinder
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
pytestmark = pytest.mark.model


def first(finder: DocumentFinder, text: str, language: str) -> Mention:
    document = Document(
        id="document-1", article_id="a", url="u", title="", text=text, language=language, published_at=None
    )
    return finder.find(document)[0]


def speaker(mention: Mention) -> str | None:
    return mention.speaker.text if mention.speaker else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le cessez-le-feu à Gaza ne durera pas, estime le ministre jordanien.", "le ministre jordanien"),
        ("Le cessez-le-feu à Gaza est prolongé, a annoncé mardi soir le médiateur qatari.", "le médiateur qatari"),
        ("Le cessez-le-feu à Gaza est prolongé, ont fait savoir depuis Doha les médiateurs.", "les médiateurs"),
        ("Le cessez-le-feu à Gaza n'est plus respecté, répète Nabil Haddad.", "Nabil Haddad"),
        ("« Le cessez-le-feu à Gaza est mort », soupire une infirmière de Rafah.", "une infirmière de Rafah"),
        ("Le cessez-le-feu à Gaza est un leurre, explique à l'AFP Karim Daher.", "Karim Daher"),
        ("« Je crains une reprise de Goma », a-t-il confié.", "il"),
        ("Le cessez-le-feu à Gaza tient, dit-on de source diplomatique.", "source diplomatique"),
    ],
)
def test_a_speaker_behind_a_verb_that_is_set_off_is_found_over_days_and_places(
    finder: DocumentFinder, text: str, name: str
) -> None:
    assert speaker(first(finder, text, "fr")) == name


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "The ceasefire in Gaza will not hold, the UN envoy made clear.", "the UN envoy"),
        (
            "en",
            "Russia has broken the ceasefire in the Donbas, the Polish institute calculates.",
            "the Polish institute",
        ),
        ("en", "The general, two days after the raid, said the army would respect the truce.", "The general"),
        ("fr", "L'armée a assuré lundi à Khartoum que la trêve avec les rebelles tenait.", "L'armée"),
        ("fr", "Le Hamas dit vouloir prolonger la trêve à Gaza.", "Le Hamas"),
        ("fr", "D'après deux secouristes de la ville, la trêve à Alep est respectée.", "deux secouristes de la ville"),
        ("fr", "Pour un chercheur de Lyon, la trêve à Gaza est un leurre.", "un chercheur de Lyon"),
        ("fr", "Les otages ont été rendus, selon un officier, après des négociations avec le Hamas.", "un officier"),
    ],
)
def test_a_speaker_is_found_where_the_parse_ties_him_loosely(
    finder: DocumentFinder, language: str, text: str, name: str
) -> None:
    assert speaker(first(finder, text, language)) == name


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "“We want a ceasefire with Russia,” the minister, Olha Bondar, told a newspaper.", "the minister"),
        ("en", "Kyiv was blunt: “Russia has broken the ceasefire.”", "Kyiv"),
        ("fr", "« J'espère que la trêve à Gaza tiendra », écrit Mme Costa.", "Mme Costa"),
        ("fr", "La trêve à Gaza sera prolongée, a dit un diplomate, précisant que le Hamas avait accepté un échange d'otages.", "un diplomate"),
    ],
)  # fmt: skip
def test_a_speaker_is_neither_the_hearer_nor_the_i_of_a_quotation(
    finder: DocumentFinder, language: str, text: str, name: str
) -> None:
    found = speaker(first(finder, text, language))
    assert found is not None
    assert found.startswith(name)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Allies who discussed the ceasefire in Ukraine in Rome on Monday said their budgets were too small."),
        ("en", "Seoul urged Pyongyang to keep the truce on the border, saying winter would be hard."),
        ("en", "Rebels met the army for ceasefire talks in Goma and, according to a guard, quarrelled about tea."),
        ("en", "The truce in Syria was observed around the dam at Tishrin."),
        ("fr", "L'armistice met en place une zone tampon entre les deux armées."),
        ("fr", "Paris veut envoyer une force de maintien de la paix d'après-guerre en Ukraine."),
        ("fr", "Moscou rejette le cessez-le-feu en Ukraine, dénonce une provocation et rappelle son ambassadeur."),
        ("fr", "Les deux émirs ont convenu d'une trêve à Goma, sans pour autant accepter un cessez-le-feu général."),
    ],
)
def test_what_is_not_said_by_anybody_has_no_speaker(finder: DocumentFinder, language: str, text: str) -> None:
    mention = first(finder, text, language)
    assert speaker(mention) is None
    assert mention.attribution is Attribution.NONE
