"""The language models, loaded when a sentence first needs them."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib.metadata
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from trucewatch.errors import KnowledgeInvalid
from trucewatch.mentions.kernels import use_quicker_kernels

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.lookups import Lookups
    from spacy.tokens import Doc
    from thinc.types import Ints2d

ENTITIES = "ner"
"""spaCy's name of the part that finds entities."""


class Parser:
    """One language's model; loads on the first sentence. Safe from several threads."""

    def __init__(self, package: str, left_out: Sequence[str] = ()) -> None:
        """Load nothing yet; `left_out` are parts of the package that no rule reads, by spaCy's names."""
        self.package = package
        self._left_out = tuple(left_out)
        self._language: Language | None = None
        self._lock = threading.Lock()

    @functools.cached_property
    def version(self) -> str:
        """Name and version of the installed model."""
        try:
            return f"{self.package}-{importlib.metadata.version(self.package)}"
        except importlib.metadata.PackageNotFoundError:
            return self.package

    def parse(self, sentences: Sequence[str]) -> list[Doc]:
        """Return one parse a sentence, without entities; each is one sentence, whatever the model would say."""
        with self._lock:
            language = self._language = self._language or _load(self.package, self._left_out)
            docs = [_one_sentence(language.make_doc(sentence)) for sentence in sentences]
            return list(language.pipe(docs, disable=[ENTITIES]))

    def find_entities(self, docs: Sequence[Doc]) -> None:
        """Mark in parsed sentences what the model takes for names; that costs as much again as their parse."""
        with self._lock:
            if docs and self._language is not None:
                others = [name for name in self._language.pipe_names if name != ENTITIES]
                list(self._language.pipe(docs, disable=others))


def _one_sentence(doc: Doc) -> Doc:
    """Say that a sentence begins at a text's first token and nowhere else; token by token it would take far longer."""
    from numpy import full  # noqa: PLC0415  # comes with the models

    starts = full((len(doc), 1), -1)
    starts[:1] = 1
    return doc.from_array(["SENT_START"], cast("Ints2d", starts.astype("uint64")))


def _load(package: str, left_out: Sequence[str]) -> Language:
    with _without_collections():
        import spacy  # noqa: PLC0415  # half a second that a text without a trigger must not pay

        from trucewatch.mentions.vectors import quicken  # noqa: PLC0415  # as above

        use_quicker_kernels()
        try:
            language = spacy.load(package, exclude=left_out)
        except OSError as error:
            raise KnowledgeInvalid(f"the language model {package} is not installed", key=package) from error
        quicken(language)
        _index_lemmas(language)
        return language


def _index_lemmas(language: Language) -> None:
    """Let the model look its base forms up in sets: in its own lists a new word takes half a millisecond and more."""
    for _, part in language.pipeline:
        lookups: Lookups | None = getattr(part, "lookups", None)
        table = lookups.get_table("lemma_index") if lookups is not None and lookups.has_table("lemma_index") else {}
        for key in list(table):
            table[key] = frozenset(table[key])


@contextlib.contextmanager
def _without_collections() -> Iterator[None]:
    """Search for no garbage meanwhile: a model is hundreds of thousands of objects, and none of them is any."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
