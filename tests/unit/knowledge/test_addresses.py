import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.addresses import canonical_url, canonical_within, names_a_page, registrable_domain

SAME = [
    ("https://News.Example/a?utm_source=rss&id=7&UTM_Medium=x", "https://news.example/a?id=7"),
    ("https://news.example:443/a#comments", "https://news.example/a"),
    ("http://news.example:80", "https://news.example/"),
    ("http://news.example:8080/a", "http://news.example:8080/a"),
    ("https://news.example/a?fbclid=1&gclid=2&xtor=RSS-3&at_medium=RSS", "https://news.example/a"),
    ("https://news.example/a?at=home&ref=7", "https://news.example/a?at=home&ref=7"),
    ("https://news.example/a?ref=rss&source=twitter&partner=rss_feed", "https://news.example/a"),
    ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
    ("https://news.example/a?x=2&x=1", "https://news.example/a?x=2&x=1"),
    ("https://news.example/a?id=1&amp;utm_source=x&amp;page=2", "https://news.example/a?id=1&page=2"),
    ("https://news.example/A/b.HTML", "https://news.example/A/b.HTML"),
    ("https://news.example/caf%c3%a9", "https://news.example/caf%C3%A9"),
    ("https://news.example/caf\u00e9", "https://news.example/caf%C3%A9"),
    ("https://news.example/%7Ejo/a%2Db", "https://news.example/~jo/a-b"),
    ("https://news.example/100%/a%2", "https://news.example/100%25/a%252"),
    ("https://news.example./a?", "https://news.example/a"),
    ("https://user:word@news.example/a", "https://news.example/a"),
    ("http://[2606:4700::1111]/a", "https://[2606:4700::1111]/a"),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ("https://caf\u00e9.example/a", "https://xn--caf-dma.example/a"),
    ("  https://news.example/a\n", "https://news.example/a"),
    ("not a url", "not a url"),
    ("http://[broken/", "http://[broken/"),
    ("https://news.example:99999/", "https://news.example:99999/"),
    (f"https://{'m.' * 200}news.example/a/", f"https://{'m.' * 200}news.example/a"),
    ("mailto:desk@news.example", "mailto:desk@news.example"),
    ("", ""),
    # one page in several dresses
    ("https://www.news.example/a/", "https://news.example/a"),
    ("https://m.news.example/a", "https://news.example/a"),
    ("https://mobile.news.example/a", "https://news.example/a"),
    ("https://touch.news.example/a", "https://news.example/a"),
    ("https://fr.m.news.example/a", "https://fr.news.example/a"),
    ("https://fr.news.example/a", "https://fr.news.example/a"),
    ("https://m.co.uk/a", "https://m.co.uk/a"),
    ("https://www.news.co.uk/a", "https://news.co.uk/a"),
    ("https://amp.news.example/a", "https://news.example/a"),
    ("https://news.example/world/a-b-c/amp/", "https://news.example/world/a-b-c"),
    ("https://news.example/amp/world/a-b-c", "https://news.example/world/a-b-c"),
    ("https://news.example/a-b-c.amp.html", "https://news.example/a-b-c.html"),
    ("https://news.example/a-b-c.amp", "https://news.example/a-b-c"),
    ("https://news.example/a?amp=1", "https://news.example/a"),
    ("https://news.example/a?outputType=amp", "https://news.example/a"),
    ("https://news.example/amp", "https://news.example/amp"),
    ("https://news.example/guitar-amp.html", "https://news.example/guitar-amp.html"),
    ("https://www-news-example.cdn.ampproject.org/c/s/www.news.example/a/amp", "https://news.example/a"),
    ("https://www.google.com/amp/s/amp.news.example/a", "https://news.example/a"),
    ("https://www.google.com/url?rct=j&url=https://news.example/a%3Fid%3D1", "https://news.example/a?id=1"),
    ("https://www.google.co.uk/url?q=https://news.example/a", "https://news.example/a"),
    ("https://www.google.com/search?q=https://news.example/a", "https://google.com/search?q=https://news.example/a"),
    ("https://news.google.com/news/url?sa=t&url=https%3A%2F%2Fnews.example%2Fa", "https://news.example/a"),
    (
        "https://news.google.com/rss/articles/CBMiFmh0dHBzOi8vbmV3cy5leGFtcGxlL2HSAQA?oc=5",
        "https://news.example/a",
    ),
    (
        "https://news.google.com/rss/articles/CBMiQUFVX3lxTE5vbmUgb2YgaXQgaXMgYSB1cmw",
        "https://news.google.com/rss/articles/CBMiQUFVX3lxTE5vbmUgb2YgaXQgaXMgYSB1cmw",
    ),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa&h=x", "https://news.example/a"),
    ("https://news.example//world///a", "https://news.example/world/a"),
    ("https://news.example/world/index.html", "https://news.example/world"),
    ("https://news.example/index.php?id=3", "https://news.example/?id=3"),
    ("https://news.example/a;jsessionid=0AF3?PHPSESSID=9&id=1", "https://news.example/a?id=1"),
    ("https://news.example/(S(kq2))/a", "https://news.example/a"),
    ("https://news.example/#!/article/17", "https://news.example/#!/article/17"),
    ("https://news.example/#/article/17", "https://news.example/#/article/17"),
]
DIFFERENT = [
    ("https://news.example/?p=1", "https://news.example/?p=2"),
    ("https://news.example/story.php?id=1", "https://news.example/story.php?id=2"),
    ("https://news.example/a?article=1", "https://news.example/a?article=2"),
    ("https://news.example/a?page=1", "https://news.example/a?page=2"),
    ("https://fr.news.example/a", "https://en.news.example/a"),
    ("https://news.example/fr/a", "https://news.example/en/a"),
    ("https://news.example/part-1", "https://news.example/part-2"),
    ("https://news.example/a", "https://news.example.org/a"),
    ("https://sport.news.example/a", "https://news.example/a"),
    ("https://news.example/A", "https://news.example/a"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example:8443/a", "https://news.example/a"),
    ("https://news.example/?ref=4711", "https://news.example/?ref=4712"),
]
A_URL = st.text() | st.text().map("https://news.example/{}".format) | st.text().map("https://{}/a?b".format)
A_WRAPPED_URL = st.builds(
    "https://www.google.com/{}{}/%61mp/index.html?amp;amp;b&{}".format,
    st.sampled_from(["url?q=", "amp/s/", "%61mp/s/www.google.com/amp/s/", "url?q=https://google.com/url?q="]),
    st.text("a./%41&;=#?:"),
    st.text("a=&%3b#"),
)


@pytest.mark.parametrize(("url", "canonical"), SAME)
def test_an_article_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_says_what_is_read_stays(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@given(A_URL | A_WRAPPED_URL)
def test_the_spelling_of_any_text_is_final(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://a.b.lemonde.fr/", "lemonde.fr"),
        ("https://one.github.io/a", "one.github.io"),
        ("https://www.herald.example/a", "herald.example"),
        ("https://co.uk/a", ""),
        ("https://localhost/a", ""),
        ("http://127.0.0.1/a", ""),
        ("http://[::1]/a", ""),
        ("no url", ""),
        ("", ""),
    ],
)
def test_the_domain_that_one_owner_registered(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


@pytest.mark.parametrize(
    ("url", "does"),
    [
        ("https://news.example/a", True),
        ("https://news.example/?p=1", True),
        ("https://news.example/#!/a", True),
        ("https://news.example", False),
        ("https://www.news.example/index.html?utm_source=x#top", False),
        ("urn:a", False),
        ("http://[x", False),
        ("", False),
    ],
)
def test_a_front_page_is_nobodys_address(url: str, *, does: bool) -> None:
    assert names_a_page(url) is does


PAGE = "https://www.news.example/world/talks-open-in-lakeside-123456?utm_source=rss"
OWN = "https://news.example/world/talks-open-in-lakeside-123456"


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        ("https://news.example/a/talks-open-again-123456", "https://news.example/a/talks-open-again-123456"),
        ("http://m.news.example/a/talks-open-again-123456", "https://news.example/a/talks-open-again-123456"),
        ("/123456", "https://news.example/123456"),
        ("?id=123456", "https://news.example/world/talks-open-in-lakeside-123456?id=123456"),
        ("https://elsewhere.example/world/talks-open-in-lakeside-123456", OWN),
        ("https://news.example/", OWN),
        ("https://news.example", OWN),
        ("https://news.example/world", OWN),
        ("https://news.example/world/2026", OWN),
        ("https://news.example/live-blog", OWN),
        ("https://news.example/article.php", OWN),
        ("javascript:void(0)", OWN),
        ("http://[broken", OWN),
        ("  ", OWN),
        ("", OWN),
    ],
)
def test_a_page_is_believed_about_its_own_site_only(declared: str, canonical: str) -> None:
    assert canonical_within(PAGE, declared) == canonical


def test_hosts_without_an_owner_speak_for_themselves_only() -> None:
    page = "http://127.0.0.1:8000/talks-open-in-lakeside"
    assert canonical_within(page, "/other-talks-open-2") == "http://127.0.0.1:8000/other-talks-open-2"
    assert canonical_within(page, "http://127.0.0.2:8000/other-talks-open-2") == page


@given(A_URL, A_URL)
def test_whatever_a_page_declares_has_a_final_spelling(page: str, declared: str) -> None:
    found = canonical_within(page, declared)
    assert canonical_url(found) == found
