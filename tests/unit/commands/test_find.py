import io
import json

import pytest

from tests.builders import a_mention
from trucewatch.commands.find import LineUnusable, document_from, find_in_lines, read_line


class Recorder:
    """Finds one mention in each text that has a ceasefire in it."""

    def __init__(self):
        self.documents = []

    def find(self, document):
        self.documents.append(document)
        return (a_mention(),) if "ceasefire" in document.text else ()


def answer(*lines):
    finder, output = Recorder(), io.BytesIO()
    status = find_in_lines(lines, finder, output=output)
    return status, [json.loads(line) for line in output.getvalue().splitlines()], finder.documents


def line(**fields):
    return json.dumps({"id": "1", "lang": "en", "text": "A ceasefire."} | fields).encode() + b"\n"


def test_answers_come_in_the_order_of_the_lines_with_their_own_ids():
    status, answers, _ = answer(line(id="b"), line(id=7, text="Rain."), line(id="a"))
    assert status == 0
    assert [(a["id"], a["lang"], len(a["mentions"])) for a in answers] == [("b", "en", 1), (7, "en", 0), ("a", "en", 1)]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"not json\n", "is not JSON"),
        (b'{"id": "1", "text": "caf\xe9"}\n', "is not UTF-8"),
        (b'{"id": "1"}\n', 'has no "text"'),
        (b'{"id": "1", "text": 3}\n', 'has no "text"'),
        (b'["text"]\n', "is not a JSON object"),
        (b"[" * 100_000 + b"\n", "is not JSON"),
        (b'{"id": "1", "text": "x", "published_at": "yesterday"}\n', "published_at"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_are_processed(capsys, bad, why):
    status, answers, _ = answer(line(id="a"), bad, line(id="b"))
    assert status == 1
    assert [a["id"] for a in answers] == ["a", "b"]
    error = capsys.readouterr().err
    assert error.startswith("trucewatch: line 2: ")
    assert why in error


def test_text_and_title_reach_the_finder_untouched():
    _, _, (document,) = answer(
        line(text="  Un\u2019 cessez\u2011le\u2011feu\r\n", title="T\u00e9l\u00e9", lang="fr-FR")
    )
    assert (document.text, document.title, document.language) == (
        "  Un\u2019 cessez\u2011le\u2011feu\r\n",
        "T\u00e9l\u00e9",
        "fr",
    )


def test_a_missing_language_is_identified_on_the_text():
    given = {"text": "Les deux camps ont conclu hier soir un accord apr\u00e8s de longues discussions."}
    assert document_from(given, 1).language == "fr"


def test_times_become_utc():
    document = document_from({"text": "x", "lang": "en", "published_at": "2026-03-19T10:00:00+01:00"}, 1)
    assert document.published_at.isoformat() == "2026-03-19T09:00:00+00:00"


def test_half_a_surrogate_pair_does_not_break_the_output():
    status, answers, _ = answer(line(id="\ud800"))
    assert (status, answers[0]["id"]) == (0, "\ud800")


def test_blank_lines_are_passed_over():
    assert answer(b"\n", line(), b"  \n")[0] == 0


def test_a_byte_order_mark_is_no_mistake():
    assert read_line(b"\xef\xbb\xbf" + line())["id"] == "1"
    with pytest.raises(LineUnusable):
        read_line(b"\xff\xfe")
