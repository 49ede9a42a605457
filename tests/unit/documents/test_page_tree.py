"""What of a page trafilatura is given to read."""

import pytest

from trucewatch.documents.page_tree import tree_of


def text_of(body: str) -> str:
    tree = tree_of(f"<!DOCTYPE html>\n<html><head><title>Merle</title></head><body>{body}</body></html>")
    assert tree is not None
    return " ".join(tree.find("body").text_content().split())


@pytest.mark.parametrize("tag", ["aside", "footer", "nav", "noscript", "script", "style", "svg", "button"])
def test_what_is_no_article_is_left_out_and_what_follows_it_kept(tag: str) -> None:
    assert text_of(f"<p>Before </p><{tag}>Not this</{tag}>after") == "Before after"


def test_forms_and_figures_are_left_to_trafilatura_since_some_pages_stand_in_one() -> None:
    assert text_of("<form><p>All of it</p></form>") == "All of it"
    assert text_of("<figure><table><tr><td>Cells</td></tr></table></figure>") == "Cells"


def test_boxes_that_hold_nothing_are_taken_out_from_within() -> None:
    tree = tree_of("<html><head></head><body><div><ul><li><img src='a.png'></li> </ul></div><p>Words</p></body></html>")
    assert tree is not None
    assert [element.tag for element in tree.find("body").iter()] == ["body", "p"]


def test_an_empty_box_with_words_behind_it_stays_for_it_parts_them() -> None:
    tree = tree_of("<html><head></head><body><p>One</p><div></div>two</body></html>")
    assert tree is not None
    assert [element.tag for element in tree.find("body")] == ["p", "div"]


@pytest.mark.parametrize(
    "page",
    [
        '<?xml version="1.0" encoding="utf-8"?><html><head></head><body><p>Words</p></body></html>',
        "<p>Words</p>",
    ],
    ids=["an encoding", "a piece"],
)
def test_what_is_no_plain_document_is_left_to_trafilatura(page: str) -> None:
    assert tree_of(page) is None
