"""The language models, loaded when a sentence first needs them."""

from __future__ import annotations

import importlib.metadata
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trucewatch.errors import KnowledgeInvalid

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class Parser:
    """One language's model; loads on the first sentence. Safe from several threads."""

    def __init__(self, package: str) -> None:
        """Load nothing yet."""
        self.package = package
        self._language: Language | None = None
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Name and version of the installed model."""
        try:
            return f"{self.package}-{importlib.metadata.version(self.package)}"
        except importlib.metadata.PackageNotFoundError:
            return self.package

    def parse(self, sentences: Sequence[str]) -> list[Doc]:
        """Return one parse a sentence; each is one sentence, whatever the model would say."""
        with self._lock:
            language = self._language = self._language or _load(self.package)
            docs = [language.make_doc(sentence) for sentence in sentences]
            for doc in docs:
                for token in doc:
                    token.is_sent_start = token.i == 0
            return list(language.pipe(docs))


def _load(package: str) -> Language:
    # On some CPUs spaCy's own BLIS kernels are two to three times slower than NumPy's, with the same results.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import spacy  # noqa: PLC0415  # two seconds that a text without a trigger must not pay
    from thinc.api import NumpyOps, set_current_ops  # noqa: PLC0415

    set_current_ops(NumpyOps(use_blis=False))
    try:
        return spacy.load(package)
    except OSError as error:
        raise KnowledgeInvalid(f"the language model {package} is not installed", key=package) from error
