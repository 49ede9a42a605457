"""Which entry each fetched article belongs to."""

from tests.builders import NOON, an_article
from trucewatch.warehouse.belonging import Belonging, follow, sort_out


def sorted_out(*articles, **known) -> Belonging:
    facts = {"owners": {}, "firsts": {}, "having": set(), "stored": {}} | known
    return sort_out(articles, key_of=lambda article: article.canonical_url or None, **facts)


def a_page(entry_id, key="", article_id=None):
    return an_article(id=article_id or f"of {entry_id}", entry_id=entry_id, canonical_url=key)


def test_an_article_without_an_address_of_its_own_stays_where_it_is():
    result = sorted_out(a_page("a"))
    assert (result.articles, result.joined, result.keys, result.elsewhere) == ([a_page("a")], {}, {}, 0)


def test_an_address_that_nobody_has_becomes_a_key():
    assert sorted_out(a_page("a", "k")).keys == {"k": "a"}


def test_an_owner_that_waits_gets_the_article_and_waits_no_more():
    result = sorted_out(a_page("b", "k"), owners={"k": "a"})
    assert [article.entry_id for article in result.articles] == ["a"]
    assert result.joined == {"b": "a"}
    assert result.fetched == {"a": NOON, "b": NOON}
    assert result.copies == []
    assert result.elsewhere == 1


def test_an_owner_that_has_an_article_keeps_it():
    result = sorted_out(a_page("b", "k"), owners={"k": "a"}, having={"a"})
    assert [article.entry_id for article in result.articles] == ["b"]
    assert result.copies == ["of b"]
    assert result.fetched == {"b": NOON}


def test_joining_goes_on_from_entry_to_entry():
    pages = [a_page("c", "k2"), a_page("b", "k1"), a_page("c", "k1")]
    result = sorted_out(*pages, owners={"k2": "b", "k1": "a"}, having={"a", "b"})
    assert result.joined == {"c": "b", "b": "a"}
    assert {follow(result.joined, name) for name in "abc"} == {"a"}
    assert result.elsewhere == 3


def test_two_entries_that_name_each_other_join_once():
    result = sorted_out(a_page("a", "of b", "1"), a_page("b", "of a", "2"), owners={"of a": "a", "of b": "b"})
    assert result.joined == {"a": "b"}


def test_saving_again_changes_nothing():
    given = sorted_out(a_page("b", "k"), owners={"k": "a"}, firsts={"b": "a"}, having={"a"}, stored={"of b": "a"})
    assert (given.copies, given.joined, given.elsewhere) == ([], {}, 1)
    copied = sorted_out(a_page("b", "k"), owners={"k": "a"}, firsts={"b": "a"}, having={"a"}, stored={"of b": "b"})
    assert (copied.copies, copied.joined, copied.elsewhere) == (["of b"], {}, 1)
