"""Real items and pages: which are taken for copies of each other, whether the index finds them, and what is boilerplate."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import pytest

from tests.measure.extraction_quality import FOLDERS, PAGES, real_pages
from trucewatch.documents import extract_html
from trucewatch.documents.sketching import sketch_of
from trucewatch.documents.words import plain
from trucewatch.errors import TextMissing
from trucewatch.knowledge.addresses import canonical_url, host_of, registrable_domain
from trucewatch.model import Document, stable_id
from trucewatch.stories.likeness import is_boilerplate, is_copy, looked_up

STREAMS = PAGES.parent / "streams"
HOTTEST = 200
"""A hash that more items have tells nothing; the warehouse looks at the newest few of them too."""
LOOKED_UP_AT_LEAST = 0.97
"""Share of the copies that share a looked-up hash: 499 of 501 when it was measured."""
MOST_ABROAD = 0.005
"""Pairs of copies in different outlets, as a share of items: 52 of 13,732 when it was measured. Each was read: all tell of
one event; 41 in one text (an agency's, a quoted one, or one article that two addresses lead to), 11 in words of their own
around a shared headline. Of copies within one outlet, most are of one form: puzzles, fashion shows, newsletters."""
MOST_REPEATED = 0.01
"""Summaries that would be boilerplate if they were pages: 81 of 13,732; puzzles, photos of the day, newsletters, and some
articles that were listed three times under new headlines, which a page's text would tell."""
COPIED_PAGES = 3
"""Of 396 pages: two articles under two addresses, and one that was written on during the day. All three are right."""
_UNCLOSED = re.compile("<[^>]*$")
"""The streams' summaries were cut, some within a tag."""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PAGES.is_dir(), reason="the pages are not at hand")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text of one outlet."""

    url: str
    title: str
    text: str
    sketch: tuple[int, ...]

    @property
    def outlet(self) -> str:
        return registrable_domain(self.url)

    def document(self) -> Document:
        """Return it as it would be kept."""
        return Document(
            id=stable_id("item", self.url),
            article_id=self.url,
            url=self.url,
            title=self.title,
            text=self.text,
            language="en",
            published_at=None,
            sketch=self.sketch,
        )


def items(path: Path) -> Iterator[Item]:
    """Read each address once, as title and summary."""
    seen: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            url = canonical_url(item["link"] or "")
            if url not in seen:
                seen.add(url)
                title, summary = (plain(_UNCLOSED.sub("", plain(item[name] or ""))) for name in ("title", "summary"))
                yield Item(url=url, title=title, text=summary, sketch=sketch_of(f"{title}\n{summary}"))


def pairs(some: list[Item], hashes: Callable[[Item], tuple[int, ...]]) -> set[tuple[int, int]]:
    """Return the pairs that share one of these hashes, by their places."""
    places = defaultdict(list)
    for place, item in enumerate(some):
        for hash_ in hashes(item):
            places[hash_].append(place)
    return {pair for found in places.values() if len(found) <= HOTTEST for pair in combinations(found, 2)}


@pytest.fixture(scope="module", params=["en-2026-01", "fr-2025-02"])
def stream(request: pytest.FixtureRequest) -> list[Item]:
    return list(items(STREAMS / f"{request.param}.jsonl.gz"))


@pytest.fixture(scope="module")
def pages() -> list[Item]:
    read = []
    for page in (page for folder in FOLDERS for page in real_pages(folder)):
        try:
            found = extract_html(page.html, url=page.url)
        except TextMissing:
            continue
        read.append(Item(url=page.url, title=found.title or "", text=found.text, sketch=sketch_of(found.text)))
    return read


def test_copies_in_a_stream_are_looked_up_and_those_of_other_outlets_are_few(
    stream: list[Item], record_property: Callable[[str, object], None]
) -> None:
    copies = {
        (one, other)
        for one, other in pairs(stream, lambda item: item.sketch)
        if is_copy(stream[one].sketch, stream[other].sketch)
    }
    found = copies & pairs(stream, lambda item: looked_up(item.sketch))
    abroad = sorted(pair for pair in copies if len({stream[place].outlet for place in pair}) > 1)
    for name, value in {"items": stream, "copies": copies, "found": found, "abroad": abroad}.items():
        record_property(name, len(value))
    assert len(found) >= LOOKED_UP_AT_LEAST * len(copies)
    assert abroad
    assert len(abroad) <= MOST_ABROAD * len(stream), [[stream[place].title for place in pair] for pair in abroad]


def test_summaries_of_a_stream_are_rarely_boilerplate(
    stream: list[Item], record_property: Callable[[str, object], None]
) -> None:
    documents = [replace(item.document(), sketch=sketch_of(item.text)) for item in stream]
    by_host = defaultdict(list)
    for document in documents:
        by_host[host_of(document.url)].append(document)
    repeated = [document for document in documents if is_boilerplate(document, [], by_host[host_of(document.url)])]
    record_property("repeated", len(repeated))
    assert len(repeated) <= MOST_REPEATED * len(stream), [(document.title, document.text) for document in repeated]


def test_pages_that_are_copies_are_found_and_no_others(pages: list[Item]) -> None:
    copies = [pair for pair in combinations(pages, 2) if is_copy(*(page.sketch for page in pair))]
    assert len(copies) == COPIED_PAGES, [[page.url for page in pair] for pair in copies]
    assert all(not set(looked_up(one.sketch)).isdisjoint(looked_up(other.sketch)) for one, other in copies)


def test_no_page_with_an_article_is_boilerplate(pages: list[Item]) -> None:
    documents = [page.document() for page in pages]
    assert [document.url for document in documents if is_boilerplate(document, [], documents)] == []
