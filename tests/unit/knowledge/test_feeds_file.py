import os
import re
from pathlib import Path

import pytest
import yaml

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge import feeds_file
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.knowledge.feeds_file import add_feeds, feed_line
from trucewatch.model import Feed

SORTED = """# Ours.
#   two lines of comment

feeds:
- {id: b, outlet: B, family: b, url: "https://b.example/rss", language: en, country: GB}  # the second letter
# about d
- {id: d, outlet: D, family: d, url: 'https://d.example/rss', language: en, country: GB}

# French
- {id: c, outlet: C, family: c, url: "https://c.example/rss", language: fr, country: FR}
# the end
"""


def a_feed(feed_id: str, **changes: object) -> Feed:
    fields = {"outlet": feed_id.upper(), "family": feed_id, "url": f"https://{feed_id}.example/rss", "language": "en"}
    return Feed(**{"id": feed_id, "country": "GB"} | fields | changes)  # type: ignore[arg-type]


def written(folder: Path, text: str) -> Path:
    path = folder / "feeds.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def ids(path: Path) -> list[str]:
    return [feed.id for feed in load_feeds(path)]


def test_a_sorted_file_stays_sorted_and_every_line_stays_as_it_was(tmp_path: Path):
    path = written(tmp_path, SORTED)
    add_feeds(path, [a_feed("z"), a_feed("a"), a_feed("c2"), a_feed("x", language="fr")])
    assert ids(path) == ["a", "b", "c2", "d", "z", "c", "x"]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line in SORTED.splitlines()] == SORTED.splitlines()
    assert lines.index("# about d") == lines.index(feed_line(a_feed("c2"))) + 1


def test_an_unsorted_file_grows_at_its_end(tmp_path: Path):
    path = written(tmp_path, SORTED.replace("id: b", "id: x"))
    add_feeds(path, [a_feed("m"), a_feed("a")])
    assert path.read_text(encoding="utf-8") == (
        SORTED.replace("id: b", "id: x") + feed_line(a_feed("m")) + "\n" + feed_line(a_feed("a")) + "\n"
    )


def test_a_new_file_keeps_the_order_given(tmp_path: Path):
    path = tmp_path / "new.yaml"
    feed = a_feed("a", folder="Monde/Asie", body_selector="#story > p:not([data-x='1'])", drop_selector=".a, *")
    add_feeds(path, [a_feed("m"), feed])
    assert ids(path) == ["m", "a"]
    assert load_feeds(path)[1] == feed


@pytest.mark.parametrize(
    "text",
    [
        "feeds: []\n",
        "feeds: []",
        "# mine\nfeeds: []  # none yet\n",
        "feeds:\n",
        "# mine\nfeeds:   # none yet\n",
        "feeds: ~\n",
        "feeds:\n  - id: x\n    outlet: X\n    family: x\n    url: https://x.example/\n    language: fr\n    country: FR\n",
        "feeds:\n    - {id: x, outlet: X, family: x, url: https://x.example/, language: fr, country: FR}",
    ],
)
def test_other_styles_are_kept(tmp_path: Path, text: str):
    path = written(tmp_path, text)
    before = ids(path)
    add_feeds(path, [a_feed("a"), a_feed("b")])
    assert ids(path) == [*before, "a", "b"]
    assert [
        line
        for line in text.splitlines()
        if not re.search(r"\[\]|~", line) and line not in path.read_text().splitlines()
    ] == []


def test_windows_line_ends_are_kept(tmp_path: Path):
    path = written(tmp_path, SORTED.replace("\n", "\r\n"))
    add_feeds(path, [a_feed("a"), a_feed("z")])
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") == SORTED.count("\n") + 2


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ([a_feed("b", url="https://new.example/")], "the id 'b' is taken already"),
        ([a_feed("n", url="http://B.example/rss/")], "the address http://B.example/rss/ is that of b already"),
        ([a_feed("n"), a_feed("n", url="https://m.example/")], "the id 'n' is taken already"),
        ([a_feed("n", country="UK")], "country 'UK' must be an ISO 3166-1 code"),
    ],
)
def test_a_feed_that_cannot_be_added_leaves_the_file_as_it_was(tmp_path: Path, new: list[Feed], problem: str):
    path = written(tmp_path, SORTED)
    with pytest.raises(KnowledgeInvalid) as caught:
        add_feeds(path, [a_feed("first"), *new])
    assert (
        problem in caught.value.message.replace(":7:", ":6:") or problem.partition(": 6: ")[2] in caught.value.message
    )
    assert path.read_text(encoding="utf-8") == SORTED
    assert os.listdir(tmp_path) == ["feeds.yaml"]  # noqa: PTH208  # names are enough


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("f.yaml", "feeds: [{id: x, outlet: X, family: x, url: https://x.example/, language: fr, country: FR}]\n", ":1: write one feed a line"),
        ("f.yaml", "feeds: {}\n", "`feeds` must be a list"),
        ("f.opml", "<opml/>", "is an OPML file"),
        ("f.yaml", "feeds:\n- {id: x", ":3: "),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused(tmp_path: Path, name: str, text: str, problem: str):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeInvalid) as caught:
        add_feeds(path, [a_feed("a")])
    assert problem in caught.value.message
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(KnowledgeInvalid, match="cannot be written"):
        add_feeds(tmp_path / "none" / "feeds.yaml", [a_feed("a")])


def test_rights_and_links_are_kept(tmp_path: Path):
    path = written(tmp_path, SORTED)
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    add_feeds(link, [a_feed("a")])
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert "a" in ids(path)


def test_what_would_be_read_otherwise_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, SORTED)
    monkeypatch.setattr(feeds_file, "feed_line", lambda feed: f"- {{id: {feed.id}, url: {feed.url}}}")
    with pytest.raises(KnowledgeInvalid, match="nothing was added"):
        add_feeds(path, [a_feed("a")])
    assert path.read_text(encoding="utf-8") == SORTED


@pytest.mark.parametrize(
    "outlet", ["A: B", "# A", "no", "{A}", "[A", "'A'", '"A"', "L’Écho, d'été", "三", "1.5", "*a", "&a", "- a", "😀", "a" * 300]
)  # fmt: skip
def test_any_name_is_written_so_that_it_is_read_again(outlet: str):
    line = feed_line(a_feed("x", outlet=outlet, country="NO"))
    assert "\n" not in line
    (read,) = yaml.safe_load(line)
    assert (read["outlet"], read["country"]) == (outlet, "NO")


def test_what_is_as_usual_is_not_written():
    assert (
        feed_line(a_feed("x"))
        == '- {id: x, outlet: X, family: x, url: "https://x.example/rss", language: en, country: GB}'
    )
