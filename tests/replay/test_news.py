"""The news and what is expected of it fit together, and are what they claim to be."""

from collections import Counter

import pytest

from tests.replay.newsroom import KINDS, first_seen, load_news, load_outlets, page_of, visible
from tests.replay.road import POLLS, RECIPIENTS
from tests.replay.scoring import load_nothing, load_wanted
from trucewatch.codebook import ACTS, Act, Category, Target
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.settings import KNOWLEDGE

NEWS = load_news()
WANTED = load_wanted(first_seen(NEWS))
GAZETTEER = load_gazetteer(KNOWLEDGE)


def test_there_is_enough_of_everything():
    languages = Counter(article.outlet.language for article in NEWS)
    assert len(NEWS) >= 60
    assert min(languages["en"], languages["fr"]) / len(NEWS) >= 0.4
    assert len({article.outlet.id for article in NEWS}) >= 8
    assert len({article.outlet.family for article in NEWS}) >= 5
    assert {article.kind for article in NEWS} == KINDS


def test_outlets_are_invented():
    assert all(outlet.host.endswith(".example") for outlet in load_outlets().values())


@pytest.mark.parametrize("article", NEWS, ids=lambda article: article.slug)
def test_an_article_is_seen_at_a_poll_and_published_before_it(article):
    assert article.seen_at in POLLS
    assert (article.published_at is None) == (article.kind == "undated")
    if article.published_at is not None:
        assert (article.published_at < article.seen_at) == (article.kind != "future_date")


def test_articles_have_addresses_of_their_own_and_edits_that_of_the_first():
    first = {article.slug: article for article in NEWS if article.edit_of is None}
    assert len({article.url for article in first.values()}) == len(first)
    edits = [article for article in NEWS if article.edit_of is not None]
    assert all(first[edit.edit_of].url == edit.url for edit in edits)
    assert all(first[edit.edit_of].seen_at < edit.seen_at for edit in edits)


def test_an_edit_stands_in_the_place_of_the_first_version():
    (edit, *_) = [article for article in NEWS if article.edit_of is not None]
    before = visible(NEWS, POLLS[POLLS.index(edit.seen_at) - 1])
    after = visible(NEWS, edit.seen_at)
    assert edit.edit_of in {article.slug for article in before}
    assert edit.edit_of not in {article.slug for article in after}
    assert edit.slug in {article.slug for article in after}


def test_a_page_without_a_date_names_none():
    (undated,) = [article for article in NEWS if article.kind == "undated"]
    assert b"2026" not in page_of(undated)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_what_is_expected_can_be_told(wanted):
    assert Act(wanted.act) in ACTS[Category(wanted.category)]
    assert wanted.target is None or wanted.target in tuple(Target)
    assert wanted.conflict in GAZETTEER.conflicts
    assert (wanted.actors | wanted.also) <= GAZETTEER.actors.keys()
    assert wanted.place is None or wanted.place in GAZETTEER.places
    assert wanted.since <= wanted.by
    assert wanted.by in POLLS


def test_every_article_tells_a_change_or_is_known_to_tell_nothing():
    stories = {wanted.story for wanted in WANTED}
    nothing = load_nothing()
    assert nothing.keys() <= {article.slug for article in NEWS}
    assert [a.slug for a in NEWS if a.story not in stories and a.slug not in nothing] == []


def test_one_reads_of_everything_and_one_of_ceasefires_only():
    assert [set(recipient.categories) for recipient in RECIPIENTS] == [set(Category), {Category.CEASEFIRE}]
