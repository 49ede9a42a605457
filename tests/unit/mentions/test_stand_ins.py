"""Words that name no ceasefire but stand for one named before: "the deal", "it"; with the real models."""

from pathlib import Path

import pytest

from trucewatch.codebook import Act, Category, PassedOver, Polarity, Scope
from trucewatch.mentions import DocumentFinder
from trucewatch.model import Document, Mention

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
NAMED = {
    ("en", "ceasefire"): "Israel and Hamas have agreed to a thirty-day ceasefire in Gaza City.",
    ("fr", "cessez-le-feu"): "Israël et le Hamas ont accepté un cessez-le-feu de trente jours à Gaza-ville.",
    ("fr", "trêve"): "Israël et le Hamas ont accepté une trêve de trente jours à Gaza-ville.",
}
BETWEEN = {"en": "Shells fell at noon.", "fr": "Des obus sont tombés à midi."}
pytestmark = pytest.mark.model


def after(finder: DocumentFinder, before: str, sentence: str, language: str, title: str = "") -> list[Mention]:
    """Return the ceasefires in the last sentence of a text."""
    text = f"{before} {sentence}"
    document = Document(id="d", article_id="a", url="u", title=title, text=text, language=language, published_at=None)
    start = len(text) - len(sentence)
    own = [one for one in finder.find(document) if not one.in_title and one.sentence.start == start]
    assert all(text[one.trigger.start : one.trigger.end] == one.trigger.text for one in own)
    return [one for one in own if one.category is Category.CEASEFIRE]


@pytest.mark.parametrize(
    ("language", "sentence", "trigger", "act"),
    [
        ("en", "The deal was signed on Tuesday.", "deal", Act.ACCEPT),
        ("en", "The deal collapsed after three days.", "deal", Act.END),
        ("en", "Hezbollah rejected the proposal.", "proposal", Act.REJECT),
        ("en", "The agreement expires on Sunday.", "agreement", Act.END),
        ("en", "The army has repeatedly breached the accord, monitors said.", "accord", Act.VIOLATE),
        ("en", "The arrangement is holding along most of the front.", "arrangement", Act.IN_FORCE),
        ("en", "Egypt will monitor this agreement.", "agreement", Act.MONITOR),
        ("en", "It took effect at midnight.", "It", Act.IN_FORCE),
        ("en", "It was extended twice.", "It", Act.EXTEND),
        ("en", "Mediators hope to extend it.", "it", Act.EXTEND),
        ("en", "The army says that the rebels violated it within an hour.", "it", Act.VIOLATE),
        ("fr", "L'accord a été signé mardi.", "accord", Act.ACCEPT),
        ("fr", "L’accord s’est effondré au bout de trois jours.", "accord", Act.END),
        ("fr", "Le Hezbollah a rejeté la proposition.", "proposition", Act.REJECT),
        ("fr", "L'armée a violé cet accord à plusieurs reprises, selon les observateurs.", "accord", Act.VIOLATE),
        ("fr", "L'arrangement tient sur l'essentiel du front.", "arrangement", Act.IN_FORCE),
        ("fr", "L'entente est entrée en vigueur à minuit.", "entente", Act.IN_FORCE),
        ("fr", "L'Égypte surveillera l'accord, a dit le ministre.", "accord", Act.MONITOR),
    ],
)
def test_deal_is_the_ceasefire_named_before(
    finder: DocumentFinder, language: str, sentence: str, trigger: str, act: Act
) -> None:
    before = next(text for (code, _), text in NAMED.items() if code == language)
    (mention,) = after(finder, before, sentence, language)
    assert (mention.trigger.text, mention.act) == (trigger, act)
    assert (mention.scope, mention.target, mention.duration, mention.places) == (Scope.GENERAL, None, None, ())


@pytest.mark.parametrize(
    ("sentence", "named", "act"),
    [
        ("Il est entré en vigueur à minuit.", "cessez-le-feu", Act.IN_FORCE),
        ("Il a été prolongé deux fois.", "cessez-le-feu", Act.EXTEND),
        ("Celui-ci doit expirer vendredi.", "cessez-le-feu", Act.END),
        ("Les rebelles jurent de le respecter.", "cessez-le-feu", Act.IN_FORCE),
        ("Elle est entrée en vigueur à minuit.", "trêve", Act.IN_FORCE),
        ("Elle a été prolongée deux fois.", "trêve", Act.EXTEND),
        ("Celle-ci doit expirer vendredi.", "trêve", Act.END),
        ("Les rebelles jurent de la respecter.", "trêve", Act.IN_FORCE),
    ],
)
def test_french_pronoun_stands_for_a_noun_of_its_gender(
    finder: DocumentFinder, sentence: str, named: str, act: Act
) -> None:
    for (language, noun), before in NAMED.items():
        if language == "fr":
            assert [one.act for one in after(finder, before, sentence, "fr")] == ([act] if noun == named else [])


