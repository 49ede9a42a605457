"""The first look: what it passes over, why, and that it passes over nothing that a careful reading would find."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.news.world import Story, load_world
from tests.eval.gold_reading import gold_files, read_gold
from trucewatch.codebook import PassedOver
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import DocumentFinder, open_finder
from trucewatch.mentions.finder import passages
from trucewatch.mentions.glancing import NEIGHBOURS
from trucewatch.mentions.passage import ABOUT
from trucewatch.model import Document

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
PACKS = load_languages(KNOWLEDGE)
FAR = "\n".join(f"The mayor opened shop number {number} in the high road." for number in range(NEIGHBOURS))


@pytest.fixture(scope="module")
def finder() -> DocumentFinder:
    """Its models do not exist, so that every parse is an error."""
    packs = {code: replace(pack, model="no_such_model") for code, pack in PACKS.items()}
    return open_finder(packs, load_gazetteer(KNOWLEDGE))


@cache
def reading_finder() -> DocumentFinder:
    return open_finder(PACKS, load_gazetteer(KNOWLEDGE))


def a_text(text: str, language: str = "en", title: str = "") -> Document:
    return Document(id="d", article_id="a", url="u", title=title, text=text, language=language, published_at=None)


@pytest.mark.parametrize("languages", [(), ("de",), ("und", "ar")])
def test_text_in_languages_without_a_pack_is_passed_over_as_such(
    finder: DocumentFinder, languages: tuple[str, ...]
) -> None:
    assert finder.glance("A ceasefire", "The truce holds.", languages) is PassedOver.NO_PACK


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "The bakery opened a second shop in the old town.",
        "x" * 100_000,
        "\x00\x01\ud800" * 50,
        "Soldiers and rebels were killed in a battle near Goma.",
    ],
)
def test_text_without_a_trigger_is_passed_over_as_such(finder: DocumentFinder, text: str) -> None:
    assert finder.glance("", text, ("en",)) is PassedOver.NO_TRIGGER


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The mayor and the shopkeepers resumed talks on rents."),
        ("en", "The rangers seized the region's last poached tusks."),
        ("fr", "Le maire et les commerçants ont repris les négociations sur les loyers."),
    ],
)
def test_triggers_far_from_any_conflict_are_passed_over_as_such(
    finder: DocumentFinder, language: str, text: str
) -> None:
    assert finder.glance("", text, (language,)) is PassedOver.NO_CONFLICT


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ceasefire between Israel and Hamas holds."),
        ("en", "Russian troops captured the town of Orikhiv."),
        ("fr", "Kiev et Moscou ont repris les pourparlers de paix."),
    ],
)
def test_what_may_be_found_is_let_through(finder: DocumentFinder, language: str, text: str) -> None:
    assert finder.glance("", f"{FAR}\n{text}\n{FAR}", (language,)) is None


def test_any_of_its_languages_lets_a_text_through(finder: DocumentFinder) -> None:
    assert finder.glance("", "La trêve entre Israël et le Hamas tient.", ("de", "en", "fr")) is None


TALKS = "The two delegations resumed their talks on Monday."
FIGHTING = "Rebels shelled the army near Goma, where Congo fights the M23 militia."


@pytest.mark.parametrize("missing", range(NEIGHBOURS))
def test_paragraphs_left_out_by_a_careful_reading_do_not_hide_a_conflict(finder: DocumentFinder, missing: int) -> None:
    between = FAR.splitlines()[:missing]
    assert finder.glance("", "\n".join([FIGHTING, *between, TALKS]), ("en",)) is None
    assert finder.glance("", "\n".join([TALKS, *between, FIGHTING]), ("en",)) is None


def test_a_conflict_far_away_in_the_text_is_no_neighbour(finder: DocumentFinder) -> None:
    assert finder.glance("", f"{FIGHTING}\n{FAR}\n{TALKS}", ("en",)) is PassedOver.NO_CONFLICT


def test_a_text_about_a_war_lets_talks_through_wherever_they_stand(finder: DocumentFinder) -> None:
    war = f"{FIGHTING}\nSoldiers and insurgents were killed in the offensive, and artillery fire went on at the frontline."
    assert finder.glance("", f"{war}\n{FAR}\n{TALKS}", ("en",)) is None


def test_nothing_is_ruled_out_by_the_end_of_a_very_long_text(finder: DocumentFinder) -> None:
    """A careful reading goes by its beginning, which is another one where paragraphs are left out."""
    filler = "The mayor opened a shop.\n" * (ABOUT // 25)
    assert finder.glance("", f"{filler[: ABOUT // 2]}\n{TALKS}", ("en",)) is PassedOver.NO_CONFLICT
    assert finder.glance("", f"{filler}\n{TALKS}", ("en",)) is None


def test_what_a_text_is_about_is_told_by_its_beginning(finder: DocumentFinder) -> None:
    (passage,) = passages(a_text("Gaza is quiet. " * (ABOUT // 15 + 100)), finder._readers["en"])
    assert ABOUT - 30 < passage.all_names[-1].end <= ABOUT


def test_title_and_text_tell_of_each_other_however_far(finder: DocumentFinder) -> None:
    assert finder.glance(FIGHTING, f"{FAR}\n{FAR}\n{TALKS}", ("en",)) is None
    assert finder.glance(TALKS, f"{FAR}\n{FAR}\n{FIGHTING}", ("en",)) is None


def test_exclusions_elsewhere_in_the_text_do_not_veto(finder: DocumentFinder) -> None:
    """A careful reading may leave out the paragraph that they stand in."""
    text = "Moscou annonce une trêve.\nLa trêve hivernale protège les locataires."
    assert finder.glance("", text, ("fr",)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Rebels killed soldiers; the army gained praise, the minister lost his temper and seized upon it.",
        "The soldiers who fought in the war took part in a parade with the army.",
    ],
)
def test_sentences_that_no_parse_can_save_are_passed_over(finder: DocumentFinder, text: str) -> None:
    assert finder.glance("", text, ("en",)) is PassedOver.NO_CONFLICT


@pytest.mark.parametrize(
    "text",
    [
        "Rebels killed soldiers of the army and captured the airport.",
        "The soldiers who fought in the war took two villages.",
        "The town, which the rebels have held since May, was shelled by the army.",
        "The town was taken by the army after a year of war.",
    ],
)
def test_sentences_that_a_parse_may_save_are_let_through(finder: DocumentFinder, text: str) -> None:
    assert finder.glance("", text, ("en",)) is None


STORIES = load_world().stories
LANGUAGES = {
    story.slug: "fr" if sum(word in " ".join(story.paragraphs) for word in (" les ", " une ", " est ")) > 1 else "en"
    for story in STORIES
}
GOLD = read_gold(gold_files())


@pytest.mark.model
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_no_own_article_with_mentions_is_passed_over(story: Story) -> None:
    language = LANGUAGES[story.slug]
    text = "\n".join(story.paragraphs)
    page = "\n".join([*story.related, story.summary, *story.paragraphs, *story.comments, *story.related])
    if reading_finder().glance(story.title, page, (language,)) is not None:
        assert reading_finder().find(a_text(text, language, story.title)) == ()


@pytest.mark.model
def test_no_gold_sentence_with_mentions_is_passed_over() -> None:
    passed_over = [one for one in GOLD if reading_finder().glance("", one.document().text, (one.lang,)) is not None]
    assert len(passed_over) > len(GOLD) // 5
    assert [one.id for one in passed_over if reading_finder().find(one.document())] == []


STAND_INS = {
    "en": [
        "Both sides signed the deal.",
        "It took effect at noon.",
        "The truce began.",
        "Mediators hope to extend it.",
    ],
    "fr": [
        "Les deux camps ont signé l'accord.",
        "Elle a été prolongée.",
        "La trêve a débuté.",
        "Tous jurent de la respecter.",
    ],
}
"""Sentences that say something only beside others, and a truce that only others make one of war."""


@cache
def weak(language: str) -> list[str]:
    """Own sentences that alone are passed over: in company they may not be."""
    parts = {part for one in GOLD if one.lang == language for part in (one.context_before, one.text, one.context_after)}
    parts.update(STAND_INS[language])
    return sorted(part for part in parts if part and reading_finder().glance("", part, (language,)) is not None)


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, str, list[str], list[str]]:
    """A language, a title, a page's paragraphs, and those that a careful reading keeps: never two missing in a row."""
    language = draw(st.sampled_from(sorted(PACKS)))
    sentences = st.one_of(st.sampled_from(weak(language)), st.sampled_from(STAND_INS[language]))
    paragraphs = draw(st.lists(st.tuples(sentences, st.booleans()), min_size=1, max_size=10))
    kept: list[str] = []
    was_kept = True
    for paragraph, is_kept in paragraphs:
        was_kept = is_kept or not was_kept
        kept += [paragraph] if was_kept else []
    page = [*draw(st.lists(sentences, max_size=3)), *(paragraph for paragraph, _ in paragraphs)]
    return language, draw(st.one_of(st.just(""), sentences)), page, kept


@pytest.mark.model
@given(pages())
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_what_any_part_of_a_page_says_is_foreseen(page: tuple[str, str, list[str], list[str]]) -> None:
    language, title, paragraphs, kept = page
    if reading_finder().glance(title, "\n".join(paragraphs), (language,)) is not None:
        assert reading_finder().find(a_text("\n".join(kept), language, title)) == ()
