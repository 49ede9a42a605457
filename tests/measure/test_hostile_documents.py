"""Pages and feeds made to keep a parser busy, through the real sandbox: each ends in time, and as one named state.

The cases are the known slow and deep ones of feedparser (issue 580), trafilatura, lxml and regular expressions, each as
large as a response may be, or large enough.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.builders import NOON, an_article, an_entry
from trucewatch.commands import app
from trucewatch.documents import read_document
from trucewatch.errors import TrucewatchError
from trucewatch.feeds.parsing import read_feed
from trucewatch.knowledge.notices import load_notices
from trucewatch.model import Feed, Reading
from trucewatch.sandbox import ProcessSandbox
from trucewatch.settings import KNOWLEDGE

pytestmark = pytest.mark.slow

FEED = Feed(id="f", outlet="F", url="https://f.example/feed", language="en", country="FR", family="f")
READ = "read"
BOUNDED = {READ, "parser_timeout", "parser_memory", "parser_crashed"}
REFUSED = {"no_text", "too_large", "not_text", "wall", "error_page", "other_language"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    opened = ProcessSandbox(workers=1, seconds=3, megabytes=1024)
    yield opened
    opened.close()


def page(middle: str, *, head: str = "") -> bytes:
    sentence = "Delegations of Ardania and Borland met on Tuesday in the lakeside town of Merle. " * 8
    return f"<html><head><title>Talks</title>{head}</head><body><p>{sentence}</p>{middle}</body></html>".encode()


def feed(item: str, *, before: str = "") -> bytes:
    return f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><title>F</title>{item}</channel></rss>".encode()


def an_item(fields: str) -> str:
    return f"<item><title>One</title><link>https://f.example/1</link>{fields}</item>"


def nested(tag: str, count: int) -> str:
    return f"<{tag}>" * count + "deep" + f"</{tag}>" * count


ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10 if n else 'ha' * 10}'>" for n in range(12))
PAGES = {
    "deep divisions": page(nested("div", 19_000)),
    "deep quotations": page(nested("blockquote", 10_000)),
    "deep lists": page(nested("ul><li", 5_000)),
    "deep tables": page(nested("table><tr><td", 5_000)),
    "deep emphasis": page(nested("i", 19_000)),
    "tags left open": page("<b><i><font>" * 13_000),
    "tables left open": page("<table>" * 39_000),
    "many paragraphs": page("<p>word</p>" * 19_000),
    "many paragraphs of one site's making": page("<p>The same words again and again.</p>" * 150_000),
    "many links": page("<a href='/x'>link</a> " * 19_000),
    "many breaks": page("text<br>" * 39_000),
    "one endless tag": page("<div " + "a=b " * 500_000 + ">"),
    "many attributes": page("<div " + " ".join(f"a{n}=b" for n in range(2_000)) + ">" * 10),
    "one endless word": page("<p>" + "x" * 5_000_000 + "</p>"),
    "one endless line": page("<p>" + "word " * 1_000_000 + "</p>"),
    "endless spaces": page("<p>" + " " * 5_000_000 + "</p>"),
    "endless line breaks": page("<p>" + "\n" * 5_000_000 + "</p>"),
    "comments left open": page("<!--" * 39_000),
    "scripts left open": page("<script type='application/ld+json'>" * 30_000),
    "deep JSON-LD": page("", head=f"<script type='application/ld+json'>{'[' * 1_000_000}</script>"),
    "large JSON-LD": page("", head=f"<script type='application/ld+json'>[{'{},' * 1_000_000}{{}}]</script>"),
    "titles left open": page("<title>" * 39_000),
    "headings left open": page("<h1>" * 39_000),
    "many meta tags": page("", head="<meta name=date content=x>" * 39_000),
    "a date of digits": page("", head=f"<meta name=date content='{'1' * 1_000_000}'>"),
    "dates in text": page("<p>" + "2026-03-18 " * 300_000 + "</p>"),
    "character references": page("&#x41;" * 800_000),
    "named references": page("&amp;" * 1_000_000),
    "entities": f"<!DOCTYPE html [{ENTITIES}]><html><body>&e11;</body></html>".encode(),
    "a wall's words, nearly": page("<p>" + "we use " * 300_000 + "</p>"),
    "brackets": b"<" * 5_000_000,
    "closing brackets": b">" * 5_000_000,
    "zeros": b"\x00" * 5_000_000,
    "noise": bytes(range(256)) * 20_000,
    "ten megabytes": page("<p>" + "x " * (10 * 1024 * 1024 // 2 - 600) + "</p>"),
    "ten megabytes of tags": page("<p>word</p>" * 900_000),
    "deep as few are": page("<div>" * 100_000 + "deep"),
    "no closing tags": page("<p>word <b>word <table><tr><td>word " * 9_000),
    "a hundred thousand attributes": page("<div " + " ".join(f"a{n}=b" for n in range(100_000)) + ">text</div>"),
    "an attribute of a megabyte": page(f"<div title='{'x ' * 500_000}'>text</div>"),
    "zeros between letters": page("<p>" + "w\x00" * 1_000 + "</p>"),
    "two hundred thousand paragraphs": page("<p>" * 200_000),
    "references to references": page("&amp;amp;amp;" * 700_000),
    "lone surrogates": page("<p>" + "&#xD800;" * 100_000 + "</p>"),
    "right to left marks": page("<p>" + "\u202e" * 500_000 + "</p>"),
    "combining marks": page("<p>a" + "\u0301" * 500_000 + "</p>"),
    "decomposing characters": page("<p>" + "\ufdfa" * 300_000 + "</p>"),
}
FEEDS = {
    "an endless author (feedparser 580)": feed(an_item(f"<author>{'a' * 300_000}</author>")),
    "an author of at signs": feed(an_item(f"<author>{'a@' * 150_000}</author>")),
    "an author of brackets": feed(an_item(f"<author>{'(' * 300_000}</author>")),
    "many authors": feed(an_item("<author>a@b.example (A)</author>" * 50_000)),
    "many items": feed(an_item("") * 100_000),
    "deep elements": feed(an_item(nested("x", 100_000))),
    "deep HTML in an item": feed(an_item(f"<description>{'&lt;div&gt;' * 100_000}</description>")),
    "entities": feed(an_item("<description>&e11;</description>"), before=f"<!DOCTYPE rss [{ENTITIES}]>"),
    "an outside entity": feed(
        an_item("<description>&f;</description>"), before="<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>"
    ),
    "a date of digits": feed(an_item(f"<pubDate>{'1' * 1_000_000}</pubDate>")),
    "a date of spaces": feed(an_item(f"<pubDate>{' ' * 1_000_000}x</pubDate>")),
    "an endless link": feed(an_item(f"<link>https://f.example/{'%' * 1_000_000}</link>")),
    "many name spaces": feed(an_item("".join(f"<x xmlns:n{n}='u{n}'/>" for n in range(30_000)))),
    "many attributes": feed(an_item("<x " + "".join(f"a{n}='b' " for n in range(100_000)) + "/>")),
    "many categories": feed(an_item("<category>c</category>" * 200_000)),
    "tags left open": feed("<item>" * 300_000),
    "deep JSON": b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 1_000_000,
    "many JSON items": b'{"version":"https://jsonfeed.org/version/1.1","title":"","items":['
    + b"{}," * 1_000_000
    + b"{}]}",
    "many addresses": b"<urlset>" + b"<url><loc>https://f.example/1</loc></url>" * 100_000 + b"</urlset>",
    "brackets": b"<rss>" + b"<" * 3_000_000,
    "noise": b"<rss>" + bytes(range(256)) * 10_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_or_ends_as_one_named_state(
    sandbox: ProcessSandbox, name: str, record_property: Callable[[str, object], None]
) -> None:
    reading = Reading(article=an_article(), entry=an_entry(), feed=FEED, body=PAGES[name])
    try:
        sandbox.call(read_document, reading, load_notices(KNOWLEDGE))
        state = READ
    except TrucewatchError as error:
        state = error.code
    record_property("state", state)
    assert state in BOUNDED | REFUSED


@pytest.mark.parametrize("name", PAGES)
def test_the_extract_command_ends_a_hostile_page_with_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setenv("TRUCEWATCH_PARSE_SECONDS", "3")
    monkeypatch.setenv("TRUCEWATCH_PARSE_MEGABYTES", "1024")
    (tmp_path / "page.html").write_bytes(PAGES[name])
    result = CliRunner().invoke(app, ["extract", str(tmp_path / "page.html")])
    (line,) = result.stdout.splitlines()
    answer = json.loads(line)
    record_property("state", answer.get("code", READ))
    assert result.exit_code == int("error" in answer)
    assert answer.get("code", READ) in BOUNDED | REFUSED


@pytest.mark.parametrize("body", ["p", "*", "div div", "p:not(p p)", "[a]"])
@pytest.mark.parametrize(
    "name", ["deep divisions", "many paragraphs", "no closing tags", "a hundred thousand attributes"]
)
def test_selectors_on_a_hostile_page_end_in_time(sandbox: ProcessSandbox, name: str, body: str) -> None:
    feed = replace(FEED, body_selector=body, drop_selector=f"{body} + {body}")
    reading = Reading(article=an_article(), entry=an_entry(), feed=feed, body=PAGES[name])
    try:
        assert sandbox.call(read_document, reading, load_notices(KNOWLEDGE)).text
    except TrucewatchError as error:
        assert error.code in BOUNDED | REFUSED  # noqa: PT017  # either end is good


@pytest.mark.parametrize("name", FEEDS)
def test_a_hostile_feed_is_read_or_ends_as_one_named_state(
    sandbox: ProcessSandbox, name: str, record_property: Callable[[str, object], None]
) -> None:
    try:
        content = sandbox.call(read_feed, FEEDS[name], FEED, NOON)
        state = READ
        assert all(len(entry.summary) < 1_000_000 for entry in content.entries)
    except TrucewatchError as error:
        state = error.code
    record_property("state", state)
    assert state in BOUNDED | {"not_a_feed", "broken_xml", "empty_body", "json_not_feed", "wrong_type"}


def test_a_reader_is_well_after_all_that(sandbox: ProcessSandbox) -> None:
    assert sandbox.call(read_feed, feed(an_item("")), FEED, NOON).entries[0].title == "One"
