"""When a recipient may be told: digests and quiet hours, on the clock of the place where it lives. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trucewatch.model import Pace, Quiet, Recipient

DAY = timedelta(days=1)


def not_before(recipient: Recipient, now: datetime) -> datetime | None:
    """Return the moment until which an alert of now must wait, or None where it may go at once."""
    zone = ZoneInfo(recipient.timezone)
    moment = _next_digest(recipient, now.astimezone(zone))
    if recipient.quiet is not None:
        moment = _after_quiet(recipient.quiet, moment)
    utc = moment.astimezone(now.tzinfo)
    return utc if utc > now else None


def _next_digest(recipient: Recipient, local: datetime) -> datetime:
    if recipient.pace is Pace.HOURLY:
        return _on_the_hour(local)
    if recipient.pace is Pace.DAILY:
        today = local.replace(hour=recipient.digest_at.hour, minute=recipient.digest_at.minute, second=0, microsecond=0)
        return today if today >= local else today + DAY
    return local


def _on_the_hour(local: datetime) -> datetime:
    full = local.replace(minute=0, second=0, microsecond=0)
    # Hours are counted in UTC: twice a year a local one is missing, or comes again.
    return full if full == local else datetime.fromtimestamp(full.timestamp() + 3600, local.tzinfo)


def _after_quiet(quiet: Quiet, local: datetime) -> datetime:
    """The end of the quiet hours that a moment lies in, or the moment itself."""
    at = local.timetz().replace(tzinfo=None)
    over_midnight = quiet.begins > quiet.ends
    inside = (at >= quiet.begins or at < quiet.ends) if over_midnight else quiet.begins <= at < quiet.ends
    if not inside:
        return local
    end = local.replace(hour=quiet.ends.hour, minute=quiet.ends.minute, second=0, microsecond=0)
    return end if end > local else end + DAY
