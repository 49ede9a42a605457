"""Plain sentences of everyday news, read whole with the real models: what each says, in both languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.codebook import Act, Category, Certainty, Polarity, Scope, Target, Time
from trucewatch.mentions import DocumentFinder
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
PUBLISHED = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday
pytestmark = pytest.mark.model


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


@pytest.mark.parametrize(
    ("language", "text", "act"),
    [
        ("en", "Israel and Lebanon to resume peace talks on Sunday", Act.SCHEDULE),
        ("en", "Thai and Cambodian generals to meet on Monday for peace talks", Act.SCHEDULE),
        ("en", "Peace talks between Congo and M23 rebels in Doha on Sunday", Act.SCHEDULE),
        ("fr", "Pourparlers de paix entre le Congo et le M23 dimanche à Doha", Act.SCHEDULE),
        ("en", "Guns to fall silent in Gaza for two days", Act.IN_FORCE),
        ("fr", "Les armes se tairont trois jours à Gaza", Act.IN_FORCE),
        ("en", "The ceasefire between Israel and Hezbollah begins at dawn on Thursday.", Act.IN_FORCE),
        ("en", "The truce takes effect at midnight on Saturday, the Israeli army said.", Act.IN_FORCE),
        ("fr", "Le cessez-le-feu à Gaza entre en vigueur samedi à minuit.", Act.IN_FORCE),
        ("fr", "La trêve à Gaza débute jeudi", Act.IN_FORCE),
    ],
)
def test_what_lies_ahead_is_future_whatever_its_tense(
    finder: DocumentFinder, language: str, text: str, act: Act
) -> None:
    mention = found(finder, text, language)[-1]
    assert (mention.act, mention.time) == (act, Time.FUTURE)
    assert mention.event_on is None or mention.event_on > PUBLISHED.date()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ceasefire in Gaza took effect on Sunday."),
        ("fr", "Le cessez-le-feu à Gaza est entré en vigueur samedi à minuit."),
    ],
)
def test_what_set_in_before_is_past(finder: DocumentFinder, language: str, text: str) -> None:
    (mention,) = found(finder, text, language)
    assert mention.time is Time.PAST
    assert mention.event_on is not None
    assert mention.event_on < PUBLISHED.date()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Peace talks between Congo and M23 rebels postponed to May"),
        ("fr", "Les pourparlers entre le Congo et le M23 reportés"),
    ],
)
def test_talks_put_off_in_a_headline_are_stalled(finder: DocumentFinder, language: str, text: str) -> None:
    (mention,) = found(finder, text, language)
    assert mention.act is Act.STALL


@pytest.mark.parametrize(
    ("language", "text", "ending", "parties"),
    [
        ("en", "Pakistan suspended the truce with India.", "suspend", ["PAK"]),
        ("en", "The ceasefire between Israel and Hezbollah was suspended.", "suspend", ["ISR", "hezbollah"]),
        ("en", "The truce between Israel and Hamas ran out at dawn.", "expire", ["ISR", "hamas"]),
        ("en", "Pakistan ended its ceasefire with India on Monday.", "collapse", ["PAK"]),
        ("en", "Hamas declares the truce with Israel over", "declared_over", ["hamas"]),
        ("fr", "Le Pakistan a suspendu la trêve avec l'Inde.", "suspend", ["PAK"]),
        ("fr", "La trêve entre Israël et le Hamas a été suspendue.", "suspend", ["ISR", "hamas"]),
        ("fr", "La trêve avec le Hamas est arrivée à échéance à l'aube.", "expire", ["hamas"]),
        ("fr", "Israël met fin à la trêve avec le Hamas", "collapse", ["ISR"]),
        ("fr", "Le Hamas déclare la trêve avec Israël terminée.", "declared_over", ["hamas"]),
    ],
)
def test_endings_are_told_apart_and_are_whose_they_are(
    finder: DocumentFinder, language: str, text: str, ending: str, parties: list[str]
) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.act, mention.rule_id.rpartition(".")[2]) == (Act.END, ending)
    assert [party.id for party in mention.parties] == parties


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The talks in Muscat ended with a ten-day truce which the Houthis and the army accepted."),
        ("fr", "Les pourparlers de Mascate se sont achevés sur une trêve de dix jours que les Houthis ont acceptée."),
    ],
)
def test_talks_that_end_in_a_truce_end_none(finder: DocumentFinder, language: str, text: str) -> None:
    truce = found(finder, text, language)[-1]
    assert (truce.category, truce.act, truce.duration) == (Category.CEASEFIRE, Act.ACCEPT, "P10D")
    assert [party.id for party in truce.parties] == ["houthis"]


@pytest.mark.parametrize(
    ("language", "text", "act", "party"),
    [
        ("fr", "Le cessez-le-feu proposé par le Qatar a été rejeté par Israël.", Act.REJECT, "ISR"),
        (
            "fr",
            "Le cessez-le-feu proposé jeudi par Israël a été rejeté le jour même par le Hamas.",
            Act.REJECT,
            "hamas",
        ),
        ("fr", "La trêve qu'offrait Kiev a été refusée par Moscou.", Act.REJECT, "RUS"),
        ("fr", "La trêve proposée par l'Égypte a été acceptée par le Hamas.", Act.ACCEPT, "hamas"),
        ("en", "Israel has accepted a truce in Gaza that Egypt proposed last week.", Act.ACCEPT, "ISR"),
        ("en", "The truce was rejected on Friday by Hamas.", Act.REJECT, "hamas"),
    ],
)
def test_who_proposed_a_truce_is_not_who_answers(
    finder: DocumentFinder, language: str, text: str, act: Act, party: str
) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.act, [one.id for one in mention.parties]) == (act, [party])


@pytest.mark.parametrize(
    ("language", "text", "polarity", "party"),
    [
        ("fr", "Bakou dément avoir violé le cessez-le-feu.", Polarity.NEGATIVE, "AZE"),
        ("fr", "Islamabad a démenti lundi avoir violé le cessez-le-feu avec l'Inde.", Polarity.NEGATIVE, "PAK"),
        ("en", "Baku denies having violated the ceasefire with Armenia.", Polarity.NEGATIVE, "AZE"),
        ("fr", "L'Azerbaïdjan accuse à son tour l'Arménie de violer la trêve.", Polarity.POSITIVE, "ARM"),
        ("fr", "Islamabad accuse New Delhi d'avoir violé le cessez-le-feu.", Polarity.POSITIVE, "IND"),
        ("en", "Cambodia accused Thai gunners of breaching the ceasefire.", Polarity.POSITIVE, "THA"),
    ],
)
def test_who_is_accused_or_denies_is_whose_breach_it_is(
    finder: DocumentFinder, language: str, text: str, polarity: Polarity, party: str
) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.act, mention.polarity, mention.parties[0].id) == (Act.VIOLATE, polarity, party)


@pytest.mark.parametrize(
    ("language", "text", "act", "certainty"),
    [
        ("en", "Hamas accepts plan for a truce in Gaza", Act.ACCEPT, Certainty.CERTAIN),
        ("fr", "Le Hamas accepte un projet de trêve à Gaza", Act.ACCEPT, Certainty.CERTAIN),
        ("en", "Hamas could accept a truce in Gaza", Act.ACCEPT, Certainty.POSSIBLE),
        ("fr", "La trêve sur les ports entre Moscou et Kiev est entrée en vigueur.", Act.IN_FORCE, Certainty.CERTAIN),
        ("fr", "Trêve à Gaza prolongée d'une semaine", Act.EXTEND, Certainty.CERTAIN),
        ("en", "Truce in Gaza extended by two days", Act.EXTEND, Certainty.CERTAIN),
    ],
)
def test_plain_acts_are_certain(
    finder: DocumentFinder, language: str, text: str, act: Act, certainty: Certainty
) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.act, mention.certainty) == (act, certainty)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Moscow declared the Kharkiv region to be part of Russia."),
        ("en", "Russian lawmakers declare Kharkiv region part of Russia"),
        ("fr", "Moscou a proclamé la région ukrainienne de Kharkiv partie intégrante de la Russie."),
        ("fr", "La Douma a déclaré que la région de Kharkiv fait partie de la Russie."),
    ],
)
def test_who_declares_land_a_part_of_his_claims_it(finder: DocumentFinder, language: str, text: str) -> None:
    (mention,) = found(finder, text, language)
    assert (mention.act, [one.id for one in mention.parties]) == (Act.CLAIM, ["RUS"])
    assert [place.id for place in mention.places] == ["UA-63"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The army shelled the rebels all night. A flag was raised over the village hall."),
        ("fr", "L'armée a bombardé les rebelles toute la nuit. Un drapeau a été hissé sur l'école du village."),
        ("fr", "Le M23 refuse de reprendre le dialogue avec le Congo."),
    ],
)
def test_flag_of_nobody_and_talks_taken_up_are_no_land(finder: DocumentFinder, language: str, text: str) -> None:
    assert not [one for one in found(finder, text, language) if one.category is Category.TERRITORY]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "From the archive: the guns of August 2006", "Israel and Hezbollah accepted a ceasefire. Israeli troops left Bint Jbeil."),
        ("fr", "Il y a dix ans, la trêve de Minsk", "En février 2015, l'Ukraine a signé une trêve. L'armée ukrainienne s'est retirée de Debaltseve."),
    ],
)  # fmt: skip
def test_look_back_is_history_to_its_last_sentence(
    finder: DocumentFinder, language: str, title: str, text: str
) -> None:
    assert {mention.time for mention in found(finder, text, language, title)} == {Time.HISTORICAL}


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "Ten years on, Minsk echoes", "In 2015 Ukraine signed a truce. On Monday Ukraine rejected a ceasefire."),
        (
            "fr",
            "Dix ans après Minsk",
            "En 2015, l'Ukraine a signé une trêve. L'Ukraine a rejeté lundi un cessez-le-feu.",
        ),
    ],
)
def test_look_back_with_news_of_today_is_news(finder: DocumentFinder, language: str, title: str, text: str) -> None:
    assert found(finder, text, language, title)[-1].time is Time.PAST
