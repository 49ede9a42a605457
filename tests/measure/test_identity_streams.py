"""Real streams of feed items, listed again in other dress: how many rows come twice, and which articles are merged."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import an_entry
from trucewatch.feeds import identify
from trucewatch.feeds.identity import entry_id, keys_of
from trucewatch.knowledge.addresses import canonical_url, registrable_domain
from trucewatch.model import Entry, KnownEntry, stable_id

STREAMS = Path(__file__).parents[3] / "shared" / "data" / "streams"
MOST_MERGED = 0.002
"""Share of items that may be merged across addresses. When it was measured (18 of 13,785 items), each merge was looked at:
15 are one article whose address was mended or that was listed in two sections; three are matters of judgement (two videos of
one name, and two pairs of equal titles under different article numbers)."""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not STREAMS.is_dir(), reason="the streams are not at hand")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One item as a feed lists it."""

    url: str
    guid: str
    title: str
    summary: str
    published: datetime | None
    family: str


def plainly(listing: Listing) -> Listing:
    return listing


def tracked(listing: Listing) -> Listing:
    """Tracking parameters, another scheme, and a guid that changes at every poll."""
    url = f"{listing.url}{'&' if '?' in listing.url else '?'}utm_source=rss&utm_campaign=b&fbclid=x#top"
    return replace(listing, url=url.replace("https://", "http://"), guid=f"{listing.guid}-1700000000")


def tokened(listing: Listing) -> Listing:
    """A token in a parameter that nobody knows."""
    return replace(listing, url=f"{listing.url}{'&' if '?' in listing.url else '?'}zz=81f3")


def moved(listing: Listing) -> Listing:
    """Another address altogether, and an edited title, an hour later."""
    later = listing.published + timedelta(hours=1) if listing.published else None
    url = f"https://new.{listing.family}/{stable_id('moved', listing.url)}"
    return replace(listing, url=url, title=f"{listing.title} (updated)", published=later)


def phoned(listing: Listing) -> Listing:
    """The page for phones, in AMP."""
    return replace(
        listing, url=listing.url.replace("://www.", "://m.").rstrip("/") + ("" if "?" in listing.url else "/amp")
    )


class Store:
    """Keeps entries by their keys, as the warehouse does."""

    def __init__(self) -> None:
        self.known: dict[str, KnownEntry] = {}
        self.merged: list[tuple[Entry, KnownEntry]] = []

    def place(self, listing: Listing) -> str:
        entry = entry_of(listing)
        candidates = {key: self.known[key] for key in entry.keys if key in self.known}
        found = identify(entry, candidates)
        if found is None:
            new = KnownEntry(**{name: getattr(entry, name) for name in ("id", "url", "guid", "title", "published_at", "seen_at")}, family=listing.family)  # fmt: skip
            self.known |= dict.fromkeys(entry.keys, new)
            return entry.id
        known = next(candidate for candidate in candidates.values() if candidate.id == found)
        if canonical_url(known.url) != canonical_url(entry.url):
            self.merged.append((entry, known))
        for key in entry.keys:
            self.known.setdefault(key, known)
        return found


def entry_of(listing: Listing) -> Entry:
    said: dict[str, Any] = {
        "url": listing.url,
        "guid": listing.guid,
        "title": listing.title,
        "published_at": listing.published,
    }
    keys = keys_of(**said, content="", family=listing.family)
    return an_entry(
        **said,
        id=entry_id(**said),
        summary=listing.summary,
        keys=keys,
        seen_at=listing.published or datetime(2026, 1, 1, tzinfo=UTC),
    )


def listings(path: Path) -> Iterator[Listing]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            yield Listing(
                url=item["link"] or "",
                guid=stable_id("guid", item["link"] or "", item["title"] or ""),
                title=item["title"] or "",
                summary=item["summary"] or "",
                published=moment(item["published"]),
                family=registrable_domain(item["link"] or "") or item["feed"],
            )


def moment(text: str | None) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            read_moment = read(text or "")
        except ValueError:
            continue
        return read_moment if read_moment.tzinfo else read_moment.replace(tzinfo=UTC)
    return None


@pytest.fixture(scope="module", params=["en-2026-01", "fr-2025-02"])
def stream(request: pytest.FixtureRequest) -> tuple[Listing, ...]:
    return tuple(listings(STREAMS / f"{request.param}.jsonl.gz"))


def placed(store: Store, stream: Iterable[Listing], dress: Callable[[Listing], Listing]) -> list[str]:
    return [store.place(dress(listing)) for listing in stream]


@pytest.mark.parametrize("dress", [plainly, tracked, tokened, moved, phoned], ids=lambda dress: dress.__name__)
def test_no_item_that_comes_again_makes_a_second_row(
    stream: tuple[Listing, ...], dress: Callable[[Listing], Listing]
) -> None:
    store = Store()
    first = placed(store, stream, plainly)
    again = placed(store, stream, dress)
    twice = [listing for listing, one, other in zip(stream, first, again, strict=True) if one != other]
    print(f"{dress.__name__}: {len(stream)} items, {len(set(first))} articles, {len(twice)} rows twice")  # noqa: T201
    assert not twice


def test_no_two_articles_become_one(stream: tuple[Listing, ...]) -> None:
    store = Store()
    placed(store, stream, plainly)
    print(f"{len(stream)} items, {len(store.merged)} merged across addresses:")  # noqa: T201
    for entry, known in store.merged:
        print(f"  {entry.title} | {known.title}\n    {entry.url}\n    {known.url}")  # noqa: T201
    assert len(store.merged) <= MOST_MERGED * len(stream)
