"""Sitemaps as sources: news sitemaps, plain ones with their last changes, and indexes of them. Pure."""

from typing import Final
from xml.parsers import expat

from trucewatch.errors import FeedMalformed
from trucewatch.feeds.charset import decode
from trucewatch.feeds.content import MAX_LINE_CHARACTERS, Item, Said, Source, web_address
from trucewatch.feeds.dates import given_date
from trucewatch.feeds.formats import Format, tell, unpack
from trucewatch.feeds.words import clean, plain

MAX_URLS: Final = 2_000
"""Of one sitemap; the newest."""
_FIELDS = frozenset(
    {"url/loc", "url/lastmod", "sitemap/loc", "news/publication_date", "news/title", "publication/name",
     "publication/language"}
)  # fmt: skip


def read_sitemap(source: Source) -> Said:
    """Return what a sitemap says. Raises FeedMalformed where not one address can be read."""
    reader = _Reader("url")
    is_broken = not reader.read(source.text)
    if is_broken and not reader.rows:
        raise FeedMalformed("The sitemap is broken XML without a single whole address.", code="broken_xml")
    names = [row["publication/name"] for row in reader.rows if "publication/name" in row]
    languages = [row["publication/language"] for row in reader.rows if "publication/language" in row]
    return Said(
        kind="news_sitemap" if any("news/publication_date" in row for row in reader.rows) else "sitemap",
        items=[_item(row, source) for row in reader.rows],
        flaws=("truncated",) if is_broken else (),
        title=names[0] if names else "",
        language=languages[0] if languages else "",
    )


def child_sitemaps(body: bytes, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """Return the addresses of the sitemaps that an index lists; () for anything else."""
    try:
        text = decode(unpack(body), content_type).text.strip()
        return listed_sitemaps(text, url) if tell(text) is Format.SITEMAP_INDEX else ()
    except FeedMalformed:
        return ()


def listed_sitemaps(text: str, url: str) -> tuple[str, ...]:
    """As child_sitemaps, from an index's text."""
    reader = _Reader("sitemap")
    reader.read(text)
    addresses = (web_address(row.get("sitemap/loc"), url) for row in reader.rows)
    return tuple(dict.fromkeys(address for address in addresses if address))


def _item(row: dict[str, str], source: Source) -> Item:
    return Item(
        link=web_address(row.get("url/loc"), source.url),
        title=row.get("news/title", ""),
        published=given_date(row.get("news/publication_date", ""), day_first=source.day_first),
        updated=given_date(row.get("url/lastmod", ""), day_first=source.day_first),
    )


class _Reader:
    """Collects the fields of each <url> or <sitemap>, told by an element's name and its parent's, whatever the prefix."""

    def __init__(self, row_element: str) -> None:
        self.rows: list[dict[str, str]] = []
        self._row_element = row_element
        self._row: dict[str, str] = {}
        self._open: list[str] = []
        self._words: list[str] | None = None

    def read(self, text: str) -> bool:
        """Read a whole document; return whether it is sound to its end. An unfinished row is not kept."""
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        parser.EntityDeclHandler = _refuse
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError:
            return False
        return True

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._open.append(name.rpartition(":")[2].lower())
        self._words = [] if self._field() in _FIELDS else None

    def _take(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def _end(self, _name: str) -> None:
        if self._words is not None:
            line = plain(clean("".join(self._words))[:MAX_LINE_CHARACTERS], is_html=False)
            self._row.setdefault(self._field(), line)
            self._words = None
        if self._open.pop() == self._row_element:
            self.rows.append(self._row)
            self._row = {}

    def _field(self) -> str:
        return "/".join(self._open[-2:])


def _refuse(*_declaration: object) -> None:
    """Stop at an entity of the document's own: no sitemap needs one, bombs do."""
    raise FeedMalformed("The sitemap declares entities, which none needs.", code="broken_xml")
