"""Who talks, where and on what, and through whom words reach an article: with the real models."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trucewatch.codebook import Category, DatePrecision, Format, Issue, Level, Role
from trucewatch.mentions import DocumentFinder, explanation_lines
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
pytestmark = pytest.mark.model


def found(finder: DocumentFinder, text: str, language: str) -> tuple[Mention, ...]:
    document = Document(
        id="document-1", article_id="a", url="u", title="", text=text, language=language,
        published_at=datetime(2026, 3, 18, tzinfo=UTC),
    )  # fmt: skip
    return finder.find(document)


def talks(finder: DocumentFinder, text: str, language: str) -> Mention:
    return next(one for one in found(finder, text, language) if one.category is Category.NEGOTIATION)


@pytest.mark.parametrize(
    ("language", "text", "venue"),
    [
        ("en", "Russia and Ukraine will hold talks in Istanbul on prisoners.", "gn:745044"),
        ("en", "The Doha talks between Israel and Hamas on a ceasefire stalled.", "gn:290030"),
        ("en", "Qatar hosted talks between Israel and Hamas.", "QA"),
        ("en", "Trilateral talks between Ukraine, Russia and the United States opened in Abu Dhabi.", "gn:292968"),
        ("en", "Negotiations between Russia and Ukraine on a ceasefire in Donetsk failed.", None),
        ("en", "Trump and Putin spoke by phone about a ceasefire in Ukraine.", None),
        ("fr", "La Russie et l'Ukraine tiendront des pourparlers à Istanbul sur les prisonniers.", "gn:745044"),
        ("fr", "Les pourparlers de Doha entre Israël et le Hamas sur une trêve ont échoué.", "gn:290030"),
        ("fr", "Le Qatar a accueilli des pourparlers entre Israël et le Hamas.", "QA"),
        ("fr", "Des négociations secrètes entre Israël et le Hamas ont eu lieu en Norvège.", "NO"),
        ("fr", "Les négociations entre la Russie et l'Ukraine sur un cessez-le-feu à Donetsk ont échoué.", None),
    ],
)
def test_venue_is_where_talks_are_held_and_not_what_they_are_about(
    finder: DocumentFinder, language: str, text: str, venue: str | None
) -> None:
    mention = talks(finder, text, language)
    assert (mention.venue.id if mention.venue else None) == venue
    if mention.venue:
        assert text[mention.venue.start : mention.venue.end] == mention.venue.text


@pytest.mark.parametrize(
    ("language", "text", "level"),
    [
        ("en", "Trump and Putin spoke by phone about the war in Ukraine.", Level.HEAD_OF_STATE),
        ("en", "Foreign ministers of Egypt and Qatar held ceasefire talks on Gaza in Cairo.", Level.MINISTER),
        ("en", "Witkoff met Putin in Moscow to discuss the war in Ukraine.", Level.ENVOY),
        ("en", "Military delegations from Sudan's army and the RSF met in Jeddah.", Level.MILITARY),
        ("en", "Israel and Hamas held secret talks in Norway.", Level.UNSPECIFIED),
        ("fr", "Trump et Poutine se sont entretenus au téléphone de la guerre en Ukraine.", Level.HEAD_OF_STATE),
        ("fr", "Des délégations techniques d'Israël et du Hamas ont repris les pourparlers au Caire.", Level.TECHNICAL),
    ],
)
def test_level_is_the_lowest_of_those_who_talk(finder: DocumentFinder, language: str, text: str, level: Level) -> None:
    assert talks(finder, text, language).level is level


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Russia and Ukraine will hold talks on prisoners, sanctions and security guarantees."),
        ("fr", "La Russie et l'Ukraine tiendront des pourparlers sur les prisonniers, les sanctions et les garanties de sécurité."),
    ],
)  # fmt: skip
def test_issues_are_told_in_the_order_of_the_codebook(finder: DocumentFinder, language: str, text: str) -> None:
    mention = talks(finder, text, language)
    assert mention.issues == (Issue.SECURITY_GUARANTEES, Issue.SANCTIONS, Issue.PRISONERS)


def test_only_talks_have_a_table(finder: DocumentFinder) -> None:
    (mention,) = found(finder, "Hamas rejected the ceasefire in Gaza, a minister said in Doha.", "en")
    assert (mention.format, mention.level, mention.venue, mention.issues) == (None, None, None, ())


@pytest.mark.parametrize(
    ("language", "text", "speaker", "relays"),
    [
        ("en", "Reuters reported that Lavrov said Russia rejects the ceasefire with Ukraine.", "Lavrov", ["reuters"]),
        ("en", "Lavrov told the BBC that Russia had rejected the ceasefire with Ukraine.", "Lavrov", ["bbc"]),
        ("en", "“Russia rejects the ceasefire with Ukraine,” Lavrov told Reuters.", "Lavrov", ["reuters"]),
        ("en", "Lavrov said in an interview with the BBC that Russia rejects the ceasefire with Ukraine.", "Lavrov", ["bbc"]),
        ("en", "Russia has rejected the ceasefire with Ukraine, Lavrov said, quoted by Tass.", "Lavrov", ["tass"]),
        ("en", "Zelensky said Putin told Trump that Russia rejects the ceasefire with Ukraine.", "Putin", ["UKR"]),
        ("en", "According to Tass, Lavrov said Russia rejects the ceasefire with Ukraine.", "Lavrov", ["tass"]),
        ("en", "Lavrov told reporters that Russia rejects the ceasefire with Ukraine.", "Lavrov", []),
        ("en", "Macron said he believes the truce in Ukraine holds.", "Macron", []),
        ("en", "Hamas rejected the truce, Lavrov said, adding that Macron said nothing.", "Lavrov", []),
        ("fr", "La Russie a rejeté le cessez-le-feu avec l'Ukraine, a déclaré Lavrov, cité par l'AFP.", "Lavrov", ["afp"]),
        ("fr", "« La Russie rejette le cessez-le-feu avec l'Ukraine », a déclaré Lavrov à l'AFP.", "Lavrov", ["afp"]),
        ("fr", "L'agence Reuters rapporte que Lavrov a déclaré que la Russie rejetait le cessez-le-feu avec l'Ukraine.", "Lavrov", ["reuters"]),
        ("fr", "La Russie rejette le cessez-le-feu avec l'Ukraine, a affirmé le ministre dans un entretien à France 24.", "le ministre", ["france24"]),
        ("fr", "Lavrov a dit que la Russie rejette le cessez-le-feu avec l'Ukraine, rapporte Tass.", "Lavrov", ["tass"]),
        ("fr", "Selon Tass, Lavrov a déclaré que la Russie rejette le cessez-le-feu avec l'Ukraine.", "Lavrov", ["tass"]),
        ("fr", "Selon Lavrov, la Russie rejette le cessez-le-feu avec l'Ukraine.", "Lavrov", []),
    ],
)  # fmt: skip
def test_relays_stand_between_the_speaker_and_the_article(
    finder: DocumentFinder, language: str, text: str, speaker: str, relays: list[str]
) -> None:
    (mention,) = found(finder, text, language)
    assert mention.speaker is not None
    assert mention.speaker.text == speaker
    assert [relay.id for relay in mention.relays] == relays
    assert all(text[relay.start : relay.end] == relay.text for relay in mention.relays)


def test_the_nearest_relay_comes_first(finder: DocumentFinder) -> None:
    text = "Lavrov told the BBC that Russia rejects the ceasefire with Ukraine, Reuters reported."
    (mention,) = found(finder, text, "en")
    assert [(relay.id, relay.role) for relay in mention.relays] == [("bbc", Role.MEDIA), ("reuters", Role.MEDIA)]


def test_weekdays_follow_the_tense_of_their_clause(finder: DocumentFinder) -> None:
    text = "La Russie et l'Ukraine tiendront des pourparlers à Istanbul vendredi."
    mention = talks(finder, text, "fr")
    assert (mention.event_on, mention.event_precision) == (date(2026, 3, 20), DatePrecision.DAY)
    text = "Hours after Sinwar was named on Tuesday, many wondered how it would affect the truce talks with Israel."
    assert talks(finder, text, "en").event_on == date(2026, 3, 17)


def test_explanation_tells_the_new_fields(finder: DocumentFinder) -> None:
    text = "Tass reported that Lavrov said Russia and Ukraine will hold three-way talks in Istanbul on prisoners."
    lines = list(explanation_lines(finder.explain(text, "en")))
    assert "      through: Tass [tass]" in lines
    assert "      talks: multilateral, level unspecified, in Istanbul [gn:745044], on prisoners" in lines
    assert "      elsewhere: PLOVER AGREE, CAMEO 036" in lines
    dated = explanation_lines(finder.explain("Russia rejected the ceasefire with Ukraine in May 2025.", "en"))
    assert any("2025-05-01 (the month)" in line for line in dated)


def test_the_call_that_led_to_two_truces_has_its_codes(finder: DocumentFinder) -> None:
    mention = talks(finder, "Trump and Putin spoke by phone about the war in Ukraine on Tuesday.", "en")
    assert (mention.format, mention.plover, mention.cameo, mention.acled) == (
        Format.PHONE,
        "CONSULT-phone",
        "041",
        None,
    )
