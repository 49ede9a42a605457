"""What is read out of an account: the same terms, whatever its language."""

from datetime import date
from typing import Any

import pytest

from tests.builders import NOON, a_mention, a_span
from trucewatch.codebook import DatePrecision, Target
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.story_words import load_story_words
from trucewatch.model import Account, Document, Mention
from trucewatch.settings import KNOWLEDGE
from trucewatch.stories.terms import LEAD, MOST_TERMS, OPENING, TermReader

READER = TermReader(load_gazetteer(KNOWLEDGE), load_story_words(KNOWLEDGE))


def terms(title: str = "", text: str = "", *, language: str = "en", **changes: Any) -> set[str]:
    mentions: tuple[Mention, ...] = changes.pop("mentions", ())
    document = Document(
        id="d", article_id="a", url="", title=title, text=text, language=language, published_at=NOON, **changes
    )
    account = Account(document=document, outlet="o", family="f", said_at=NOON, mentions=mentions)
    return set(READER.read(account))


def test_a_french_and_an_english_report_of_one_event_share_its_terms() -> None:
    english = terms(
        "Drone strike on Kherson hospital kills fourteen",
        "Doctor Kalachev said on Tuesday that 1,250 patients were moved from the Russian-shelled building.",
    )
    french = terms(
        "Quatorze morts dans une frappe de drone sur un hôpital de Kherson",
        "Le docteur Kalatchev a dit mardi que 1 250 patients du bâtiment, visé par les tirs russes, étaient déplacés.",
        language="fr",
    )

    shared = english & french
    assert {"number:14", "number:1250", "date:2026-03-17", "land:RUS", "land:UKR", "name:kalaCav"} <= shared
    assert {"matter:strike", "matter:drone", "matter:hospital", "matter:dead"} <= shared
    assert {"head:matter:strike", "head:number:14"} <= shared
    assert any(term.startswith("place:gn:") for term in shared)


def test_a_leader_speaks_for_a_state() -> None:
    assert {"actor:zelensky", "land:UKR"} <= terms("Zelensky arrives")


def test_a_capital_may_stand_for_its_government() -> None:
    found = terms("Moscow refuses")

    assert "land:RUS" in found
    assert not [term for term in found if term.startswith("place:")]


def test_a_region_is_no_place_that_tells_events_apart() -> None:
    found = terms("Shells fall in the Gaza Strip")

    assert "area:gaza-strip" in found
    assert not [term for term in found if term.startswith("place:")]


def test_a_city_brings_its_region_and_state() -> None:
    assert {"place:gn:706483", "area:UA-63", "land:UKR"} <= terms("Shells fall on Kharkiv")


def test_mentions_bring_acts_days_and_durations() -> None:
    mention = a_mention(
        duration="P30D",
        event_on=date(2026, 3, 20),
        event_precision=DatePrecision.DAY,
        target=Target.ENERGY,
        sentence=a_span("x", 10),
    )

    assert {
        "act:ceasefire:accept",
        "act:ceasefire:energy",
        "conflict:ardania-borland",
        "duration:P30D",
        "date:2026-03-20",
    } <= terms("Lull", "Nothing else is said here.", mentions=(mention,))


def test_what_stands_far_down_is_left_out() -> None:
    far = a_mention(sentence=a_span("x", 5 * LEAD))
    text = "The rain goes on. " * (LEAD // 10) + "Kharkiv was shelled in 2014 by 77 guns."

    found = terms("Rain", text, mentions=(far,))

    assert not [term for term in found if term.startswith(("place:", "act:", "number:"))]


def test_what_only_stands_behind_the_opening_is_marked() -> None:
    text = "A bridge fell. " + "It rains. " * (OPENING // 9) + "Then Karim saw the bridge and a ship."

    found = terms("Rain", text)

    assert {"matter:bridge", "late:name:karim", "late:matter:ship"} <= found
    assert "late:matter:bridge" not in found


def test_a_title_counts_once_more() -> None:
    found = terms("Bridge falls", "A bridge fell near the hospital.")

    assert "head:matter:bridge" in found
    assert "head:matter:hospital" not in found


@pytest.mark.parametrize(
    ("title", "changes", "view"),
    [
        ("Why the truce holds", {}, {"view:afar"}),
        ("The truce holds", {"is_opinion": True}, {"view:afar"}),
        ("The truce holds", {"is_live_blog": True}, {"view:live"}),
        ("The truce holds", {}, set()),
    ],
)
def test_a_text_that_looks_on_is_marked(title: str, changes: dict[str, Any], view: set[str]) -> None:
    assert {term for term in terms(title, **changes) if term.startswith("view:")} == view


@pytest.mark.parametrize("language", ["en", "fr", "uk", "und"])
@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "…", "1" * 5000, "a" * 9000, "\u202f\u0301", "x-" * 3000, "’" * 2000, "² ① ፩ ٣", "March ², ①① May"],
)
def test_any_text_gives_terms_within_bounds(text: str, language: str) -> None:
    assert len(terms(text, text, language=language)) <= MOST_TERMS


def test_terms_are_bounded_on_a_list_of_names() -> None:
    names = ", ".join(f"Mr {chr(65 + one % 26)}{chr(97 + one % 23)}{chr(97 + one % 19)}ov" for one in range(300))

    assert 0 < len(terms(names[:400], f"They are {names}")) <= MOST_TERMS
