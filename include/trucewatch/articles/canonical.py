"""The address that a page declares for itself, found without reading the page. Pure."""

import html
import re
from urllib.parse import urljoin

HEAD_BYTES = 64 * 1024
MAX_TAG_BYTES = 4000
_LANDMARK = re.compile(r"<!--|<(?:script|style|noscript|template|link|base|body)(?=[\s/>])|</head\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LINK_VALUE = re.compile(r"<([^<>\s]{1,2000})>([^<>]{0,500})")
_REL_CANONICAL = re.compile(r""";\s*rel\s*=\s*(?:"[^"]*\bcanonical\b[^"]*"|canonical\b)""", re.IGNORECASE)
_TAG_END = re.compile(">")
_ENDS = {
    "<!--": re.compile("-->"),
    **{f"<{name}": re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "noscript", "template")},
}


def declared_address(body: bytes, *, charset: str | None = None, link_header: str | None = None) -> str:
    """Return what the head of a page, or else the Link header (RFC 8288), gives as canonical; '' for none.

    Only the first 64 KB are looked at, in one pass; comments, scripts and whatever follows <body> are not the page's own
    word. A page that names two addresses names none.
    """
    head = body[:HEAD_BYTES].decode(charset or "utf-8", "replace")
    found = {address for address in _in_head(head) if "\ufffd" not in address}
    if not found and link_header:
        values = _LINK_VALUE.finditer(link_header[:MAX_TAG_BYTES])
        found = {value[1] for value in values if _REL_CANONICAL.search(value[2])}
    return found.pop() if len(found) == 1 else ""


def _in_head(head: str) -> list[str]:
    base, addresses, at = "", [], 0
    while landmark := _LANDMARK.search(head, at):
        name = landmark[0].lower()
        if name in {"<body", "</head"}:
            break
        if name in _ENDS:
            at = _after(head, _ENDS[name], landmark.end())
            continue
        at = _after(head, _TAG_END, landmark.end())
        attributes = _attributes(head[landmark.end() : min(at, landmark.end() + MAX_TAG_BYTES)])
        if name == "<base":
            base = base or attributes.get("href", "")
        elif "canonical" in attributes.get("rel", "").lower().split():
            addresses.append(attributes.get("href", ""))
    return [_joined(base, address) for address in addresses if address]


def _after(head: str, mark: re.Pattern[str], at: int) -> int:
    """Return where a mark ends, or where the head does."""
    found = mark.search(head, at)
    return found.end() if found else len(head)


def _attributes(tag: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), html.unescape("".join(values)).strip())
    return found


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
