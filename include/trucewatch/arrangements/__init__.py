"""Which ceasefire, claim or negotiation a mention is about, how it stands, and what is new about it.

Pure: nothing in here reads, stores or asks the time. It knows nothing of texts and languages: two mentions are about
the same arrangement when their codes say so, whatever words were used.
"""

from trucewatch.arrangements.expiring import GOES_ON, expire
from trucewatch.arrangements.linking import link_mentions, reach_of
from trucewatch.arrangements.placing import WINDOW, Placed, could_concern, parties_that_tie, place_mentions
from trucewatch.arrangements.stances import Silence, silence_of

__all__ = [
    "GOES_ON",
    "WINDOW",
    "Placed",
    "Silence",
    "could_concern",
    "expire",
    "link_mentions",
    "parties_that_tie",
    "place_mentions",
    "reach_of",
    "silence_of",
]
