"""alerts.yaml: who is told."""

from collections.abc import Sequence
from datetime import time
from pathlib import Path

import pytest

from trucewatch.alerts.wording import WORDINGS
from trucewatch.codebook import Act, Category, Certainty, Channel
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.alerts import LANGUAGES, load_recipients
from trucewatch.knowledge.conflicts import Conflict
from trucewatch.knowledge.gazetteer import Gazetteer, PlaceRecord
from trucewatch.model import Pace, Quiet, Recipient
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
    text = """
  - id: a
    to: https://desk.example.org/hook
    channel: webhook
    language: fr
    categories: [territory, negotiation, territory]
    conflicts: [sudan]
    places: [UA-14, UA-09]
    acts: [accept, end]
    certainty: certain
    sources: 2
    pace: daily
    digest_at: "18:15"
    quiet: "22:00-07:30"
    timezone: Europe/Paris
    most_per_hour: 3
"""
    assert load(tmp_path, HEAD + text) == (
        Recipient(
            id="a",
            to="https://desk.example.org/hook",
            channel=Channel.WEBHOOK,
            language="fr",
            categories=(Category.TERRITORY, Category.NEGOTIATION),
            conflicts=("sudan",),
            places=("UA-14", "UA-09"),
            acts=(Act.ACCEPT, Act.END),
            certainty=(Certainty.CERTAIN,),
            sources=2,
            pace=Pace.DAILY,
            digest_at=time(18, 15),
            quiet=Quiet(begins=time(22), ends=time(7, 30)),
            timezone="Europe/Paris",
            most_per_hour=3,
        ),
    )


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
        (HEAD + "  - {id: a, to: a@example.org, categories: [truce]}\n", ":3: categories must be one of"),
        (HEAD + "  - {id: a, to: a@example.org, categories: [[ceasefire]]}\n", ":3: categories must"),
        *(
            (HEAD + f"  - {{id: a, to: a@example.org, {field}}}\n", f":3: {problem}")
            for field, problem in {
                "channel: pigeon": "channel must be one of mail, webhook, feed, found 'pigeon'",
                "channel: webhook": "to must be one http or https address",
                "channel: feed": "to must be a file by its whole path, ending in .xml or .rss",
                "conflicts: sudan": "conflicts must be a list of identifiers",
                "acts: [sing]": "acts must be one of",
                "certainty: sure": "certainty must be one of certain, probable",
                "sources: 0": "sources must be a number from 1 to 1000",
                "sources: true": "sources must be a number",
                "pace: weekly": "pace must be one of instant, hourly, daily",
                "digest_at: 7": 'digest_at must be a time such as "07:30"',
                "quiet: '22-7'": 'quiet must be a time such as "07:30"',
                "quiet: night": 'quiet must be hours such as "22:00-07:00"',
                "quiet: '07:00-07:00'": "quiet must leave some hours of the day",
                "timezone: Paris": "timezone must be a time zone such as Europe/Paris",
                "timezone: /etc/passwd": "timezone must be a time zone",
                "most_per_hour: many": "most_per_hour must be a number",
            }.items()
        ),
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


def world(*conflicts: str, places: Sequence[str] = ()) -> Gazetteer:
    named = {
        one: Conflict(id=one, name=one, name_fr=one, parties=(), countries=(), places=(), words=()) for one in conflicts
    }
    towns = {one: PlaceRecord(id=one, name=one, kind="settlement", country="AR") for one in places}
    return Gazetteer(places=towns, actors={}, conflicts=named)


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("conflicts: [hills, valleys]", ":3: conflicts: 'valleys' is not in conflicts.yaml"),
        ("places: [AR-9]", ":3: places: 'AR-9' is not in gazetteer/places.csv"),
    ],
)
def test_conflicts_and_places_must_be_those_of_the_other_files(tmp_path: Path, field: str, problem: str):
    text = HEAD + f"  - {{id: a, to: a@example.org, {field}}}\n"
    (tmp_path / "alerts.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeInvalid) as caught:
        load_recipients(tmp_path, lambda: world("hills", places=["AR-1"]))
    assert f"alerts.yaml{problem}" in str(caught.value)


def test_conflicts_and_places_of_the_other_files_are_taken(tmp_path: Path):
    text = HEAD + "  - {id: a, to: a@example.org, conflicts: [hills], places: [AR-1]}\n"
    (tmp_path / "alerts.yaml").write_text(text, encoding="utf-8")
    assert len(load_recipients(tmp_path, lambda: world("hills", places=["AR-1"]))) == 1


def test_the_world_is_not_asked_where_nothing_of_it_is_named(tmp_path: Path):
    (tmp_path / "alerts.yaml").write_text(HEAD + "  - {id: a, to: a@example.org}\n", encoding="utf-8")
    assert len(load_recipients(tmp_path, lambda: pytest.fail("asked"))) == 1


def test_every_language_that_may_be_chosen_has_its_words():
    assert set(LANGUAGES) == set(WORDINGS)
