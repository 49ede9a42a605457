"""Fetches the pages that entries point to, politely, and archives them as received.

It must not know what a page says, its own address apart.
"""

from trucewatch.articles.fetching import article_of, fetch_articles

__all__ = ["article_of", "fetch_articles"]
