import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
import requests
import yaml

from demo.news_server import NewsSite, serve, serve_from
from trucewatch.knowledge.feeds import load_feeds

pytestmark = pytest.mark.network

ROOT = Path(__file__).resolve().parents[3]
STARTED = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve(STARTED) as served:
        yield served


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=10)


def feed_urls(site: NewsSite) -> list[str]:
    return [site.feed_url(outlet, feed) for outlet in site.world.outlets for feed in outlet.feeds]


def test_each_outlet_is_a_host_of_its_own(site: NewsSite) -> None:
    assert len(set(site.bases.values())) == len(site.world.outlets)


def test_every_feed_is_well_formed_and_dated(site: NewsSite) -> None:
    for url in feed_urls(site):
        feed = feedparser.parse(get(url).content)
        assert not feed.bozo, url
        assert feed.entries, url
        assert all(entry.id and entry.title and entry.summary and entry.published_parsed for entry in feed.entries), url


def test_the_feeds_carry_every_story(site: NewsSite) -> None:
    links = {entry.link for url in feed_urls(site) for entry in feedparser.parse(get(url).content).entries}
    assert links == {site.article_url(story.slug) for story in site.world.stories}


def test_dates_count_back_from_the_start(site: NewsSite) -> None:
    outlet = site.world.outlets[0]
    newest = site.world.stories_of(outlet)[0]
    feed = feedparser.parse(get(site.feed_url(outlet, outlet.feeds[0])).content)
    published = datetime(*feed.entries[0].published_parsed[:6], tzinfo=UTC)
    assert published == STARTED - timedelta(minutes=newest.age_minutes)


@pytest.mark.parametrize(
    ("validator", "condition"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_a_feed_that_has_not_changed_is_not_sent_again(site: NewsSite, validator: str, condition: str) -> None:
    url = feed_urls(site)[0]
    again = get(url, **{condition: get(url).headers[validator]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2049 00:00:00 GMT"},
    ],
    ids=str,
)
def test_a_feed_is_sent_to_whoever_has_an_older_one(site: NewsSite, headers: dict[str, str]) -> None:
    assert get(feed_urls(site)[0], **headers).status_code == 200


def test_a_pulled_story_is_gone(site: NewsSite) -> None:
    assert get(site.article_url("somalia-pulled-story")).status_code == 404


def test_a_consent_wall_hides_what_the_feed_tells(site: NewsSite) -> None:
    story = next(story for story in site.world.stories if story.page == "consent")
    page = get(site.article_url(story.slug))
    assert page.status_code == 200
    assert story.paragraphs[0] not in page.text
    outlet = next(outlet for outlet in site.world.outlets if outlet.id == story.outlet)
    feed = next(feed for feed in outlet.feeds if feed.id in story.feeds)
    entries = feedparser.parse(get(site.feed_url(outlet, feed)).content).entries
    content = next(entry.content[0].value for entry in entries if entry.link == site.article_url(story.slug))
    assert all(paragraph in content for paragraph in story.paragraphs)


def test_articles_may_be_fetched_by_robots(site: NewsSite) -> None:
    robots = get(next(iter(site.bases.values())) + "/robots.txt")
    assert robots.status_code == 200
    assert "Allow: /" in robots.text


def test_head_tells_the_length_and_sends_no_body(site: NewsSite) -> None:
    url = site.article_url("trump-putin-call")
    answer = requests.head(url, timeout=10)
    assert answer.headers["Content-Length"] == str(len(get(url).content))
    assert answer.content == b""


def test_the_linked_data_of_a_page_can_be_read(site: NewsSite) -> None:
    page = get(site.article_url("trump-putin-call")).text
    described = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert described["author"]["name"] == "Eleanor Brackwater"


def test_the_feeds_file_is_one_that_we_read(site: NewsSite, tmp_path: Path) -> None:
    feeds = load_feeds(site.write_feeds(tmp_path / "new" / "feeds.yaml"))
    assert [feed.url for feed in feeds] == feed_urls(site)
    assert {feed.language for feed in feeds} == {"fr", "en"}


def test_a_second_run_from_the_same_folder_has_the_same_urls_and_dates(tmp_path: Path) -> None:
    with serve_from(tmp_path, STARTED) as first:
        first_page = get(first.article_url("cold-front")).content
    with serve_from(tmp_path, STARTED + timedelta(hours=5)) as second:
        assert second.bases == first.bases
        assert get(second.article_url("cold-front")).content == first_page


def test_a_port_that_is_taken_is_replaced(site: NewsSite) -> None:
    with serve(STARTED, site.ports) as second:
        assert set(second.bases.values()).isdisjoint(site.bases.values())
        assert get(second.article_url("cold-front")).status_code == 200


def test_the_command_says_where_it_serves(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.news_server", "--folder", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        rest = [process.stdout.readline() for _ in range(4)]
        process.terminate()
    assert first_line.startswith("http://127.0.0.1:")
    assert rest[-1] == f"feeds file: {tmp_path / 'feeds.yaml'}\n"
    assert len(yaml.safe_load((tmp_path / "feeds.yaml").read_text())["feeds"]) == 8
