"""How well the text of a page was found: real pages with the text that belongs to them, and a measure.

The measure is that of article-extraction-benchmark (github.com/scrapinghub/article-extraction-benchmark, evaluate.py,
MIT): the words of both texts as overlapping 4-grams; per page, those in common, in excess and missing, divided by their
sum, so that a long page counts as much as a short one; precision, recall and F1 of the sums over all pages. Scripts
without spaces between words count each character as a word, and characters that nobody sees count for nothing. Truths: pages/en by hand; pages/fr is its site's first
paragraph and body; pages/world is what each publisher's own parser finds (summary, headings and paragraphs).
"""

import functools
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages"
FOLDERS = ("en", "fr", "world")
_SHINGLE = 4
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RealPage:
    """A page as it was downloaded, and what a reader should find in it."""

    folder: str
    name: str
    url: str
    language: str
    """As its list says; '' where that says nothing."""
    html: bytes
    truth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Shares of the 4-grams of two texts; they add up to 1."""

    common: float
    excess: float
    missing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well the texts of several pages were found, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


@functools.cache
def real_pages(folder: str) -> tuple[RealPage, ...]:
    """Return the pages of a folder in the order of its list."""
    lines = (PAGES / folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_page(folder, json.loads(line)) for line in lines)


def overlap(truth: str, found: str) -> Overlap:
    """Return what two texts have in common; with no word in either, all of it."""
    expected, given = _shingles(truth), _shingles(found)
    common = (expected & given).total()
    excess, missing = given.total() - common, expected.total() - common
    whole = common + excess + missing
    return Overlap(common=common / whole, excess=excess / whole, missing=missing / whole)


def score(overlaps: Iterable[Overlap]) -> Score:
    """Return precision, recall and F1 over several pages."""
    pages = list(overlaps)
    common = sum(page.common for page in pages)
    found = common + sum(page.excess for page in pages)
    expected = common + sum(page.missing for page in pages)
    return Score(
        precision=common / found if found else 0.0,
        recall=common / expected if expected else 0.0,
        f1=2 * common / (found + expected) if found + expected else 0.0,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return Counter(tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1)))


def _page(folder: str, listed: Mapping[str, Any]) -> RealPage:
    html = gzip.decompress((PAGES / folder / "html" / f"{listed['id']}.html.gz").read_bytes())
    language = listed.get("lang", folder if folder != "world" else "")
    truth = _TRUTHS[folder](listed)
    return RealPage(folder=folder, name=listed["id"], url=listed["url"], language=language, html=html, truth=truth)


def _english(listed: Mapping[str, Any]) -> str:
    return str(listed["text"])


def _french(listed: Mapping[str, Any]) -> str:
    return f"{listed['heading']}\n{listed['article']}"


def _world(listed: Mapping[str, Any]) -> str:
    body = listed["expected"]["body"]
    sections = (part for section in body["sections"] for part in (*section["headline"], *section["paragraphs"]))
    return "\n".join((*body["summary"], *sections))


_TRUTHS = {"en": _english, "fr": _french, "world": _world}
