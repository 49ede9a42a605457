from tests.builders import a_feed
from trucewatch.knowledge.outlets import Outlets

FEEDS = (
    a_feed(id="herald", url="https://www.herald.example/feed.xml", family="herald-group"),
    a_feed(id="lake-en", url="https://rss.lake.example/en/world.xml"),
    a_feed(id="lake-fr", url="https://rss.lake.example/fr/monde.xml"),
)


def test_a_page_of_a_known_host_or_domain_is_its_outlets():
    outlets = Outlets(FEEDS)
    assert outlets.source_of("http://herald.example/news/1").id == "herald"
    assert outlets.source_of("https://m.herald.example/news/1").family == "herald-group"


def test_among_feeds_of_one_domain_the_one_that_shares_most_folders_counts_else_the_first():
    outlets = Outlets(FEEDS)
    assert outlets.source_of("https://www.lake.example/fr/2026/paix").id == "lake-fr"
    assert outlets.source_of("https://www.lake.example/news").id == "lake-en"


def test_any_other_host_is_an_outlet_of_its_own_that_is_never_taken_for_a_feed():
    source = Outlets(FEEDS).source_of("https://www.hill.co.uk/a/b")
    assert (source.id, source.outlet, source.family) == ("hill.co.uk", "hill.co.uk", "hill.co.uk")
    assert (source.language, source.country) == ("und", "")
