"""Document -> Mentions: statements about ceasefires, territory and negotiations, with who, where and how surely.

Two stages: a scan of the raw text for the packs' stems, then a parse of the sentences that it stopped at. This room
knows no feed, page or table; spaCy's objects never leave it.
"""

from trucewatch.mentions.explaining import Explanation, explanation_lines
from trucewatch.mentions.finder import DocumentFinder, open_finder
from trucewatch.mentions.patterns import check_patterns
from trucewatch.mentions.writing import mention_as_dict

__all__ = ["DocumentFinder", "Explanation", "check_patterns", "explanation_lines", "mention_as_dict", "open_finder"]
