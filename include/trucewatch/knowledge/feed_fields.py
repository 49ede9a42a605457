"""What a feed's fields may hold, and what they become where nobody says. Pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from trucewatch.knowledge.addresses import registrable_domain
from trucewatch.model import Feed

NO_COUNTRY = "ZZ"
"""A code that ISO 3166-1 leaves to its users: here, of no one country, or not known."""
NO_LANGUAGE = "und"
MOST_FOLDERS = 10
"""How deep folders may lie in one another."""
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

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DAY = 24 * 60
_LONGEST_SELECTOR = 500
_NAME = r"-?[A-Za-z_\u00a0-\uffff][\w-]*+"
_ATTRIBUTE = rf"""\[ *+{_NAME} *+(?:[~|^$*]?= *+(?:"[^"\\]*+"|'[^'\\]*+'|{_NAME}) *+)?+\]"""
_PLACE = (
    r":(?:empty|(?:first|last|only)-(?:child|of-type)"
    r"|nth-(?:last-)?(?:child|of-type)\((?:odd|even|-?\d*n(?:[+-]\d+)?|\d+)\))"
)
_SIMPLE = rf"(?:[#.]{_NAME}|{_ATTRIBUTE}|{_PLACE})"
_PLAIN_ELEMENT = rf"(?:(?:\*|{_NAME}){_SIMPLE}*+|{_SIMPLE}++)"
_ELEMENT = rf"(?:(?:\*|{_NAME})?+(?:{_SIMPLE}|:(?:not|is|where)\( *+{_PLAIN_ELEMENT}(?: *+, *+{_PLAIN_ELEMENT})*+ *+\))++|\*|{_NAME})"
_PATH = rf"{_ELEMENT}(?:(?: *+[>+~] *+| ++){_ELEMENT})*+"
_SELECTOR = re.compile(rf"{_PATH}(?: *+, *+{_PATH})*+")
"""The part of CSS selectors (level 4) that says which element; what a reader of pages understands."""
_SELECTOR_WISH = f"must be a CSS selector of at most {_LONGEST_SELECTOR} characters such as 'article > p, div.lead'"
_UNSEEN = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
"""Control characters, halves of pairs, unassigned ones, and line ends."""


def drafted_feed(*, url: str, title: str, taken: Collection[str], given: Mapping[str, object]) -> Feed:
    """Return a feed of which only address and title are known; `given` fields are taken where they can be.

    The id comes from the title, else the host, and is none of `taken`; the family is the registrable domain.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    outlet = " ".join(title.split()) or host
    fields: dict[str, Any] = {
        "outlet": outlet,
        "family": slug(registrable_domain(url) or host),
        "language": NO_LANGUAGE,
        "country": NO_COUNTRY,
    }
    fields |= {key: value for key, value in given.items() if fault_in(key, value) is None}
    wanted = fields.pop("id", None) or slug(fields["outlet"]) or slug(host) or "feed"
    return Feed(id=_unused(wanted, taken), url=url, **fields)


def fault_in(key: str, value: object) -> str | None:
    """Return what a field's value should have been, as the end of a sentence; None where it is good."""
    is_good, wish = _CHECKS[key]
    return None if is_good(value) else wish


def comparable(url: str) -> str:
    """Return the URL with what makes no difference taken away: scheme, case of the host, a slash at the end."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def slug(words: str) -> str:
    """Return words as small letters, digits and single hyphens; '' where none are left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _unused(wanted: str, taken: Collection[str]) -> str:
    """Return the id, numbered where it is taken."""
    candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _is_language(value: object) -> bool:
    return isinstance(value, str) and bool(_LANGUAGE.fullmatch(value))


def _is_country(value: object) -> bool:
    return isinstance(value, str) and value in COUNTRIES


def _is_web_url(value: object) -> bool:
    if not isinstance(value, str) or not value.isprintable() or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_minutes(value: object) -> bool:
    return type(value) is int and 1 <= value <= _DAY


def _is_folder(value: object) -> bool:
    if not isinstance(value, str) or any(unicodedata.category(char) in _UNSEEN for char in value):
        return False
    names = value.split("/")
    return value == "" or (len(names) <= MOST_FOLDERS and all(name and name == name.strip() for name in names))


def _is_selector(value: object) -> bool:
    if not isinstance(value, str) or len(value) > _LONGEST_SELECTOR or not value.isprintable():
        return False
    return value == "" or bool(_SELECTOR.fullmatch(value))


_CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = MappingProxyType(
    {
        "id": (_is_id, "must be small letters, digits and single hyphens"),
        "outlet": (_is_words, "must be a name"),
        "family": (_is_id, "must be small letters, digits and single hyphens"),
        "url": (_is_web_url, "must be an http or https address"),
        "language": (_is_language, "must be an ISO 639 code such as fr"),
        "country": (_is_country, f"must be an ISO 3166-1 code such as FR ({NO_COUNTRY}: of no one country)"),
        "poll_minutes": (_is_minutes, f"must be a whole number from 1 to {_DAY}"),
        "folder": (_is_folder, f"must be at most {MOST_FOLDERS} folder names joined by '/'"),
        "body_selector": (_is_selector, _SELECTOR_WISH),
        "drop_selector": (_is_selector, _SELECTOR_WISH),
    }
)
