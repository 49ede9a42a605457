"""Why a mention, a change or an alert was told or not, in plain English for the operator. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.headlines import write_date, write_headline
from trucewatch.alerts.judging import Freshness, Verdict, judge
from trucewatch.model import Change, Evidence, Recipient, stable_id

QUOTE_LIMIT = 200

VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.NO_NEWS: "such an act changes nothing: who holds a place, or what is merely discussed, is no news",
        Verdict.NOBODY: "it does not say whom or where it concerns",
        Verdict.NO_PARTY: "only parties to the conflict are heard when a truce or talks are called for",
        Verdict.CATEGORY: "its categories do not have this one",
        Verdict.ACT: "its acts do not have this one",
        Verdict.CONFLICT: "its conflicts do not have this one",
        Verdict.PLACE: "none of its places is named",
        Verdict.STALE: "no evidence was published and first seen lately enough",
        Verdict.UNSURE: "no source is as sure as it wants",
        Verdict.FEW_SOURCES: "fewer publisher families tell it than it wants",
    }
)


def explain_change(
    change: Change,
    recipients: Sequence[Recipient],
    freshness: Freshness,
    *,
    log: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterator[str]:
    """Yield lines on one change: what it is, on whose word, and for each recipient whether it is told, and why.

    `log` says by alert identifier what became of it, `names` are English names by identifier.
    """
    before = change.state_before or "not known before"
    yield f"change {change.key}, found {write_date(change.found_at, 'en')}"
    yield f"  {write_headline(change, 'en', names)}"
    yield f"  arrangement {change.arrangement.id}: {before} -> {change.arrangement.state}"
    for item in change.evidence:
        yield f"  {describe_evidence(item)}"
    for recipient in recipients:
        yield f"  {recipient.id} ({recipient.to}): {_tell(change, recipient, freshness, log)}"


def _tell(change: Change, recipient: Recipient, freshness: Freshness, log: Mapping[str, str]) -> str:
    """What was told stays told, whatever the rules say by now."""
    alert_id = stable_id("alert", change.key, recipient.to)
    reason = VERDICTS.get(judge(change, recipient, freshness))
    if alert_id in log:
        doubt = f"; by today's rules it would not be: {reason}" if reason else ""
        return f"told, alert {alert_id} is {log[alert_id]}{doubt}"
    return f"not told: {reason}" if reason else "to be told by the rules, but no alert was written"


def describe_evidence(evidence: Evidence) -> str:
    """Return one line on a mention: who prints it, when, and its sentence."""
    mention = evidence.mention
    speaker = mention.speaker_before or mention.speaker
    said = f", says {clean(speaker.text, 60)}" if speaker else ""
    quote = clean(mention.sentence.text, QUOTE_LIMIT)
    outlet = f"{clean(evidence.outlet, 60)} ({clean(evidence.family, 40)})"
    codes = f"{mention.category} {mention.act} {mention.polarity} {mention.certainty} {mention.time}"
    return f"{outlet}, {write_date(evidence.published_at, 'en')}{said}: {quote} [{codes}; {mention.id}]"
