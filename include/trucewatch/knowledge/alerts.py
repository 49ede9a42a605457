"""Who is told of what: alerts.yaml."""

import re
from pathlib import Path
from typing import Any

from trucewatch.codebook import Category
from trucewatch.knowledge.reading import check_keys, invalid, read_yaml
from trucewatch.model import Recipient

LANGUAGES = ("en", "fr")
"""The languages in which mails are written."""

_REQUIRED = frozenset({"id", "to"})
_OPTIONAL = frozenset({"language", "categories"})
_ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
"""ASCII only: mail servers that take other addresses are still few."""


def load_recipients(folder: Path) -> tuple[Recipient, ...]:
    """Return the recipients of alerts.yaml in a knowledge folder; raise KnowledgeInvalid with file:line."""
    path = folder / "alerts.yaml"
    root = read_yaml(path)
    line = check_keys(root, path, required=frozenset({"recipients"}))
    if not isinstance(root["recipients"], list):
        raise invalid(path, line, "recipients must be a list")
    recipients: dict[str, Recipient] = {}
    addresses: set[str] = set()
    for item in root["recipients"]:
        line = check_keys(item, path, required=_REQUIRED, optional=_OPTIONAL)
        recipient = _recipient(item, path, line)
        if recipient.id in recipients:
            raise invalid(path, line, f"the id {recipient.id!r} is given twice")
        if recipient.to.lower() in addresses:
            raise invalid(path, line, f"the address {recipient.to!r} is given twice")
        recipients[recipient.id] = recipient
        addresses.add(recipient.to.lower())
    return tuple(recipients.values())


def _recipient(item: dict[str, Any], path: Path, line: int) -> Recipient:
    identifier, to, language = item["id"], item["to"], item.get("language", LANGUAGES[0])
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise invalid(path, line, f"id must be letters, digits and hyphens, found {identifier!r}")
    if not isinstance(to, str) or not _is_address(to):
        raise invalid(path, line, f"to must be one plain mail address, found {to!r}")
    if language not in LANGUAGES:
        raise invalid(path, line, f"language must be one of {', '.join(LANGUAGES)}, found {language!r}")
    return Recipient(id=identifier, to=to, language=language, categories=_categories(item, path, line))


def _categories(item: dict[str, Any], path: Path, line: int) -> tuple[Category, ...]:
    values = item.get("categories", [Category.CEASEFIRE])
    if not isinstance(values, list) or not values:
        raise invalid(path, line, f"categories must be a list, found {values!r}")
    for value in values:
        if value not in tuple(Category):
            raise invalid(path, line, f"category {value!r} is not one of {', '.join(Category)}")
    return tuple(dict.fromkeys(Category(value) for value in values))


def _is_address(text: str) -> bool:
    local = text.partition("@")[0]
    return (
        bool(_ADDRESS.fullmatch(text)) and ".." not in local and not local.startswith(".") and not local.endswith(".")
    )
