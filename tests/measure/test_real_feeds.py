"""Real feeds and feedparser's own test files, read and held against feedparser; every difference must have a reason."""

import calendar
import gzip
import io
import json
import subprocess
import sys
import tarfile
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.builders import a_feed
from trucewatch.errors import FeedMalformed
from trucewatch.feeds.content import FeedContent
from trucewatch.feeds.parsing import read_feed
from trucewatch.feeds.words import plain
from trucewatch.knowledge.addresses import canonical_url
from trucewatch.model import Entry

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FEED = a_feed(language="en")
FEEDS = Path(__file__).parents[3] / "shared/data/feeds"
DOWNLOAD_SECONDS = 120


def as_feedparser_reads(body: bytes) -> Any:
    return feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": "application/xml", "content-location": FEED.url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def says_something(raw: Any) -> bool:
    """Whether an entry has an address, a name, or a word to read."""
    words = [raw.get("title"), raw.get("summary"), *(content.get("value") for content in raw.get("content") or ())]
    return bool(
        raw.get("id")
        or str(raw.get("link") or "").startswith("http")
        or any(plain(str(text or ""), is_html=True) for text in words)
    )


def identity(raw: Any) -> str:
    """What tells an entry from the others of its document."""
    return (
        canonical_url(str(raw.get("link") or ""))
        or str(raw.get("id") or "")
        or str(raw.get("title") or raw.get("summary"))
    )


def differing_count(content: FeedContent, parsed: Any) -> str:
    """Return why there are more or fewer entries than feedparser gives; '' where there are not."""
    if len(content.entries) == len(parsed.entries):
        return ""
    if content.kind == "json_feed":
        return "feedparser reads no JSON"
    speaking = [raw for raw in parsed.entries if says_something(raw)]
    if len(content.entries) == len(speaking):
        return "entries that say nothing"
    if len(content.entries) == len({identity(raw) for raw in speaking}):
        return "one page listed several times"
    return "UNEXPLAINED"


def moments_of(raw: Any) -> set[datetime]:
    """All the dates that feedparser read in an entry."""
    parsed = [dict.get(raw, f"{field}_parsed") for field in ("published", "updated", "created")]
    return {datetime.fromtimestamp(calendar.timegm(moment), UTC) for moment in parsed if moment}


def differing_date(entry: Entry, same_page: list[Any]) -> str:
    """Return why an entry's date is not feedparser's; '' where it is."""
    moments = set().union(*(moments_of(raw) for raw in same_page))
    if entry.published_at in moments or (entry.published_at is None and not moments):
        return ""
    if entry.published_at is None and entry.date_flaw in {"future", "too_old"}:
        return f"flagged as {entry.date_flaw}"
    return "UNEXPLAINED"


class Tally:
    """What came of reading many documents."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.unexplained: list[str] = []

    def read(self, name: str, body: bytes) -> None:
        parsed = as_feedparser_reads(body)
        self.counts["entries of feedparser"] += len(parsed.entries)
        try:
            content = read_feed(body, FEED, NOW, None)
        except FeedMalformed as error:
            self.counts[f"said to be {error.code}"] += 1
            self._note(name, self._loss(error, parsed))
            return
        self.counts["documents read"] += 1
        self.counts["entries"] += len(content.entries)
        self.counts.update(f"flaw {flaw}" for flaw in content.flaws)
        self._note(name, differing_count(content, parsed))
        if content.kind == "json_feed":
            return
        pages: dict[str, list[Any]] = {}
        for raw in parsed.entries:
            pages.setdefault(canonical_url(str(raw.get("link") or "")), []).append(raw)
        for entry in content.entries:
            self._compare(name, entry, pages.get(canonical_url(entry.url), []))

    def _loss(self, error: FeedMalformed, parsed: Any) -> str:
        if not parsed.entries:
            return ""
        # Of a document that ends inside its only item nothing is whole.
        return "the only item is cut" if error.code == "broken_xml" and len(parsed.entries) == 1 else "UNEXPLAINED"

    def _compare(self, name: str, entry: Entry, same_page: list[Any]) -> None:
        if not same_page:
            self._note(name, "UNEXPLAINED" if entry.url else "")
            return
        self.counts["addresses alike"] += 1
        guids = {str(raw.get("id") or "").strip() for raw in same_page}
        self._note(name, "" if (entry.guid or "") in guids else "a guid left as written, not made an address")
        difference = differing_date(entry, same_page)
        self.counts["dates alike"] += not difference
        self._note(name, difference)

    def _note(self, name: str, difference: str) -> None:
        if difference == "UNEXPLAINED":
            self.unexplained.append(name)
        elif difference:
            self.counts[f"differs: {difference}"] += 1

    def report(self, title: str) -> str:
        return f"\n{title}: {json.dumps(dict(sorted(self.counts.items())), indent=1)}\n"


@pytest.mark.skipif(not FEEDS.is_dir(), reason="no real feeds here")
def test_real_feeds_are_read_as_feedparser_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    for path in sorted(FEEDS.glob("*.gz")):
        tally.read(path.name, gzip.decompress(path.read_bytes()))
    with capsys.disabled():
        sys.stdout.write(tally.report("Real feeds"))
    assert tally.unexplained == []
    assert tally.counts["documents read"] == len(list(FEEDS.glob("*.gz")))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """feedparser's source distribution, which alone has its test files."""
    folder = tmp_path_factory.mktemp("feedparser")
    release = version("feedparser")
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-binary",
        ":all:",
        "--no-deps",
        f"feedparser=={release}",
    ]
    try:
        subprocess.run(download, cwd=folder, check=True, capture_output=True, timeout=DOWNLOAD_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"feedparser's source cannot be had: {error}")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as source:
        source.extractall(folder, filter="data")
    return folder / f"feedparser-{release}" / "tests"


def test_feedparsers_own_test_files_are_read_as_it_reads_them(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(corpus.rglob("*.xml"))
    tally = Tally()
    for path in paths:
        tally.read(str(path.relative_to(corpus)), path.read_bytes())
    with capsys.disabled():
        sys.stdout.write(tally.report(f"feedparser's {len(paths)} test files"))
    assert tally.unexplained == []
    assert len(paths) > 2000
