"""Are the mentions kept that a straightforward reading of every page would give?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trucewatch.assembly import House
from trucewatch.model import Document
from trucewatch.settings import Settings

ANYWHERE = ""
Told = tuple[str, str, str]
"""A page, a category, and the words of a sentence."""


def kept(
    texts: Mapping[str, Mapping[str, str]], ours: Sequence[Mapping[str, str]], fates: Mapping[str, str]
) -> dict[str, Any]:
    """Say which of the statements that our rules find on another's texts our road found too; by page and category.

    The same sentence need not be cut alike: one that holds the other, or is held, is the same. What a page says that we
    know for the article of another page may have been found there.
    """
    by_page: dict[tuple[str, str], list[str]] = {}
    for mention in ours:
        for page in (mention["page"], ANYWHERE):
            by_page.setdefault((page, mention["category"]), []).append(_words(mention["sentence"]))
    wanted = list(dict.fromkeys(_found(texts)))
    missed = []
    for page, category, sentence in wanted:
        place = ANYWHERE if fates.get(page) == "same_article" else page
        if not _is_among(sentence, by_page.get((place, category), [])):
            missed.append((page, category, sentence))
    share = 1 - len(missed) / len(wanted) if wanted else 1.0
    return {"mentions": len(wanted), "ours": len(ours), "kept": share, "missed": [" | ".join(one) for one in missed]}


def _found(texts: Mapping[str, Mapping[str, str]]) -> Iterator[Told]:
    finder = House(Settings()).finder
    for page, said in texts.items():
        document = Document(
            id=page,
            article_id="",
            url="",
            title=said["title"],
            text=said["text"],
            language=said["language"],
            published_at=None,
        )
        for mention in finder.find(document):
            yield page, mention.category.value, _words(mention.sentence.text)


def _words(sentence: str) -> str:
    return " ".join(sentence.casefold().split())


def _is_among(sentence: str, others: Sequence[str]) -> bool:
    return any(sentence in other or other in sentence for other in others)
