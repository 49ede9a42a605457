import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.builders import a_mention, a_response
from tests.conftest import ROOT
from tests.fakes import DirectSandbox, FakeHttp
from trucewatch import warehouse
from trucewatch.assembly import House
from trucewatch.commands.feeds import app, shared
from trucewatch.errors import HostUnreachable, KnowledgeInvalid, SettingsInvalid, TrucewatchError
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.model import Feed

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
LAKE = '{id: lake, outlet: The Lake, family: lake, url: "https://lake.example/rss", language: en, country: GB}'
HILL = '{id: hill, outlet: La Colline, family: hill, url: "https://hill.example/rss", language: fr, country: FR, folder: Monde/Paix}'
OPML = """<opml version="2.0"><body>
<outline text="The Lake" xmlUrl="http://lake.example/rss/"/>
<outline text="Monde"><outline text="New" xmlUrl="https://new.example/rss"/></outline>
<outline text="Relative" xmlUrl="rss.xml"/>
</body></opml>"""
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
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)
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


@pytest.fixture(autouse=True)
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(f"# ours\nfeeds:\n- {LAKE}\n- {HILL}\n", encoding="utf-8")
    monkeypatch.setenv("TRUCEWATCH_FEEDS", str(path))
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/none.sqlite")
    return path


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Web:
    pages = {"https://site.example": PAGE.format(feed="feed.xml"), "https://site.example/feed.xml": RSS}
    return Web(monkeypatch, pages | {"https://site.example/": pages["https://site.example"]})


@pytest.fixture
def health(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reader:
        def feed_health(self):
            due = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
            common = {"active": True, "failures": 0.0, "due_at": due}
            return (
                {"feed_id": "hill", "outlet": "La Colline", "status": "http_410"} | common,
                {"feed_id": "lake", "outlet": "The Lake", "status": "ok"} | common,
            )

    monkeypatch.setattr(warehouse, "open_reader", lambda url: Reader())


def test_a_sites_feed_is_found_shown_and_saved(site: Web, feeds: Path):
    done = run("add", "https://site.example", "--yes", "--country", "FR", "--folder", "Monde")
    assert done.status == 0
    lines = done.said.splitlines()
    assert lines[0] == "  2026-03-04 10:00  Item 2: a ceasefire"
    assert lines[1] == "  2026-03-02 10:00  Item 1: a ceasefire"
    assert lines[2] == "  no date           Item 3: a ceasefire"
    assert lines[5] == "rss, items: 8, language: en, mentions in titles and summaries: 8"
    (added,) = added_to(feeds)
    assert (added.id, added.outlet, added.url) == ("the-site", "The Site", "https://site.example/feed.xml")
    assert (added.family, added.country, added.language, added.folder) == ("site-example", "FR", "en", "Monde")
    assert set(f"# ours\nfeeds:\n- {LAKE}\n- {HILL}\n".splitlines()) < set(feeds.read_text().splitlines())


def test_an_address_without_a_scheme_is_one_of_https(site: Web):
    assert run("add", "site.example", "--yes").status == 0


def test_every_field_can_be_given(site: Web, feeds: Path):
    done = run(
        "add", "https://site.example/feed.xml", "--yes", "--id", "mine", "--outlet", "Mine", "--family", "ours",
        "--language", "fr", "--poll-minutes", 60,
    )  # fmt: skip
    assert done.status == 0
    (added,) = added_to(feeds)
    assert (added.id, added.outlet, added.family, added.language, added.poll_minutes) == (
        "mine",
        "Mine",
        "ours",
        "fr",
        60,
    )


def test_nothing_is_saved_where_nobody_can_be_asked(site: Web, feeds: Path):
    before = feeds.read_bytes()
    done = run("add", "https://site.example")
    assert (done.status, done.error) == (1, "Nothing was saved: there is no terminal to ask at; say --yes.")
    assert feeds.read_bytes() == before


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "is_terminal", lambda: True)


@pytest.mark.parametrize(("typed", "is_saved"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_whoever_sits_at_a_terminal_is_asked(site: Web, feeds: Path, monkeypatch, typed: str, is_saved):
    at_a_terminal(monkeypatch)
    done = run("add", "https://site.example", typed=typed)
    assert (done.status, len(load_feeds(feeds))) == ((0, 3) if is_saved else (1, 2))


@pytest.mark.parametrize(
    ("typed", "status", "saved"), [("2\ny\n", 0, "second.xml"), ("\ny\n", 0, "first.xml"), ("9\n", 1, None)]
)
def test_of_several_feeds_one_is_chosen(feeds: Path, monkeypatch, typed: str, status: int, saved: str | None):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in ("first", "second"))
    pages = {
        "https://site.example/": f"<html><head>{links}</head></html>",
        "https://site.example/first.xml": RSS,
        "https://site.example/second.xml": RSS.replace("The Site", "Second").replace(
            "site.example/", "site.example/other/"
        ),
    }
    Web(monkeypatch, pages)
    at_a_terminal(monkeypatch)
    done = run("add", "https://site.example/", typed=typed)
    assert done.status == status
    assert [feed.url for feed in added_to(feeds)] == ([f"https://site.example/{saved}"] if saved else [])


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("http://LAKE.example/rss/",), 1, "This feed is in the list already, as lake."),
        (("https://nothing.example/",), 1, "(HTTP 404)"),
        (("https://empty.example/",), 1, "No feed was found at https://empty.example/."),
        (("https://away.example/",), 1, "No server answers."),
        (("ftp://site.example/",), 2, "URL must be an http or https address, found 'ftp://site.example/'."),
        (("https://[site/",), 2, "URL must be an http or https address"),
        (("site.example", "--country", "UK"), 2, "--country must be an ISO 3166-1 code"),
        (("site.example", "--poll-minutes", "0"), 2, "--poll-minutes must be a whole number"),
        (("site.example", "--id", "A B"), 2, "--id must be small letters"),
        (("https://site.example/feed.xml", "--id", "lake"), 1, "The id 'lake' is taken already."),
    ],
)
def test_what_cannot_be_added_is_said_in_one_sentence(site: Web, feeds: Path, arguments, status, words):
    site.http.answers["https://empty.example/"] = an_answer("https://empty.example/", "<html><body></body></html>")
    site.http.answers["https://away.example/"] = HostUnreachable("No server answers.", code="refused")
    before = feeds.read_bytes()
    done = run("add", *arguments, "--yes")
    assert done.status == status
    assert words in done.error
    assert "\n" not in done.error
    assert feeds.read_bytes() == before


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
