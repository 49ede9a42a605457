"""The door with the real models: whole readings of invented sentences, and no text that breaks it."""

from pathlib import Path

import pytest

from trucewatch.codebook import Act, Attribution, Category, Certainty, Format, Polarity, Role, Scope, Target
from trucewatch.mentions import DocumentFinder
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
pytestmark = pytest.mark.model


def found(finder: DocumentFinder, text: str, language: str, title: str = "") -> tuple[Mention, ...]:
    document = Document(
        id="document-1", article_id="a", url="u", title=title, text=text, language=language, published_at=None
    )
    return finder.find(document)


def acts(mentions: tuple[Mention, ...]) -> list[tuple[Category, Act]]:
    return [(mention.category, mention.act) for mention in mentions]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Trump and Putin agreed to halt strikes on energy sites for thirty days, but spurned a full 30-day truce."),
        ("fr", "Trump et Poutine ont convenu d'un arrêt des frappes contre les sites énergétiques pendant trente jours, sans accepter la trêve complète de 30 jours que voulait Kiev."),
    ],
)  # fmt: skip
def test_two_arrangements_in_one_sentence_are_two_mentions(finder: DocumentFinder, language: str, text: str) -> None:
    limited, full = found(finder, text, language)
    assert (limited.act, limited.scope, limited.target, limited.duration) == (
        Act.ACCEPT, Scope.PARTIAL, Target.ENERGY, "P30D",
    )  # fmt: skip
    assert (full.act, full.scope, full.duration) == (Act.REJECT, Scope.GENERAL, "P30D")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Moscow demands full control of the Donetsk, Luhansk, Kherson and Zaporizhzhia regions."),
        ("fr", "Moscou exige le contrôle total des oblasts de Donetsk, Louhansk, Kherson et Zaporijjia."),
        (
            "fr",
            "Moscou exige le contrôle total des quatre oblasts occupés (Donetsk, Louhansk, Kherson, et Zaporijjia).",
        ),
    ],
)
def test_four_regions_in_a_list_are_one_mention(finder: DocumentFinder, language: str, text: str) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.category, mention.act, mention.conflict) == (Category.TERRITORY, Act.DEMAND, "russia-ukraine")
    assert [place.id for place in mention.places] == ["UA-14", "UA-09", "UA-65", "UA-23"]
    assert [party.id for party in mention.parties] == ["RUS"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Trump and Putin spoke by phone about the war in Ukraine."),
        ("fr", "Trump et Poutine se sont entretenus au téléphone de la guerre en Ukraine."),
    ],
)
def test_call_between_two_leaders_is_between_their_states(finder: DocumentFinder, language: str, text: str) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.category, mention.act, mention.format) == (Category.NEGOTIATION, Act.HOLD, Format.PHONE)
    assert {party.id for party in mention.parties} == {"USA", "RUS"}
    assert [place.id for place in mention.places] == ["UA"]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "attribution"),
    [
        ("en", "Hamas rejected the truce with Israel, an analyst said.", "an analyst", Attribution.INDIRECT),
        ("en", "“The truce with Israel holds,” says analyst Mara Dell.", "analyst Mara Dell", Attribution.DIRECT),
        ("fr", "Selon un politologue, le Hamas a rejeté la trêve avec Israël.", "un politologue", Attribution.ACCORDING_TO),
        ("fr", "« La trêve avec Israël tient », estime la politologue Mara Dell.", "la politologue Mara Dell", Attribution.DIRECT),
    ],
)  # fmt: skip
def test_experts_are_speakers_and_never_parties(
    finder: DocumentFinder, language: str, text: str, speaker: str, attribution: Attribution
) -> None:
    (mention,) = found(finder, text, language)
    assert mention.speaker is not None
    assert (mention.speaker.text, mention.speaker.role) == (speaker, Role.EXPERT)
    assert mention.attribution is attribution


