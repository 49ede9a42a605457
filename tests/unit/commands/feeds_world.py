"""Feeds, sites and a command line for the tests of the commands about feeds."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from tests.builders import a_mention, a_response
from tests.fakes import DirectSandbox, FakeHttp
from trucewatch.assembly import House
from trucewatch.commands.feeds import app, shared
from trucewatch.errors import KnowledgeInvalid, SettingsInvalid, TrucewatchError
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.model import Feed

LAKE = '{id: lake, outlet: The Lake, family: lake, url: "https://lake.example/rss", language: en, country: GB}'
HILL = '{id: hill, outlet: La Colline, family: hill, url: "https://hill.example/rss", language: fr, country: FR, folder: Monde/Paix}'
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/{feed}"></head><body>x</body></html>'


def an_item(number: int, date: str = "") -> str:
    date = date and f"<pubDate>{date}</pubDate>"
    return f"<item><title>Item {number}: a ceasefire</title><link>https://site.example/{number}</link>{date}</item>"


RSS = (
    '<rss version="2.0"><channel><title>The Site</title><language>en-GB</language><link>https://site.example/</link>'
    "<description>Site</description>"
    + an_item(1, "Mon, 02 Mar 2026 10:00:00 GMT")
    + an_item(2, "Wed, 04 Mar 2026 10:00:00 GMT")
    + "".join(an_item(number) for number in range(3, 9))
    + "</channel></rss>"
)


@dataclass(frozen=True, kw_only=True)
class Done:
    status: int
    said: str
    error: str


def run(*arguments: object, typed: str | None = None) -> Done:
    return run_app(app, *arguments, typed=typed)


def run_app(application: Typer, *arguments: object, typed: str | None = None) -> Done:
    result = CliRunner().invoke(application, [str(argument) for argument in arguments], input=typed)
    error = result.exception
    if isinstance(error, TrucewatchError):
        status = 2 if isinstance(error, SettingsInvalid | KnowledgeInvalid) else 1
        return Done(status=status, said=result.stdout, error=error.message)
    assert error is None or isinstance(error, SystemExit), error
    return Done(status=result.exit_code, said=result.stdout, error=result.stderr)


def added_to(path: Path) -> list[Feed]:
    return [feed for feed in load_feeds(path) if feed.id not in {"lake", "hill"}]


class CeasefireFinder:
    def find(self, document):
        return (a_mention(),) if "ceasefire" in document.title else ()


class Web:
    """Sites by URL; anything else is a 404."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, pages: dict[str, str]) -> None:
        answers = {url: an_answer(url, text) for url, text in pages.items()}
        self.http = FakeHttp(answers)
        monkeypatch.setattr(House, "http", self.http)
        monkeypatch.setattr(House, "sandbox", DirectSandbox())
        monkeypatch.setattr(House, "finder", CeasefireFinder())


def an_answer(url: str, text: str):
    kind = "text/html" if text.startswith("<html") else "application/rss+xml"
    return a_response(url=url, final_url=url, headers=(("Content-Type", kind),), body=text.encode())


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "is_terminal", lambda: True)
