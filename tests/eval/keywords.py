"""A bare keyword matcher: what a finder must beat to be worth its rules."""

import re
from collections.abc import Collection

from trucewatch.codebook import Act, Category, Scope
from trucewatch.model import Document, Mention, Span, stable_id

WORDS = {
    Category.CEASEFIRE: r"cessez-le-feu|ceasefire|cease-fire|cease fire|trêve|truce|armistice|pause humanitaire|humanitarian pause",
    Category.TERRITORY: r"territoire|territor|annex|occup|front(?:ière|ier)|border|conqu|s'empar|captur|seiz|se retir|withdr[ae]w",
    Category.NEGOTIATION: r"négoci|negotiat|pourparlers|\btalks\b|médiat|mediat|accord de paix|peace (?:deal|agreement)|sommet|summit",
}


class KeywordFinder:
    """Reports each keyword as a mention with the most usual values; a trucewatch.ports.Finder."""

    def find(self, document: Document) -> tuple[Mention, ...]:
        """Return one mention for each keyword, the title's first."""
        mentions = [
            self._mention(document, category, match, in_title=in_title)
            for text, in_title in ((document.title, True), (document.text, False))
            for category, pattern in WORDS.items()
            for match in re.finditer(pattern, text, re.IGNORECASE)
        ]
        return tuple(sorted(mentions, key=lambda mention: (not mention.in_title, mention.trigger.start)))

    def glance(self, title: str, text: str, languages: Collection[str]) -> None:
        """Return None: it reads everything."""

    def _mention(self, document: Document, category: Category, match: re.Match[str], *, in_title: bool) -> Mention:
        text = match.string
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end()) if "\n" in text[match.end() :] else len(text)
        return Mention(
            id=stable_id("keyword", document.id, str(in_title), str(match.start())),
            document_id=document.id,
            category=category,
            act=Act.DISCUSS,
            trigger=Span(text=match.group(), start=match.start(), end=match.end()),
            sentence=Span(text=text[start:end], start=start, end=end),
            in_title=in_title,
            scope=Scope.GENERAL if category is Category.CEASEFIRE else None,
            rule_id="keyword",
            pack_version="",
            model_version="",
        )