@pytest.mark.parametrize(
    ("language", "text", "act", "polarity", "certainty"),
    [
        ("en", "Hamas did not accept the ceasefire.", Act.ACCEPT, Polarity.NEGATIVE, Certainty.CERTAIN),
        ("en", "Hamas has not rejected the ceasefire.", Act.REJECT, Polarity.NEGATIVE, Certainty.CERTAIN),
        ("en", "Hamas could accept the ceasefire.", Act.ACCEPT, Polarity.POSITIVE, Certainty.POSSIBLE),
        ("en", "Hamas is expected to accept the ceasefire.", Act.ACCEPT, Polarity.POSITIVE, Certainty.PROBABLE),
        ("fr", "Le Hamas n'a pas accepté le cessez-le-feu.", Act.ACCEPT, Polarity.NEGATIVE, Certainty.CERTAIN),
        ("fr", "Le Hamas pourrait accepter le cessez-le-feu.", Act.ACCEPT, Polarity.POSITIVE, Certainty.POSSIBLE),
        ("fr", "Le Hamas aurait accepté le cessez-le-feu.", Act.ACCEPT, Polarity.POSITIVE, Certainty.UNCOMMITTED),
    ],
)
def test_denied_and_doubted_acts_keep_their_name(
    finder: DocumentFinder, language: str, text: str, act: Act, polarity: Polarity, certainty: Certainty
) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.act, mention.polarity, mention.certainty) == (act, polarity, certainty)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Trump called Putin on Tuesday. The two presidents agreed to a truce limited to energy sites."),
        ("fr", "Trump a appelé Poutine mardi. Les deux présidents ont accepté une trêve limitée à l'énergie."),
    ],
)
def test_two_leaders_without_names_are_the_two_named_before(finder: DocumentFinder, language: str, text: str) -> None:
    truce = found(finder, text, language)[-1]
    assert {party.id for party in truce.parties} == {"USA", "RUS"}
    assert all(text[party.start : party.end] == party.text for party in truce.parties)


def test_accused_side_is_the_party_and_not_its_accuser(finder: DocumentFinder) -> None:
    (mention,) = found(finder, "Israel accused Hamas of violating the ceasefire.", "en")
    assert mention.act is Act.VIOLATE
    assert [party.id for party in mention.parties] == ["hamas"]


def test_title_is_a_sentence_of_its_own(finder: DocumentFinder) -> None:
    mentions = found(finder, "The army said so on Monday.", "en", title="Hamas accepts ceasefire with Israel")
    assert acts(mentions) == [(Category.CEASEFIRE, Act.ACCEPT)]
    assert mentions[0].in_title
    assert mentions[0].trigger.text == "ceasefire"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "text",
    [
        "ceasefire " * 600,
        "trêve\u2011trêve’trêve\u00a0guerre Gaza. " * 50,
        '“ « " ceasefire truce trêve cessez\u2010le\u2010feu war guerre ” »',
        "cessez-le-feu\x00Gaza\ud800 guerre\u2028trêve 🕊️ à Gaza",
        "İSTANBUL: truce İn Gaza war; trêve À GAZA guerre. " * 20,
        "x" * 200_000 + " ceasefire cessez-le-feu " + "y" * 200_000,
        "talks " * 200 + "war",
    ],
)
def test_no_text_breaks_it_and_every_offset_points_at_its_words(
    finder: DocumentFinder, language: str, text: str
) -> None:
    for mention in found(finder, text, language):
        for span in (mention.trigger, mention.sentence, mention.speaker, *mention.parties, *mention.places):
            assert span is None or text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "Hamas rejected the ceasefire in Gaza.", False),
        ("fr", "Le Hamas a rejeté la trêve à Gaza.", False),
        ("en", "Hamas and its envoy Zorblat rejected the ceasefire in Gaza.", True),
        (
            "en",
            "Israeli soldiers captured an old man who had told them of nothing but of the war itself, said Zorblat.",
            False,
        ),
    ],
)
def test_entities_are_looked_for_where_a_name_is_unknown_and_a_reading_is_left(
    finder: DocumentFinder, monkeypatch: pytest.MonkeyPatch, language: str, text: str, *, asked: bool
) -> None:
    named: list[object] = []
    monkeypatch.setattr(finder._readers[language].words.parser, "find_entities", named.extend)
    found(finder, text, language)
    assert bool(named) is asked


@pytest.mark.parametrize("language", ["en", "fr"])
def test_title_and_text_are_parsed_in_one_go(
    finder: DocumentFinder, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = {"en": "Hamas rejected the ceasefire in Gaza.", "fr": "Le Hamas a rejeté la trêve à Gaza."}[language]
    parser = finder._readers[language].words.parser
    parse, sizes = parser.parse, []

    def counted(sentences: list[str]) -> object:
        sizes.append(len(sentences))
        return parse(sentences)

    monkeypatch.setattr(parser, "parse", counted)
    assert len(found(finder, text, language, title=text)) == 2
    assert sizes == [2]
