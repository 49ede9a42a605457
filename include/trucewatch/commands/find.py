"""`trucewatch find`: documents as JSON lines in, mentions as JSON lines out."""

import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, BinaryIO

import typer

from trucewatch.model import Document
from trucewatch.ports import Finder
from trucewatch.settings import Settings


class LineUnusable(ValueError):
    """A line of input that cannot be processed; the message completes 'line 3: ...'."""


def find() -> None:
    """Find mentions in documents given as JSON lines on standard input.

    Each line: {"id", "lang"?, "title"?, "text", "published_at"?}. Each answer, in the same order:
    {"id", "lang", "mentions": [...]}, with the codebook's fields and character offsets into the given text (into the
    title for mentions with "in_title": true). A line that cannot be used is named on standard error, the others are
    processed, and the exit status is 1.
    """
    from trucewatch.assembly import House

    with House(Settings.from_environment(os.environ)) as house:
        status = find_in_lines(sys.stdin.buffer, house.finder, output=sys.stdout.buffer)
    raise typer.Exit(status)


def find_in_lines(lines: Iterable[bytes], finder: Finder, *, output: BinaryIO) -> int:
    """Answer each line; return 1 if one could not be used, else 0."""
    from trucewatch.mentions import mention_as_dict

    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = read_line(line)
            document = document_from(given, number)
        except LineUnusable as error:
            print(f"trucewatch: line {number}: {error}", file=sys.stderr)
            status = 1
            continue
        mentions = [mention_as_dict(mention) for mention in finder.find(document)]
        answer = {"id": given.get("id"), "lang": document.language, "mentions": mentions}
        output.write(_as_line(answer))
        output.flush()
    return status


def read_line(line: bytes) -> dict[str, Any]:
    """Return the JSON object on a line that has a text, or raise LineUnusable."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LineUnusable("is not UTF-8") from None
    except (ValueError, RecursionError):
        raise LineUnusable("is not JSON") from None
    if not isinstance(given, dict):
        raise LineUnusable('is not a JSON object like {"id": "1", "text": "..."}')
    if not isinstance(given.get("text"), str):
        raise LineUnusable('has no "text"')
    return given


def document_from(given: dict[str, Any], number: int) -> Document:
    """Turn one object into a Document, offsets untouched: the text is taken exactly as given."""
    text, title = given["text"], given.get("title")
    title = title if isinstance(title, str) else ""
    language = given.get("lang")
    if not isinstance(language, str) or not language:
        from trucewatch.documents import identify_language

        language = identify_language(text or title)
    return Document(
        id=str(given.get("id", number)),
        article_id="",
        url="",
        title=title,
        text=text,
        language=language.lower().split("-")[0],
        published_at=_read_time(given.get("published_at")),
    )


def _read_time(value: object) -> datetime | None:
    """Read an ISO 8601 time; one without a zone is taken as UTC."""
    if value is None or value == "":
        return None
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        raise LineUnusable('"published_at" is not a time like 2026-03-19T09:00:00Z') from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _as_line(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair in the input
        return json.dumps(answer).encode() + b"\n"
