"""`trucewatch extract`: HTML in, clean text out."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from trucewatch.errors import TrucewatchError
from trucewatch.knowledge.notices import Notices, load_notices
from trucewatch.ports import Sandbox
from trucewatch.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """What is known of a page beside its bytes."""

    url: str
    body_selector: str
    drop_selector: str
    notices: Notices


def extract(
    files: Annotated[list[Path] | None, typer.Argument(help="HTML files; none or - reads standard input.")] = None,
    url: Annotated[str, typer.Option(help="Where the page came from; helps to find its date and links.")] = "",
    body_selector: Annotated[str, typer.Option(help="CSS selector of the elements that hold the text.")] = "",
    drop_selector: Annotated[str, typer.Option(help="CSS selector of elements to take out first.")] = "",
) -> None:
    """Extract the article of HTML pages: one JSON object a line, in the order of the files.

    Pages are read in a child process with limits (TRUCEWATCH_PARSE_SECONDS, TRUCEWATCH_PARSE_MEGABYTES). Each has title, text, language, published_at, updated_at, authors, text_source, is_paywalled_partial, is_live_blog and is_opinion, or error and code. Exit status 1 if one has an error.
    """
    from trucewatch.sandbox import open_sandbox

    settings = Settings.from_environment(os.environ)
    sandbox = open_sandbox(settings)
    request = PageRequest(
        url=url, body_selector=body_selector, drop_selector=drop_selector, notices=load_notices(settings.knowledge)
    )
    failed = False
    try:
        for file in files or [Path("-")]:
            answer = _extract_file(file, request, sandbox)
            failed = failed or "error" in answer
            print(json.dumps(answer, ensure_ascii=False))
    finally:
        sandbox.close()
    raise typer.Exit(1 if failed else 0)


def _extract_file(file: Path, request: PageRequest, sandbox: Sandbox) -> dict[str, Any]:
    name: dict[str, Any] = {} if str(file) == "-" else {"file": str(file)}
    try:
        html = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        return name | {"error": f"{file}: {error.strerror}", "code": "unreadable"}
    try:
        return name | sandbox.call(read_page, html, request)
    except TrucewatchError as error:
        return name | {"error": error.message, "code": error.code}


def read_page(html: bytes, request: PageRequest) -> dict[str, str | bool | list[str] | None]:
    """Return what is printed of one page; runs in a child process. Raises TextMissing, KnowledgeInvalid."""
    from trucewatch.documents.extraction import extract_html
    from trucewatch.documents.quality import Quality
    from trucewatch.documents.selectors import Selectors

    selectors = Selectors(body=request.body_selector, drop=request.drop_selector)
    page = extract_html(html, url=request.url, notices=request.notices, selectors=selectors)
    return {
        "title": page.title,
        "text": page.text,
        "language": page.language,
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "updated_at": page.updated_at.isoformat() if page.updated_at else None,
        "authors": list(page.authors),
        "text_source": page.text_source.value,
        "is_paywalled_partial": page.quality is Quality.TEASER,
        "is_live_blog": page.is_live_blog,
        "is_opinion": page.is_opinion,
    }
