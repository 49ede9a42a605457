"""XML that would have a reader open files and sockets, or swell: nothing is opened, nothing is expanded."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_feed
from trucewatch.errors import FeedMalformed
from trucewatch.feeds.parsing import read_feed

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
FILE = "file:///etc/hostname"
SITE = "http://192.0.2.1/evil.dtd"
OPENING = ("open", "socket.", "urllib.", "subprocess.")

DOCTYPES = {
    "external file": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{FILE}">]>',
    "external site": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{SITE}">]>',
    "public": f'<!DOCTYPE rss [<!ENTITY x PUBLIC "-//X//X" "{FILE}">]>',
    "single quotes": f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{FILE}'>]>",
    "parameter": f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{SITE}"> %p;]>',
    "parameter in parameter": f'<!DOCTYPE rss [<!ENTITY % f SYSTEM "{FILE}"><!ENTITY % p "<!ENTITY x SYSTEM \'{SITE}\'>"> %p;]>',
    "external subset": f'<!DOCTYPE rss SYSTEM "{SITE}">',
    "external file as subset": f'<!DOCTYPE rss SYSTEM "{FILE}">',
    "public subset": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://192.0.2.1/rss.dtd">',
    "subset and entity": f'<!DOCTYPE rss SYSTEM "{SITE}" [<!ENTITY x SYSTEM "{FILE}">]>',
    "notation": f'<!DOCTYPE rss [<!NOTATION n SYSTEM "{FILE}"><!ENTITY x SYSTEM "{FILE}" NDATA n>]>',
    "attribute": f'<!DOCTYPE rss [<!ENTITY x "y"><!ATTLIST item a CDATA "&x;" b ENTITY #IMPLIED><!ENTITY z SYSTEM "{FILE}">]>',
    "stylesheet": f'<?xml-stylesheet href="{SITE}"?>',
    "ten times ten": "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY x '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>",
    "ten to the nine": "<!DOCTYPE rss [<!ENTITY x0 'lol'>"
    + "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 10}'>" for n in range(1, 10))
    + "<!ENTITY x '&x9;'>]>",
    "itself": '<!DOCTYPE rss [<!ENTITY x "&x;">]>',
    "each other": '<!DOCTYPE rss [<!ENTITY x "&y;"><!ENTITY y "&x;">]>',
    "long": f'<!DOCTYPE rss [<!ENTITY x "{"a" * 100_000}">]>',
    "no end": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{FILE}"',
}  # fmt: skip
BODIES = {
    "rss": f"<rss version='2.0'><channel><title>F</title><item><title>A{'&x;' * 500}</title><guid>1</guid></item></channel></rss>",
    "inclusion": f"<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><item><title>A</title><description>"
    f"<xi:include href='{FILE}' parse='text'/>&x;</description></item></channel></rss>",
    "sitemap": f"<urlset><url><loc>https://herald.example/{'&x;' * 500}</loc></url></urlset>",
}  # fmt: skip


class Watch:
    """What was opened while it was on; an audit hook cannot be taken off again."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.is_on = False
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_on and event.startswith(OPENING):
            self.opened.append(f"{event} {arguments!r:.200}")

    def __enter__(self) -> None:
        self.opened.clear()
        self.is_on = True

    def __exit__(self, *_: object) -> None:
        self.is_on = False


@pytest.fixture(scope="module")
def watch() -> Watch:
    # Modules that load only when first needed are loaded before.
    for body in BODIES.values():
        read_feed(body.replace("&x;", "x").encode(), a_feed(), NOW)
    return Watch()


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_nothing_is_opened_and_nothing_expanded(doctype: str, body: str, watch: Watch) -> None:
    document = f"<?xml version='1.0'?>{doctype}{body}".encode()
    with watch:
        try:
            entries = read_feed(document, a_feed(), NOW).entries
        except FeedMalformed:
            entries = ()
    assert watch.opened == []
    assert all(len(entry.title + entry.summary + entry.url) < 5000 for entry in entries)


def test_the_watch_sees_what_is_opened(watch: Watch) -> None:
    with watch:
        Path(__file__).read_bytes()
    assert len(watch.opened) == 1
