"""alerts.yaml: who is told."""

from pathlib import Path

import pytest

from trucewatch.alerts.wording import WORDINGS
from trucewatch.codebook import Category
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.alerts import LANGUAGES, load_recipients
from trucewatch.model import Recipient
from trucewatch.settings import KNOWLEDGE

HEAD = "# who is told\nrecipients:\n"


def load(folder: Path, text: str) -> tuple[Recipient, ...]:
    (folder / "alerts.yaml").write_text(text, encoding="utf-8")
    return load_recipients(folder)


def test_the_file_we_ship_tells_one_example_address():
    assert load_recipients(KNOWLEDGE) == (Recipient(id="desk", to="alerts@example.org"),)


def test_the_default_is_ceasefires_in_english(tmp_path: Path):
    assert load(tmp_path, HEAD + "  - {id: a, to: a@example.org}\n") == (Recipient(id="a", to="a@example.org"),)


def test_every_field_is_read(tmp_path: Path):
    text = HEAD + "  - {id: a, to: a@example.org, language: fr, categories: [territory, negotiation, territory]}\n"
    categories = (Category.TERRITORY, Category.NEGOTIATION)
    assert load(tmp_path, text) == (Recipient(id="a", to="a@example.org", language="fr", categories=categories),)


def test_nobody_may_be_told(tmp_path: Path):
    assert load(tmp_path, "recipients: []\n") == ()


@pytest.mark.parametrize(
    "to",
    [
        "''", "12", "nobody", "'@example.org'", "a@", "a b@example.org", "a@exa mple.org", "a@example..org", "a..b@example.org",
        "a@-example.org", '"a@example.org\\nBcc: b@example.org"', '"A <a@example.org>"', "'a@example.org, b@example.org'",
        "é@example.org", "a@éxample.org", "[a@example.org]", f"{'a' * 65}@example.org", '"a@example.org\\n"',
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_by_line(tmp_path: Path, to: str):
    with pytest.raises(KnowledgeInvalid, match=r"alerts\.yaml:3: to must be one plain mail address"):
        load(tmp_path, HEAD + f"  - {{id: a, to: {to}}}\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("recipients: 3\n", ":1: recipients must be a list"),
        ("people: []\n", ":1: missing key recipients"),
        (HEAD + "  - {id: a}\n", ":3: missing key to"),
        (HEAD + "  - {id: a, to: a@example.org, name: A}\n", ":3: unknown key name"),
        (HEAD + "  - {id: a/b, to: a@example.org}\n", ":3: id must be letters"),
        (HEAD + "  - {id: a, to: a@example.org, language: de}\n", ":3: language must be one of en, fr"),
        (HEAD + "  - {id: a, to: a@example.org, categories: [truce]}\n", ":3: category 'truce'"),
        (HEAD + "  - {id: a, to: a@example.org, categories: [[ceasefire]]}\n", ":3: category"),
        (HEAD + "  - {id: a, to: a@example.org, categories: []}\n", ":3: categories must be a list"),
        (HEAD + "  - {id: a, to: a@example.org, categories: ceasefire}\n", ":3: categories must be a list"),
        (HEAD + "  - {id: a, to: a@example.org}\n  - {id: a, to: b@example.org}\n", ":4: the id 'a' is given twice"),
        (HEAD + "  - {id: a, to: a@example.org}\n  - {id: b, to: A@example.org}\n", ":4: the address"),
    ],
)
def test_every_mistake_is_named_with_its_line(tmp_path: Path, text: str, problem: str):
    with pytest.raises(KnowledgeInvalid) as caught:
        load(tmp_path, text)
    assert f"alerts.yaml{problem}" in str(caught.value)


def test_every_language_that_may_be_chosen_has_its_words():
    assert set(LANGUAGES) == set(WORDINGS)
