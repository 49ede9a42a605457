"""The gold sentences: how they are stored, and the document that a finder is given for each.

All were written for this project in the manner of news, none was taken from any; labels follow docs/codebook.md.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.codebook import TextSource
from trucewatch.model import Document

GOLD = Path(__file__).resolve().parent / "gold"
ONLY_IN_ARTICLES = (
    "in_title", "event_on", "event_precision", "format", "level", "venue", "issues", "relays", "conflict",
)  # fmt: skip
"""Fields that are judged in whole articles: a sentence of its own has no title and no day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMention:
    """What a person read in a sentence, by docs/codebook.md."""

    category: str
    trigger: str
    act: str
    polarity: str
    certainty: str
    time: str
    speaker: str | None
    attribution: str
    parties: tuple[str, ...]
    places: tuple[str, ...]
    scope: str | None = None
    target: str | None = None
    duration: str | None = None
    neutral: bool = False
    """True: to find it is neither right nor wrong."""
    sentence: str = ""
    """In an article: the sentence, or the title, that it stands in."""
    in_title: bool = False
    speaker_before: str | None = None
    """Whose words they are, as a sentence before has it, where a quotation goes on from there."""
    event_on: str | None = None
    event_precision: str | None = None
    format: str | None = None
    level: str | None = None
    venue: str | None = None
    issues: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    conflict: str | None = None
    left_open: tuple[str, ...] = ONLY_IN_ARTICLES
    """Fields on which two careful readers may differ, or that nobody judged: they are not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence to be scored, with its place in the text, or in the title, that a finder was given."""

    id: str
    lang: str
    ability: str
    text: str
    start: int
    mentions: tuple[GoldMention, ...]

    @property
    def end(self) -> int:
        """Where it ends in its text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSentence:
    """One sentence with its neighbours and what it says."""

    id: str
    lang: str
    ability: str
    """What it tests; each language has a sentence for each ability. 'no-…': there is nothing to find."""
    text: str
    context_before: str
    context_after: str
    source: str
    mentions: tuple[GoldMention, ...]

    def document(self) -> Document:
        """Return the sentence between its neighbours, as an article without a title."""
        text = "\n".join(part for part in (self.context_before, self.text, self.context_after) if part)
        return Document(
            id=self.id,
            article_id=self.id,
            url=f"https://example.org/{self.id}",
            title="",
            text=text,
            language=self.lang,
            published_at=None,
            text_source=TextSource.PAGE,
        )

    def passage(self) -> Passage:
        """Return the sentence as it stands in its document."""
        return Passage(
            id=self.id, lang=self.lang, ability=self.ability, text=self.text, start=self.start, mentions=self.mentions
        )

    @property
    def start(self) -> int:
        """Where the sentence begins in its document."""
        return len(self.context_before) + 1 if self.context_before else 0

    @property
    def end(self) -> int:
        """Where the sentence ends in its document."""
        return self.start + len(self.text)


def gold_files() -> tuple[Path, ...]:
    """Return the project's own gold files."""
    return tuple(sorted(GOLD.glob("*.jsonl")))


def read_gold(paths: tuple[Path, ...]) -> tuple[GoldSentence, ...]:
    """Return the sentences of some files, in file order."""
    return tuple(_sentence(row) for row in read_rows(paths))


def read_rows(paths: tuple[Path, ...]) -> list[dict[str, Any]]:
    """Return the rows of some files, in file order."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_mention(row: dict[str, Any], **changes: Any) -> GoldMention:
    """Return the mention of a row; what are lists there are tuples here."""
    return GoldMention(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in {**row, **changes}.items()}
    )


def fingerprint(paths: tuple[Path, ...]) -> str:
    """Return a digest of the files: floors belong to exactly these sentences and articles."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _sentence(row: dict[str, Any]) -> GoldSentence:
    return GoldSentence(**{"ability": "", **row, "mentions": tuple(map(read_mention, row["mentions"]))})
