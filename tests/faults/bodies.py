"""What feeds say, right and wrong. All of it is written here."""

from collections.abc import Iterable

ITEM = (
    "<item><title>{title}</title><link>https://herald.example/news/{number}</link>"
    "<guid isPermaLink='false'>herald-{number}</guid><pubDate>{date}</pubDate>"
    "<description>Delegates met in Lakeside for round {number}.</description></item>"
)
DATE = "Thu, 19 Mar 2026 08:00:00 GMT"


def item(number: int = 1, *, title: str = "", date: str = DATE) -> str:
    """Return one item in order."""
    return ITEM.format(number=number, title=title or f"Talks, round {number}", date=date)


def rss(items: Iterable[str] = (), *, prologue: str = '<?xml version="1.0" encoding="utf-8"?>\n') -> str:
    """Return a whole RSS feed."""
    channel = "<title>Herald</title><link>https://herald.example/</link><description>News</description>"
    return f'{prologue}<rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'


def good_feed(count: int = 3) -> bytes:
    """Return a feed in order."""
    return rss(item(number) for number in range(count)).encode()


def truncated_feed() -> bytes:
    """Return a feed whose third item ends in the middle of its title."""
    whole = good_feed(3)
    return whole[: whole.index(b"Talks, round 2") + 5]


def without(tag: str, text: str) -> str:
    """Return an item without an element that it has."""
    before, _, rest = text.partition(f"<{tag}")
    return before + rest.partition(f"</{tag}>")[2]


def entity_bomb() -> bytes:
    """Return a feed in which ten letters stand for ten thousand million."""
    entities = ['<!ENTITY a0 "aaaaaaaaaa">']
    entities += [f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)]
    prologue = f'<?xml version="1.0"?><!DOCTYPE rss [{"".join(entities)}]>'
    return rss([item(1), item(2, title="&a9;")], prologue=prologue).encode()


def external_entity(url: str) -> bytes:
    """Return a feed whose title asks the reader to open a file or page."""
    prologue = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY inside SYSTEM "{url}">]>'
    return rss([item(1, title="Seen: &inside;")], prologue=prologue).encode()


def long_author(characters: int = 60_000) -> bytes:
    """Return a feed whose author takes feedparser a time that grows with the square of its length (its issue 580)."""
    return rss([item().replace("</item>", f"<author>{'a' * characters}</author></item>")]).encode()


def deep_nesting(levels: int = 20_000) -> bytes:
    """Return a feed with an item whose description is markup within markup."""
    markup = "<b>" * levels + "</b>" * levels
    return rss([item(1), item(2).replace("</description>", f"{markup}</description>")]).encode()


def many_items(count: int) -> bytes:
    """Return a feed of very many very short items."""
    items = (f"<item><title>Item {n}</title><link>https://herald.example/{n}</link></item>" for n in range(count))
    return rss(items).encode()


def unclosed_elements(count: int = 1_000_000) -> bytes:
    """Return a feed of elements within elements, none of which ends."""
    return rss(["<x>" * count]).encode()


def sitemap_index() -> bytes:
    """Return a list of sitemaps instead of one."""
    return (
        b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>https://herald.example/news.xml</loc></sitemap></sitemapindex>"
    )


def sitemap(count: int) -> bytes:
    """Return a sitemap of so many pages."""
    urls = (
        f"<url><loc>https://herald.example/news/{number}</loc><lastmod>2026-03-18</lastmod></url>"
        for number in range(count)
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(urls)
        + "</urlset>"
    ).encode()
