"""Durations, forms of talks, and the weighing of armed conflict: all that needs no parse."""

from pathlib import Path

import pytest

from trucewatch.codebook import Format
from trucewatch.knowledge.gazetteer import Gazetteer, load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.knowledge.names import NameFinder
from trucewatch.mentions.details import read_duration, read_format
from trucewatch.mentions.gate import Gate, Setting
from trucewatch.mentions.view import Words

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(KNOWLEDGE)


@pytest.fixture(scope="module")
def languages(gazetteer: Gazetteer) -> dict[str, Words]:
    return {code: Words(pack, NameFinder(gazetteer, code)) for code, pack in load_languages(KNOWLEDGE).items()}


@pytest.mark.parametrize(
    ("code", "text", "duration"),
    [
        ("en", "a 30-day truce", "P30D"),
        ("en", "a truce of thirty days", "P30D"),
        ("en", "the truce lasts a month", "P1M"),
        ("en", "a 72-hour truce", "PT72H"),
        ("en", "a two-week truce", "P2W"),
        ("en", "a truce for a fortnight", "P2W"),
        ("en", "a truce of thirty-six hours", "PT36H"),
        ("en", "a twenty-one-day truce", "P21D"),
        ("en", "the truce broke two days ago", None),
        ("en", "the truce came after three weeks of fighting", None),
        ("en", "the truce holds", None),
        ("en", "the truce on its third and final day", "P3D"),
        ("en", "the truce on its third day", None),
        ("fr", "une trêve de 30 jours", "P30D"),
        ("fr", "une trêve pour une durée d'un mois", "P1M"),
        ("fr", "une trêve de soixante-douze heures", "PT72H"),
        ("fr", "une trêve de trente-six heures", "PT36H"),
        ("fr", "une trêve de soixante et onze jours", "P71D"),
        ("fr", "une trêve de quatre-vingt-dix-neuf jours", "P99D"),
        ("fr", "il y a deux jours, la trêve", None),
        ("fr", "la trêve après un an de guerre", None),
        ("fr", "la trêve au deuxième et dernier jour", "P2D"),
    ],
)
def test_durations_are_how_long_and_not_how_long_ago(
    languages: dict[str, Words], code: str, text: str, duration: str | None
) -> None:
    start = text.index("tr")
    assert read_duration(text, languages[code], start, start + 5) == duration


@pytest.mark.parametrize(
    ("code", "text", "form"),
    [
        ("en", "they spoke by phone", Format.PHONE),
        ("en", "a video call between the two", Format.VIDEO),
        ("en", "indirect talks in cairo", Format.MEDIATED),
        ("fr", "ils se sont entretenus au téléphone", Format.PHONE),
        ("fr", "un sommet à genève", Format.SUMMIT),
        ("fr", "des pourparlers", Format.UNSPECIFIED),
        ("en", "three-way talks opened", Format.MULTILATERAL),
        ("en", "a back-channel between the two", Format.BACKCHANNEL),
        ("fr", "une réunion trilatérale", Format.MULTILATERAL),
        ("fr", "des pourparlers secrets à doha", Format.BACKCHANNEL),
        ("fr", "un appel entre les deux présidents", Format.PHONE),
        ("fr", "un appel à un cessez-le-feu", Format.UNSPECIFIED),
    ],
)
def test_talks_have_a_form(languages: dict[str, Words], code: str, text: str, form: Format) -> None:
    assert read_format(text, languages[code]) is form


def weigh(languages: dict[str, Words], gazetteer: Gazetteer, text: str) -> int:
    words = languages["en"]
    return Gate(gazetteer, words).weigh(text.lower(), words.names.find(text))


def test_armed_conflict_weighs_and_trade_does_not(languages: dict[str, Words], gazetteer: Gazetteer) -> None:
    assert weigh(languages, gazetteer, "Troops shelled the town.") >= 2
    assert weigh(languages, gazetteer, "Hamas sent an answer to Israel.") >= 2
    assert weigh(languages, gazetteer, "The two firms sent their lawyers.") == 0


def test_other_matters_need_more_evidence() -> None:
    assert Setting(here=2, around=0, war=2, in_war=False, other=False, conflict=None).is_conflict
    assert not Setting(here=2, around=4, war=2, in_war=False, other=True, conflict=None).is_conflict
    assert not Setting(here=0, around=4, war=4, in_war=False, other=False, conflict=None).is_topic


def test_conflict_is_the_one_most_is_named_of(languages: dict[str, Words], gazetteer: Gazetteer) -> None:
    words = languages["en"]
    gate = Gate(gazetteer, words)
    assert gate.conflict(words.names.find("Putin and Zelensky"), (), "") == "russia-ukraine"
    assert gate.conflict(words.names.find("Hamas and Israel"), (), "") == "israel-gaza"
    assert gate.conflict((), (), "") is None


def test_longest_name_wins_and_stands_alone(languages: dict[str, Words]) -> None:
    text = "The Gaza Strip is not Gazaville."
    assert [text[name.start : name.end] for name in languages["en"].names.find(text)] == ["Gaza Strip"]
