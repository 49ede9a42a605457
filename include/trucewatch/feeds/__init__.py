"""Looks at feeds: what is new in them, which of it is known already, and when to look again.

It must not know what is done with entries, nor where states are kept.
"""

from trucewatch.feeds.identity import entry_of_page, identify
from trucewatch.feeds.parsing import read_feed
from trucewatch.feeds.polling import poll_feed
from trucewatch.feeds.schedule import next_state

__all__ = ["entry_of_page", "identify", "next_state", "poll_feed", "read_feed"]
