"""feeds.yaml, or an OPML file from any feed reader -> Feed.

feeds.yaml is one list under `feeds`, one item a line. An OPML file says less of a feed than we want to know: its title
stands for the outlet, its host for the family, and language and country stay open unless the file names them.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import listparser

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.reading import check_keys, invalid, read_yaml, short
from trucewatch.model import Feed

NO_COUNTRY = "ZZ"
"""A code that ISO 3166-1 leaves to its users: here, of no one country, or not known."""
NO_LANGUAGE = "und"
_ASSIGNED = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
COUNTRIES = frozenset({*_ASSIGNED.split(), NO_COUNTRY})
"""ISO 3166-1 alpha-2, and XK, which everybody uses for Kosovo."""

_REQUIRED = frozenset({"id", "outlet", "family", "url", "language", "country"})
_OPTIONAL = frozenset({"poll_minutes"})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DAY = 24 * 60
_OUTLINE = re.compile(r"<outline\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")

Numbered = tuple[int, Feed]
"""A feed and the line that it stands on."""


def load_feeds(path: Path) -> tuple[Feed, ...]:
    """Return the feeds of a feeds.yaml or an OPML file, in its order; raise KnowledgeInvalid with file:line."""
    numbered = _from_opml(path) if _is_opml(path) else _from_yaml(path)
    return tuple(_without_duplicates(path, numbered))


def _is_opml(path: Path) -> bool:
    """Whether the extension says so, or, where it says nothing, the first character."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return False
    return path.suffix.lower() in {".opml", ".xml"} or _read_text(path).lstrip("\ufeff \t\r\n").startswith("<")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KnowledgeInvalid(f"{short(path)}: cannot be read ({error.strerror})", key=str(path)) from error
    except UnicodeDecodeError as error:
        raise KnowledgeInvalid(f"{short(path)}: is not UTF-8", key=str(path)) from error


def _from_yaml(path: Path) -> Iterator[Numbered]:
    root = read_yaml(path)
    check_keys(root, path, required=frozenset({"feeds"}))
    if not isinstance(root["feeds"], list):
        raise invalid(path, 1, "`feeds` must be a list")
    for item in root["feeds"]:
        line = check_keys(item, path, required=_REQUIRED, optional=_OPTIONAL)
        for key, (is_good, wish) in _CHECKS.items():
            if key in item and not is_good(item[key]):
                raise invalid(path, line, f"{key} {item[key]!r} {wish}")
        yield line, Feed(**{key: item[key] for key in (_REQUIRED | _OPTIONAL) & item.keys()})


def _from_opml(path: Path) -> Iterator[Numbered]:
    text = _read_text(path)
    listed = listparser.parse(text.encode())
    if not listed.version.startswith("opml"):
        raise invalid(path, 1, "is not an OPML file")
    outlines = _outlines(text)
    taken: set[str] = set()
    for item in listed.feeds:
        line, attributes = outlines.get(item.url, (1, {}))
        if not _is_web_url(item.url):
            raise invalid(path, line, f"url {item.url!r} {_CHECKS['url'][1]}")
        host = (urlsplit(item.url).hostname or "").removeprefix("www.")
        feed_id = _unused(_slug(item.title) or _slug(host), taken)
        language = attributes.get("language", "").lower()[:2]
        yield (
            line,
            Feed(
                id=feed_id,
                outlet=item.title or host,
                family=_slug(host),
                url=item.url,
                language=language if _is_language(language) else NO_LANGUAGE,
                country=NO_COUNTRY,
            ),
        )


def _outlines(text: str) -> Mapping[str, tuple[int, Mapping[str, str]]]:
    """Return feed URL -> line and attributes of its outline: what listparser does not hand on."""
    found: dict[str, tuple[int, Mapping[str, str]]] = {}
    for tag in _OUTLINE.finditer(text):
        attributes = {
            name.lower(): html.unescape(quoted[1:-1]).strip() for name, quoted in _ATTRIBUTE.findall(tag.group())
        }
        found.setdefault(attributes.get("xmlurl", ""), (text.count("\n", 0, tag.start()) + 1, attributes))
    return found


def _without_duplicates(path: Path, numbered: Iterable[Numbered]) -> Iterator[Feed]:
    first: dict[str, int] = {}
    for line, feed in numbered:
        for what, value in (("id", feed.id), ("url", _comparable(feed.url))):
            if (earlier := first.setdefault(f"{what} {value}", line)) != line:
                raise invalid(path, line, f"{what} {value!r} is already used on line {earlier}")
        yield feed


def _comparable(url: str) -> str:
    """Return the URL with what makes no difference taken away: scheme, case of the host, a slash at the end."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _unused(slug: str, taken: set[str]) -> str:
    """Return the slug, numbered where an earlier feed has it, and remember it."""
    numbers = iter(range(2, len(taken) + 3))
    candidate = slug
    while candidate in taken:
        candidate = f"{slug}-{next(numbers)}"
    taken.add(candidate)
    return candidate


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _is_language(value: object) -> bool:
    return isinstance(value, str) and bool(_LANGUAGE.fullmatch(value))


def _is_country(value: object) -> bool:
    return isinstance(value, str) and value in COUNTRIES


def _is_web_url(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_minutes(value: object) -> bool:
    return type(value) is int and 1 <= value <= _DAY


_CHECKS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_is_id, "must be small letters, digits and single hyphens"),
    "outlet": (_is_words, "must be a name"),
    "family": (_is_id, "must be small letters, digits and single hyphens"),
    "url": (_is_web_url, "must be an http or https address"),
    "language": (_is_language, "must be an ISO 639 code such as fr"),
    "country": (_is_country, f"must be an ISO 3166-1 code such as FR ({NO_COUNTRY}: of no one country)"),
    "poll_minutes": (_is_minutes, f"must be a whole number from 1 to {_DAY}"),
}
