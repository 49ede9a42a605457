"""Which entry each fetched article belongs to. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from trucewatch.model import Article


@dataclass(slots=True, kw_only=True)
class Belonging:
    """What becomes of a batch of articles and their entries."""

    articles: list[Article] = field(default_factory=list)
    """All of them, each with the entry that it belongs to."""
    copies: list[str] = field(default_factory=list)
    """Articles that nobody has to read, since their entry turned out to be one that has an article already."""
    fetched: dict[str, datetime] = field(default_factory=dict)
    """Entries that wait no more, with the time of their article."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys that nobody had, with the entry that gets them."""
    joined: dict[str, str] = field(default_factory=dict)
    """Entries that turned out to be others, in the order of finding out."""
    elsewhere: int = 0
    """Articles that belong to another entry than the one that was fetched."""


def sort_out(
    articles: Iterable[Article],
    *,
    key_of: Callable[[Article], str | None],
    owners: Mapping[str, str],
    firsts: Mapping[str, str],
    having: Collection[str],
    stored: Mapping[str, str],
) -> Belonging:
    """Return where these articles belong, taken in this order.

    `key_of` gives an article's canonical address as a key, `owners` the entry that has it. Is that another one, then the
    two are one: it gets the article, or keeps the one that it has (`having`), while this one goes unread. `firsts` leads
    from an entry to the one that it turned out to be before, `stored` from an article that is kept already to its entry.
    """
    result = Belonging()
    owners, having = dict(owners), set(having)
    for article in articles:
        own = follow(result.joined, firsts.get(article.entry_id, article.entry_id))
        owner = own
        key = key_of(article)
        if key is not None and key in owners:
            owner = follow(result.joined, owners[key])
        elif key is not None:
            owners[key] = result.keys[key] = own
        if owner != own:
            result.joined[own] = owner
        result.fetched[article.entry_id] = article.fetched_at
        place = stored.get(article.id)
        if owner in {article.entry_id, place} or (place is None and owner not in having):
            result.articles.append(replace(article, entry_id=owner))
            result.fetched[owner] = article.fetched_at
            having.add(owner)
        else:
            result.articles.append(article)
            result.copies.append(article.id)
        result.elsewhere += owner != article.entry_id
    return result


def follow(joined: Mapping[str, str], entry_id: str) -> str:
    """Return the entry that one turned out to be in the end, or itself."""
    while entry_id in joined:
        entry_id = joined[entry_id]
    return entry_id
