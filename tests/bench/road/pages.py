"""The pages that all ways read: real ones where they are at hand, else the demo's own; and others of their kind."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from demo.news import load_world, render_outlet
from tests.measure import extraction_quality

LANGUAGES = frozenset({"en", "fr"})
_NOT_TEXT = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"\b[a-zà-ÿ]{4,}\b")
_ADDRESS = re.compile(r"""(<link[^>]+rel=["']?canonical[^>]*>|<meta[^>]+og:url[^>]*>)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchPage:
    """One page in a folder of pages."""

    name: str
    url: str
    """As its publisher has it."""
    language: str
    file: str
    """Name of its HTML's file."""


def bench_pages(shared: Path) -> tuple[list[tuple[BenchPage, bytes]], str]:
    """Return the pages in English and French, in an order of chance that is always the same, and what they are."""
    if (shared / "data" / "pages").is_dir():
        extraction_quality.PAGES = shared / "data" / "pages"
        found, kind = list(_real_pages()), "real pages, English and French"
    else:
        found, kind = list(_demo_pages()), "the demo's own pages, English and French"
    random.Random(8).shuffle(found)  # noqa: S311  # the same order every time
    return found, kind


def _real_pages() -> Iterator[tuple[BenchPage, bytes]]:
    for folder in extraction_quality.FOLDERS:
        for page in extraction_quality.real_pages(folder):
            if page.language in LANGUAGES:
                yield _page(f"{folder}-{page.name}", page.url, page.language), page.html


def _demo_pages() -> Iterator[tuple[BenchPage, bytes]]:
    world = load_world()
    for outlet in world.outlets:
        shown = render_outlet(world, outlet, f"https://{outlet.id}.example", datetime.now(UTC))
        for story in world.stories:
            if story.outlet == outlet.id and story.path in shown and outlet.language in LANGUAGES:
                url = f"https://{outlet.id}.example{story.path}"
                yield _page(f"{outlet.id}-{story.slug}", url, outlet.language), shown[story.path].body


def _page(name: str, url: str, language: str) -> BenchPage:
    return BenchPage(name=name, url=url, language=language, file=f"{name}.html")


def written(pages: Sequence[tuple[BenchPage, bytes]], folder: Path) -> list[BenchPage]:
    """Write pages into a folder, with a list of them; return them."""
    for page, body in pages:
        (folder / page.file).write_bytes(body)
    (folder / "pages.json").write_text(json.dumps([asdict(page) for page, _ in pages]), encoding="utf-8")
    return [page for page, _ in pages]


def listed(folder: Path) -> list[BenchPage]:
    """Return the pages of a folder."""
    return [BenchPage(**one) for one in json.loads((folder / "pages.json").read_text(encoding="utf-8"))]


def path_of(page: BenchPage, number: int) -> str:
    """Return under which path a page is served; each has its own, whatever its publisher called it."""
    return f"/{number}{urlsplit(page.url).path}"


def recast(page: BenchPage, body: bytes, number: int) -> tuple[BenchPage, bytes]:
    """Return a page of the same kind: its markup, its names and its words of all sorts, these in another order.

    So it takes about as long as the first, holds as many of our triggers, and repeats nobody's text.
    """
    text = body.decode("utf-8", "replace")
    parts, position = [], 0
    for markup in _NOT_TEXT.finditer(text):
        parts += [text[position : markup.start()], markup[0]]
        position = markup.end()
    parts.append(text[position:])
    words = [word for part in parts[::2] for word in _WORD.findall(part)]
    random.Random(f"{page.name} {number}").shuffle(words)  # noqa: S311  # invented news
    drawn = iter(words)
    parts[::2] = [_WORD.sub(lambda _: next(drawn), part) for part in parts[::2]]
    changed = _ADDRESS.sub("", "".join(parts)).encode()
    name = f"{page.name}-{number}"
    return replace(page, name=name, url=f"{page.url}/{number}", file=f"{name}.html"), changed
