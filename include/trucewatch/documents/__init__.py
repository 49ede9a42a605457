"""Reads pages: bytes of HTML and what a feed said of them, as clean text.

It must not know what is looked for in the text. trafilatura lives here, its downloading code unused.
"""

from trucewatch.documents.extraction import ExtractedPage, extract_html
from trucewatch.documents.language import identify_language
from trucewatch.documents.reading import read_document
from trucewatch.documents.skimming import skim_page

__all__ = ["ExtractedPage", "extract_html", "identify_language", "read_document", "skim_page"]
