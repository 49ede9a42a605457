from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_response
from tests.fakes import DirectSandbox, FakeHttp
from trucewatch.errors import HostUnreachable, InputHostile, ResponseRefused
from trucewatch.feeds.discovery import MAX_REQUESTS, Candidate, discover
from trucewatch.feeds.links import find_links
from trucewatch.model import Response

HOME = "https://herald.example/"
SITES = yaml.safe_load((Path(__file__).parents[2] / "fixtures/feeds/sites.yaml").read_text(encoding="utf-8"))
DATE = "2026-03-18T08:00:00Z"


ITEM = "<title>About TITLE</title><link>https://herald.example/a/TITLE</link>"
ADDRESS = "<url><loc>https://herald.example/a/TITLE</loc>"
BODIES = {
    "rss": f"<rss version='2.0'><channel><title>TITLE</title><item>{ITEM}</item></channel></rss>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>TITLE</title><entry><title>About TITLE</title>"
    f"<link href='https://herald.example/a/TITLE'/><updated>{DATE}</updated></entry></feed>",
    "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    f"<channel><title>TITLE</title></channel><item>{ITEM}</item></rdf:RDF>",
    "json_feed": '{"version": "https://jsonfeed.org/version/1.1", "title": "TITLE", '
    '"items": [{"id": "1", "url": "https://herald.example/a/TITLE", "title": "About TITLE"}]}',
    "news_sitemap": f"<urlset xmlns:news='n'>{ADDRESS}<news:news><news:publication_date>{DATE}</news:publication_date>"
    "<news:title>About TITLE</news:title></news:news></url></urlset>",
    "sitemap": f"<urlset>{ADDRESS}<lastmod>{DATE}</lastmod></url></urlset>",
}
BODIES["comments"] = BODIES["rss"]


def a_document(answer: str) -> str:
    """Return the body that a site of the table gives for 'KIND TITLE', or the answer itself."""
    kind, _, title = answer.partition(" ")
    return BODIES[kind].replace("TITLE", title) if kind in BODIES else answer


class SiteHttp(FakeHttp):
    """Serves one site of the table."""

    def __init__(self, site: dict[str, Any]) -> None:
        super().__init__()
        self.at = site.get("at", HOME)
        encoding = site.get("encoding", "utf-8")
        documents = {path: a_document(answer).encode(encoding) for path, answer in site["answers"].items()}
        self.everywhere = documents.pop("*", None)
        if "page" in site:
            documents[self.at] = site["page"].encode(encoding)
        self.answers = {
            urljoin(HOME, path): a_response(url=urljoin(HOME, path), body=body) for path, body in documents.items()
        }

    def get(self, url: str, **options: Any) -> Response:
        if self.everywhere is not None and url not in self.answers:
            self.answers[url] = a_response(url=url, body=self.everywhere)
        return super().get(url, **options)


def find(site: dict[str, Any]) -> tuple[list[str], SiteHttp]:
    http = SiteHttp(site)
    return [found.url for found in discover(http.at, http=http, sandbox=DirectSandbox())], http


@pytest.mark.parametrize("site", SITES, ids=lambda site: site["name"])
def test_a_sites_feeds_are_found_and_nothing_else(site: dict[str, Any]) -> None:
    found, http = find(site)
    assert found[:1] == ([urljoin(HOME, site["best"])] if site["best"] else [])
    assert set(found[1:]) <= {urljoin(HOME, path) for path in site.get("also", ())}
    assert len(http.asked) <= MAX_REQUESTS
    assert len(set(http.asked)) == len(http.asked)


def test_of_all_sites_nearly_all_are_right_and_no_wrong_feed_is_offered() -> None:
    right, wrong = 0, []
    for site in SITES:
        found, _ = find(site)
        best = [urljoin(HOME, site["best"])] if site["best"] else []
        right += found[:1] == best
        wrong += sorted(set(found) - set(best) - {urljoin(HOME, path) for path in site.get("also", ())})
    assert len(SITES) >= 60
    assert right / len(SITES) >= 0.95, f"{right} of {len(SITES)} right"
    assert not wrong, f"wrong: {wrong}"


def discovered(answers: dict[str, Any], url: str = HOME) -> tuple[Candidate, ...]:
    return discover(url, http=FakeHttp(answers), sandbox=DirectSandbox())


def an_answer(url: str, body: str, **changes: Any) -> Response:
    return a_response(url=url, body=a_document(body).encode(), **changes)


def test_what_is_offered_was_read() -> None:
    (found,) = discovered({HOME: an_answer(HOME, "rss Herald")})
    assert (found.kind, found.title, found.rank) == ("rss", "Herald", 1)
    assert [entry.title for entry in found.content.entries] == ["About Herald"]


def test_an_address_may_be_given_without_its_protocol() -> None:
    assert [found.url for found in discovered({"https://herald.example": an_answer(HOME, "rss x")}, "herald.example")]


def test_a_permanent_redirect_gives_the_address_to_keep() -> None:
    new = "https://herald.example/feed/"
    page = "<html><link rel=alternate type=application/rss+xml href=/feed></html>"
    moved = an_answer(new, "rss x", moved_to=new)
    (found,) = discovered({HOME: an_answer(HOME, page), "https://herald.example/feed": moved})
    assert found.url == new


def test_what_asking_for_the_site_raises_is_raised() -> None:
    with pytest.raises(HostUnreachable):
        discovered({HOME: HostUnreachable("The name cannot be found.", code="dns_not_found")})


def test_a_candidate_that_cannot_be_fetched_is_passed_over() -> None:
    page = "<html><link rel=alternate type=application/rss+xml href=/a.rss><link rel=alternate type=application/rss+xml href=/b.rss></html>"
    one, other = "https://herald.example/a.rss", "https://herald.example/b.rss"
    answers = {
        HOME: an_answer(HOME, page),
        one: ResponseRefused("No.", code="http_403"),
        other: an_answer(other, "rss x"),
    }
    assert [found.url for found in discovered(answers)] == [other]


def test_guesses_obey_robots_and_what_the_site_names_does_not_need_to() -> None:
    http = FakeHttp({HOME: an_answer(HOME, "<html><a href=/rss>RSS</a></html>")})
    discover(HOME, http=http, sandbox=DirectSandbox())
    obeyed = dict(zip(http.asked, http.robots, strict=True))
    assert obeyed["https://herald.example/rss"] is False
    assert obeyed["https://herald.example/feed"] is True


class HostileSandbox(DirectSandbox):
    """In which nothing can be read."""

    def call(self, *_: object) -> Any:
        raise InputHostile("It took too long.", code="parser_timeout")


def test_a_page_on_which_the_reader_gives_up_has_no_feeds() -> None:
    http = FakeHttp({HOME: an_answer(HOME, "rss x")})
    assert discover(HOME, http=http, sandbox=HostileSandbox()) == ()


PIECES = st.sampled_from(["<link rel=alternate type=application/rss+xml href=", "<a href=", "<base href=", "http://[", "</a", ">",
    "<!--", "-->", "<![", "<![CDATA[", "]]>", "<!doctype", "<?", "&#", "&amp", "'", '"', "<script>", "<title>", "rss", "/feed "])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
def test_any_page_can_be_looked_through(page: str) -> None:
    links = find_links(page.encode("utf-8", "replace"), HOME)
    assert all(link.url.startswith("http") for link in (*links.declared, *links.linked))
