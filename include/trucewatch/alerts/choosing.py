"""Which changes are worth a mail, and to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.headlines import write_headline
from trucewatch.alerts.wording import WORDINGS
from trucewatch.codebook import Act, Category, Role
from trucewatch.model import Alert, Change, Evidence, Recipient, stable_id

ALERTED: Mapping[Category, frozenset[Act]] = MappingProxyType(
    {
        Category.CEASEFIRE: frozenset(
            {Act.CALL_FOR, Act.ACCEPT, Act.REJECT, Act.IN_FORCE, Act.EXTEND, Act.VIOLATE, Act.END}
        ),
        Category.TERRITORY: frozenset({Act.GAIN, Act.LOSE, Act.CLAIM, Act.DEMAND, Act.OFFER, Act.REFUSE}),
        Category.NEGOTIATION: frozenset(
            {Act.CALL_FOR, Act.SCHEDULE, Act.HOLD, Act.AGREE, Act.STALL, Act.REJECT, Act.FAIL}
        ),
    }
)
"""The acts that change something. Who holds a place, and what is merely discussed, is no news."""
BY_A_PARTY = frozenset({Act.CALL_FOR})
"""Acts that alert only where a party to the conflict does them: the whole world calls for truces, every day."""
FUTURE_LIMIT = timedelta(hours=24)
"""A date further ahead than any time zone is a publisher's mistake."""

_NO_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def choose_alerts(
    changes: Sequence[Change],
    recipients: Sequence[Recipient],
    *,
    now: datetime,
    max_age: timedelta,
    names: Mapping[str, Mapping[str, str]] = _NO_NAMES,
) -> tuple[Alert, ...]:
    """Return the alerts that these changes cause, with evidence that is neither older than `max_age` nor undated.

    `names` gives, per language, conflicts, actors and places their names by identifier.
    """
    alerts: dict[str, Alert] = {}
    for change in changes:
        fresh = tuple(item for item in change.evidence if is_fresh(item, now=now, max_age=max_age))
        if not fresh or not is_news(change):
            continue
        for recipient in recipients:
            if change.arrangement.category in recipient.categories:
                alert = _alert(change, fresh, recipient, now, names.get(recipient.language, {}))
                alerts[alert.id] = alert
    return tuple(alerts.values())


def is_news(change: Change) -> bool:
    """Tell whether a change is of a kind to tell people: an act that counts, by somebody or somewhere."""
    arrangement = change.arrangement
    if change.act not in ALERTED[arrangement.category]:
        return False
    if change.act in BY_A_PARTY and not _has_party(change):
        return False
    return bool(arrangement.conflict or arrangement.places or change.actors)


def is_fresh(evidence: Evidence, *, now: datetime, max_age: timedelta) -> bool:
    """Tell whether evidence was both published and seen within `max_age`.

    A page without a date is not: archives and rebuilt feeds are full of them, and each would look like today's news.
    """
    oldest = now - max_age
    published_at = evidence.published_at
    return published_at is not None and oldest <= published_at <= now + FUTURE_LIMIT and evidence.seen_at >= oldest


def _has_party(change: Change) -> bool:
    return any(party.role is Role.PARTY for item in change.evidence for party in item.mention.parties)


def _alert(
    change: Change, evidence: tuple[Evidence, ...], recipient: Recipient, now: datetime, names: Mapping[str, str]
) -> Alert:
    return Alert(
        id=stable_id("alert", change.key, recipient.to),
        change_key=change.key,
        recipient=recipient.to,
        language=recipient.language,
        headline=write_headline(change, recipient.language, names),
        rule=_why(change, evidence, recipient.language),
        evidence=evidence,
        created_at=now,
    )


def _why(change: Change, evidence: Sequence[Evidence], language: str) -> str:
    """Why it fired: outlets of one publisher family are one witness."""
    words = WORDINGS[language]
    count = len({item.family for item in evidence})
    families = words.families[0] if count == 1 else words.families[1].format(n=count)
    rules = ", ".join(sorted({item.mention.rule_id for item in evidence})[:3])
    return words.why.format(state=words.states[change.arrangement.state], families=families, rules=clean(rules, 200))
