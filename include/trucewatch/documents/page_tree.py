"""A page as the tree that trafilatura reads, without what it would leave out of it anyway. Pure."""

from lxml.etree import ElementDefaultClassLookup, strip_elements
from lxml.html import HtmlComment, HtmlElement, HTMLParser, fromstring
from trafilatura.utils import repair_faulty_html

_NO_ARTICLE = (
    "applet", "area", "aside", "audio", "blink", "button", "canvas", "datalist", "dialog", "embed", "fencedframe",
    "fieldset", "footer", "frame", "frameset", "iframe", "img", "input", "label", "legend", "link", "map", "marquee",
    "menu", "menuitem", "meta", "nav", "noindex", "noscript", "object", "optgroup", "option", "output", "param",
    "picture", "progress", "rp", "rt", "rtc", "script", "select", "source", "style", "svg", "textarea", "time", "track",
    "use", "video",
)  # fmt: skip
"""What trafilatura 2.3 takes out of each page, but only after it has looked through all of it three times."""
_BOXES = ("div", "section", "ul", "ol", "li")
_FEWEST_PARTS = 2
_HEAD = 50

_PARSER = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)
# lxml's own choice among classes is made in Python, for each element each time that one is looked at.
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment))


def tree_of(page: str) -> HtmlElement | None:
    """Return the tree of a decoded page; None where it is no plain document, of which trafilatura may make something.

    Raises what lxml does of hostile pages.
    """
    try:
        tree = fromstring(repair_faulty_html(page, page[:_HEAD].lower()), parser=_PARSER)
    except ValueError:
        return None  # it declares an encoding, though it is decoded already
    if len(tree) < _FEWEST_PARTS:
        return None
    strip_elements(tree, *_NO_ARTICLE, with_tail=False)
    _remove_empty_boxes(tree)
    return tree


def _remove_empty_boxes(tree: HtmlElement) -> None:
    """Take out the boxes that hold nothing, the inner ones first: advertisements, icons, what scripts would fill."""
    for box in reversed(list(tree.iter(*_BOXES))):
        if len(box) == 0 and not (box.text and box.text.strip()) and not (box.tail and box.tail.strip()):
            parent = box.getparent()
            if parent is not None:
                parent.remove(box)
