"""What the gazetteer sees in sentences: homonyms, towns and the regions named after them, compounds, metonyms."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from trucewatch.knowledge.gazetteer import Gazetteer, load_gazetteer
from trucewatch.knowledge.names import Name, NameFinder

KNOWLEDGE = Path(__file__).resolve().parents[2] / "include" / "knowledge"
LANGUAGES = ("en", "fr")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(KNOWLEDGE)


@pytest.fixture(scope="module")
def finders(gazetteer: Gazetteer) -> Mapping[str, NameFinder]:
    return {language: NameFinder(gazetteer, language) for language in LANGUAGES}


def places(names: tuple[Name, ...]) -> list[str | None]:
    return [name.place_id for name in names if name.place_id is not None]


def actors(names: tuple[Name, ...]) -> list[str | None]:
    return [name.actor_id for name in names if name.actor_id is not None]


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "Shelling of Kherson went on.", "gn:706448"),
        ("en", "Shelling of the Kherson region went on.", "UA-65"),
        ("en", "Shelling of the Kharkiv oblast went on.", "UA-63"),
        ("en", "Fighting in the region of Kharkiv.", "UA-63"),
        ("en", "Fighting in Idlib.", "gn:169389"),
        ("en", "Fighting in Idlib province.", "SY-ID"),
        ("en", "Fighting in Hama governorate.", "SY-HM"),
        ("en", "Fighting in Donetsk Oblast.", "UA-14"),
        ("en", "Fighting in Kaduna state.", "NG-KD"),
        ("fr", "Des combats à Donetsk.", "gn:709717"),
        ("fr", "Des combats dans la région de Donetsk.", "UA-14"),
        ("fr", "Des combats dans l'oblast de Kharkiv.", "UA-63"),
        ("fr", "Des combats dans l'oblast de Kharkov.", "UA-63"),
        ("fr", "Des combats dans le gouvernorat d'Idleb.", "SY-ID"),
        ("fr", "Des combats dans la province d'Alep.", "SY-HL"),
        ("fr", "Des combats à Alep.", "gn:170063"),
        ("fr", "Des combats dans la province du Nord-Kivu.", "CD-NK"),
        ("fr", "Des combats dans la région de Gao.", "ML-7"),
        ("fr", "Des combats dans le territoire de Masisi.", "masisi-territory"),
    ],
)
def test_town_and_the_region_named_after_it_are_told_apart(
    finders: Mapping[str, NameFinder], language: str, text: str, place: str
) -> None:
    assert places(finders[language].find(text)) == [place]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the Donetsk and Kherson regions", ["UA-14", "UA-65"]),
        ("en", "the Donetsk, Luhansk and Kherson oblasts", ["UA-14", "UA-09", "UA-65"]),
        ("en", "the provinces of Idlib, Hama and Aleppo", ["SY-ID", "SY-HM", "SY-HL"]),
        ("en", "in Kharkiv and the Kherson region", ["gn:706483", "UA-65"]),
        ("fr", "les régions de Donetsk, Louhansk et Kherson", ["UA-14", "UA-09", "UA-65"]),
        ("fr", "les oblasts de Donetsk et de Louhansk", ["UA-14", "UA-09"]),
        ("fr", "la région de Donetsk et Kherson, tombée depuis", ["UA-14", "gn:706448"]),
    ],
)
def test_list_of_regions_shares_its_word(
    finders: Mapping[str, NameFinder], language: str, text: str, expected: list[str]
) -> None:
    assert places(finders[language].find(text)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A man was arrested in Paris, Texas, on Monday."),
        ("en", "Students mourned in Moscow, Idaho."),
        ("en", "A farm near Lebanon, Pennsylvania"),
        ("en", "A derailment near Palestine (Texas)"),
        ("en", "He was born in Odessa, Tex., in 1961."),
        ("en", "Storm damage in St. Petersburg, Florida"),
        ("en", "A diner in Athens, Georgia"),
        ("en", "The derailment in East Palestine, Ohio"),
        ("en", "Michael Jordan and Denzel Washington"),
        ("en", "Trump asked about votes in Georgia's Fulton County."),
        ("en", "New Mexico, New England and Latin America"),
        ("en", "The Geneva Conventions"),
        ("fr", "Un homme arrêté à Paris, au Texas"),
        ("fr", "Une tempête à Saint-Pétersbourg (Floride)"),
        ("fr", "Des étudiants tués à Moscou, dans l'Idaho"),
        ("fr", "Une ferme près de Liban, en Pennsylvanie"),
        ("fr", "Donald Trump veut recompter les voix en Géorgie, un État clé"),
        ("fr", "Jordan Bardella et Michael Jordan"),
        ("fr", "Le Paris Saint-Germain reçoit le Real Madrid"),
        ("fr", "le Nouveau-Mexique, le golfe du Mexique et l'Amérique latine"),
    ],
)
def test_namesakes_elsewhere_are_no_places_of_ours(finders: Mapping[str, NameFinder], language: str, text: str) -> None:
    assert places(finders[language].find(text)) == []


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "Russia moved its fence deeper into Georgia.", "GE"),
        ("en", "Georgia and Abkhazia exchanged prisoners.", "GE"),
        ("en", "Tbilisi, Georgia, and the governor of Atlanta", "GE"),
        ("fr", "La Russie avance sa clôture en Géorgie.", "GE"),
        ("fr", "La Géorgie et l'Abkhazie", "GE"),
        ("en", "Rival militias clashed in Tripoli.", "gn:2210247"),
        ("en", "Haftar's men marched on Tripoli.", "gn:2210247"),
        ("en", "Hezbollah members were buried in Tripoli.", "gn:266826"),
        ("en", "Lebanon's army deployed in Tripoli.", "gn:266826"),
        ("fr", "L'armée libanaise se déploie à Tripoli.", "gn:266826"),
        ("fr", "Des milices s'affrontent à Tripoli.", "gn:2210247"),
        ("en", "In Ukraine, Texas Senator Ted Cruz met soldiers.", "UA"),
        ("en", "Envoys met in Moscow, Washington and Kyiv.", "gn:524901"),
        ("en", "Goma fell to the M23.", "gn:216281"),
        ("en", "The army left Hama.", "gn:170017"),
        ("fr", "Le convoi a quitté Saint-Pétersbourg.", "gn:498817"),
        ("fr", "Cuba condamne les frappes.", "CU"),
    ],
)
def test_homonym_is_read_by_its_context(
    finders: Mapping[str, NameFinder], language: str, text: str, place: str
) -> None:
    assert place in places(finders[language].find(text))


def test_town_in_lebanon_does_not_stand_for_the_government_of_libya(finders: Mapping[str, NameFinder]) -> None:
    assert "LBY" not in actors(finders["en"].find("Hezbollah members were buried in Tripoli."))
    assert "LBY" in actors(finders["en"].find("Tripoli rejected the plan."))


def test_conflict_of_the_document_decides_where_its_sentence_does_not(
    gazetteer: Gazetteer, finders: Mapping[str, NameFinder]
) -> None:
    (name,) = finders["en"].find("Clashes broke out in Tripoli.")
    assert gazetteer.place_in(name.place_ids, "israel-lebanon") == "gn:266826"
    assert gazetteer.place_in(name.place_ids, "libya") == "gn:2210247"
    assert gazetteer.place_in(name.place_ids, None) == "gn:2210247"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Russian-held", ["RUS"]),
        ("en", "Houthi-controlled", ["houthis"]),
        ("en", "the Russia-Ukraine war", ["RUS", "UKR"]),
        ("en", "Israeli-Palestinian talks", ["ISR", "PSE"]),
        ("en", "Russo-Ukrainian talks", ["RUS", "UKR"]),
        ("en", "pro-Russian officials", []),
        ("en", "rebel-held towns", []),
        ("fr", "la guerre russo-ukrainienne", ["RUS", "UKR"]),
        ("fr", "la frontière israélo-libanaise", ["ISR", "LBN"]),
        ("fr", "des forces américano-israéliennes", ["USA", "ISR"]),
        ("fr", "la trêve thaïlando-cambodgienne", ["THA", "KHM"]),
        ("fr", "des élus prorusses, ou pro-russes", []),
        ("fr", "des Ukrainiens, une Ukrainienne, l'armée ukrainienne", ["UKR", "UKR", "ukrainian-army"]),
        ("en", "The Kremlin, the White House, the Pentagon and Downing Street", ["kremlin", "white-house", "pentagon", "downing-street"]),
        ("fr", "le Kremlin, la Maison-Blanche, l'Élysée et le Quai d'Orsay", ["kremlin", "white-house", "elysee", "quai-orsay"]),
        ("fr", "Kiev, Tel-Aviv, Pékin, Bruxelles, Khartoum, Kigali et Kinshasa", ["UKR", "ISR", "CHN", "eu", "SDN", "RWA", "COD"]),
        ("en", "Kyiv, Tel Aviv, Beijing, Brussels, Khartoum, Kigali and Kinshasa", ["UKR", "ISR", "CHN", "eu", "SDN", "RWA", "COD"]),
    ],
)  # fmt: skip
def test_compounds_and_metonyms_name_their_actors(
    finders: Mapping[str, NameFinder], language: str, text: str, expected: list[str]
) -> None:
    assert actors(finders[language].find(text)) == expected


@pytest.mark.parametrize(
    "conflict",
    [
        "russia-ukraine", "israel-gaza", "israel-lebanon", "israel-iran", "syria", "yemen-red-sea", "sudan", "dr-congo-m23",
        "ethiopia-tigray", "sahel", "libya", "armenia-azerbaijan", "india-pakistan", "thailand-cambodia", "myanmar", "taiwan",
        "koreas", "cyprus", "western-sahara", "colombia",
    ],
)  # fmt: skip
def test_watched_conflict_has_leaders_of_its_parties_in_both_languages(gazetteer: Gazetteer, conflict: str) -> None:
    parties = set(gazetteer.conflicts[conflict].parties)
    leaders = {
        key
        for key, actor in gazetteer.actors.items()
        if actor.kind == "leader" and not parties.isdisjoint(gazetteer.principals(key))
    }
    for language in LANGUAGES:
        named = {record.id for record in gazetteer.names(language) if record.kind == "actor"}
        assert len(leaders & named) >= 3
