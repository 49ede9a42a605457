import json
import sys

import pytest
from typer.testing import CliRunner

from tests.unit.documents.pages import PARAGRAPHS, a_page
from trucewatch.commands import app


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
    assert set(answer) == {"title", "text", "language", "published_at", "authors", "text_source"}
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


def test_a_page_that_takes_too_much_is_an_error_of_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_PARSE_MEGABYTES", "400")
    monkeypatch.setattr(sys.modules["trucewatch.commands.extract"], "read_page", hoarding)
    status, (answer,) = extract(input=a_page())
    assert (status, answer) == (1, {"error": "Reading this took more memory than we allow."})


def hoarding(html: bytes, url: str) -> dict[str, str]:
    return {"text": "x" * (4 << 30)}
