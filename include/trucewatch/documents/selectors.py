"""What an editor says of one outlet's pages, as CSS selectors: where its articles stand, and what is none of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from resiliparse.parse.html import CSSParserException, ElementNode, HTMLTree, Node

from trucewatch.documents.words import plain
from trucewatch.errors import KnowledgeInvalid

_MOST_ELEMENTS = 1000
"""How many are taken out or read; pages are not ours, and one query each is paid for those taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """The two selectors of a feed; '' where it has none."""

    body: str = ""
    drop: str = ""


NO_SELECTORS = Selectors()


def without_dropped(page: str, selectors: Selectors) -> str:
    """Return a page without the elements that `drop` fits, as HTML; as it came where it fits none.

    Raises KnowledgeInvalid for what is no selector.
    """
    if not selectors.drop:
        return page
    tree = HTMLTree.parse(page)
    dropped = 0
    # One at a time, from the top: an element inside one that was taken out must not be touched again.
    while dropped < _MOST_ELEMENTS and (element := _first(tree, selectors.drop)) is not None:
        element.decompose()
        dropped += 1
    return str(tree) if dropped else page


def selected_text(page: str, selectors: Selectors) -> str:
    """Return the tidy text of the elements that `body` fits, in their order; '' where it fits none, or is ''.

    An element inside another such one counts once. Raises KnowledgeInvalid for what is no selector.
    """
    if not selectors.body:
        return ""
    return "\n".join(text for text in map(plain, _outermost(HTMLTree.parse(page), selectors.body)) if text)


def _outermost(tree: HTMLTree, selector: str) -> Iterator[str]:
    """Yield the HTML of each element that fits and lies in no other one; they come in the page's order."""
    root = tree.document
    if root is None:
        return
    try:
        found = root.query_selector_all(selector)
    except CSSParserException as error:
        raise _invalid(selector) from error
    last: Node | None = None
    for place in range(min(len(found), _MOST_ELEMENTS)):
        element = found[place]
        if last is None or not _is_inside(element, last):
            last = element
            yield element.html


def _is_inside(element: Node, outer: Node) -> bool:
    above = element.parent
    while above is not None:
        if above == outer:
            return True
        above = above.parent
    return False


def _first(tree: HTMLTree, selector: str) -> ElementNode | None:
    try:
        return tree.document.query_selector(selector) if tree.document is not None else None
    except CSSParserException as error:
        raise _invalid(selector) from error


def _invalid(selector: str) -> KnowledgeInvalid:
    return KnowledgeInvalid(f"{selector!r} is no CSS selector that we can read", key=selector)
