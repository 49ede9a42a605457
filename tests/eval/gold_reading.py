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
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line)
    return tuple(_sentence(json.loads(line)) for line in lines)


def fingerprint(paths: tuple[Path, ...]) -> str:
    """Return a digest of the files: floors belong to exactly these sentences."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _sentence(row: dict[str, Any]) -> GoldSentence:
    mentions = tuple(
        GoldMention(**{**mention, "parties": tuple(mention["parties"]), "places": tuple(mention["places"])})
        for mention in row["mentions"]
    )
    return GoldSentence(**{"ability": "", **row, "mentions": mentions})
