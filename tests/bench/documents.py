"""How well and how fast pages are read, beside other readers of the same pages: python -m tests.bench.documents.

Real pages where ../shared/data is at hand, else the demo's own (and the table says so). Every reader has every page of a
round before the next round begins, the readers in another order on each page, all in one process: what disturbs the
machine disturbs all of them. CPU time; a page's time is the median of its rounds (newspaper4k has but one). No reader asks the network.

    ours, with care    read_document
    ours, two speeds   skim_page, the finder's glance, and read_document for the pages that it lets through; its quality
                       is that of those pages, as is the reference's beside it
    reference          trafilatura as shipped, with metadata
    others             newspaper4k (without images), readability-lxml (its summary's text), resiliparse (main content)
"""

import functools
import json
import logging
import math
import platform
import random
import resource
import statistics
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newspaper import Article
from readability import Document as ReadableDocument
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from trafilatura.core import bare_extraction

from demo.news import load_world, render_outlet
from tests.builders import a_feed, a_reading, an_article, an_entry
from tests.measure.extraction_quality import FOLDERS, PAGES, RealPage, overlap, real_pages, score
from trucewatch.documents import read_document, skim_page
from trucewatch.documents.decoding import decode
from trucewatch.documents.words import plain
from trucewatch.errors import TextMissing
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.knowledge.notices import load_notices
from trucewatch.mentions import open_finder
from trucewatch.model import Reading, Skim
from trucewatch.settings import Settings

ROUNDS = 3
ONCE = frozenset({"newspaper4k"})  # it takes as long as two or three of the others together
MANY, FEW = 20_000, 2_000
"""Pages after which memory is looked at, and held against."""
ASKED = {"world": 8.0, "mix": 4.0, "skim_ms": 4.0, "skim_to_parse": 3.0, "f1_en": 0.95, "f1_below_reference": 0.005}
CAREFUL, TWO_SPEEDS, REFERENCE = "ours, with care", "ours, two speeds", "trafilatura, as shipped"
SKIM, GLANCE, PARSE = "skim", "glance", "decode and parse"

Reader = Callable[[RealPage], str]
Times = Mapping[tuple[str, str], Sequence[float]]
"""Seconds by reader and folder, one a page, in the order of the folder's pages."""


def reading_of(page: RealPage) -> Reading:
    """Return a page as the road gives it to its readers, its feed having said nothing of it."""
    return a_reading(
        page.html,
        article=an_article(final_url=page.url, charset=None),
        entry=an_entry(page.url, title="", published_at=None),
        feed=a_feed(language=page.language),
    )


class Ours:
    """Our two speeds, opened once."""

    def __init__(self) -> None:
        knowledge = Settings().knowledge
        self._finder = open_finder(load_languages(knowledge), load_gazetteer(knowledge))
        self._notices = load_notices(knowledge)

    def careful(self, page: RealPage) -> str:
        """Return a page's text, read with care; '' where it has none."""
        try:
            return read_document(reading_of(page), self._notices).text
        except TextMissing:
            return ""

    def skim(self, page: RealPage) -> Skim | None:
        """Return a quick look at a page; None: there is nothing to look at."""
        try:
            return skim_page(reading_of(page))
        except TextMissing:
            return None

    def lets_through(self, skim: Skim | None) -> bool:
        """Whether a page deserves a careful reading."""
        return skim is not None and self._finder.glance(skim.document.title, skim.text, skim.languages) is None

    def two_speeds(self, page: RealPage) -> str:
        """Return the text of a page that deserves to be read, else ''."""
        return self.careful(page) if self.lets_through(self.skim(page)) else ""


def reference(page: RealPage, *, include_comments: bool = True) -> str:
    """Return what trafilatura finds by default, with metadata."""
    found = bare_extraction(page.html, url=page.url or None, with_metadata=True, include_comments=include_comments)
    return str(getattr(found, "text", None) or "")


def newspaper(page: RealPage) -> str:
    """Return what newspaper4k finds; it may look at no image, for it would fetch them."""
    article = Article(page.url, fetch_images=False)
    article.download(input_html=decode(page.html))
    article.parse()
    return str(article.text)


