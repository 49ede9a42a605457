"""What an editor says of one outlet's pages, as CSS selectors: where its articles stand, and what is none of them."""

from dataclasses import dataclass

from resiliparse.parse.html import CSSParserException, ElementNode, HTMLTree

from trucewatch.documents.words import plain
from trucewatch.errors import KnowledgeInvalid

_MOST_ELEMENTS = 1000
"""How many are taken out or read; pages are not ours, and each costs a query."""
_MARK = "data-trucewatch-found"


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
    dropped = _outermost(tree, selectors.drop)
    for element in dropped:
        element.decompose()
    return str(tree) if dropped else page


def selected_text(page: str, selectors: Selectors) -> str:
    """Return the tidy text of the elements that `body` fits, in their order; '' where it fits none, or is ''.

    An element inside another such one counts once. Raises KnowledgeInvalid for what is no selector.
    """
    if not selectors.body:
        return ""
    elements = _outermost(HTMLTree.parse(page), selectors.body)
    return "\n".join(text for text in (plain(element.html) for element in elements) if text)


def _outermost(tree: HTMLTree, selector: str) -> list[ElementNode]:
    """Return the elements that fit and lie in no other one that does, in the page's order.

    They are asked for one by one and marked: walking the library's own list of them takes quadratic time (resiliparse
    2.0.1: 4 s for 1,000). None is taken out meanwhile, or `:first-child` and its kin would come to fit others.
    """
    root = tree.document
    if root is None:
        return []
    try:
        root.query_selector(selector)
    except CSSParserException as error:
        raise KnowledgeInvalid(f"{selector!r} is no CSS selector that we can read", key=selector) from error
    next_one = f":is({selector}):not(:is({selector}) *):not([{_MARK}])"
    found: list[ElementNode] = []
    while len(found) < _MOST_ELEMENTS and (element := root.query_selector(next_one)) is not None:
        element.set_attribute(_MARK, "")
        found.append(element)
    return found
