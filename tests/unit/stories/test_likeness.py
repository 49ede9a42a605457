"""What two sketches tell: how much two texts share, whether one is a copy, and what a host says on every page."""

import random
import re
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.codebook import TextSource
from trucewatch.documents.sketching import sketch_of
from trucewatch.model import LOOKED_UP, SKETCH_SIZE, Document, Lookalike
from trucewatch.stories.likeness import is_boilerplate, is_copy, likeness, looked_up

HASHES = st.integers(min_value=0, max_value=2**63 - 1)
SHORT = st.sets(HASHES, max_size=SKETCH_SIZE - 1)
DEMO = Path(__file__).parents[3] / "demo" / "news" / "articles"
LOGIN = "Please log in to go on reading. You may read three articles a month free of charge. Forgot your password?"
WIRE = (
    "Engineers reopened the bridge over the Sarn on Monday, four years after it was blown up. Lorries from both banks "
    "waited since dawn. A marching band played until the rain set in, and the mayors shook hands halfway across."
)


def sketch(hashes: set[int]) -> tuple[int, ...]:
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def sharing(part: float, size: int, chance: random.Random) -> tuple[set[int], set[int]]:
    """Two sets of hashes of which such a part of the union is shared, the rest divided evenly."""
    union = [chance.getrandbits(63) for _ in range(size)]
    shared = round(part * size)
    half = shared + (size - shared) // 2
    return set(union[:half]), {*union[:shared], *union[half:]}


@given(SHORT, SHORT)
def test_short_texts_are_compared_exactly(one: set[int], other: set[int]) -> None:
    assert likeness(sketch(one), sketch(other)) == pytest.approx(len(one & other) / max(1, len(one | other)))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.3, 0.5, 0.8, 1.0])
def test_long_texts_are_estimated_without_leaning_to_either_side(part: float) -> None:
    chance = random.Random(4)  # noqa: S311
    estimates = [likeness(*map(sketch, sharing(part, 2_000, chance))) for _ in range(200)]
    assert sum(estimates) / len(estimates) == pytest.approx(part, abs=0.02)
    assert all(abs(estimate - part) < 0.25 for estimate in estimates)


@given(st.sets(HASHES, max_size=200), st.sets(HASHES, max_size=200))
def test_it_does_not_matter_which_comes_first(one: set[int], other: set[int]) -> None:
    for measure in (likeness, is_copy):
        assert measure(sketch(one), sketch(other)) == measure(sketch(other), sketch(one))


def test_a_text_is_like_itself_and_nothing_is_like_no_text() -> None:
    own = sketch_of(WIRE)
    assert likeness(own, own) == 1
    assert likeness(own, ()) == likeness((), own) == likeness((), ()) == 0
    assert is_copy(own, own)
    assert not is_copy((), ())


def test_a_third_that_is_cut_from_a_text_is_a_copy_of_it() -> None:
    chance = random.Random(5)  # noqa: S311
    whole = [chance.getrandbits(63) for _ in range(1_500)]
    part = set(whole[:500])
    assert is_copy(sketch(part), sketch(set(whole)))
    assert likeness(sketch(part), sketch(set(whole))) == pytest.approx(1 / 3, abs=0.15)


def test_the_least_hashes_are_looked_up() -> None:
    assert looked_up(sketch_of(WIRE)) == sketch_of(WIRE)[:LOOKED_UP]
    assert looked_up((3, 5)) == (3, 5)


def articles() -> dict[str, str]:
    read = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(DEMO.glob("*.yaml"))}
    return {name: "\n".join(fields["paragraphs"]) for name, fields in read.items() if fields.get("paragraphs")}


def altered(text: str, other: str, chance: random.Random, *, cut: float, edits: float, extra: str) -> str:
    """A text as another paper prints it; `other` lends its sentences and words."""
    sentences = re.split(r"(?<=[.!?»])\s+", text)
    foreign = re.split(r"(?<=[.!?»])\s+", other)
    words = " ".join(sentences[: round(len(sentences) * (1 - cut))]).split(" ")
    lent = other.split()
    words = [chance.choice(lent) if chance.random() < edits else word for word in words]
    body = " ".join(words)
    return {
        "": body,
        "lead-in": f"{foreign[0]} {body}",
        "tag": f"MERLE (Northlight Wire) - {body} (avec Northlight)",
        "local paragraph": f"{body}\n{foreign[1]} {foreign[2]}",
    }[extra]


ALTERATIONS = tuple(product((0.0, 0.3, 0.5), (0.0, 0.02, 0.04), ("", "lead-in", "tag", "local paragraph")))


def test_altered_copies_are_told_and_looked_up() -> None:
    chance = random.Random(7)  # noqa: S311
    texts = list(articles().values())
    told, found = [], []
    for (number, text), (cut, edits, extra) in product(enumerate(texts), ALTERATIONS):
        copy = altered(text, texts[number - 1], chance, cut=cut, edits=edits, extra=extra)
        one, other = sketch_of(text), sketch_of(copy)
        told.append(is_copy(one, other))
        found.append(not set(looked_up(one)).isdisjoint(looked_up(other)))
    assert len(told) > 800
    assert sum(told) / len(told) >= 0.95
    assert sum(found) / len(found) >= 0.98


def test_articles_in_words_of_their_own_are_no_copies() -> None:
    texts = articles()
    assert [
        (one, other) for one, other in combinations(texts, 2) if is_copy(*map(sketch_of, map(texts.get, (one, other))))
    ] == []