def readability(page: RealPage) -> str:
    """Return the text of what readability-lxml takes for the article."""
    return plain(ReadableDocument(decode(page.html), url=page.url).summary())


def main_content(page: RealPage) -> str:
    """Return resiliparse's main content."""
    return str(extract_plain_text(decode(page.html), main_content=True, alt_texts=False))


def quietly(reader: Reader) -> Reader:
    """Return a reader that finds nothing where it fails, as some do on real pages."""

    @functools.wraps(reader)
    def read(page: RealPage) -> str:
        try:
            return reader(page)
        except Exception as error:  # noqa: BLE001  # each of these libraries raises what it likes
            logging.getLogger(__name__).info("%s: %s", page.name, type(error).__name__)
            return ""

    return read


def interleaved(readers: Mapping[str, Reader], pages: Sequence[RealPage], rounds: int) -> tuple[dict[Any, Any], Times]:
    """Read all pages with all readers, round by round; return the texts and median seconds by reader and folder."""
    order = random.Random(0)  # noqa: S311  # the same order every time
    spent: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    texts: dict[tuple[str, str, str], str] = {}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        asked = sorted(item for item in readers.items() if number == 0 or item[0] not in ONCE)
        for page in order.sample(pages, len(pages)):
            for name, reader in order.sample(asked, len(asked)):
                began = time.process_time()
                text = reader(page)
                spent[name, page.folder, page.name].append(time.process_time() - began)
                texts[name, page.folder, page.name] = text
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name in readers:
        for page in pages:
            times[name, page.folder].append(statistics.median(spent[name, page.folder, page.name]))
    return texts, times


def mean_ms(times: Times, reader: str, folders: Iterable[str]) -> float:
    """Return milliseconds a page over these folders."""
    return 1000 * statistics.fmean(seconds for folder in folders for seconds in times[reader, folder])


def f1(texts: Mapping[Any, str], reader: str, pages: Iterable[RealPage]) -> float:
    """Return how well a reader found the texts of these pages; nan for none."""
    overlaps = [overlap(page.truth, texts[reader, page.folder, page.name]) for page in pages]
    return score(overlaps).f1 if overlaps else math.nan


def bench_pages() -> tuple[RealPage, ...]:
    """Return the real pages, or the demo's where there are none."""
    if PAGES.is_dir():
        return tuple(page for folder in FOLDERS for page in real_pages(folder))
    print("../shared/data is not at hand: the demo's own pages, whose texts say nothing of quality elsewhere")
    return tuple(_demo_pages())


def _demo_pages() -> Iterator[RealPage]:
    world = load_world()
    for outlet in world.outlets:
        pages = render_outlet(world, outlet, "https://demo.example", datetime.now(UTC))
        for story in world.stories:
            if story.outlet == outlet.id and story.path in pages:
                yield RealPage(
                    folder="demo",
                    name=story.slug,
                    url=f"https://demo.example{story.path}",
                    language=outlet.language,
                    html=pages[story.path].body,
                    truth="\n".join(story.paragraphs),
                )


def growth(ours: Ours, pages: Sequence[RealPage]) -> tuple[int, int]:
    """Skim and glance at 20,000 pages; return resident megabytes after 2,000 and after all."""
    few = 0
    for number in range(1, MANY + 1):
        ours.lets_through(ours.skim(pages[number % len(pages)]))
        if number == FEW:
            few = resident_megabytes()
    return few, resident_megabytes()


