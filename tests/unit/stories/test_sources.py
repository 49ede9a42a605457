"""Whose words an account is: ten papers with one agency's text are one source."""

from typing import Any

from tests.builders import NOON
from trucewatch.model import Trace
from trucewatch.stories import origin

FAMILIES = {"afp": "agence-france-presse"}


def a_trace(document_id: str, **changes: Any) -> Trace:
    fields: dict[str, Any] = {
        "said_at": NOON,
        "language": "en",
        "family": f"family-of-{document_id}",
        "agency": None,
        "sketch": (),
        "terms": (),
    }
    return Trace(document_id=document_id, **fields | changes)


def test_a_paper_is_the_source_of_its_own_words() -> None:
    assert origin(a_trace("a"), {}, FAMILIES) == "family-of-a"


def test_papers_that_credit_one_agency_are_one_source() -> None:
    assert {origin(a_trace(one, agency="afp"), {}, FAMILIES) for one in "abc"} == {"agence-france-presse"}


def test_an_agency_that_nobody_knows_stands_for_itself() -> None:
    assert origin(a_trace("a", agency="gone"), {}, FAMILIES) == "gone"


def test_a_copy_has_the_source_of_what_it_copies() -> None:
    by_id = {"a": a_trace("a"), "b": a_trace("b", agency="afp")}

    assert origin(a_trace("c", copy_of="a"), by_id, FAMILIES) == "family-of-a"
    assert origin(a_trace("d", copy_of="b"), by_id, FAMILIES) == "agence-france-presse"


def test_a_copy_of_what_is_gone_stands_for_itself() -> None:
    assert origin(a_trace("c", copy_of="a"), {}, FAMILIES) == "family-of-c"


def test_its_own_credit_comes_before_what_it_copies() -> None:
    assert origin(a_trace("c", copy_of="a", agency="afp"), {"a": a_trace("a")}, FAMILIES) == "agence-france-presse"
