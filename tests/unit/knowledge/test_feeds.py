from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.model import Feed

GOOD = '{id: one, outlet: One, family: one-group, url: "https://one.example/rss", language: fr, country: FR}'
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Ma liste</title></head><body>
<outline text="Monde">
  <outline text="Afrique">
    <outline type="rss" text="L'Écho d'été" xmlUrl="https://www.echo.example/rss?a=1&amp;b=2" language="fr-FR"/>
  </outline>
</outline>
<outline type="rss" title="Harbour" xmlUrl='https://harbour.example/feed'/>
<outline type="rss" xmlUrl="https://www.unnamed.example/atom"/>
<outline type="rss" text="Harbour"
  xmlUrl="https://harbour.example/africa"/>
</body></opml>
"""


def write(folder: Path, text: str, name: str = "feeds.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def feeds_file(folder: Path, *items: str) -> Path:
    return write(folder, "feeds:\n" + "".join(f"- {item}\n" for item in items))


def problem(path: Path) -> str:
    with pytest.raises(KnowledgeInvalid) as caught:
        load_feeds(path)
    return caught.value.message.removeprefix(str(path))


def test_a_feeds_file_gives_its_feeds_in_order(tmp_path: Path) -> None:
    second = GOOD.replace("one", "two").replace("}", ", poll_minutes: 60}")
    feeds = load_feeds(feeds_file(tmp_path, GOOD, second))
    assert feeds[0] == Feed(
        id="one", outlet="One", family="one-group", url="https://one.example/rss", language="fr", country="FR"
    )
    assert (feeds[1].id, feeds[1].poll_minutes) == ("two", 60)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: one", "id: One", "id 'One' must be small letters"),
        ("id: one", "id: 7", "id 7 must be small letters"),
        ("outlet: One", 'outlet: " "', "outlet ' ' must be a name"),
        ("family: one-group", "family: One Group", "family 'One Group' must be small letters"),
        ("https://one.example/rss", "ftp://one.example/rss", "must be an http or https address"),
        ("https://one.example/rss", "https:///rss", "must be an http or https address"),
        ("https://one.example/rss", "https://[one/rss", "must be an http or https address"),
        ("https://one.example/rss", "https://one.example/a b", "must be an http or https address"),
        ("language: fr", "language: french", "language 'french' must be an ISO 639 code"),
        ("country: FR", "country: UK", "country 'UK' must be an ISO 3166-1 code"),
        ("country: FR", "country: no", "country False must be an ISO 3166-1 code"),
        ("country: FR", "country: FR, poll_minutes: 0", "poll_minutes 0 must be a whole number"),
        ("country: FR", "country: FR, poll_minutes: true", "poll_minutes True must be a whole number"),
        ("country: FR", "country: FR, pollminutes: 5", "unknown key pollminutes"),
        ("country: FR", "country: FR, folder: a//b", "folder 'a//b' must be at most 10 folder names"),
        ("country: FR", "country: FR, folder: a/b/c/d/e/f/g/h/i/j/k", "must be at most 10 folder names"),
        ("country: FR", 'country: FR, folder: "a\\tb"', "must be at most 10 folder names"),
        ("country: FR", 'country: FR, body_selector: "div.."', "body_selector 'div..' must be a CSS selector"),
        ("country: FR", 'country: FR, body_selector: "p >"', "must be a CSS selector"),
        ("country: FR", 'country: FR, drop_selector: "p:contains(x)"', "must be a CSS selector"),
        ("country: FR", 'country: FR, drop_selector: "a,, b"', "must be a CSS selector"),
        ("country: FR", "country: FR, drop_selector: 3", "must be a CSS selector"),
        ("country: FR", f"country: FR, drop_selector: {'a' * 501}", "must be a CSS selector of at most 500 characters"),
        (", country: FR", "", "missing key country"),
    ],
)
def test_a_mistake_is_named_by_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = feeds_file(tmp_path, GOOD.replace("one", "first"), GOOD.replace(old, new))
    message = problem(path)
    assert message.startswith(":3: ")
    assert expected in message


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (GOOD.replace("one.example", "two.example"), ":3: id 'one' is already used on line 2"),
        (GOOD.replace("id: one", "id: two"), ":3: url 'one.example/rss' is already used on line 2"),
        (
            GOOD.replace("id: one", "id: two").replace("https://one.example/rss", "http://ONE.example/rss/"),
            ":3: url 'one.example/rss' is already used on line 2",
        ),
    ],
)
def test_a_feed_given_twice_is_named_with_both_lines(tmp_path: Path, second: str, expected: str) -> None:
    assert problem(feeds_file(tmp_path, GOOD, second)) == expected


def test_two_feeds_of_one_path_with_different_queries_are_two_feeds(tmp_path: Path) -> None:
    second = GOOD.replace("id: one", "id: two").replace("/rss", "/rss?cat=world")
    assert len(load_feeds(feeds_file(tmp_path, GOOD, second))) == 2


@pytest.mark.parametrize("text", ["feeds: {a: 1}\n", "feeds: 3\n"])
def test_feeds_must_be_a_list(tmp_path: Path, text: str) -> None:
    assert problem(write(tmp_path, text)) == ":1: `feeds` must be a list"


@pytest.mark.parametrize("text", ["- a\n", "", "feeds:\n- just words\n"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    assert "expected a mapping" in problem(write(tmp_path, text))


def test_an_opml_file_gives_its_feeds_from_all_folders(tmp_path: Path) -> None:
    feeds = load_feeds(write(tmp_path, OPML, "my.opml"))
    assert [(feed.id, feed.outlet, feed.family, feed.language, feed.country) for feed in feeds] == [
        ("l-echo-d-ete", "L'Écho d'été", "echo-example", "fr", "ZZ"),
        ("harbour", "Harbour", "harbour-example", "und", "ZZ"),
        ("unnamed-example", "unnamed.example", "unnamed-example", "und", "ZZ"),
        ("harbour-2", "Harbour", "harbour-example", "und", "ZZ"),
    ]
    assert feeds[0].url == "https://www.echo.example/rss?a=1&b=2"


@pytest.mark.parametrize("name", ["subscriptions.xml", "subscriptions"])
def test_an_opml_file_is_known_by_extension_or_content(tmp_path: Path, name: str) -> None:
    assert len(load_feeds(write(tmp_path, OPML, name))) == 4


def test_a_feeds_file_without_extension_is_known_by_content(tmp_path: Path) -> None:
    assert len(load_feeds(write(tmp_path, f"feeds:\n- {GOOD}\n", "feeds"))) == 1


def test_an_opml_mistake_is_named_by_line(tmp_path: Path) -> None:
    text = OPML.replace("https://harbour.example/africa", "africa.xml")
    assert problem(write(tmp_path, text, "my.opml")).startswith(":10: url 'africa.xml' must be an http or https")


def test_a_feed_in_two_opml_folders_is_one_feed(tmp_path: Path) -> None:
    text = OPML.replace("https://harbour.example/africa", "http://harbour.example/feed/")
    feeds = load_feeds(write(tmp_path, text, "my.opml"))
    assert [feed.id for feed in feeds] == ["l-echo-d-ete", "harbour", "unnamed-example"]


@pytest.mark.parametrize("text", ["<html><body>Not found</body></html>", "<rss version='2.0'/>", ""])
def test_an_xml_file_that_is_no_opml_is_refused(tmp_path: Path, text: str) -> None:
    assert problem(write(tmp_path, text, "my.xml")) == ":1: is not an OPML file"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in problem(tmp_path / "none.opml")
    assert "cannot be read" in problem(tmp_path / "none.yaml")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_an_opml_file_may_be_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "my.opml"
    path.write_bytes(OPML.replace("UTF-8", encoding).encode(encoding))
    assert load_feeds(path)[0].outlet == "L'Écho d'été"


def test_a_feeds_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(f"feeds:\n- {GOOD}\n".replace("outlet: One", "outlet: Été").encode("latin-1"))
    assert problem(path) == ": is not UTF-8"


@pytest.mark.parametrize(
    "selector",
    [
        "",
        "*",
        "article",
        "div.story > p",
        "#a .b, aside",
        "[data-x^='a']",
        "p:not(.a, [b]):nth-of-type(2n+1) ~ *",
        ":is(a)",
    ],
)
def test_a_feed_may_say_where_its_articles_stand(tmp_path: Path, selector: str) -> None:
    item = GOOD.replace("}", f', body_selector: "{selector}", drop_selector: "{selector}"}}')
    (feed,) = load_feeds(feeds_file(tmp_path, item))
    assert (feed.body_selector, feed.drop_selector) == (selector, selector)


@pytest.mark.parametrize("folder", ["Monde", "Monde/Afrique de l'Ouest", "''"])
def test_a_feed_may_lie_in_a_folder(tmp_path: Path, folder: str) -> None:
    (feed,) = load_feeds(feeds_file(tmp_path, GOOD.replace("}", f", folder: {folder}}}")))
    assert feed.folder == folder.strip("'")
