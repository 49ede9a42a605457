"""The door: reports in two languages become stories, and credits and copies are known."""

from datetime import timedelta
from typing import Any

from tests.builders import NOON
from trucewatch.documents.sketching import sketch_of
from trucewatch.knowledge.agencies import load_agencies
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.story_words import load_story_words
from trucewatch.model import Account, Document, Trace
from trucewatch.settings import KNOWLEDGE
from trucewatch.stories import open_grouper

AGENCIES = load_agencies(KNOWLEDGE)
GROUPER = open_grouper(load_gazetteer(KNOWLEDGE), AGENCIES, load_story_words(KNOWLEDGE))
ENGLISH = (
    "A drone hit a hospital in the southern city of Kherson on Wednesday, killing fourteen people, said Doctor Petro "
    "Kalachev. Another 31 were wounded. Russian forces also shelled the bridge, and 1,250 patients were moved."
)
FRENCH = (
    "Quatorze personnes ont été tuées mercredi par un drone tombé sur un hôpital de Kherson, a dit le docteur Petro "
    "Kalatchev. Trente et une autres sont blessées. L'armée russe a aussi visé le pont ; 1 250 patients ont été déplacés."
)


def a_trace(
    document_id: str, title: str, text: str, *, language: str = "en", hours: float = 0, **changes: Any
) -> Trace:
    said_at = NOON + timedelta(hours=hours)
    document = Document(
        id=document_id, article_id=document_id, url="", title=title, text=text, language=language, published_at=said_at,
        sketch=sketch_of(text), **changes,
    )  # fmt: skip
    return GROUPER.trace(Account(document=document, outlet="o", family="f", said_at=said_at))


def stories(*traces: Trace) -> dict[str, str | None]:
    return {trace.document_id: trace.story_id for trace in GROUPER.place(traces, ())}


def test_a_french_and_an_english_report_of_one_event_are_one_story() -> None:
    placed = stories(
        a_trace("en", "Drone strike on Kherson hospital kills fourteen", ENGLISH),
        a_trace("fr", "Quatorze morts dans une frappe sur un hôpital de Kherson", FRENCH, language="fr", hours=2),
    )

    assert placed["fr"] == placed["en"]


def test_the_same_happening_on_the_next_day_is_another_story() -> None:
    tomorrow = (
        "Six people died on Thursday when a drone struck a market in Kherson, governor Ivan Bondar said. Twelve were "
        "wounded. It was the second attack by Russian forces on the southern Ukrainian city in as many days."
    )
    placed = stories(
        a_trace("today", "Drone strike on Kherson hospital kills fourteen", ENGLISH),
        a_trace("tomorrow", "Drone strike on Kherson market kills six", tomorrow, hours=26),
    )

    assert placed["tomorrow"] != placed["today"]


def test_a_copy_is_known_and_credits_its_agency() -> None:
    first = a_trace("wire", "Drone strike on Kherson hospital", ENGLISH, authors=("AFP",))
    second = a_trace("paper", "Fourteen killed in Kherson", f"{ENGLISH}\n(AFP)", hours=3)

    placed = {trace.document_id: trace for trace in GROUPER.place([second, first], ())}

    assert (placed["wire"].agency, placed["paper"].agency) == ("afp", "afp")
    assert (placed["wire"].copy_of, placed["paper"].copy_of) == (None, "wire")


def test_papers_that_print_one_agency_are_one_source() -> None:
    credited = a_trace("wire", "Drone strike on Kherson hospital", f"{ENGLISH}\n(AFP)")
    silent = a_trace("paper", "Fourteen killed in Kherson", ENGLISH, hours=3)
    other = a_trace("other", "Kherson hospital hit", f"{ENGLISH}\n(Reuters)", hours=4)

    placed = {trace.document_id: trace for trace in GROUPER.place([silent, credited, other], ())}

    assert {key: trace.origin for key, trace in placed.items()} == {
        "wire": AGENCIES.by_id["afp"].family,
        "paper": AGENCIES.by_id["afp"].family,
        "other": AGENCIES.by_id["reuters"].family,
    }
    assert silent.origin == "f"


def test_a_trace_keeps_no_text_and_decides_nothing() -> None:
    trace = a_trace("en", "Drone strike on Kherson hospital", ENGLISH)

    assert trace.story_id is None
    assert trace.copy_of is None
    assert max(map(len, trace.terms)) < 60
    assert list(trace.terms) == sorted(set(trace.terms))
