"""The mail on the health of feeds: every week how all of them are, every night what is newly wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from types import MappingProxyType

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.diagnosis import DAY, Diagnosis, Group, diagnose_all
from trucewatch.alerts.envelope import Envelope, add_parts, derive_id, open_envelope, unsubscribe_url
from trucewatch.alerts.headlines import write_date
from trucewatch.alerts.wording import WORDINGS
from trucewatch.knowledge.states import States

MOST_FEEDS = 60
"""How many feeds one mail tells of; the view feed_health has them all."""
_NAME_LIMIT, _ADDRESS_LIMIT = 80, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """What the mail says by itself in one language."""

    groups: Mapping[Group, str]
    """One word each, for the numbers."""
    weekly: str
    nightly: str
    more: str
    next_look: str
    moved_to: str
    also: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One feed as the templates show it."""

    feed: str
    sentence: str
    action: str
    detail: str


def compose_health(  # noqa: PLR0913  # what to tell, and the whole address of a mail
    rows: Sequence[Mapping[str, object]],
    states: States,
    *,
    language: str,
    sender: str,
    recipient: str,
    now: datetime,
    is_weekly: bool,
    within: timedelta = DAY,
    occasion: str = "",
) -> EmailMessage | None:
    """Return one mail on these rows of the view feed_health, text and HTML; None where there is nothing to tell.

    Weekly it tells of every feed that is not well, and that all are well where they are; otherwise only of feeds that
    newly fail or newly fell silent, `within` so long. The Message-ID is the same all day for one recipient, and one of its
    own for a mail that somebody asked for, by the name of that `occasion`. Raises SettingsInvalid where
    the sender or the recipient is no mail address.
    """
    found = diagnose_all(rows, states, now, within)
    told = [one for one in found if (one.group is not Group.WELL if is_weekly else one.is_new)]
    if not told and not is_weekly:
        return None
    counts = Counter(one.group for one in found)
    subject = _subject(told, counts, language, is_weekly=is_weekly)
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        subject=subject,
        identifier=derive_id(sender, "health", occasion or f"{now:%Y-%m-%d}", recipient),
        list_name="health",
    )
    message = open_envelope(envelope, now)
    view = _view(told, counts, states, language) | {"preview": subject, "date": write_date(now, language)}
    add_parts(message, "health", view | {"unsubscribe_url": unsubscribe_url(sender)})
    return message


def _subject(told: Sequence[Diagnosis], counts: Counter[Group], language: str, *, is_weekly: bool) -> str:
    words = _WORDINGS[language]
    if is_weekly:
        return words.weekly.format(well=counts[Group.WELL], all=counts.total())
    more = words.more.format(n=len(told) - 1) if len(told) > 1 else ""
    return words.nightly.format(feed=clean(told[0].outlet, _NAME_LIMIT), more=more)


def _view(told: Sequence[Diagnosis], counts: Counter[Group], states: States, language: str) -> dict[str, object]:
    """What the templates are given: cleaned words only."""
    words = _WORDINGS[language]
    groups: dict[str, list[_Line]] = {}
    for one in told[:MOST_FEEDS]:
        groups.setdefault(words.groups[one.group], []).append(_line(one, states, language))
    return {
        "language": language,
        "words": words.texts,
        "colon": WORDINGS[language].colon,
        "numbers": [(words.groups[group], counts[group]) for group in Group],
        "groups": groups,
        "omitted": max(0, len(told) - MOST_FEEDS),
    }


def _line(one: Diagnosis, states: States, language: str) -> _Line:
    words = states.of(one.code).words[language]
    return _Line(
        feed=name_feed(one),
        sentence=words.sentence,
        action=words.action,
        detail=describe_detail(one, states, language),
    )


def name_feed(one: Diagnosis) -> str:
    """Return what people call a feed, and its id."""
    return clean(one.outlet if one.outlet == one.feed_id else f"{one.outlet} ({one.feed_id})", _NAME_LIMIT)


def describe_detail(one: Diagnosis, states: States, language: str) -> str:
    """Return what a diagnosis adds to the words of its state, as a sentence; '' where it adds nothing."""
    words = _WORDINGS[language]
    if not one.detail:
        return ""
    if one.group is Group.MOVED:
        return words.moved_to.format(address=clean(one.detail, _ADDRESS_LIMIT))
    if one.group is Group.FLAWED:
        others = (states.of(code).words[language].sentence for code in one.detail.split(", "))
        return words.also.format(sentences=" ".join(others))
    return words.next_look.format(time=one.detail)


def name_group(group: Group, language: str) -> str:
    """Return the word for a group of feeds."""
    return _WORDINGS[language].groups[group]


_ENGLISH = _Wording(
    groups={
        Group.FAILING: "failing",
        Group.SILENT: "silent",
        Group.SLOWED: "slowed",
        Group.MOVED: "moved",
        Group.FLAWED: "flawed",
        Group.WELL: "well",
    },
    weekly="Feeds: {well} of {all} are well",
    nightly="Feed trouble: {feed}{more}",
    more=" and {n} more",
    next_look="It is asked again on {time}.",
    moved_to="The new address: {address}",
    also="Besides: {sentences}",
    texts={
        "title": "How the feeds are",
        "all_well": "Every feed is well.",
        "omitted": "more; the view feed_health has them all",
        "doctor": "Ask at any time: trucewatch feeds doctor",
        "reason": "You get this mail because your address is in TRUCEWATCH_HEALTH_TO.",
        "unsubscribe": "Unsubscribe",
    },
)
_FRENCH = _Wording(
    groups={
        Group.FAILING: "en échec",
        Group.SILENT: "muets",
        Group.SLOWED: "ralentis",
        Group.MOVED: "déménagés",
        Group.FLAWED: "défectueux",
        Group.WELL: "en bon état",
    },
    weekly="Flux\u00a0: {well} sur {all} en bon état",
    nightly="Flux en difficulté\u00a0: {feed}{more}",
    more=" et {n} de plus",
    next_look="Il sera de nouveau interrogé le {time}.",
    moved_to="La nouvelle adresse\u00a0: {address}",
    also="En outre\u00a0: {sentences}",
    texts={
        "title": "Comment vont les flux",
        "all_well": "Tous les flux sont en bon état.",
        "omitted": "de plus\u202f; la vue feed_health les a tous",
        "doctor": "À demander à tout moment\u00a0: trucewatch feeds doctor",
        "reason": "Vous recevez ce courriel car votre adresse figure dans TRUCEWATCH_HEALTH_TO.",
        "unsubscribe": "Se désabonner",
    },
)
_WORDINGS: Mapping[str, _Wording] = MappingProxyType({"en": _ENGLISH, "fr": _FRENCH})
