"""When two entries are the same article. Pure."""

from trucewatch.knowledge.addresses import canonical_url
from trucewatch.model import stable_id


def entry_id(*, url: str, guid: str | None, title: str) -> str:
    """Return the identifier of an entry: from its URL, else its guid, else its title."""
    return stable_id("entry", canonical_url(url) or guid or title)
