"""The ways that others would build it, on the same pages: HTML on disk to rows in SQLite.

`Straightforward` uses our own libraries as their first pages show them: trafilatura by default with metadata, language
identification over the whole text, every text through the whole model, one object and one commit a row. `Newspaper` is the
same with newspaper4k's own reading of the page. Both know a statement by a list of words on lemmas, the least that a
reader would want of a full parse; what our rules find on their texts is asked afterwards, outside the clock.
"""

import functools
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import py3langid
import spacy
from resiliparse.parse.html import HTMLTree
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from trafilatura.core import bare_extraction

from tests.bench.road.pages import BenchPage, listed
from tests.bench.road.watch import StageWatch
from trucewatch.knowledge.languages import load_languages
from trucewatch.settings import Settings

LEMMAS = frozenset(
    {
        "accord",
        "agreement",
        "armistice",
        "ceasefire",
        "cessez-le-feu",
        "cease-fire",
        "conquérir",
        "frontière",
        "négociation",
        "negotiate",
        "négocier",
        "negotiation",
        "offensive",
        "peace",
        "reprendre",
        "retreat",
        "seize",
        "territoire",
        "territory",
        "trêve",
        "truce",
        "withdraw",
    }
)


class Base(DeclarativeBase):
    pass


class ArticleRow(Base):
    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    author: Mapped[str | None]
    published: Mapped[str | None]
    read_at: Mapped[datetime]


class SentenceRow(Base):
    __tablename__ = "sentences"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    start: Mapped[int]
    text: Mapped[str]
    word: Mapped[str]
    entities: Mapped[str]


class Straightforward:
    """Reads each page to the end, one after the other."""

    def __init__(self, folder: Path, state: Path) -> None:
        self._folder = folder
        self._pages = {page.name: page for page in listed(folder)}
        self._engine = create_engine(f"sqlite:///{state}/straight.sqlite")
        Base.metadata.create_all(self._engine)
        packs = load_languages(Settings().knowledge)
        self._models = {code: spacy.load(pack.model) for code, pack in packs.items()}
        self.watch = StageWatch()
        self.texts: dict[str, dict[str, str]] = {}

    def warm(self) -> None:
        """Load code that waits for a first page."""
        for model in self._models.values():
            model("A ceasefire. Une trêve.")
        self.language("A ceasefire. Une trêve.")
        next(iter(self._pages), None)

    def walk(self, names: Sequence[str]) -> None:
        """Read these pages and write their rows."""
        with Session(self._engine) as session:
            for name in names:
                self._read(self._pages[name], session)

    def found(self, page: BenchPage, html: bytes) -> dict[str, Any]:
        """Return title, text, author and date."""
        found = bare_extraction(html, url=page.url, with_metadata=True)
        words = ("title", "text", "author", "date")
        return {word: getattr(found, word, None) for word in words}

    @staticmethod
    def language(text: str) -> str:
        """Return which language a text is in."""
        return str(py3langid.classify(text)[0])

    def _read(self, page: BenchPage, session: Session) -> None:
        html = (self._folder / page.file).read_bytes()
        with self.watch.over("extract"):
            found = self._quietly(page, html)
        text, title = found["text"] or "", found["title"] or ""
        with self.watch.over("language"):
            language = self.language(text)
        row = ArticleRow(
            url=f"{page.url}#{page.name}",
            title=title,
            text=text,
            language=language,
            author=found["author"],
            published=str(found["date"] or ""),
            read_at=datetime.now(UTC),
        )
        with self.watch.over("load"):
            session.add(row)
            session.commit()
        self.texts[page.name] = {"title": title, "text": text, "language": language}
        if language not in self._models:
            return
        with self.watch.over("NLP"):
            doc = self._models[language](f"{title}\n{text}")
            sentences = [
                SentenceRow(
                    article_id=row.id,
                    start=sentence.start_char,
                    text=sentence.text,
                    word=next(token.text for token in sentence if token.lemma_.lower() in LEMMAS),
                    entities="; ".join(entity.text for entity in sentence.ents),
                )
                for sentence in doc.sents
                if any(token.lemma_.lower() in LEMMAS for token in sentence)
            ]
        with self.watch.over("load"):
            for one in sentences:
                session.add(one)
                session.commit()

    def _quietly(self, page: BenchPage, html: bytes) -> dict[str, Any]:
        """Return what is found; nothing where the library fails, as some do on real pages."""
        try:
            return self.found(page, html)
        except Exception as error:  # noqa: BLE001  # each of these libraries raises what it likes
            logging.getLogger(__name__).info("%s: %s", page.name, type(error).__name__)
            return dict.fromkeys(("title", "text", "author", "date"))


class Newspaper(Straightforward):
    """With newspaper4k, which may look at no image, for it would fetch them."""

    @functools.cached_property
    def _article(self) -> Any:
        try:
            from newspaper import Article
        except ImportError as error:
            raise SystemExit("newspaper4k is not installed: make setup brings it (requirements-dev.txt).") from error
        return Article

    def found(self, page: BenchPage, html: bytes) -> dict[str, Any]:
        article = self._article(page.url, fetch_images=False)
        article.download(input_html=html.decode("utf-8", "replace"))
        article.parse()
        return {
            "title": article.title,
            "text": article.text,
            "author": ", ".join(article.authors),
            "date": article.publish_date,
        }


class Floor:
    """Parses each page once with lexbor (which resiliparse binds), and does nothing else."""

    def __init__(self, folder: Path) -> None:
        self._bodies = {page.name: (folder / page.file).read_bytes() for page in listed(folder)}

    def walk(self, names: Sequence[str]) -> None:
        """Parse these pages."""
        for name in names:
            HTMLTree.parse_from_bytes(self._bodies[name])
