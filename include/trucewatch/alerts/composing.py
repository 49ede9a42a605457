"""One digest mail: the message itself, headers and both parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from trucewatch.alerts.cleaning import clean, safe_url
from trucewatch.alerts.envelope import Envelope, add_parts, derive_id, open_envelope, unsubscribe_url
from trucewatch.alerts.headlines import HEADLINE_LIMIT, split_headline, write_date, write_speaker
from trucewatch.alerts.links import Links
from trucewatch.alerts.wording import WORDINGS
from trucewatch.model import Alert, Evidence, Parcel

MAIL_LIMIT_BYTES = 100_000
"""Gmail cuts mails off at 102 KB."""
QUOTE_LIMIT = 300
"""Longest quotation, in characters: press publishers' rights leave room for very short extracts only."""
SUBJECT_LIMIT = 150
OUTLET_LIMIT, FAMILY_LIMIT, WHY_LIMIT = 60, 40, 300

_LEVELS = ((40, 100), (20, 100), (10, 50), (5, 20), (1, 10))
"""How many changes are shown in full and how many as a line, tried in turn until the mail is small enough."""
_ALSO_LIMIT = 4
_FAMILIES_SHOWN, _OUTLETS_SHOWN = 8, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where one outlet says it."""

    outlet: str
    published: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One change as the templates show it."""

    where: str
    headline: str
    quote: str
    speaker: str
    source: _Source | None
    """None where nobody wrote of it: an arrangement's time ran out."""
    also: tuple[_Source, ...]
    outlets: tuple[str, ...]
    why: str
    page_url: str | None


def compose_mail(parcel: Parcel, *, sender: str, links: Links, now: datetime) -> EmailMessage:
    """Return one mail of at most 100 KB about all alerts of a parcel, in the language of the first, text and HTML.

    Only its Date is made of `now`. Raises SettingsInvalid, with the address as its key, where the sender or the recipient
    is no mail address.
    """
    ordered = newest_first(parcel.alerts)
    envelope = Envelope(
        sender=sender,
        recipient=parcel.recipient,
        subject=_subject(ordered),
        identifier=message_id(parcel, sender),
        list_name="alerts",
        threads=threads(ordered, sender),
    )
    for full, brief in _LEVELS:
        message = open_envelope(envelope, now)
        view = _view(ordered, links, full=full, brief=brief)
        view |= {"run_url": links.run(), "unsubscribe_url": unsubscribe_url(sender)}
        add_parts(message, "digest", view)
        if len(message.as_bytes()) <= MAIL_LIMIT_BYTES:
            break
    return message


def message_id(parcel: Parcel, sender: str) -> str:
    """Return the Message-ID that a parcel from the same domain always gets."""
    return derive_id(sender, parcel.id)


def threads(alerts: Iterable[Alert], sender: str) -> tuple[str, ...]:
    """Return a Message-ID for each arrangement that these alerts are about, the same in every mail.

    No message has it; but mail readers show messages together that refer to the same one.
    """
    arrangements = dict.fromkeys(alert.arrangement_id for alert in alerts if alert.arrangement_id)
    return tuple(derive_id(sender, "arrangement", arrangement) for arrangement in arrangements)


def newest_first(alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts in the order in which they are told: what was said last comes first."""
    return sorted(alerts, key=lambda alert: (_latest(alert), alert.id), reverse=True)


def one_per_family(alert: Alert) -> list[Evidence]:
    """The first evidence of each publisher family; the reader's language and links that work come first."""
    ranked = sorted(
        alert.evidence,
        key=lambda e: (e.language != alert.language, safe_url(e.url) is None, e.said_at, e.mention.id),
    )
    first: dict[str, Evidence] = {}
    for item in ranked:
        first.setdefault(item.family, item)
    return list(first.values())


def outlets_by_family(evidence: Iterable[Evidence]) -> Mapping[str, Sequence[str]]:
    """Cleaned names of outlets under their publisher family, both in alphabetical order."""
    families: dict[str, set[str]] = {}
    for item in evidence:
        families.setdefault(clean(item.family, FAMILY_LIMIT), set()).add(clean(item.outlet, OUTLET_LIMIT))
    return {family: sorted(outlets) for family, outlets in sorted(families.items())}


def _subject(alerts: Sequence[Alert]) -> str:
    one, several = WORDINGS[alerts[0].language].more
    others = len(alerts) - 1
    end = "" if not others else one if others == 1 else several.format(n=others)
    return clean(alerts[0].headline, SUBJECT_LIMIT - len(end)) + end


def _view(alerts: Sequence[Alert], links: Links, *, full: int, brief: int) -> dict[str, object]:
    """What the templates are given: cleaned words only."""
    language = alerts[0].language
    rest = alerts[full:]
    return {
        "language": language,
        "words": WORDINGS[language].texts,
        "colon": WORDINGS[language].colon,
        "preview": _subject(alerts),
        "date": write_date(max(map(_latest, alerts)), language),
        "groups": _by_conflict(_item(alert, links) for alert in alerts[:full]),
        "brief": [clean(alert.headline, HEADLINE_LIMIT) for alert in rest[:brief]],
        "omitted": max(0, len(rest) - brief),
    }


def _by_conflict(items: Iterable[_Item]) -> Mapping[str, list[_Item]]:
    """Changes under what their headline begins with, in the order in which each first appears."""
    groups: dict[str, list[_Item]] = {}
    for item in items:
        groups.setdefault(item.where, []).append(item)
    return groups


def _item(alert: Alert, links: Links) -> _Item:
    where, headline = split_headline(clean(alert.headline, HEADLINE_LIMIT), alert.language)
    first, *others = one_per_family(alert) or (None,)
    return _Item(
        where=where,
        headline=headline,
        quote=clean(first.mention.sentence.text, QUOTE_LIMIT) if first else "",
        speaker=write_speaker(first.mention, alert.language) if first else "",
        source=_source(first, alert.language) if first else None,
        also=tuple(_source(item, alert.language) for item in others[:_ALSO_LIMIT] if item),
        outlets=_outlets(alert.evidence),
        why=clean(alert.rule, WHY_LIMIT),
        page_url=links.page(alert),
    )


def _source(evidence: Evidence, language: str) -> _Source:
    published = write_date(evidence.published_at, language)
    return _Source(outlet=clean(evidence.outlet, OUTLET_LIMIT), published=published, url=safe_url(evidence.url))


def _outlets(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """One line a publisher family: "A, B (family)"."""
    families = outlets_by_family(evidence)
    lines = [f"{', '.join(outlets[:_OUTLETS_SHOWN])} ({family})" for family, outlets in families.items()]
    return (*lines[:_FAMILIES_SHOWN], *(["…"] if len(lines) > _FAMILIES_SHOWN else []))


def _latest(alert: Alert) -> datetime:
    return max((item.said_at for item in alert.evidence), default=alert.created_at)
