"""Who speaks where another sentence names him: quotations over several sentences, and pronouns; with the real models."""

from pathlib import Path

import pytest

from trucewatch.codebook import Attribution, Role
from trucewatch.mentions import DocumentFinder, explanation_lines, mention_as_dict
from trucewatch.mentions.carrying import FAR
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
MARKS = {"en": ('"{}"', "“{}”"), "fr": ('"{}"', "“{}”", "« {} »")}
"""Each language's quotation marks: straight, curly and French."""
pytestmark = pytest.mark.model


def found(finder: DocumentFinder, text: str, language: str) -> tuple[Mention, ...]:
    document = Document(
        id="document-1", article_id="a", url="u", title="", text=text, language=language, published_at=None
    )
    return finder.find(document)


def last(finder: DocumentFinder, text: str, language: str) -> Mention:
    mention = found(finder, text, language)[-1]
    if mention.speaker_before is not None:
        assert text[mention.speaker_before.start : mention.speaker_before.end] == mention.speaker_before.text
    return mention


def before(mention: Mention) -> str | None:
    return mention.speaker_before.text if mention.speaker_before else None


def quoted(text: str, marks: str) -> str:
    """Replace [ and ] by a pair of quotation marks."""
    first, after = marks.split("{}")
    return text.replace("[", first).replace("]", after)


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "The minister Oksana Hrytsak said: [We saw the drones. The ceasefire with Russia has failed.]", "The minister Oksana Hrytsak"),
        ("en", "[The ceasefire with Russia has failed. We shall say so,] said the minister Oksana Hrytsak.", "the minister Oksana Hrytsak"),
        ("en", "[Our troops stay,] said Colonel Idris Hamdan, the army's spokesman. [Rebels must give back the town. A ceasefire before that would reward the siege.]", "Colonel Idris Hamdan"),
        ("en", "[Our troops stay,] Zelensky said on Monday.\n[And we need a ceasefire with Russia first.]", "Zelensky"),
        ("en", "Zelensky told reporters that Moscow was playing for time. [Russia has violated the ceasefire again.]", "Zelensky"),
        ("en", "Zelensky was blunt: [We saw the drones. Russia has violated the ceasefire again.]", "Zelensky"),
        ("fr", "La ministre Oksana Hrytsak a déclaré : [Nous avons vu les drones. Le cessez-le-feu avec la Russie a échoué.]", "La ministre Oksana Hrytsak"),
        ("fr", "[Le cessez-le-feu avec la Russie a échoué. Nous le dirons], a déclaré la ministre Oksana Hrytsak.", "la ministre Oksana Hrytsak"),
        ("fr", "[Nos soldats restent, a déclaré le général Hamdan Taha. Mais nous ne signerons aucun cessez-le-feu avec les rebelles.]", "le général Hamdan Taha"),
        ("fr", "[Nos soldats restent], a déclaré le général Hamdan Taha. [Nous ne signerons aucun cessez-le-feu avec les rebelles.]", "le général Hamdan Taha"),
        ("fr", "[Nos soldats restent], a déclaré lundi Zelensky.\n[Il nous faut d'abord un cessez-le-feu avec la Russie.]", "Zelensky"),
        ("fr", "Zelensky a été clair : [Nous avons vu les drones. La Russie a violé le cessez-le-feu.]", "Zelensky"),
    ],
)  # fmt: skip
def test_quotation_over_several_sentences_has_one_speaker(
    finder: DocumentFinder, language: str, text: str, speaker: str
) -> None:
    for marks in MARKS[language]:
        mentions = found(finder, quoted(text, marks), language)
        mention = next(one for one in mentions if one.category == "ceasefire")
        assert (mention.speaker, mention.attribution) == (None, Attribution.DIRECT)
        assert before(mention) == speaker, marks


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“We saw the drones,” said Zelensky. “They came at dawn.\n“Russia has violated the ceasefire again.”"),
        ("en", '"We saw the drones," said Zelensky. "They came at dawn.\n"Russia has violated the ceasefire again."'),
        ("en", "“They came at dawn.\n“Russia has violated the ceasefire again.\n“The world must know,” said Zelensky."),
        ("fr", "« Nous avons vu les drones, a dit Zelensky.\n« La Russie a violé le cessez-le-feu. »"),
        ("fr", "« Nous avons vu les drones, a dit Zelensky.\n» La Russie a violé le cessez-le-feu. »"),
        ("fr", "« Nous avons vu les drones, a dit Zelensky.\nLa Russie a violé le cessez-le-feu. »"),
        ("fr", "“Nous avons vu les drones, a dit Zelensky.\n“La Russie a violé le cessez-le-feu.”"),
    ],
)
def test_quotation_over_several_paragraphs_has_one_speaker(finder: DocumentFinder, language: str, text: str) -> None:
    mention = last(finder, text, language)
    assert (before(mention), mention.speaker, mention.attribution) == ("Zelensky", None, Attribution.DIRECT)
    assert mention.speaker_before is not None
    assert (mention.speaker_before.id, mention.speaker_before.role) == ("UKR", Role.PARTY)


