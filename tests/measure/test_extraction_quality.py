"""How well careful reading finds the texts of real pages, held against trafilatura's default on the same ones."""

import functools
from collections.abc import Callable

import pytest
from trafilatura.core import bare_extraction

from tests.measure.extraction_quality import FOLDERS, PAGES, Overlap, RealPage, overlap, real_pages, score
from trucewatch.documents import extract_html
from trucewatch.documents.words import tidy
from trucewatch.errors import TextMissing
from trucewatch.knowledge.notices import Notices, load_notices
from trucewatch.settings import KNOWLEDGE

LEAST_F1_EN = 0.95
MOST_BELOW_REFERENCE = 0.005

real = pytest.mark.skipif(not PAGES.is_dir(), reason="the real data are not at hand")


@functools.cache
def notices() -> Notices:
    return load_notices(KNOWLEDGE)


@functools.cache
def ours(page: RealPage) -> str:
    try:
        return extract_html(page.html, url=page.url, notices=notices()).text
    except TextMissing:
        return ""


def reference(page: RealPage) -> str:
    found = bare_extraction(page.html, url=page.url, with_metadata=True)
    return str(getattr(found, "text", None) or "")


def f1(folder: str, reader: Callable[[RealPage], str]) -> float:
    return score(overlap(page.truth, reader(page)) for page in real_pages(folder)).f1


@real
@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_texts_are_found_as_well_as_by_the_reference(folder: str) -> None:
    assert f1(folder, ours) >= f1(folder, reference) - MOST_BELOW_REFERENCE


@real
@pytest.mark.slow
def test_english_texts_are_found_well() -> None:
    assert f1("en", ours) >= LEAST_F1_EN


@real
@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_texts_are_tidy_as_they_are_stored(folder: str) -> None:
    assert [page.name for page in real_pages(folder) if tidy(ours(page)) != ours(page)] == []


def test_a_text_found_as_it_is_has_everything_in_common() -> None:
    assert overlap("One two three four five.", "One two, three four five") == Overlap(
        common=1.0, excess=0.0, missing=0.0
    )


def test_what_is_missing_and_what_is_too_much_are_told_apart() -> None:
    assert overlap("a b c d e", "a b c d") == Overlap(common=0.5, excess=0.0, missing=0.5)
    assert overlap("a b c d", "a b c d e") == Overlap(common=0.5, excess=0.5, missing=0.0)
    assert overlap("a b c d", "") == Overlap(common=0.0, excess=0.5, missing=0.5)


def test_a_long_page_counts_as_much_as_a_short_one() -> None:
    found = score([Overlap(common=1.0, excess=0.0, missing=0.0), Overlap(common=0.0, excess=0.25, missing=0.75)])
    assert (found.precision, found.recall) == (0.8, pytest.approx(1 / 1.75))
    assert found.f1 == pytest.approx(2 / 3)


def test_scripts_without_spaces_count_characters() -> None:
    assert overlap("停火協議達成", "停火協議").common == pytest.approx(1 / 3)
