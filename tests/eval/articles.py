"""The gold articles: whole, with a title and a day, each mention with the sentence that it stands in.

A row has id, lang, title, text (a paragraph a line), published_on, source, conflict (the one that all of it is about)
and mentions. A mention has the fields of a gold sentence's, and:

- sentence, in_title: where it stands, exactly; the title is a sentence of its own
- speaker_before: only where a quotation goes on from a sentence before: whose words they are, as that one has it
- event_on, event_precision, relays; for negotiations format, level, venue, issues: as in docs/codebook.md
- left_open: fields that are not there, since two careful readers may differ; they are not counted
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from tests.eval.gold_reading import GOLD, GoldMention, Passage, read_mention, read_rows
from tests.eval.score import Scores, add, bad_offsets
from trucewatch.codebook import TextSource
from trucewatch.model import Document, Mention

SENTENCE = re.compile(r"\S.*?(?:[.!?…](?:\s?[»”\"])?(?=\s+[A-ZÀ-Þ«“\"]|$)|$)", re.MULTILINE)
"""Cuts the articles, which hold no abbreviations, without asking the finder that is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """One article and what it says."""

    id: str
    lang: str
    title: str
    text: str
    published_on: str
    source: str
    conflict: str | None
    """The identifier that each of its mentions should have."""
    mentions: tuple[GoldMention, ...]

    def document(self) -> Document:
        """Return the article as a finder is given it, published at noon UTC."""
        return Document(
            id=self.id,
            article_id=self.id,
            url=f"https://example.org/{self.id}",
            title=self.title,
            text=self.text,
            language=self.lang,
            published_at=datetime.combine(date.fromisoformat(self.published_on), time(12), UTC),
            text_source=TextSource.PAGE,
        )

    def title_passage(self) -> Passage:
        """Return the title, a sentence of its own."""
        return self._passage("title", self.title, 0, in_title=True)

    def text_passages(self) -> tuple[Passage, ...]:
        """Return the sentences of the text, in its order."""
        sentences = enumerate(SENTENCE.finditer(self.text), start=1)
        return tuple(self._passage(f"s{n}", one.group(), one.start(), in_title=False) for n, one in sentences)

    def _passage(self, name: str, text: str, start: int, *, in_title: bool) -> Passage:
        mentions = tuple(one for one in self.mentions if one.in_title is in_title and one.sentence == text)
        return Passage(id=self.id, lang=self.lang, ability=name, text=text, start=start, mentions=mentions)


def article_files() -> tuple[Path, ...]:
    """Return the project's own gold articles."""
    return tuple(sorted((GOLD / "articles").glob("*.jsonl")))


def read_articles(paths: tuple[Path, ...]) -> tuple[GoldArticle, ...]:
    """Return the articles of some files, in file order."""
    return tuple(_article(row) for row in read_rows(paths))


def score_articles(articles: Sequence[GoldArticle], found: Mapping[str, Sequence[Mention]]) -> Scores:
    """Return the scores by sentence; `found` holds the mentions of each article, by its id."""
    scores = Scores()
    for article in articles:
        mentions = found.get(article.id, ())
        scores.bad_offsets += bad_offsets(article.document(), mentions)
        in_title = [mention for mention in mentions if _reads_title(article, mention)]
        add(scores, article.title_passage(), in_title)
        for passage in article.text_passages():
            inside = [it for it in mentions if it not in in_title and passage.start <= it.trigger.start < passage.end]
            add(scores, passage, inside)
    return scores


def _reads_title(article: GoldArticle, mention: Mention) -> bool:
    """Whether its sentence is the title's, whatever it says of that itself: `in_title` is a field like others."""
    return mention.sentence.text in article.title and mention.sentence.text not in article.text


def _article(row: dict[str, Any]) -> GoldArticle:
    mentions = tuple(
        read_mention({"left_open": [], **mention}, conflict=row["conflict"]) for mention in row["mentions"]
    )
    return GoldArticle(**{**row, "mentions": mentions})
