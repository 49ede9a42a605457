"""The agencies that we ship: every line that credits one does, and every line that quotes one does not."""

import shutil
from pathlib import Path

import pytest

from tests.builders import NOON
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.agencies import Agency, Credit, load_agencies
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.model import Document
from trucewatch.settings import KNOWLEDGE

AGENCIES = load_agencies(KNOWLEDGE)
BODY = "The two sides met for three hours.\nNobody spoke of a date for the next round."


def a_document(text: str = BODY, *, authors: tuple[str, ...] = ()) -> Document:
    return Document(
        id="d", article_id="a", url="", title="", text=text, language="en", published_at=NOON, authors=authors
    )


def documents_with(line: str, where: str) -> list[Document]:
    if where == "byline":
        return [a_document(authors=(line,))]
    return [a_document(f"{line}\n{BODY}")] if where == "start" else [a_document(f"{BODY}\n{line}")]


@pytest.mark.parametrize(
    ("credit", "line"),
    [pytest.param(one, line, id=f"{one.id}-{line}") for one in AGENCIES.credits for line in one.match],
)
def test_each_way_of_crediting_is_seen(credit: Credit, line: str) -> None:
    assert all(AGENCIES.agency_of(document) for document in documents_with(line, credit.where))


@pytest.mark.parametrize(
    ("credit", "line"),
    [pytest.param(one, line, id=f"{one.id}-{line}") for one in AGENCIES.credits for line in one.no_match],
)
def test_a_citation_is_no_credit(credit: Credit, line: str) -> None:
    assert [AGENCIES.agency_of(document) for document in documents_with(line, credit.where)] == [None]


@pytest.mark.parametrize(
    ("agency", "line"),
    [pytest.param(one, line, id=f"{one.id}-{line}") for one in AGENCIES.by_id.values() for line in one.match],
)
def test_each_agency_is_credited_by_its_lines(agency: Agency, line: str) -> None:
    found = {AGENCIES.agency_of(document) for where in ("start", "end") for document in documents_with(line, where)}

    assert agency.id in found
    assert found <= {agency.id, None}


@pytest.mark.parametrize(
    ("agency", "line"),
    [pytest.param(one, line, id=f"{one.id}-{line}") for one in AGENCIES.by_id.values() for line in one.no_match],
)
def test_no_agency_is_credited_by_lines_that_quote_it(agency: Agency, line: str) -> None:
    found = {AGENCIES.agency_of(document) for where in ("start", "end") for document in documents_with(line, where)}

    assert found == {None}, agency.id


def test_an_author_who_is_an_agency_comes_before_what_the_text_says() -> None:
    assert AGENCIES.agency_of(a_document(f"{BODY}\n(AFP)", authors=("Reuters",))) == "reuters"


def test_a_document_without_text_or_authors_credits_nobody() -> None:
    assert AGENCIES.agency_of(a_document("")) is None


def test_families_that_are_in_the_list_of_feeds_are_spelled_as_there() -> None:
    families = {feed.family for feed in load_feeds(KNOWLEDGE / "feeds.yaml")}
    ours = {"anadolu", "irna", "tass", "ukrinform"}

    assert ours <= families
    assert ours == {agency.family for agency in AGENCIES.by_id.values() if agency.family in families}


MISTAKES = {
    "unknown key": ("{id: aap, ", "{id: aap, motto: x, "),
    "the id 'afp' is no slug, or used already": ("{id: ansa, ", "{id: afp, "),
    "the name 'AFP' is that of afp already": ("names: [ANSA]", "names: [AFP]"),
    "names must be a list": ("names: [ANSA]", "names: ANSA"),
    "where must be one of": ("where: byline", "where: middle"),
    "words need either": ("agency: reuters", "agency: nobody"),
    "words: ": ("words: '^(?:Reporting", "words: '^(((?:Reporting"),
    "name must be words": ("name: ANSA,", "name: 12,"),
}


@pytest.mark.parametrize(("problem", "change"), MISTAKES.items(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line(problem: str, change: tuple[str, str], tmp_path: Path) -> None:
    shutil.copy(KNOWLEDGE / "agencies.yaml", tmp_path)
    path = tmp_path / "agencies.yaml"
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")

    with pytest.raises(KnowledgeInvalid, match=rf"agencies.yaml:\d+: .*{problem}"):
        load_agencies(tmp_path)


@pytest.mark.parametrize("text", ["credits: 3\nagencies: []\n", "credits: []\nagencies: {}\n"])
def test_what_is_no_list_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeInvalid, match="must be a list"):
        load_agencies(tmp_path)
