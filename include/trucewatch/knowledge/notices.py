"""What pages say that is not an article: consent dialogues, robot checks, paywalls, errors, live blogs, opinion."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """One regular expression a kind, for text in any case; '' fits nothing. Plain values, to be sent to a child."""

    wall: str = ""
    """Consent dialogues and robot checks: the page is not shown at all."""
    paywall: str = ""
    """Said where the free part of an article ends."""
    error: str = ""
    """Said by pages that are not there, not yet there, or not for this country."""
    live: str = ""
    """Titles and addresses of live blogs."""
    opinion: str = ""
    """Sections, kickers and addresses of columns, editorials and letters."""