@pytest.mark.parametrize(
    ("language", "text", "speaker", "meant", "actor"),
    [
        ("en", "Zelensky spoke in Kyiv on Monday. Russia had violated the ceasefire, he said.", "he", "Zelensky", "UKR"),
        ("en", "Lavrov said that talks went on. “Ukraine has violated the ceasefire,” he said.", "he", "Lavrov", "RUS"),
        ("en", "Zelensky said so on Monday. He added that Russia had violated the ceasefire.", "He", "Zelensky", "UKR"),
        ("en", "Colonel Amir Sahel spoke. Rebels had violated the ceasefire, he said.", "he", "Colonel Amir Sahel", None),
        ("fr", "Zelensky a parlé lundi à Kiev. La Russie a violé le cessez-le-feu, a-t-il dit.", "il", "Zelensky", "UKR"),
        ("fr", "Lavrov a dit que les pourparlers continuaient. Il a ajouté que l'Ukraine avait violé le cessez-le-feu.", "Il", "Lavrov", "RUS"),
        ("fr", "Le Hamas a dit non. « Israël a violé le cessez-le-feu », a-t-il dit.", "il", "Le Hamas", "hamas"),
    ],
)  # fmt: skip
def test_pronoun_that_speaks_is_who_was_named_before(
    finder: DocumentFinder, language: str, text: str, speaker: str, meant: str, actor: str | None
) -> None:
    mention = last(finder, text, language)
    assert mention.speaker is not None
    assert mention.speaker_before is not None
    assert (mention.speaker.text, mention.speaker.id) == (speaker, actor)
    assert (mention.speaker_before.text, mention.speaker_before.id) == (meant, actor)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“We saw the drones. Russia has violated the ceasefire again,” he said. Zelensky spoke on Monday."),
        ("en", "Zelensky spoke to reporters. Russia has violated the ceasefire again."),
        ("en", "“We saw the drones,” said Zelensky. Russia has violated the “ceasefire” again."),
        ("en", "“Is the war over?” asked Mara Dell.\n“Russia has violated the ceasefire again.”"),
        ("fr", "« Nous avons vu les drones », a dit Zelensky. La Russie a violé le « cessez-le-feu »."),
        ("fr", "Zelensky a parlé aux journalistes. La Russie a violé le cessez-le-feu."),
        ("fr", "« La guerre est-elle finie ? » a demandé Mara Dell.\n« La Russie a violé le cessez-le-feu. »"),
        ("fr", "L'armée a parlé. « Nous restons », dit-on. « La Russie a violé le cessez-le-feu. »"),
    ],
)
def test_nobody_is_carried_to_what_is_not_known_to_be_his(finder: DocumentFinder, language: str, text: str) -> None:
    assert before(next(one for one in found(finder, text, language) if one.category == "ceasefire")) is None


