"""The door's craft: scan, gate, parse, read, and write mentions."""

import logging
from collections.abc import Collection, Mapping

from trucewatch.codebook import PassedOver
from trucewatch.knowledge.crosswalk import Crosswalk
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.names import NameFinder
from trucewatch.knowledge.packs import LanguagePack
from trucewatch.mentions.allowance import Allowance
from trucewatch.mentions.building import Builder
from trucewatch.mentions.explaining import Explanation, explain
from trucewatch.mentions.gate import Gate
from trucewatch.mentions.glancing import Glancer
from trucewatch.mentions.passage import Passage
from trucewatch.mentions.reader import SentenceReader
from trucewatch.mentions.view import Words
from trucewatch.model import Document, Mention

log = logging.getLogger(__name__)


class DocumentFinder:
    """Finds mentions in documents of the languages it has packs for; loads a model when first needed."""

    def __init__(self, packs: Mapping[str, LanguagePack], gazetteer: Gazetteer, crosswalk: Crosswalk) -> None:
        """Compile the packs; no model is loaded."""
        self._gazetteer = gazetteer
        self._crosswalk = crosswalk
        self._readers: dict[str, SentenceReader] = {}
        self._glancers: dict[str, Glancer] = {}
        for code, pack in packs.items():
            words = Words(pack, NameFinder(gazetteer, code))
            gate = Gate(gazetteer, words)
            self._readers[code] = SentenceReader(words, gate)
            self._glancers[code] = Glancer(words, gate)

    def find(self, document: Document) -> tuple[Mention, ...]:
        """Return the mentions of one document, in text order, title first; () in a language without a pack."""
        reader = self._readers.get(document.language)
        if reader is None:
            return ()
        allowance = Allowance()
        builder = Builder(document, reader.words, self._gazetteer, self._crosswalk, allowance)
        outcomes = list(reader.read_all(passages(document, reader), allowance))
        mentions = tuple(builder.build(finding, one.passage) for one in outcomes for finding in one.findings)
        if allowance.sentences_left_out or allowance.triggers_left_out:
            log.warning(
                "too much to read document=%s sentences_left_out=%d triggers_left_out=%d",
                document.id,
                allowance.sentences_left_out,
                allowance.triggers_left_out,
            )
        return mentions

    def glance(self, title: str, text: str, languages: Collection[str]) -> PassedOver | None:
        """Return why `find` would find nothing in a text of one of these languages; None: it might find something.

        Quick, without a language model, and on the safe side: a mention of any document with this title and some of the
        text's paragraphs (one a line), each as it stands, is foreseen, as long as no two in a row are missing between
        those that are kept.
        Documents of other languages are not meant.
        """
        reasons = {self._glancers[code].glance(title, text) for code in languages if code in self._glancers}
        if not reasons:
            return PassedOver.NO_PACK
        if None in reasons:
            return None
        return PassedOver.NO_CONFLICT if PassedOver.NO_CONFLICT in reasons else PassedOver.NO_TRIGGER

    def explain(self, text: str, language: str) -> Explanation:
        """Return what each sentence of a text gave, what nearly did, and why not."""
        document = Document(id="", article_id="", url="", title="", text=text, language=language, published_at=None)
        reader = self._readers.get(language)
        if reader is None:
            return Explanation(language=language, known=False, sentences=(), mentions=())
        (passage,) = passages(document, reader)
        allowance = Allowance()
        found = [(one.sentence, one) for one in reader.read_all([passage], allowance)]
        builder = Builder(document, reader.words, self._gazetteer, self._crosswalk, allowance)
        return explain(language, passage, found, builder)


def open_finder(
    packs: Mapping[str, LanguagePack], gazetteer: Gazetteer, crosswalk: Crosswalk | None = None
) -> DocumentFinder:
    """Return a finder for these languages; nothing heavy happens before the first sentence that needs a model.

    Without a crosswalk its mentions carry no codes of other projects.
    """
    return DocumentFinder(packs, gazetteer, crosswalk or Crosswalk())


def passages(document: Document, reader: SentenceReader) -> list[Passage]:
    """Return the title and the text as passages, each a part of the other's context."""
    title = Passage(document.title, reader.words, in_title=True) if document.title.strip() else None
    text = Passage(document.text, reader.words, in_title=False)
    if title is None:
        return [text]
    title.neighbour, text.neighbour = text, title
    return [title, text]