def resident_megabytes() -> int:
    """Return this process's resident memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1024 // 1024


def main() -> int:
    """Print the tables, and the same as JSON on the last line."""
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")  # of the other readers
    pages, ours = bench_pages(), Ours()
    passed = {(page.folder, page.name) for page in pages if ours.lets_through(ours.skim(page))}
    for page in pages[:5]:
        ours.careful(page)  # loads code and models
    few, many = growth(ours, pages)
    skims = {(page.folder, page.name): ours.skim(page) for page in pages}
    readers: dict[str, Reader] = {
        CAREFUL: ours.careful,
        TWO_SPEEDS: ours.two_speeds,
        REFERENCE: reference,
        "trafilatura, no comments": functools.partial(reference, include_comments=False),
        "newspaper4k": newspaper,
        "readability-lxml": readability,
        "resiliparse main content": main_content,
        SKIM: lambda page: str(ours.skim(page) is not None),
        GLANCE: lambda page: str(ours.lets_through(skims[page.folder, page.name])),
        PARSE: lambda page: str(HTMLTree.parse(decode(page.html)) is None),
    }
    quiet = {name: quietly(reader) if name not in {CAREFUL, TWO_SPEEDS} else reader for name, reader in readers.items()}
    texts, times = interleaved(quiet, pages, ROUNDS)
    figures = figures_of(pages, passed, texts, times) | {"rss_mb": {str(FEW): few, str(MANY): many}}
    show(figures)
    print(json.dumps(figures))
    return 0


def figures_of(
    pages: Sequence[RealPage], passed: set[tuple[str, str]], texts: Mapping[Any, str], times: Times
) -> dict[str, Any]:
    """Return all figures by name."""
    folders = sorted({page.folder for page in pages})
    table: dict[str, Any] = {}
    for folder in folders:
        inside = [page for page in pages if page.folder == folder]
        through = [page for page in inside if (page.folder, page.name) in passed]
        readers = [name for name, where in times if where == folder and name not in {SKIM, GLANCE, PARSE}]
        table[folder] = {
            "pages": len(inside),
            "let_through": len(through),
            "readers": {
                name: {
                    "ms": round(mean_ms(times, name, [folder]), 2),
                    "f1": round(f1(texts, name, inside), 4) if name != TWO_SPEEDS else None,
                    "f1_let_through": round(f1(texts, name, through), 4),
                }
                for name in readers
            },
        }
    skim, glance, parse = (mean_ms(times, name, folders) for name in (SKIM, GLANCE, PARSE))
    ratio = {folder: mean_ms(times, REFERENCE, [folder]) / mean_ms(times, TWO_SPEEDS, [folder]) for folder in folders}
    mix = mean_ms(times, REFERENCE, folders) / mean_ms(times, TWO_SPEEDS, folders)
    cheap = {"skim_ms": skim, "glance_ms": glance, "parse_ms": parse, "to_parse": (skim + glance) / parse}
    return {"asked": ASKED, "folders": table, "ratio": ratio | {"mix": mix}, "cheap_pass": cheap}


def show(figures: Mapping[str, Any]) -> None:
    """Print the figures as tables."""
    count = sum(folder["pages"] for folder in figures["folders"].values())
    print(f"{count} pages, {ROUNDS} rounds, Python {platform.python_version()}, {platform.machine()}; CPU ms a page")
    for folder, table in figures["folders"].items():
        print(f"\n{folder}: {table['pages']} pages, {table['let_through']} let through by the first look")
        print(f"  {'':28}{'ms':>8}{'F1':>9}{'F1 of those let through':>26}")
        for name, row in sorted(table["readers"].items(), key=lambda item: item[1]["ms"]):
            print(f"  {name:28}{row['ms']:8.1f}{_f1(row['f1']):>9}{_f1(row['f1_let_through']):>26}")
    print("\npages a second, ours at two speeds to the reference's:")
    for name, ratio in figures["ratio"].items():
        asked = f"   asked: {ASKED[name]:.0f}" if name in ASKED else ""
        print(f"  {name:8}{ratio:6.1f}{asked}")
    cheap, rss = figures["cheap_pass"], figures["rss_mb"]
    print(
        f"\nfirst look: skim {cheap['skim_ms']:.2f} ms, glance {cheap['glance_ms']:.2f} ms (asked: under 4 together); "
        f"{cheap['to_parse']:.2f} times decoding and parsing alone, {cheap['parse_ms']:.2f} ms (asked: 3)"
    )
    print(f"memory: {rss[str(FEW)]} MB after {FEW:,} pages, {rss[str(MANY)]} MB after {MANY:,}")


def _f1(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


if __name__ == "__main__":
    sys.exit(main())
