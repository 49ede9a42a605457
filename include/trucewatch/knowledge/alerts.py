"""Who is told of what, by which way and when: alerts.yaml."""

import re
from collections.abc import Callable
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trucewatch.codebook import Act, Category, Certainty, Channel
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.reading import check_keys, invalid, read_yaml
from trucewatch.model import Pace, Quiet, Recipient

LANGUAGES = ("en", "fr")
"""The languages in which mails are written."""

_REQUIRED = frozenset({"id", "to"})
_ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
"""ASCII only: mail servers that take other addresses are still few."""
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_HOURS = re.compile(r"([^-\s]+)\s*-\s*([^-\s]+)")
_SURE_ENOUGH = {
    "certain": (Certainty.CERTAIN,),
    "probable": (Certainty.CERTAIN, Certainty.PROBABLE),
}
_Code = TypeVar("_Code", bound=StrEnum)
_Refuse = Callable[[str], Exception]


def load_recipients(folder: Path, world: Callable[[], Gazetteer] | None = None) -> tuple[Recipient, ...]:
    """Return the recipients of alerts.yaml in a knowledge folder; raise KnowledgeInvalid with file:line.

    `world` is asked only where a recipient names conflicts or places: these must be in it. None: they are not checked.
    """
    path = folder / "alerts.yaml"
    root = read_yaml(path)
    line = check_keys(root, path, required=frozenset({"recipients"}))
    if not isinstance(root["recipients"], list):
        raise invalid(path, line, "recipients must be a list")
    recipients: dict[str, Recipient] = {}
    addresses: set[str] = set()
    for item in root["recipients"]:
        line = check_keys(item, path, required=_REQUIRED, optional=frozenset(_READERS))
        recipient = _recipient(item, path, line)
        if world is not None and (recipient.conflicts or recipient.places):
            _check_world(recipient, world(), path, line)
        if recipient.id in recipients:
            raise invalid(path, line, f"the id {recipient.id!r} is given twice")
        if recipient.to.lower() in addresses:
            raise invalid(path, line, f"the address {recipient.to!r} is given twice")
        recipients[recipient.id] = recipient
        addresses.add(recipient.to.lower())
    return tuple(recipients.values())


def _recipient(item: dict[str, Any], path: Path, line: int) -> Recipient:
    def refuse(problem: str) -> Exception:
        return invalid(path, line, problem)

    identifier, to = item["id"], item["to"]
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise refuse(f"id must be letters, digits and hyphens, found {identifier!r}")
    channel = _one_of("channel", item.get("channel", Channel.MAIL), Channel, refuse)
    if not isinstance(to, str) or not _GOES_TO[channel][0](to):
        raise refuse(f"to must be {_GOES_TO[channel][1]}, found {to!r}")
    given = {name: read(name, item[name], refuse) for name, read in _READERS.items() if name in item}
    return Recipient(id=identifier, to=to, **given)


def _check_world(recipient: Recipient, world: Gazetteer, path: Path, line: int) -> None:
    for conflict in recipient.conflicts:
        if conflict not in world.conflicts:
            raise invalid(path, line, f"conflicts: {conflict!r} is not in conflicts.yaml")
    for place in recipient.places:
        if place not in world.places:
            raise invalid(path, line, f"places: {place!r} is not in gazetteer/places.csv")


def _one_of(name: str, value: object, codes: type[_Code], refuse: _Refuse) -> _Code:
    if value not in tuple(codes):
        raise refuse(f"{name} must be one of {', '.join(codes)}, found {value!r}")
    return codes(str(value))


def _language(name: str, value: object, refuse: _Refuse) -> str:
    if not isinstance(value, str) or value not in LANGUAGES:
        raise refuse(f"{name} must be one of {', '.join(LANGUAGES)}, found {value!r}")
    return value


def _codes(codes: type[_Code]) -> Callable[[str, object, _Refuse], tuple[_Code, ...]]:
    def read(name: str, value: object, refuse: _Refuse) -> tuple[_Code, ...]:
        if not isinstance(value, list) or not value:
            raise refuse(f"{name} must be a list, found {value!r}")
        return tuple(dict.fromkeys(_one_of(name, one, codes, refuse) for one in value))

    return read


def _words(name: str, value: object, refuse: _Refuse) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise refuse(f"{name} must be a list of identifiers, found {value!r}")
    return tuple(dict.fromkeys(value))


def _certainty(name: str, value: object, refuse: _Refuse) -> tuple[Certainty, ...]:
    if not isinstance(value, str) or value not in _SURE_ENOUGH:
        raise refuse(f"{name} must be one of {', '.join(_SURE_ENOUGH)}, found {value!r}")
    return _SURE_ENOUGH[value]


def _number(name: str, value: object, refuse: _Refuse) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:  # noqa: PLR2004
        raise refuse(f"{name} must be a number from 1 to 1000, found {value!r}")
    return value


def _pace(name: str, value: object, refuse: _Refuse) -> Pace:
    return _one_of(name, value, Pace, refuse)


def _time(name: str, value: object, refuse: _Refuse) -> time:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise refuse(f'{name} must be a time such as "07:30", found {value!r}')
    return time(int(found[1]), int(found[2]))


def _quiet(name: str, value: object, refuse: _Refuse) -> Quiet:
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise refuse(f'{name} must be hours such as "22:00-07:00", found {value!r}')
    quiet = Quiet(begins=_time(name, found[1], refuse), ends=_time(name, found[2], refuse))
    if quiet.begins == quiet.ends:
        raise refuse(f"{name} must leave some hours of the day, found {value!r}")
    return quiet


def _zone(name: str, value: object, refuse: _Refuse) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refuse(f"{name} must be a time zone such as Europe/Paris, found {value!r}") from error


def _is_address(text: str) -> bool:
    local = text.partition("@")[0]
    return (
        bool(_ADDRESS.fullmatch(text)) and ".." not in local and not local.startswith(".") and not local.endswith(".")
    )


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and text.isprintable()


def _is_file(text: str) -> bool:
    return Path(text).is_absolute() and text.endswith((".xml", ".rss")) and text.isprintable()


_GOES_TO: dict[Channel, tuple[Callable[[str], bool], str]] = {
    Channel.MAIL: (_is_address, "one plain mail address"),
    Channel.WEBHOOK: (_is_url, "one http or https address without a password in it"),
    Channel.FEED: (_is_file, "a file by its whole path, ending in .xml or .rss"),
}
_READERS: dict[str, Callable[[str, object, _Refuse], Any]] = {
    "channel": lambda name, value, refuse: _one_of(name, value, Channel, refuse),
    "language": _language,
    "categories": _codes(Category),
    "conflicts": _words,
    "places": _words,
    "acts": _codes(Act),
    "certainty": _certainty,
    "sources": _number,
    "pace": _pace,
    "digest_at": _time,
    "quiet": _quiet,
    "timezone": _zone,
    "most_per_hour": _number,
}
"""What may be said of a recipient besides its id and where it is, and how each is read."""
