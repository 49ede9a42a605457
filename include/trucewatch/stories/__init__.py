"""Knows which documents tell of one event, in whatever language, and which only repeat another's words.

It must not know how a text was found, nor where anything is kept.
"""

from trucewatch.stories.grouper import open_grouper
from trucewatch.stories.likeness import is_boilerplate, is_copy, likeness

__all__ = ["is_boilerplate", "is_copy", "likeness", "open_grouper"]
