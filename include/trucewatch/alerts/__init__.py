"""Who is told of which change, in which words, by which way.

Choosing and composing are pure; only `channels` talks to the outside. Nothing here stores: what must not be told
twice is the warehouse's to know, by the identifiers that are made here.
"""

from trucewatch.alerts.choosing import choose_alerts
from trucewatch.alerts.composing import compose_mail
from trucewatch.alerts.sending import send_alerts

__all__ = ["choose_alerts", "compose_mail", "send_alerts"]
