import json
import sys

import pytest
from typer.testing import CliRunner

from tests.unit.documents.pages import PARAGRAPHS, a_page
from trucewatch.commands import app
from trucewatch.commands.extract import PageRequest


@pytest.fixture(autouse=True)
def short_limits(monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_PARSE_SECONDS", "10")


def extract(*arguments, **options):
    result = CliRunner().invoke(app, ["extract", *map(str, arguments)], **options)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_page_on_standard_input_becomes_one_line():
    status, (answer,) = extract("--url", "https://herald.example/1", input=a_page())
    assert status == 0
    assert answer["text"] == "\n".join(PARAGRAPHS)
    assert set(answer) == {
        *("title", "text", "language", "published_at", "updated_at", "authors", "text_source"),
        *("is_paywalled_partial", "is_live_blog", "is_opinion"),
    }
    assert (answer["language"], answer["text_source"]) == ("en", "page")


def test_each_file_has_its_line_and_its_own_error(tmp_path):
    good, empty = tmp_path / "good.html", tmp_path / "empty.html"
    good.write_bytes(a_page())
    empty.write_bytes(b"<p></p>")
    status, answers = extract(good, tmp_path / "none.html", empty)
    assert status == 1
    assert [answer["file"] for answer in answers] == [
        str(good),
        str(tmp_path / "none.html"),
        str(empty),
    ]
    assert ["error" in answer for answer in answers] == [False, True, True]


def test_what_a_page_says_of_its_kind_is_printed():
    head = """<script type="application/ld+json">{"@type": "OpinionNewsArticle", "isAccessibleForFree": false,
    "datePublished": "2026-03-18T10:30:00Z", "dateModified": "2026-03-18T12:00:00Z"}</script>"""
    _, (answer,) = extract(input=a_page(head=head))
    assert (answer["is_opinion"], answer["is_live_blog"], answer["is_paywalled_partial"]) == (True, False, True)
    assert (answer["published_at"], answer["updated_at"]) == ("2026-03-18T10:30:00+00:00", "2026-03-18T12:00:00+00:00")


def test_selectors_can_be_tried_on_a_page():
    status, (answer,) = extract("--body-selector", "article > p", "--drop-selector", "p:first-of-type", input=a_page())
    assert (status, answer["text"]) == (0, "\n".join(PARAGRAPHS[1:]))


def test_what_is_no_selector_is_an_error_of_one_sentence():
    status, (answer,) = extract("--drop-selector", "p..", input=a_page())
    assert (status, answer) == (1, {"error": "'p..' is no CSS selector that we can read", "code": "knowledge_invalid"})


def test_a_page_that_takes_too_much_is_an_error_of_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_PARSE_MEGABYTES", "400")
    monkeypatch.setattr(sys.modules["trucewatch.commands.extract"], "read_page", hoarding)
    status, (answer,) = extract(input=a_page())
    assert (status, answer) == (
        1,
        {"error": "Reading this took more memory than we allow.", "code": "parser_memory"},
    )


def hoarding(html: bytes, request: PageRequest) -> dict[str, str]:
    return {"text": "x" * (4 << 30)}
