"""`trucewatch extract`: HTML in, clean text out."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from trucewatch.errors import TrucewatchError
from trucewatch.ports import Sandbox
from trucewatch.settings import Settings


def extract(
    files: Annotated[list[Path] | None, typer.Argument(help="HTML files; none or - reads standard input.")] = None,
    url: Annotated[str, typer.Option(help="Where the page came from; helps to find its date and links.")] = "",
) -> None:
    """Extract the article of HTML pages: one JSON object a line, in the order of the files.

    Pages are read in a child process with limits (TRUCEWATCH_PARSE_SECONDS, TRUCEWATCH_PARSE_MEGABYTES). Each has title, text, language, published_at, authors and text_source, or error. Exit status 1 if one has an error.
    """
    from trucewatch.sandbox import open_sandbox

    sandbox = open_sandbox(Settings.from_environment(os.environ))
    failed = False
    try:
        for file in files or [Path("-")]:
            answer = _extract_file(file, url, sandbox)
            failed = failed or "error" in answer
            print(json.dumps(answer, ensure_ascii=False))
    finally:
        sandbox.close()
    raise typer.Exit(1 if failed else 0)


def _extract_file(file: Path, url: str, sandbox: Sandbox) -> dict[str, Any]:
    name: dict[str, Any] = {} if str(file) == "-" else {"file": str(file)}
    try:
        html = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        return name | {"error": f"{file}: {error.strerror}"}
    try:
        return name | sandbox.call(read_page, html, url)
    except TrucewatchError as error:
        return name | {"error": error.message}


def read_page(html: bytes, url: str) -> dict[str, str | list[str] | None]:
    """Return what is printed of one page; runs in a child process. Raises TextMissing."""
    from trucewatch.documents import extract_html

    page = extract_html(html, url=url)
    return {
        "title": page.title,
        "text": page.text,
        "language": page.language,
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "authors": list(page.authors),
        "text_source": page.text_source.value,
    }
