from pathlib import Path

import pytest

from tests.unit.commands.feeds_world import HILL, LAKE, RSS, Web, added_to, an_answer, at_a_terminal, run
from trucewatch.errors import HostUnreachable
from trucewatch.knowledge.feeds import load_feeds

pytestmark = pytest.mark.usefixtures("feeds")


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
