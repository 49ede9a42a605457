"""Who is told of which change, in which words, by which way; and how operators are told of their feeds.

Choosing and composing are pure; only `channels` talks to the outside. Nothing here stores: what must not be told
twice is the warehouse's to know, by the identifiers that are made here.
"""

from trucewatch.alerts.choosing import choose_alerts
from trucewatch.alerts.composing import compose_mail
from trucewatch.alerts.diagnosis import Diagnosis, Group, diagnose_all
from trucewatch.alerts.explaining import describe_evidence, explain_change
from trucewatch.alerts.health import compose_health, describe_detail, name_feed, name_group
from trucewatch.alerts.heartbeat import compose_heartbeat
from trucewatch.alerts.judging import Freshness, Verdict, judge
from trucewatch.alerts.links import Links
from trucewatch.alerts.pulse import Beat, Heartbeat, judge_pulse
from trucewatch.alerts.sample import sample_alert

__all__ = [
    "Beat",
    "Diagnosis",
    "Freshness",
    "Group",
    "Heartbeat",
    "Links",
    "Verdict",
    "choose_alerts",
    "compose_health",
    "compose_heartbeat",
    "compose_mail",
    "describe_detail",
    "describe_evidence",
    "diagnose_all",
    "explain_change",
    "judge",
    "judge_pulse",
    "name_feed",
    "name_group",
    "sample_alert",
]
