import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.commands.feeds_world import RSS, Web, run
from trucewatch.commands.feeds import app
from trucewatch.knowledge.feeds import load_feeds

pytestmark = pytest.mark.usefixtures("feeds")

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
OPML = """<opml version="2.0"><body>
<outline text="The Lake" xmlUrl="http://lake.example/rss/"/>
<outline text="Monde"><outline text="New" xmlUrl="https://new.example/rss"/></outline>
<outline text="Relative" xmlUrl="rss.xml"/>
</body></opml>"""


def test_feeds_are_listed_with_their_state(health: None):
    lines = run("list").said.splitlines()
    assert [line.split()[:2] for line in lines] == [["ok", "lake"], ["http_410", "hill"]]


def test_feeds_are_listed_where_there_is_no_warehouse():
    done = run("list", "--folder", "Monde")
    assert done.status == 0
    assert done.said.split()[:2] == ["-", "hill"]
    assert "states are not shown" in done.error


@pytest.mark.parametrize(
    ("folder", "ids"), [("Monde", ["hill"]), ("Monde/Paix", ["hill"]), ("Mon", []), ("/", ["lake", "hill"])]
)
def test_a_folder_holds_what_is_below_it(health: None, folder: str, ids: list[str]):
    done = run("list", "--json", "--folder", folder)
    assert [json.loads(line)["id"] for line in done.said.splitlines()] == ids


def test_feeds_as_json_have_their_health(health: None):
    lake, hill = map(json.loads, run("list", "--json").said.splitlines())
    assert (lake["id"], lake["poll_minutes"], lake["health"]["status"]) == ("lake", 15, "ok")
    assert (hill["outlet"], hill["health"]["due_at"]) == ("La Colline", "2026-03-20T09:00:00+00:00")


def test_each_feed_is_asked_once_and_described(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    web = Web(monkeypatch, {"https://lake.example/rss": RSS})
    done = run("check")
    assert done.status == 1
    lake, hill, count = done.said.splitlines()
    assert lake.startswith("ok  lake: The feed answered and could be read.")
    assert lake.endswith("Entries: 8.")
    assert hill.startswith("http_404  hill: There is nothing at this address (HTTP 404). Wait a few days")
    assert count == "1 of 2 feeds are well."
    assert sorted(web.http.asked) == ["https://hill.example/rss", "https://lake.example/rss"]
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.yaml"]


def test_only_the_feeds_named_are_asked(monkeypatch: pytest.MonkeyPatch):
    web = Web(monkeypatch, {"https://lake.example/rss": RSS})
    done = run("check", "lake", "lake", "--language", "fr")
    assert (done.status, web.http.asked) == (0, ["https://lake.example/rss"])
    assert "1 flux sur 1 en bon état." in done.said


def test_the_doctor_names_what_is_wrong_and_counts_the_others(health: None):
    done = run("doctor")
    assert done.status == 0
    assert done.said.splitlines() == [
        "failing",
        "  La Colline (hill) – The publisher has taken this address away for good (HTTP 410). Look for another feed with trucewatch feeds add and the site’s address, or remove this one. It is asked again on 2026-03-20 09:00 UTC.",
        "1 of 2 feeds are well.",
    ]


def test_the_doctor_speaks_french_and_names_all_if_asked(health: None):
    lines = run("doctor", "--language", "fr", "--all").said.splitlines()
    assert [lines[0], lines[2], lines[4]] == ["en échec", "en bon état", "1 flux sur 2 en bon état."]
    assert lines[1].startswith("  La Colline (hill) – L’éditeur a supprimé cette adresse pour de bon (HTTP 410).")


def test_the_doctor_looks_at_the_feeds_named(health: None):
    assert run("doctor", "lake").said == "1 of 1 feeds are well.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("doctor", "nobody"), "The warehouse knows no feed with the id 'nobody'."),
        (("doctor", "--language", "de"), "--language must be one of en, fr, found 'de'."),
        (("check", "nobody"), "No feed has the id 'nobody'"),
        (("check", "--language", "de"), "--language must be one of en, fr, found 'de'."),
        (("list", "--file", "/no/such/feeds.yaml"), "cannot be read"),
        (("import", "/no/such/file.opml"), "/no/such/file.opml: there is no such file."),
        (("export", "--file", "/"), "/ is there already; say --overwrite to replace it."),
        (("export", "--file", "/no/such/folder/out.opml"), "cannot be written"),
    ],
)
def test_wrong_usage_is_said_in_one_sentence(health: None, arguments: tuple[str, ...], words: str):
    done = run(*arguments)
    assert done.status == 2
    assert words in done.error


def test_the_doctor_needs_a_warehouse():
    done = run("doctor")
    assert (done.status, "is not available" in done.error) == (1, True)


def test_an_import_tells_of_each_line_and_adds_what_it_can(tmp_path: Path, feeds: Path):
    (tmp_path / "their.opml").write_text(OPML, encoding="utf-8")
    done = run("import", tmp_path / "their.opml", "--yes")
    assert done.status == 1
    assert done.said.splitlines() == [
        "2: The Lake: known: this address is that of lake",
        "3: New: added as new",
        "4: Relative: refused: url 'rss.xml' must be an http or https address",
        "1 added, 1 known, 1 refused, 0 skipped",
    ]
    assert [(feed.id, feed.folder) for feed in load_feeds(feeds)] == [
        ("lake", ""),
        ("hill", "Monde/Paix"),
        ("new", "Monde"),
    ]
    again = run("import", tmp_path / "their.opml", "--yes")
    assert again.said.splitlines()[-1] == "0 added, 2 known, 1 refused, 0 skipped"


def test_an_import_that_nobody_confirms_changes_nothing(tmp_path: Path, feeds: Path):
    (tmp_path / "their.opml").write_text(OPML, encoding="utf-8")
    before = feeds.read_bytes()
    done = run("import", tmp_path / "their.opml")
    assert done.status == 1
    assert "3: New: to be added as new" in done.said
    assert feeds.read_bytes() == before


@pytest.mark.parametrize("text", ["", "<html></html>", "feeds: []"])
def test_what_is_no_opml_is_refused(tmp_path: Path, text: str):
    (tmp_path / "their.opml").write_text(text, encoding="utf-8")
    done = run("import", tmp_path / "their.opml", "--yes")
    assert done.status == 1
    assert done.error.endswith("their.opml:1: is not an OPML file")


def test_a_list_goes_out_and_comes_back_whole(tmp_path: Path, feeds: Path):
    out, back = tmp_path / "out.opml", tmp_path / "back.yaml"
    assert run("export", "--file", out).status == 0
    assert out.read_text(encoding="utf-8") == run("export").said
    assert run("import", out, "--file", back, "--yes").status == 0
    assert load_feeds(back) == load_feeds(feeds) == load_feeds(out)


def test_a_file_is_only_replaced_if_asked(tmp_path: Path):
    out = tmp_path / "out.opml"
    out.write_text("precious", encoding="utf-8")
    assert run("export", "--file", out).status == 2
    assert out.read_text(encoding="utf-8") == "precious"
    assert run("export", "--file", out, "--overwrite").status == 0
    assert out.read_text(encoding="utf-8").startswith("<?xml")


def test_the_page_for_operators_names_every_command():
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"trucewatch feeds {name}" not in text] == []


def test_help_loads_nothing_heavy():
    program = "import sys, trucewatch.commands.feeds; print(sorted({'jinja2', 'lxml', 'spacy', 'sqlalchemy'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
