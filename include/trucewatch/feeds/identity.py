"""When two entries are the same article. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from trucewatch.feeds.similarity import are_alike, plain_words
from trucewatch.knowledge.addresses import canonical_url, names_a_page
from trucewatch.model import Entry, stable_id

FEWEST_WORDS = 40
"""From so many words on, a feed's full text is a fingerprint of the article; fewer may be a notice that many share."""
_LONGEST_GUID = 200


def keys_of(
    *, url: str, guid: str | None, title: str, content: str, published_at: datetime | None, family: str
) -> tuple[str, ...]:
    """Return what an entry may be known by, as 'kind:value', strongest first.

    url: its canonical address. guid: the publisher's own name for it. bare: that name without scheme, host and query.
    title: its title on its day. text: the words of the full text that the feed carries. All but the first belong to one
    publisher family, since others may use the same names and print the same wire report.
    """
    keys = [f"url:{canonical_url(url)}"] if names_a_page(url) else []
    if guid:
        keys.append(f"guid:{family}:{_short(guid)}")
        if bare := _bare(guid):
            keys.append(f"bare:{family}:{_short(bare)}")
    if words := plain_words(title):
        day = published_at.date().isoformat() if published_at else ""
        keys.append(f"title:{family}:{day}:{stable_id('words', *words)}")
    words = plain_words(content)
    if len(words) >= FEWEST_WORDS:
        keys.append(f"text:{family}:{stable_id('words', *words)}")
    return tuple(keys)


def entry_id(*, url: str, guid: str | None, title: str, published_at: datetime | None = None) -> str:
    """Return the identifier of an entry: from its canonical URL, else from its guid, title and day.

    Not from the guid alone: some feeds give their guids again to other articles.
    """
    if names_a_page(url):
        return stable_id("entry", canonical_url(url))
    day = published_at.date().isoformat() if published_at and not guid else ""
    return stable_id("entry", guid or "", " ".join(plain_words(title)), day)


def digest_of(title: str, summary: str, content: str) -> str:
    """Return a digest of an entry's words, so that only an edit that a reader could see changes it."""
    return stable_id("edit", *(" ".join(plain_words(part)) for part in (title, summary, content)))


def without_shared_guids(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries of one poll; guids that name several articles are no keys any more. Equal where all is well."""
    entries = tuple(entries)
    first: dict[str, Entry] = {}
    shared: set[str] = set()
    for entry in entries:
        for key in entry.keys:
            if not key.startswith(("guid:", "bare:")):
                continue
            other = first.setdefault(key, entry)
            if other.id != entry.id and not are_alike(other.title, entry.title):
                shared.add(key)
    if not shared:
        return entries
    return tuple(replace(entry, keys=tuple(key for key in entry.keys if key not in shared)) for entry in entries)


def _bare(guid: str) -> str:
    """Return the path of a guid that is a URL, where it says enough; else ''."""
    try:
        parts = urlsplit(guid)
    except ValueError:
        return ""
    return parts.path if parts.scheme in {"http", "https"} and names_a_page(guid) and not parts.query else ""


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_GUID else stable_id("guid", value)
