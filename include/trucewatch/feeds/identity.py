"""When two entries are the same article. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from trucewatch.feeds.similarity import alikeness, is_telling, kind_of, lasting_words, plain_words
from trucewatch.knowledge.addresses import canonical_url, names_a_page
from trucewatch.model import Entry, Feed, KnownEntry, stable_id

FEWEST_WORDS = 40
"""From so many words on, a feed's full text is a fingerprint of the article; fewer may be a notice that many share."""
SAME_NEWS = timedelta(hours=24)
"""How far apart two listings of one article may be dated when nothing but words says that they are one."""
_HARDLY_ALIKE, _ALIKE = 0.25, 0.5


def keys_of(
    *, url: str, guid: str | None, title: str, content: str, published_at: datetime | None, family: str
) -> tuple[str, ...]:
    """Return what an entry may be known by, as 'kind:value', strongest first.

    url: its canonical address. guid: the publisher's own name for it. bare: that name without scheme, host and query.
    title: its title on its day. text: the words of the full text that the feed carries. All but the first belong to one
    publisher family, since others may use the same names and print the same wire report.
    """
    keys = [f"url:{canonical_url(url)}"] if names_a_page(url) else []
    if guid and (name := canonical_url(guid)):
        keys.append(f"guid:{family}:{name}")
        if bare := _bare(name):
            keys.append(f"bare:{family}:{bare}")
    if words := plain_words(title):
        keys.append(f"title:{family}:{_day(published_at)}:{stable_id('words', *words)}")
    if len(words := lasting_words(content)) >= FEWEST_WORDS:
        keys.append(f"text:{family}:{stable_id('words', *words)}")
    return tuple(keys)


def entry_id(*, url: str, guid: str | None, title: str, published_at: datetime | None = None) -> str:
    """Return the identifier of an entry: from its canonical URL, else from its guid, title and day together.

    Not from the guid alone: some feeds give their guids again to other articles.
    """
    if names_a_page(url):
        return stable_id("entry", canonical_url(url))
    return stable_id("entry", guid or "", " ".join(plain_words(title)), _day(published_at))


def entry_of_page(url: str, feed: Feed, seen_at: datetime) -> Entry | None:
    """Return the entry of a page that no feed listed, known by its address alone; None where that names no page."""
    if not names_a_page(url):
        return None
    keys = keys_of(url=url, guid=None, title="", content="", published_at=None, family=feed.family)
    return Entry(
        id=entry_id(url=url, guid=None, title=""),
        feed_id=feed.id,
        url=url,
        guid=None,
        title="",
        summary="",
        content="",
        authors=(),
        published_at=None,
        seen_at=seen_at,
        date_flaw="missing",
        keys=keys,
    )


def digest_of(title: str, summary: str, content: str) -> str:
    """Return a digest of an entry's words, so that only an edit that a reader could see changes it."""
    return stable_id("edit", *(" ".join(lasting_words(part)) for part in (title, summary, content)))


def without_shared_guids(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries of one poll without the guids that name several articles; equal to what came if none does."""
    entries = tuple(entries)
    shared = _shared_keys(entries)
    if not shared:
        return entries
    return tuple(replace(entry, keys=tuple(key for key in entry.keys if key not in shared)) for entry in entries)


def identify(entry: Entry, known: Mapping[str, KnownEntry]) -> str | None:
    """Return the id of the known entry that this one is, by its strongest key that can be believed; None: it is new.

    An address is believed. A guid is, unless title, address and date all say that the feed gave it to another article.
    What is weaker needs the same kind of page (no video for an article, no other language) and a word in its favour.
    """
    for key in entry.keys:
        candidate = known.get(key)
        if candidate is not None and _is_same(key.partition(":")[0], entry, candidate):
            return candidate.id
    return None


def _is_same(kind: str, entry: Entry, known: KnownEntry) -> bool:
    if kind == "url" or known.id == entry.id:
        return True
    if kind == "guid":
        return _agrees(entry, known)
    if not _is_same_kind(entry.url, known.url):
        return False
    likeness = alikeness(entry.title, known.title)
    if kind == "bare":
        return likeness >= _ALIKE
    says_enough = is_telling(entry.title) and likeness >= _ALIKE
    is_same_address = canonical_url(entry.url) == canonical_url(known.url) != ""
    return (says_enough or (kind == "title" and is_same_address)) and _is_same_news(entry, known)


def _agrees(entry: Entry, known: KnownEntry) -> bool:
    """Return whether anything says that the article behind a guid is still the same."""
    if not (entry.title and known.title):
        return True
    if alikeness(entry.title, known.title) >= _HARDLY_ALIKE or _last_part(entry.url) == _last_part(known.url) != "":
        return True
    return entry.published_at is not None and entry.published_at == known.published_at


def _is_same_kind(one: str, other: str) -> bool:
    if not (one and other):
        return True
    (medium, language), (other_medium, other_language) = kind_of(one), kind_of(other)
    return medium == other_medium and (language == other_language or not (language and other_language))


def _is_same_news(entry: Entry, known: KnownEntry) -> bool:
    dates = (entry.published_at or entry.seen_at, known.published_at or known.seen_at)
    return abs(dates[0] - dates[1]) <= SAME_NEWS


def _shared_keys(entries: tuple[Entry, ...]) -> frozenset[str]:
    """Return the guids that entries with different addresses and titles have in common."""
    first: dict[str, Entry] = {}
    shared: set[str] = set()
    for entry in entries:
        for key in entry.keys:
            if key.startswith(("guid:", "bare:")):
                other = first.setdefault(key, entry)
                if other.id != entry.id and plain_words(other.title) != plain_words(entry.title):
                    shared.add(key)
    return frozenset(shared)


def _bare(name: str) -> str:
    """Return the path of a guid that is a URL, where that alone names a page; else ''."""
    if not names_a_page(name):
        return ""
    parts = urlsplit(name)
    return "" if parts.query or parts.fragment else parts.path


def _last_part(url: str) -> str:
    return _bare(canonical_url(url)).rpartition("/")[2]


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
