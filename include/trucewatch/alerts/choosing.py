"""Which changes are worth a mail, and to whom."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.headlines import write_headline
from trucewatch.alerts.judging import Freshness, Verdict, fresh_evidence, judge
from trucewatch.alerts.timing import not_before
from trucewatch.alerts.wording import WORDINGS
from trucewatch.model import Alert, Change, Evidence, Recipient, stable_id

_NO_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def choose_alerts(
    changes: Sequence[Change],
    recipients: Sequence[Recipient],
    freshness: Freshness,
    *,
    names: Mapping[str, Mapping[str, str]] = _NO_NAMES,
) -> tuple[Alert, ...]:
    """Return the alerts that these changes cause, with the evidence that is news.

    `names` gives, per language, conflicts, actors and places their names by identifier. The same change and recipient
    always make the same identifier, whenever it is chosen.
    """
    alerts: dict[str, Alert] = {}
    for change in changes:
        for recipient in recipients:
            if judge(change, recipient, freshness) is Verdict.TOLD:
                alert = _alert(change, recipient, freshness, names.get(recipient.language, {}))
                alerts[alert.id] = alert
    return tuple(alerts.values())


def _alert(change: Change, recipient: Recipient, freshness: Freshness, names: Mapping[str, str]) -> Alert:
    evidence = fresh_evidence(change, freshness)
    return Alert(
        id=stable_id("alert", change.key, recipient.to),
        change_key=change.key,
        recipient=recipient.to,
        channel=recipient.channel,
        language=recipient.language,
        headline=write_headline(change, recipient.language, names),
        rule=_why(change, evidence, recipient.language),
        evidence=evidence,
        created_at=freshness.now,
        arrangement_id=change.arrangement.id,
        category=change.arrangement.category,
        act=change.act,
        not_before=not_before(recipient, freshness.now),
    )


def _why(change: Change, evidence: Sequence[Evidence], language: str) -> str:
    """Why it fired: outlets of one publisher family are one witness."""
    words = WORDINGS[language]
    count = len({item.family for item in evidence})
    families = words.families[0] if count == 1 else words.families[1].format(n=count)
    rules = ", ".join(sorted({item.mention.rule_id for item in evidence})[:3])
    return words.why.format(state=words.states[change.arrangement.state], families=families, rules=clean(rules, 200))
