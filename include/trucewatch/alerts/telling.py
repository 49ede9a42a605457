"""What programs are told of an alert, as plain values: the payload of webhooks. docs/alerts.md explains each field."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from trucewatch.alerts.cleaning import clean, safe_url
from trucewatch.alerts.composing import (
    FAMILY_LIMIT,
    OUTLET_LIMIT,
    QUOTE_LIMIT,
    WHY_LIMIT,
    newest_first,
    one_per_family,
    outlets_by_family,
)
from trucewatch.alerts.headlines import HEADLINE_LIMIT, SPEAKER_LIMIT
from trucewatch.alerts.links import Links
from trucewatch.model import Alert, Evidence, Parcel

VERSION = 1
"""Of the payload; raised when a field changes its meaning or goes, not when one is added."""
MOST_QUOTES = 10
_ID_LIMIT = 200

Values = Mapping[str, object]


def describe_parcel(parcel: Parcel, links: Links) -> Values:
    """Return all that a webhook says of a parcel; the same parcel always gives the same."""
    return {
        "version": VERSION,
        "id": clean(parcel.id, _ID_LIMIT),
        "created": write_moment(max(alert.created_at for alert in parcel.alerts)),
        "alerts": [_describe(alert, links) for alert in newest_first(parcel.alerts)],
    }


def write_moment(moment: datetime | None) -> str | None:
    """Return a moment as RFC 3339 has it, in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _describe(alert: Alert, links: Links) -> Values:
    mention = alert.evidence[0].mention if alert.evidence else None
    families = outlets_by_family(alert.evidence)
    quoted = one_per_family(alert)[:MOST_QUOTES]
    return {
        "id": clean(alert.id, _ID_LIMIT),
        "created": write_moment(alert.created_at),
        "language": alert.language,
        "headline": clean(alert.headline, HEADLINE_LIMIT),
        "why": clean(alert.rule, WHY_LIMIT),
        "arrangement": clean(alert.arrangement_id, _ID_LIMIT),
        "conflict": clean(mention.conflict, _ID_LIMIT) if mention and mention.conflict else None,
        "category": alert.category or (mention.category if mention else None),
        "act": alert.act or (mention.act if mention else None),
        "quotes": [_quote(item) for item in quoted],
        "outlets": sorted({outlet for outlets in families.values() for outlet in outlets}),
        "families": list(families),
        "urls": _urls(quoted),
        "page": links.page(alert),
    }


def _quote(evidence: Evidence) -> Values:
    mention = evidence.mention
    speaker = mention.speaker_before or mention.speaker
    return {
        "text": clean(mention.sentence.text, QUOTE_LIMIT),
        "speaker": clean(speaker.text, SPEAKER_LIMIT) if speaker else None,
        "speaker_id": clean(speaker.id, _ID_LIMIT) if speaker and speaker.id else None,
        "speaker_role": speaker.role if speaker else None,
        "attribution": mention.attribution,
        "act": mention.act,
        "certainty": mention.certainty,
        "outlet": clean(evidence.outlet, OUTLET_LIMIT),
        "family": clean(evidence.family, FAMILY_LIMIT),
        "language": evidence.language,
        "published": write_moment(evidence.published_at),
        "url": safe_url(evidence.url),
    }


def _urls(evidence: Sequence[Evidence]) -> list[str]:
    found = (safe_url(item.url) for item in evidence)
    return list(dict.fromkeys(url for url in found if url))
