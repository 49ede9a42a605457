"""One digest mail: the message itself, headers and both parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from trucewatch.alerts.cleaning import clean, safe_url
from trucewatch.alerts.envelope import add_parts, derive_id, open_envelope, unsubscribe_url
from trucewatch.alerts.headlines import HEADLINE_LIMIT, split_headline, write_date
from trucewatch.alerts.wording import WORDINGS
from trucewatch.model import Alert, Evidence

MAIL_LIMIT_BYTES = 100_000
"""Gmail cuts mails off at 102 KB."""
QUOTE_LIMIT = 300
"""Longest quotation, in characters: press publishers' rights leave room for very short extracts only."""
SUBJECT_LIMIT = 150

_LEVELS = ((40, 100), (20, 100), (10, 50), (5, 20), (1, 10))
"""How many changes are shown in full and how many as a line, tried in turn until the mail is small enough."""
_ALSO_LIMIT = 4


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
    source: _Source
    also: tuple[_Source, ...]
    outlets: str
    why: str


def compose_mail(
    alerts: Sequence[Alert], *, sender: str, recipient: str, now: datetime, run_url: str | None = None
) -> EmailMessage:
    """Return one mail of at most 100 KB about all these alerts, in the language of the first, text and HTML.

    Raises SettingsInvalid, with the address as its key, where the sender or the recipient is no mail address.
    """
    ordered = sorted(alerts, key=lambda alert: (_latest(alert), alert.id), reverse=True)
    for full, brief in _LEVELS:
        message = open_envelope(
            sender=sender,
            recipient=recipient,
            subject=_subject(ordered),
            identifier=message_id(alerts, sender),
            list_id="alerts",
            now=now,
        )
        view = _view(ordered, full=full, brief=brief, now=now)
        view |= {"run_url": safe_url(run_url or ""), "unsubscribe_url": unsubscribe_url(sender)}
        add_parts(message, "digest", view)
        if len(message.as_bytes()) <= MAIL_LIMIT_BYTES:
            break
    return message


def message_id(alerts: Iterable[Alert], sender: str) -> str:
    """Return the Message-ID that the same alerts from the same domain always get."""
    return derive_id(sender, *sorted(alert.id for alert in alerts))


def _subject(alerts: Sequence[Alert]) -> str:
    one, several = WORDINGS[alerts[0].language].more
    others = len(alerts) - 1
    end = "" if not others else one if others == 1 else several.format(n=others)
    return clean(alerts[0].headline, SUBJECT_LIMIT - len(end)) + end


def _view(alerts: Sequence[Alert], *, full: int, brief: int, now: datetime) -> dict[str, object]:
    """What the templates are given: cleaned words only."""
    language = alerts[0].language
    rest = alerts[full:]
    return {
        "language": language,
        "words": WORDINGS[language].texts,
        "colon": WORDINGS[language].colon,
        "preview": _subject(alerts),
        "date": write_date(now, language),
        "groups": _by_conflict(_item(alert) for alert in alerts[:full]),
        "brief": [clean(alert.headline, HEADLINE_LIMIT) for alert in rest[:brief]],
        "omitted": max(0, len(rest) - brief),
    }


def _by_conflict(items: Iterable[_Item]) -> Mapping[str, list[_Item]]:
    """Changes under what their headline begins with, in the order in which each first appears."""
    groups: dict[str, list[_Item]] = {}
    for item in items:
        groups.setdefault(item.where, []).append(item)
    return groups


def _item(alert: Alert) -> _Item:
    where, headline = split_headline(clean(alert.headline, HEADLINE_LIMIT), alert.language)
    first, *others = _one_per_family(alert)
    mention = first.mention
    speaker = mention.speaker_before or mention.speaker
    return _Item(
        where=where,
        headline=headline,
        quote=clean(mention.sentence.text, QUOTE_LIMIT),
        speaker=clean(speaker.text, 80) if speaker else "",
        source=_source(first, alert.language),
        also=tuple(_source(item, alert.language) for item in others[:_ALSO_LIMIT]),
        outlets=_outlets(alert.evidence),
        why=clean(alert.rule, 300),
    )


def _one_per_family(alert: Alert) -> list[Evidence]:
    """The first evidence of each publisher family; the reader's language and links that work come first."""
    ranked = sorted(
        alert.evidence,
        key=lambda e: (e.language != alert.language, safe_url(e.url) is None, e.said_at, e.mention.id),
    )
    return list({item.family: item for item in reversed(ranked)}.values())[::-1]


def _source(evidence: Evidence, language: str) -> _Source:
    published = write_date(evidence.published_at, language)
    return _Source(outlet=clean(evidence.outlet, 60), published=published, url=safe_url(evidence.url))


def _outlets(evidence: Iterable[Evidence]) -> str:
    """Outlets by publisher family: "A, B (family); C (other)"."""
    families: dict[str, set[str]] = {}
    for item in evidence:
        families.setdefault(clean(item.family, 40), set()).add(clean(item.outlet, 60))
    shown = [f"{', '.join(sorted(outlets)[:5])} ({family})" for family, outlets in sorted(families.items())[:8]]
    return "; ".join(shown) + ("; …" if len(families) > len(shown) else "")


def _latest(alert: Alert) -> datetime:
    return max(item.said_at for item in alert.evidence)
