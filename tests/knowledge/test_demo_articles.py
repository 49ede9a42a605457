"""What the finder says of the demo's own articles, against what was written down for them beforehand."""

from datetime import UTC, datetime

import pytest

from demo.news import load_world, render_outlet
from demo.news.expectations import load_expectations
from trucewatch.documents import extract_html
from trucewatch.model import Document

pytestmark = pytest.mark.model

EXPECTED = load_expectations()
ORIGIN = ("appel-trump-poutine", "trump-putin-call")
LEAST_MET = 0.75
"""Share of all statements that must be found; it only goes up."""


@pytest.fixture(scope="module")
def mentions(finder):
    """Return slug -> mentions of every article whose page can be read."""
    world = load_world()
    found = {}
    for outlet in world.outlets:
        pages = render_outlet(world, outlet, "http://127.0.0.1", datetime(2026, 3, 19, 9, tzinfo=UTC))
        for story in world.stories:
            if story.outlet == outlet.id and story.path in pages and EXPECTED[story.slug].lost is None:
                page = extract_html(pages[story.path].body, url=f"http://127.0.0.1{story.path}")
                found[story.slug] = finder.find(
                    Document(
                        id=story.slug, article_id="", url="", title=page.title, text=page.text, language=page.language,
                        published_at=page.published_at,
                    )
                )  # fmt: skip
    return found


@pytest.mark.parametrize("slug", ORIGIN)
def test_the_origin_is_told_in_full_in_both_languages(mentions, slug):
    assert EXPECTED[slug].unmet(mentions[slug]) == ()


@pytest.mark.parametrize("slug", [slug for slug, expectation in EXPECTED.items() if expectation.nothing])
def test_articles_on_other_things_give_nothing(mentions, slug):
    assert [mention.sentence.text for mention in mentions[slug]] == []


def test_most_statements_of_all_articles_are_found(mentions):
    wanted = sum(len(EXPECTED[slug].statements) for slug in mentions)
    unmet = {slug: EXPECTED[slug].unmet(found) for slug, found in mentions.items() if EXPECTED[slug].unmet(found)}
    assert wanted >= 80
    assert 1 - sum(map(len, unmet.values())) / wanted >= LEAST_MET, unmet
