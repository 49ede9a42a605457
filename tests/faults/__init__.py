"""Faults of servers, names, certificates and feeds, each of which must end as its own named state."""