def test_two_reports_of_one_event_are_no_copies() -> None:
    report = (
        "The bridge across the Sarn, destroyed four years ago, is open again: on Monday morning the first lorries rolled "
        "over it, while the mayors of both towns shook hands in the middle and a band played in the rain."
    )
    assert not is_copy(sketch_of(WIRE), sketch_of(report))


def test_a_shared_headline_makes_no_copy() -> None:
    headline = "Bridge over the Sarn opens after four years of repairs"
    assert not is_copy(sketch_of(headline), sketch_of(f"{headline}. {WIRE}"))


def a_page(title: str, text: str = LOGIN, *, host: str = "meridian.example") -> Document:
    return Document(
        id=f"{host} {title}",
        article_id="article",
        url=f"https://{host}/{len(title)}",
        title=title,
        text=text,
        language="en",
        published_at=None,
        sketch=sketch_of(text),
    )


def kept(page: Document) -> Lookalike:
    return Lookalike(document_id=page.id, title=page.title, sketch=page.sketch)


BRIDGE = a_page("Sarn bridge opens after four years")
TRUCE = a_page("Truce holds along the northern road")
BUDGET = a_page("Parliament passes the budget at last")


def test_a_page_that_repeats_two_others_of_its_host_is_boilerplate() -> None:
    assert is_boilerplate(BRIDGE, [kept(TRUCE), kept(BUDGET)], [])
    assert is_boilerplate(BRIDGE, [], [BRIDGE, TRUCE, BUDGET])
    assert is_boilerplate(BRIDGE, [kept(TRUCE)], [BRIDGE, BUDGET])


def test_it_may_differ_in_a_date_or_a_counter() -> None:
    pages = [a_page(page.title, f"{LOGIN} {LOGIN.upper()} Page {n}") for n, page in enumerate((BRIDGE, TRUCE, BUDGET))]
    assert is_boilerplate(pages[0], [kept(page) for page in pages], [])


def test_one_other_page_is_enough_only_where_it_says_the_very_same() -> None:
    other = a_page(TRUCE.title, f"{LOGIN} {LOGIN.upper()} Page seven")
    assert not is_boilerplate(BRIDGE, [kept(other)], [BRIDGE])
    assert not is_boilerplate(BRIDGE, [kept(other)], [BRIDGE, other])
    assert is_boilerplate(BRIDGE, [kept(TRUCE)], [BRIDGE])


@pytest.mark.parametrize(
    "titles",
    [
        ("Sarn bridge opens after four years",) * 2,
        ("SARN BRIDGE OPENS AFTER FOUR YEARS", "Sarn bridge: opens after four years!"),
        ("", "2026"),
    ],
    ids=["its own", "its own, set otherwise", "none"],
)
def test_titles_must_differ_from_its_own(titles: tuple[str, str]) -> None:
    others = [Lookalike(document_id=f"{n}", title=title, sketch=BRIDGE.sketch) for n, title in enumerate(titles)]
    assert not is_boilerplate(BRIDGE, others, [])


def test_titles_of_nearly_equal_pages_must_differ_from_each_other() -> None:
    others = [a_page(BUDGET.title, f"{LOGIN} {LOGIN.upper()} Page {page}") for page in ("one", "two")]
    assert not is_boilerplate(BRIDGE, [kept(page) for page in others], [])


def test_bulletins_whose_titles_differ_in_numbers_only_are_read() -> None:
    forecast = "Showers in the north, sun in the south, a light wind from the west in the afternoon."
    days = [a_page(f"Your weather on 1{day} March, edition {day}", forecast) for day in range(4)]
    assert not is_boilerplate(days[0], [kept(day) for day in days[1:]], days)


def test_an_article_printed_again_under_other_titles_is_read() -> None:
    titles = (
        "Bridge over the Sarn reopened by engineers",
        "Lorries cross the Sarn again",
        "Mayors shake hands on bridge",
    )
    pages = [a_page(title, WIRE) for title in titles]
    assert not is_boilerplate(pages[0], [], pages)


def test_what_another_host_says_does_not_count() -> None:
    elsewhere = [a_page(page.title, host="harbour.example") for page in (TRUCE, BUDGET)]
    assert not is_boilerplate(BRIDGE, [], [BRIDGE, *elsewhere])


def test_articles_that_only_end_alike_are_read() -> None:
    pages = [
        a_page(page.title, f"{text} {LOGIN}")
        for page, text in zip((TRUCE, BUDGET, BRIDGE), articles().values(), strict=False)
    ]
    assert not is_boilerplate(pages[0], [kept(page) for page in pages], pages)


def test_what_the_feed_carried_is_never_boilerplate() -> None:
    summary = replace(BRIDGE, text_source=TextSource.FEED_SUMMARY)
    assert not is_boilerplate(summary, [kept(TRUCE), kept(BUDGET)], [summary, TRUCE, BUDGET])


def test_pages_without_text_are_no_boilerplate() -> None:
    pages = [a_page(page.title, "") for page in (BRIDGE, TRUCE, BUDGET)]
    assert not is_boilerplate(pages[0], [kept(page) for page in pages], pages)


def test_a_page_of_a_broken_address_is_judged_by_what_is_kept() -> None:
    broken, *others = (a_page(page.title, host="[meridian") for page in (BRIDGE, TRUCE, BUDGET))
    assert is_boilerplate(broken, [kept(TRUCE), kept(BUDGET)], [])
    assert not is_boilerplate(broken, [], others)
