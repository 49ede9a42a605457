"""Who is told of which change, in which words, by which way; and how operators are told of their feeds.

Choosing and composing are pure; only `channels` talks to the outside. Nothing here stores: what must not be told
twice is the warehouse's to know, by the identifiers that are made here.
"""

from trucewatch.alerts.choosing import choose_alerts
from trucewatch.alerts.composing import compose_mail
from trucewatch.alerts.diagnosis import Diagnosis, Group, diagnose_all
from trucewatch.alerts.health import compose_health, describe_detail, name_feed, name_group
from trucewatch.alerts.sending import send_alerts

__all__ = [
    "Diagnosis",
    "Group",
    "choose_alerts",
    "compose_health",
    "compose_mail",
    "describe_detail",
    "diagnose_all",
    "name_feed",
    "name_group",
    "send_alerts",
]
