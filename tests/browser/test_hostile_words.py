"""Five hundred hostile titles, names and addresses, before a real browser: none runs, none loads anything."""

import json
import urllib.request
from datetime import UTC, datetime
from itertools import cycle

import pytest

from tests.browser.conftest import serving
from tests.browser.payloads import HOSTILE, URLS

DAYS = 300
"""Two documents a day, each with a text of its own."""
VIEWS = ("", "timeline", "map", "map?borders=off", "arrangements", "feeds", "runs", "mentions?limit=200")
RAN = "() => window.ran || (document.title === 'run' ? 'title' : null)"


@pytest.fixture(scope="session")
def many_hostile(tmp_path_factory):
    words, urls = cycle(HOSTILE[:: len(HOSTILE) // 600]), cycle(URLS)
    folder = tmp_path_factory.mktemp("many")
    options = {"days": DAYS, "hostile": HOSTILE[1], "next_hostile": lambda: next(words), "next_url": lambda: next(urls)}
    yield from serving(folder, datetime.now(UTC), **options)


def asked(address, path):
    with urllib.request.urlopen(address + path) as answer:  # noqa: S310  # our own server
        return json.load(answer)


def test_no_text_of_five_hundred_runs_in_any_view(opened, many_hostile):
    tab = opened(many_hostile)
    dialogs = []
    tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    shown, pages, after = set(), [], ""
    while rows := asked(many_hostile, f"api/mentions?limit=200{after}"):
        shown |= {row["title"] for row in rows}
        pages.append(f"mentions?limit=200{after}")
        after = f"&after={rows[-1]['mention_id']}"
    assert len(shown) >= 500
    one_of_each = {row["url"]: row["mention_id"] for row in asked(many_hostile, "api/mentions?limit=200")}
    assert len(one_of_each) == len(URLS)
    arrangements = [f"arrangements/{row['arrangement_id']}" for row in asked(many_hostile, "api/arrangements")]
    for view in (*VIEWS, *pages, *arrangements, *(f"mentions/{one}" for one in one_of_each.values())):
        page = tab.open(view)
        assert page.locator("main h1").count() == 1, view
        assert page.evaluate(RAN) is None, view
        hrefs = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.protocol)")
        assert set(hrefs) <= {"http:", "https:"}, view
        for focus in ("Tab", "Tab", "Tab"):
            page.keyboard.press(focus)
        assert page.evaluate(RAN) is None, view
    assert dialogs == []
    assert [url for url in tab.asked if not url.startswith((many_hostile.split("/below")[0], "data:"))] == []
    assert not [words for words in tab.said if "Content Security Policy" in words]
