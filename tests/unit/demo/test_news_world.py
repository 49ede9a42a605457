import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from demo.news import Outlet, Story, World, load_world, render_outlet
from demo.news.expectations import Expectation, Statement, load_expectations
from tests.builders import a_mention, a_place, an_actor
from trucewatch.codebook import Act, Category, Format, Polarity

STARTED = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
WORLD = load_world()
STORIES = {story.slug: story for story in WORLD.stories}
OUTLETS = {outlet.id: outlet for outlet in WORLD.outlets}
READABLE = tuple(story for story in WORLD.stories if story.page == "article")
ORIGIN = ("appel-trump-poutine", "trump-putin-call")


def page_of(story: Story, outlet: Outlet) -> str:
    return render_outlet(WORLD, outlet, "http://news.test", STARTED)[story.path].body.decode()


def by_slug(story: Story) -> str:
    return story.slug


def test_the_world_is_large_enough_to_be_worth_watching() -> None:
    assert len(WORLD.stories) >= 18
    assert {outlet.language for outlet in WORLD.outlets} == {"fr", "en"}
    assert len({outlet.family for outlet in WORLD.outlets}) == len({outlet.address for outlet in WORLD.outlets}) == 4
    formats = {(outlet.language, feed.format) for outlet in WORLD.outlets for feed in outlet.feeds}
    assert formats == {("fr", "rss"), ("fr", "atom"), ("en", "rss"), ("en", "atom")}


@pytest.mark.parametrize("story", [s for s in WORLD.stories if s.page != "missing"], ids=by_slug)
def test_every_article_has_the_length_of_a_news_agency_story(story: Story) -> None:
    assert 180 <= len(re.findall(r"\w+", " ".join(story.paragraphs))) <= 450


@pytest.mark.parametrize("story", READABLE, ids=by_slug)
def test_a_page_gives_its_article_and_nothing_around_it(story: Story) -> None:
    found = trafilatura.bare_extraction(page_of(story, OUTLETS[story.outlet]), include_comments=False)
    assert found is not None
    assert found.as_dict()["text"] == "\n".join(story.paragraphs)


@pytest.mark.parametrize("story", READABLE, ids=by_slug)
def test_a_page_tells_its_title_author_and_date(story: Story) -> None:
    found = trafilatura.extract_metadata(page_of(story, OUTLETS[story.outlet]))
    published = story.published_at(STARTED)
    assert (found.title, found.author, found.date) == (story.title, story.author, f"{published:%Y-%m-%d}")


@pytest.mark.parametrize("story", READABLE, ids=by_slug)
def test_a_page_has_comments_and_related_stories_that_are_not_the_article(story: Story) -> None:
    page = page_of(story, OUTLETS[story.outlet])
    assert story.comments
    assert story.related
    assert page.count('class="comment-text"') == len(story.comments)


def test_wire_copy_is_word_for_word_the_same_in_two_outlets() -> None:
    copies = [story for story in WORLD.stories if story.copy_of]
    assert copies
    for story in copies:
        original = STORIES[story.copy_of or ""]
        assert story.paragraphs == original.paragraphs
        assert story.outlet != original.outlet


def test_rendering_twice_gives_the_same_bytes() -> None:
    outlet = WORLD.outlets[0]
    first, second = (render_outlet(WORLD, outlet, "http://news.test", STARTED) for _ in range(2))
    assert first == second


def test_text_is_escaped_in_pages_and_feeds() -> None:
    nasty = "<script>alert('1')</script> & ]]>"
    story = STORIES["treve-hivernale"]
    outlet = OUTLETS[story.outlet]
    values = {name: getattr(story, name) for name in Story.__dataclass_fields__}
    values |= {"title": nasty, "summary": nasty, "author": nasty, "paragraphs": (nasty,), "in_feed": True}
    world = World(outlets=(outlet,), stories=(Story(**values),))
    for resource in render_outlet(world, outlet, "http://news.test", STARTED).values():
        assert b"<script>alert" not in resource.body


def test_every_article_has_an_expectation() -> None:
    assert set(load_expectations()) == set(STORIES)


def test_at_least_six_articles_must_give_nothing() -> None:
    silent = [slug for slug, expectation in load_expectations().items() if expectation.nothing]
    assert len(silent) >= 6
    assert {OUTLETS[STORIES[slug].outlet].language for slug in silent} == {"fr", "en"}


@pytest.mark.parametrize("slug", ORIGIN)
def test_the_two_reports_of_the_call_expect_the_same_five_statements(slug: str) -> None:
    statements = load_expectations()[slug].statements
    assert [(s.category, s.act) for s in statements] == [
        (Category.CEASEFIRE, Act.ACCEPT),
        (Category.CEASEFIRE, Act.REJECT),
        (Category.NEGOTIATION, Act.HOLD),
        (Category.TERRITORY, Act.DEMAND),
        (Category.TERRITORY, Act.DEMAND),
    ]


def test_an_act_that_its_category_has_not_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    path.write_text("a-slug: {statements: [{category: ceasefire, act: gain}]}")
    with pytest.raises(ValueError, match="a-slug: ceasefire has no act gain"):
        load_expectations(path)


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    path.write_text("a-slug: {nothin: true}")
    with pytest.raises(TypeError, match="nothin"):
        load_expectations(path)


def test_a_story_of_a_feed_that_its_outlet_has_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "outlets.yaml").write_text("[]")
    (tmp_path / "articles" / "lost.yaml").write_text(
        "{outlet: none, feeds: [none], title: t, author: a, age_minutes: 1, summary: s}"
    )
    with pytest.raises(ValueError, match="lost: its outlet has no such feed"):
        load_world(tmp_path)


PHONE_CALL = a_mention(
    category=Category.NEGOTIATION,
    act=Act.HOLD,
    scope=None,
    format=Format.PHONE,
    parties=(an_actor("Mr A", id="ARD"), an_actor("Borland", id="BRL")),
    places=(a_place("Donetsk", code="UA-14"),),
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"format": Format.PHONE},
        {"parties": ("ARD", "BRL")},
        {"parties": ("Mr A",)},
        {"places": ("UA-14",)},
        {"places": ("Donetsk",)},
    ],
    ids=str,
)
def test_a_statement_is_met_by_a_mention_that_says_it(changes: dict[str, Any]) -> None:
    statement = Statement(category=Category.NEGOTIATION, act=Act.HOLD, **changes)
    assert statement.is_met_by(PHONE_CALL)


@pytest.mark.parametrize(
    "changes",
    [
        {"act": Act.FAIL},
        {"polarity": Polarity.NEGATIVE},
        {"format": Format.VIDEO},
        {"duration": ("P30D",)},
        {"parties": ("ARD", "CRL")},
        {"places": ("UA-14", "UA-09")},
    ],
    ids=str,
)
def test_a_statement_is_not_met_by_a_mention_that_says_something_else(changes: dict[str, Any]) -> None:
    values = {"category": Category.NEGOTIATION, "act": Act.HOLD} | changes
    assert not Statement(**values).is_met_by(PHONE_CALL)


def test_what_no_mention_says_is_unmet() -> None:
    said = Statement(category=Category.NEGOTIATION, act=Act.HOLD)
    unsaid = Statement(category=Category.CEASEFIRE, act=Act.ACCEPT)
    assert Expectation(statements=(said, unsaid)).unmet([PHONE_CALL]) == (unsaid,)
