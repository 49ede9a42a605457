"""Which entry is which: labelled pairs, each told in both directions."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON, an_entry
from trucewatch.feeds import identify
from trucewatch.feeds.identity import entry_id, keys_of
from trucewatch.model import Entry, KnownEntry

PAIRS = Path(__file__).parents[2] / "fixtures" / "identity" / "pairs.jsonl"
FEWEST_PAIRS = 200


def entry_of(listed: dict[str, Any]) -> Entry:
    """An entry as a feed of its family would give it."""
    published = datetime.fromisoformat(listed["published"]) if listed["published"] else None
    said = {"url": listed["url"], "guid": listed["guid"], "title": listed["title"], "published_at": published}
    content = listed.get("content", "")
    return an_entry(
        **said,
        id=entry_id(**said),
        content=content,
        keys=keys_of(**said, content=content, family=listed["family"]),
    )


def known_of(entry: Entry, family: str = "herald") -> KnownEntry:
    return KnownEntry(
        id=entry.id,
        family=family,
        url=entry.url,
        guid=entry.guid,
        title=entry.title,
        published_at=entry.published_at,
        seen_at=entry.seen_at,
    )


def is_same(new: Entry, old: Entry) -> bool:
    return identify(new, dict.fromkeys(old.keys, known_of(old))) == old.id


def test_every_labelled_pair_is_told_right_in_both_directions() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    told: Counter[tuple[bool, bool]] = Counter()
    mistakes = []
    for pair in pairs:
        sides = entry_of(pair["a"]), entry_of(pair["b"])
        for new, old in (sides, sides[::-1]):
            told[pair["same"], is_same(new, old)] += 1
            if is_same(new, old) != pair["same"]:
                mistakes.append(f"{pair['why']}: {new.url} {new.title} | {old.url} {old.title}")
    right = told[True, True]
    precision, recall = right / (right + told[False, True]), right / (right + told[True, False])
    figures = f"{len(pairs)} pairs in both directions: precision {precision:.3f}, recall {recall:.3f}"
    print(figures)  # noqa: T201  # the figures are what the pairs are for
    assert len(pairs) >= FEWEST_PAIRS
    assert (precision, recall) == (1.0, 1.0), "\n".join([figures, *mistakes])


def test_different_articles_never_share_an_identifier() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    for pair in pairs:
        if not pair["same"]:
            assert entry_of(pair["a"]).id != entry_of(pair["b"]).id, pair["why"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(1, True), (2, False)],
)
def test_a_title_without_date_means_the_article_of_that_day(days: int, *, expected: bool) -> None:
    undated = entry_of({"url": "", "guid": "a", "title": "Talks open in Lakeside", "published": None, "family": "f"})
    again = entry_of({"url": "", "guid": "b", "title": "Talks open in Lakeside", "published": None, "family": "f"})
    later = an_entry(**{**fields(again), "seen_at": NOON + timedelta(days=days)})
    assert is_same(later, undated) is expected


def test_the_strongest_key_decides() -> None:
    listed = {"url": "https://herald.example/new", "guid": "1", "title": "Talks open", "published": None, "family": "f"}
    new = entry_of(listed)
    by_url = an_entry(**fields(new) | {"id": "by-url"})
    by_guid = an_entry(**fields(new) | {"id": "by-guid", "url": "https://herald.example/old"})
    known = dict.fromkeys(new.keys, known_of(by_guid)) | {new.keys[0]: known_of(by_url)}
    assert identify(new, known) == "by-url"
    assert identify(new, dict.fromkeys(new.keys[1:], known_of(by_guid))) == "by-guid"


def test_what_shares_no_key_is_new() -> None:
    assert identify(an_entry(keys=("url:a",)), {}) is None
    assert identify(an_entry(keys=()), {"url:a": known_of(an_entry())}) is None


def test_an_entry_is_itself() -> None:
    live = entry_of({"url": "", "guid": None, "title": "Live", "published": None, "family": "f"})
    assert is_same(live, live)


@given(
    st.fixed_dictionaries(
        {
            "url": st.sampled_from(["", "https://a.example/"]) | st.text().map("https://a.example/{}".format),
            "guid": st.none() | st.text(),
            "title": st.text(),
            "content": st.text(),
            "published": st.none() | st.just("2026-03-18T09:00:00+00:00"),
            "family": st.just("f"),
        }
    )
)
def test_any_entry_that_has_a_key_is_known_again(listed: dict[str, Any]) -> None:
    entry = entry_of(listed)
    assert len(set(entry.keys)) == len(entry.keys)
    assert not entry.keys or is_same(entry, entry)


def fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