def test_each_speaker_keeps_his_own_quotation(finder: DocumentFinder) -> None:
    text = (
        "“Russia has violated the ceasefire. We have proof,” said Zelensky.\n"
        "“Ukraine has rejected the ceasefire. Nobody believes Kyiv,” said Lavrov."
    )
    assert [before(one) for one in found(finder, text, "en")] == ["Zelensky", "Lavrov"]


def test_speaker_too_far_away_is_not_looked_for(finder: DocumentFinder) -> None:
    def text(between: int) -> str:
        return f"Zelensky said: “We saw it. {'They came. ' * between}Russia has violated the ceasefire.”"

    assert before(last(finder, text(FAR - 2), "en")) == "Zelensky"
    assert before(last(finder, text(FAR), "en")) is None


def test_sentences_of_a_quotation_are_parsed_once(finder: DocumentFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parser = finder._readers["en"].words.parser
    parse = parser.parse

    def counted(texts: list[str]) -> list[object]:
        parsed.extend(texts)
        return list(parse(texts))

    monkeypatch.setattr(parser, "parse", counted)
    text = (
        "The harvest was late. Zelensky said: “We saw it. Russia has violated the ceasefire. "
        "Moscow has rejected a second ceasefire.” The fields were wet."
    )
    assert [before(one) for one in found(finder, text, "en")] == ["Zelensky", "Zelensky"]
    assert len(parsed) == len(set(parsed))
    assert not [one for one in parsed if "harvest" in one or "fields" in one]


def test_sentence_of_a_quotation_that_can_name_no_speaker_is_not_parsed(
    finder: DocumentFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parser = finder._readers["en"].words.parser
    parse = parser.parse
    monkeypatch.setattr(parser, "parse", lambda texts: parsed.extend(texts) or parse(texts))
    text = "Zelensky said: “We saw it. The harvest was late. Russia has violated the ceasefire.”"
    assert before(last(finder, text, "en")) == "Zelensky"
    assert not [one for one in parsed if "harvest" in one]


def test_it_is_written_and_explained(finder: DocumentFinder) -> None:
    text = "Zelensky said: “We saw the drones. Russia has violated the ceasefire.”"
    written = mention_as_dict(last(finder, text, "en"))["speaker_before"]
    assert written == {"text": "Zelensky", "start": 0, "end": 8, "id": "UKR", "name": "Ukraine", "role": "party"}
    lines = "\n".join(explanation_lines(finder.explain(text, "en")))
    assert "named in another sentence: Zelensky [UKR] (party)" in lines


def test_document_that_had_its_share_is_carried_no_further(
    finder: DocumentFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Zelensky said: “We saw the drones. Russia has violated the ceasefire.”"
    monkeypatch.setattr("trucewatch.mentions.allowance.MOST_EFFORT", 36)
    mention = last(finder, text, "en")
    assert (mention.speaker_before, mention.attribution) == (None, Attribution.DIRECT)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Russian analyst Vera Orlova said that Moscow had violated the ceasefire in Ukraine."),
        ("fr", "L'analyste russe Vera Orlova a déclaré que Moscou avait violé le cessez-le-feu en Ukraine."),
    ],
)
def test_analyst_does_not_speak_for_the_state_that_she_comes_from(
    finder: DocumentFinder, language: str, text: str
) -> None:
    speaker = last(finder, text, language).speaker
    assert speaker is not None
    assert (speaker.id, speaker.role) == (None, Role.EXPERT)


def test_state_itself_does_speak(finder: DocumentFinder) -> None:
    speaker = last(finder, "Russia said that Ukraine had violated the ceasefire.", "en").speaker
    assert speaker is not None
    assert (speaker.id, speaker.role) == ("RUS", Role.PARTY)
