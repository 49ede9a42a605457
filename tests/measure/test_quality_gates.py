"""Real pages and feed items: nothing sound is repaired, no article is taken for a wall, and what is flagged was read.

When it was measured (2026-11), every page and item that a gate spoke of was looked at. Pages: three teasers (all three
behind a paywall), three live blogs (two live blogs, one news wire in one page), seven pieces of opinion (all so called by
their outlets), no wall and no error, which a collection of articles should not have.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.measure.extraction_quality import FOLDERS, PAGES, RealPage, real_pages
from trucewatch.documents.extraction import ExtractedPage, extract_html
from trucewatch.documents.mojibake import repaired
from trucewatch.documents.quality import Clues, Quality, is_live_blog, is_opinion
from trucewatch.documents.words import one_line, plain, tidy
from trucewatch.knowledge.notices import load_notices
from trucewatch.settings import KNOWLEDGE

STREAMS = PAGES.parent / "streams"
NOTICES = load_notices(KNOWLEDGE)
MOST_FLAGGED = 0.03
"""Share of all feed items that are live blogs, or opinion."""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PAGES.is_dir(), reason="the pages are not at hand")]


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        yield from chain.from_iterable(map(strings_in, value.values() if isinstance(value, dict) else value))


def items() -> Iterator[dict[str, str]]:
    for path in sorted(STREAMS.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def expected_texts() -> Iterator[str]:
    for folder in FOLDERS:
        for line in Path(PAGES / folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
            yield from strings_in(json.loads(line))


@pytest.fixture(scope="module")
def read_pages() -> list[tuple[RealPage, ExtractedPage, ExtractedPage]]:
    """Each page as it is read without any notices, and with them."""
    return [
        (page, extract_html(page.html, url=page.url), extract_html(page.html, url=page.url, notices=NOTICES))
        for folder in FOLDERS
        for page in real_pages(folder)
    ]


def test_sound_texts_stay_as_they_are() -> None:
    texts = list(chain(expected_texts(), chain.from_iterable(map(strings_in, items()))))
    assert len(texts) > 50_000
    assert [text[:200] for text in texts if repaired(text) != text] == []


def test_the_text_of_no_page_is_repaired_or_tidied_twice(
    read_pages: list[tuple[RealPage, ExtractedPage, ExtractedPage]],
) -> None:
    assert [page.name for page, _, read in read_pages if repaired(read.text) != read.text] == []
    assert [page.name for page, _, read in read_pages if tidy(read.text) != read.text] == []


def test_no_page_loses_a_line_of_its_article(read_pages: list[tuple[RealPage, ExtractedPage, ExtractedPage]]) -> None:
    lost = {
        (page.name, line)
        for page, whole, read in read_pages
        for line in set(whole.text.split("\n")) - set(read.text.split("\n"))
        if line in tidy(page.truth)
    }
    assert lost == set()


def test_few_pages_are_no_articles(read_pages: list[tuple[RealPage, ExtractedPage, ExtractedPage]]) -> None:
    qualities = Counter((page.folder, read.quality) for page, _, read in read_pages)
    assert {key: count for key, count in qualities.items() if key[1] is not Quality.ARTICLE} == {
        ("en", Quality.TEASER): 2,
        ("world", Quality.TEASER): 1,
    }
    assert sum(read.is_live_blog for _, _, read in read_pages) == 3
    assert sum(read.is_opinion for _, _, read in read_pages) == 7


def test_no_feed_item_sounds_like_a_wall() -> None:
    lines = {line for item in items() for line in (item["title"] or "", *plain(item["summary"] or "").split("\n"))}
    assert [line for line in lines for kind in ("wall", "paywall", "error") if NOTICES.says(kind, one_line(line))] == []


def test_few_feed_items_are_live_blogs_or_opinion() -> None:
    flagged: Counter[str] = Counter()
    for item in items():
        clues = Clues(url=item["link"] or "", titles=(one_line(item["title"] or ""),))
        flagged["all"] += 1
        flagged["live"] += is_live_blog(plain(item["summary"] or ""), NOTICES, clues)
        flagged["opinion"] += is_opinion(NOTICES, clues)
    assert 0 < flagged["live"] < MOST_FLAGGED * flagged["all"], flagged
    assert 0 < flagged["opinion"] < MOST_FLAGGED * flagged["all"], flagged