@pytest.mark.parametrize(
    ("language", "deal", "pronoun"),
    [
        ("en", "The deal took effect at midnight.", "It took effect at midnight."),
        ("fr", "L'accord est entré en vigueur à minuit.", "Il est entré en vigueur à minuit."),
    ],
)
def test_deal_reaches_back_two_sentences_and_a_pronoun_one(
    finder: DocumentFinder, language: str, deal: str, pronoun: str
) -> None:
    named = next(text for (code, _), text in NAMED.items() if code == language)
    near, far = f"{named} {BETWEEN[language]}", f"{named} {BETWEEN[language]} {BETWEEN[language]}"
    assert [len(after(finder, text, deal, language)) for text in (named, near, far)] == [1, 1, 0]
    assert [len(after(finder, text, pronoun, language)) for text in (named, near)] == [1, 0]
    document = Document(id="d", article_id="a", url="u", title=named, text=deal, language=language, published_at=None)
    assert [one.in_title for one in finder.find(document)] == [True, False]
    assert len(after(finder, BETWEEN[language], deal, language, title=named)) == 1
    assert after(finder, near.replace(named, BETWEEN[language]), deal, language, title=named) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Under the deal, Hamas will free ten hostages."),
        ("en", "The president hailed the deal as a victory."),
        ("en", "The deal with the drugmaker was signed."),
        ("en", "The Senate rejected the trade deal."),
        ("en", "Ministers struck a deal on fishing; the deal was signed at noon."),
        ("en", "He called the proposal a trap."),
        ("en", "The curfew ends at dawn; it was extended on Monday."),
        ("en", "It rained, and the bridge collapsed."),
        ("en", "It violated the law on Monday."),
        ("en", "Its mandate was extended."),
        ("fr", "Selon l'accord, le Hamas libérera dix otages."),
        ("fr", "Le président a salué l'accord comme une victoire."),
        ("fr", "Le Sénat a rejeté l'accord minier."),
        ("fr", "Le Sénat a rejeté l'accord signé avec le laboratoire."),
        ("fr", "Celui-ci a signé un décret."),
        ("fr", "Le couvre-feu finit à l'aube ; il a été prolongé lundi."),
        ("fr", "Elle a été violée par des soldats."),
        ("fr", "Son mandat a été prolongé."),
        ("fr", "D'accord, a dit le ministre."),
    ],
)
def test_what_may_be_another_deal_stands_for_nothing(finder: DocumentFinder, language: str, sentence: str) -> None:
    for (code, _), before in NAMED.items():
        if code == language:
            assert after(finder, before, sentence, language) == []


@pytest.mark.parametrize(
    ("language", "before", "sentence"),
    [
        ("en", "Israel shelled Hamas in Gaza City.", "Hamas rejected the deal."),
        ("en", "China and Washington extended their trade truce while war raged in Gaza.", "Hamas rejected the deal."),
        ("en", "Hamas accepted a ceasefire and a minerals deal.", "Israel signed the agreement."),
        ("en", "Hamas accepted a ceasefire. Washington wants a trade deal.", "Israel signed the agreement."),
        ("fr", "Israël a bombardé le Hamas à Gaza.", "Le Hamas a rejeté l'accord."),
        ("fr", "La trêve hivernale protège les familles pendant la guerre à Gaza.", "Le Hamas a rejeté l'accord."),
        ("fr", "Le Hamas a accepté une trêve et un échange de prisonniers.", "Israël a signé l'accord."),
    ],
)
def test_without_a_ceasefire_of_war_before_it_a_deal_is_none(
    finder: DocumentFinder, language: str, before: str, sentence: str
) -> None:
    assert after(finder, before, sentence, language) == []


def test_sentence_that_names_a_ceasefire_itself_has_no_second_one(finder: DocumentFinder) -> None:
    (mention,) = after(finder, NAMED["en", "ceasefire"], "Hamas says that the deal broke the truce with Israel.", "en")
    assert mention.trigger.text == "truce"
    assert mention.polarity is Polarity.POSITIVE


@pytest.mark.parametrize(
    ("language", "deal"), [("en", "Both sides rejected the deal."), ("fr", "Les deux camps ont rejeté l'accord.")]
)
def test_the_first_look_leaves_it_to_what_it_stands_for(finder: DocumentFinder, language: str, deal: str) -> None:
    named = next(text for (code, _), text in NAMED.items() if code == language)
    assert finder.glance("", f"{BETWEEN[language]}\n{deal}", (language,)) is PassedOver.NO_TRIGGER
    for page in (f"{named}\n{BETWEEN[language]}\n{deal}", f"{deal}\n{named}"):
        assert finder.glance("", page, (language,)) is None
    assert finder.glance(named, deal, (language,)) is None
