"""`trucewatch extract`: HTML in, clean text out."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from trucewatch.errors import TrucewatchError


def extract(
    files: Annotated[list[Path] | None, typer.Argument(help="HTML files; none or - reads standard input.")] = None,
    url: Annotated[str, typer.Option(help="Where the page came from; helps to find its date and links.")] = "",
) -> None:
    """Extract the article of HTML pages: one JSON object a line, in the order of the files.

    Each has title, text, language, published_at, authors and text_source, or error. Exit status 1 if one has an error.
    """
    failed = False
    for file in files or [Path("-")]:
        answer = _extract_file(file, url)
        failed = failed or "error" in answer
        print(json.dumps(answer, ensure_ascii=False))
    raise typer.Exit(1 if failed else 0)


def _extract_file(file: Path, url: str) -> dict[str, Any]:
    from trucewatch.documents import extract_html

    name: dict[str, Any] = {} if str(file) == "-" else {"file": str(file)}
    try:
        html = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        return name | {"error": f"{file}: {error.strerror}"}
    try:
        page = extract_html(html, url=url)
    except TrucewatchError as error:
        return name | {"error": error.message}
    return name | {
        "title": page.title,
        "text": page.text,
        "language": page.language,
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "authors": list(page.authors),
        "text_source": page.text_source,
    }
