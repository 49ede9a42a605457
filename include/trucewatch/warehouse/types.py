"""Column types: how our values look in a database, the same on every dialect.

Text is cleaned here and nowhere else, so no caller has to think of what a database refuses.
"""

import json
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL refuses U+0000, and UTF-8 has no lone surrogates."""


def clean(text: str) -> str:
    """Return text that every database takes, of the same length, so that offsets into it stay true."""
    try:
        text.encode()  # several times as quick as a search, and nearly all text passes
    except UnicodeEncodeError:
        return UNSTORABLE.sub("\ufffd", text)
    return text.replace("\x00", "\ufffd")


def clean_all(texts: Sequence[str | None]) -> list[str | None]:
    """Do `clean` for many texts, looking at all of them at once: hardly ever one must be looked at by itself."""
    present = [text for text in texts if text is not None]
    together = "".join(present)
    is_plain = all(type(text) is str for text in present) and "\x00" not in together
    if is_plain and together == clean(together):
        return list(texts)
    return [None if text is None else clean(text) for text in texts]


class Words(TypeDecorator[str]):
    """Text of any length, cleaned."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return None if value is None else clean(value)


class WordList(TypeDecorator[tuple[str, ...]]):
    """Several texts in order, as a JSON array in a text column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return None if value is None else json.dumps([clean(word) for word in value], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002, D102
        if value == "[]":  # most lists are empty
            return ()
        return None if value is None else tuple(json.loads(value))


class Hashes(TypeDecorator[tuple[int, ...]]):
    """Several numbers in 0 ... 2**63 - 1 in order, as eight big-endian bytes each; NULL where there are none."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002, D102
        return struct.pack(f">{len(value)}q", *value) if value else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> tuple[int, ...]:  # noqa: ARG002, D102
        return struct.unpack(f">{len(value) // 8}q", value) if value else ()


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept to the second: timestamptz, or ISO text ('2026-03-19T09:00:00Z') in SQLite.

    Whole seconds keep the text short for people and in the right order for ORDER BY.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # noqa: D102
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:  # noqa: D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC).replace(microsecond=0)
        # Not strftime: its %Y leaves out leading zeros, and text of another length has another order.
        return f"{moment.replace(tzinfo=None).isoformat()}Z" if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


class Coded(TypeDecorator[StrEnum]):
    """A value of one of the codebook's closed lists, as its own word."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return None if value is None else str(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:  # noqa: ARG002, D102
        # Looked up without a call of ours: linking reads some thousand rows with three codes each.
        return _Codes(self.codes).__getitem__


class _Codes(dict[str | None, StrEnum | None]):
    """Codes by their words; None for None."""

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__({code.value: code for code in codes})
        self[None] = None
        self._codes = codes

    def __missing__(self, word: str | None) -> StrEnum:
        """Raise ValueError."""
        raise ValueError(f"{word!r} is no {self._codes.__name__}")


class TextSet(TypeDecorator[Iterable[str]]):
    """Several texts as one bound value, for `among`: an array, or a JSON array in SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # noqa: D102
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text()))

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | str | None:  # noqa: D102
        cleaned = [clean(word) for word in value or ()]
        return json.dumps(cleaned, ensure_ascii=False) if dialect.name == "sqlite" else cleaned
