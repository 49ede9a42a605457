"""Which ceasefire, claim or negotiation a mention is about, how it stands, and what is new about it.

Pure: nothing in here reads, stores or asks the time. It knows nothing of texts and languages: two mentions are about
the same arrangement when their codes say so, whatever words were used.
"""

from trucewatch.arrangements.linking import link_mentions

__all__ = ["link_mentions"]
