"""OPML, the form in which feed readers hand lists of feeds to one another: read from any of them, and written. Pure.

Half of the files that circulate are not XML: an ampersand stands unescaped, an attribute without quotes, a head or an
end is missing. So the text is scanned for tags instead of parsed. Declarations mean nothing to the scanner: no entity is
expanded and nothing outside the file is opened.
"""

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import html5
from itertools import islice
from typing import Self
from xml.sax.saxutils import quoteattr

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.feed_fields import MOST_FOLDERS
from trucewatch.model import Feed

NAMESPACE = "https://trucewatch.example/opml"
"""Of the attributes that OPML has no place for: id, family, country, poll_minutes and the two selectors."""
MOST_BYTES = 20 * 1024 * 1024


_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z) | <!\[CDATA\[.*?(?:\]\]>|\Z) | <[?!][^>]*+>?
    | <(?P<end>/?)(?:\w++:)?(?P<name>[\w.-]++)(?P<attributes>(?:\s(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+)?+|/)>
    | <(?P<broken>outline)\b""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*=\s*("[^"]*+"|'[^']*+'|[^\s"'>]++)""")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{0,30});", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_TEXT_ENCODING = re.compile(r"(utf|iso|windows|cp|koi8|gb|big5|shift|euc|mac|latin|us-ascii)", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_ADDRESSES = ("xmlurl", "feedurl", "url")
_FEED_TYPES = frozenset({"rss", "atom", "rdf", "feed"})
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even as a reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One outline that is, or may be meant as, a feed."""

    line: int
    attributes: Mapping[str, str]
    """By name in small letters; those of our own namespace begin with NAMESPACE and a space."""
    folder: str = ""
    is_broken: bool = False
    """Its tag could not be read; it has no attributes."""

    @property
    def address(self) -> str:
        """Where the feed is said to be, or ''."""
        return self.first(*_ADDRESSES)

    def own(self, name: str) -> str:
        """Return an attribute of our own namespace, or ''."""
        return self.attributes.get(f"{NAMESPACE} {name}", "")

    def first(self, *names: str) -> str:
        """Return the first of these attributes that says something, or ''."""
        return next((self.attributes[name] for name in names if self.attributes.get(name)), "")


def read_outlines(body: bytes) -> tuple[Outline, ...]:
    """Return every outline that is not merely a folder, in order; raise KnowledgeInvalid where this is no OPML."""
    if len(body) > MOST_BYTES:
        raise KnowledgeInvalid(f"is larger than {MOST_BYTES // 1024 // 1024} MB")
    return tuple(_outlines(decode(body)))


def decode(body: bytes) -> str:
    """Return a file's text: by byte order mark, as UTF-8 where it is that, as declared, else as Windows Latin."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    declared = _DECLARED.match(body)
    name = declared[1].decode() if declared else ""
    for encoding in ("utf-8", name if _TEXT_ENCODING.match(name) else "", "windows-1252"):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("latin-1")


def plain(text: str) -> str:
    """Return a title without the second layer of escapes and the markup that some readers export."""
    unescaped = _unescape(text)
    return " ".join(re.sub(r"</?[a-z][^<>]*>", "", unescaped, flags=re.IGNORECASE).split())


def write_opml(feeds: Iterable[Feed]) -> str:
    """Return an OPML 2.0 document with these feeds in their folders, from which every field can be read again."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:trucewatch="{NAMESPACE}">',
        "  <head>",
        "    <title>Trucewatch</title>",
        "  </head>",
        "  <body>",
        *_Folder.of(feeds).lines(depth=2),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Folder:
    """Feeds and folders in the order in which each first came."""

    folders: dict[str, Self] = field(default_factory=dict)
    members: list["Feed | tuple[str, Self]"] = field(default_factory=list)

    @classmethod
    def of(cls, feeds: Iterable[Feed]) -> Self:
        top = cls()
        for feed in feeds:
            folder = top
            for name in feed.folder.split("/") if feed.folder else ():
                if name not in folder.folders:
                    folder.folders[name] = cls()
                    folder.members.append((name, folder.folders[name]))
                folder = folder.folders[name]
            folder.members.append(feed)
        return top

    def lines(self, *, depth: int) -> Iterator[str]:
        indent = "  " * depth
        for member in self.members:
            if isinstance(member, Feed):
                yield f"{indent}<outline {_attributes_of(member)}/>"
            else:
                name, folder = member
                yield f"{indent}<outline text={_quoted(name)} title={_quoted(name)}>"
                yield from folder.lines(depth=depth + 1)
                yield f"{indent}</outline>"


def _attributes_of(feed: Feed) -> str:
    given = {
        "type": "rss",
        "text": feed.outlet,
        "title": feed.outlet,
        "xmlUrl": feed.url,
        "language": feed.language,
        "trucewatch:id": feed.id,
        "trucewatch:family": feed.family,
        "trucewatch:country": feed.country,
        "trucewatch:poll_minutes": str(feed.poll_minutes),
    }
    selectors = {"body_selector": feed.body_selector, "drop_selector": feed.drop_selector}
    given |= {f"trucewatch:{name}": value for name, value in selectors.items() if value}
    return " ".join(f"{name}={_quoted(value)}" for name, value in given.items())


def _quoted(value: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", value))


def _outlines(text: str) -> Iterator[Outline]:
    open_names: list[str] = []
    prefixes: dict[str, str] = {}
    line, counted, is_opml = 1, 0, False
    for token in _TOKEN.finditer(text):
        line, counted = line + text.count("\n", counted, token.start()), token.start()
        name = (token["name"] or token["broken"] or "").lower()
        if not name:
            continue
        if not is_opml and name != "opml":
            raise KnowledgeInvalid("is not an OPML file")
        is_opml = True
        attributes = _attributes(token["attributes"] or "", prefixes)
        if name != "outline":
            continue
        if token["end"]:
            del open_names[-1:]
            continue
        outline = Outline(line=line, attributes=attributes, is_broken=bool(token["broken"]))
        is_leaf = outline.is_broken or (token["attributes"] or "").rstrip().endswith("/")
        if outline.is_broken or _is_meant_as_feed(outline, is_leaf=is_leaf):
            yield replace(outline, folder=_folder(open_names, attributes, as_written=bool(prefixes)))
        if not is_leaf:
            open_names.append("" if outline.address else outline.first("text", "title"))
    if not is_opml:
        raise KnowledgeInvalid("is not an OPML file")


def _is_meant_as_feed(outline: Outline, *, is_leaf: bool) -> bool:
    """Whether it is more than a folder or a note."""
    if outline.address:
        return True
    return is_leaf and bool(outline.first("htmlurl") or outline.first("type").lower() in _FEED_TYPES)


def _folder(open_names: Iterable[str], attributes: Mapping[str, str], *, as_written: bool) -> str:
    """Where an outline is filed: in the outlines around it, else by its own first category.

    In our own files names stand as they are, in others they may be escaped twice.
    """
    names_around = islice(filter(None, open_names), MOST_FOLDERS)
    around = [(name if as_written else plain(name)).replace("/", "-") for name in names_around]
    category = attributes.get("category", "").partition(",")[0]
    names = around or [plain(name) for name in category.split("/")][:MOST_FOLDERS]
    return "/".join(name for name in names if name)


def _attributes(written: str, prefixes: dict[str, str]) -> Mapping[str, str]:
    """Return attributes by name in small letters, and learn which prefixes stand for our namespace."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        small = name.lower()
        text = _unescape(value[1:-1] if value[0] in "\"'" else value.rstrip("/")).strip()
        if small.startswith("xmlns:") and text == NAMESPACE:
            prefixes[small.removeprefix("xmlns:")] = NAMESPACE
        prefix, colon, local = small.partition(":")
        found.setdefault(f"{NAMESPACE} {local}" if colon and prefix in prefixes else small, text)
    return found


def _unescape(text: str) -> str:
    """Resolve references that end as they should; an ampersand that stands by itself, as in a URL, stays."""
    return _REFERENCE.sub(lambda reference: _character(reference[0]), text)


def _character(reference: str) -> str:
    is_number = reference.startswith("&#")
    return html.unescape(reference) if is_number else html5.get(reference.removeprefix("&"), reference)
