"""The models' word vectors as spaCy computes them, with less work where a text asks for a few sentences only.

spaCy mixes the features of each word anew, a third of the work, and makes each of some hundred nested layers ready for
training, which for so few words takes as long as the rest. Here a word's mixed features are remembered, and the layers
above them are gone through in one loop. Imported with a model, since thinc takes its time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, cast

import numpy as np
from thinc.api import Model

if TYPE_CHECKING:
    from numpy import float32, uint32, uint64
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    Key: TypeAlias = tuple[int, ...]
    Rows: TypeAlias = NDArray[float32]
    WordVectors: TypeAlias = Model[list[Doc], list[Rows]]
    Backwards: TypeAlias = Callable[[list[Rows]], list[Doc]]

log = logging.getLogger(__name__)

MOST_WORDS = 6000
"""Words that a model remembers; then it begins anew. Of the words of whole pages, a quarter to a third is new to it."""
BLOCK = 8
"""Words that are mixed at once: so few that no kernel adds up the products of some of them in another order than of
others. So a word's vector does not depend, even in its last bits, on what was read before."""
LEXICAL = frozenset({"ORTH", "NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"})
"""Features that follow from a word's letters, its norm, and whether a space comes after it."""
TRIAL = ("Le 3 mai, l'O.N.U. est partie.", "U.S. envoys left on 3 May; nobody won't.")
"""What a changed model is tried with."""
NEAR = 1e-3
"""How far a number may be from spaCy's, whose own differ by a hundredth of it from one batch to another."""


def quicken(language: Language) -> None:
    """Let the parts of a loaded model that make word vectors make them in the quicker way; what is built otherwise stays."""
    docs = [language.make_doc(text) for text in TRIAL]
    for name, part in language.pipeline:
        model: Model[object, object] | None = getattr(part, "model", None)
        for node in [] if model is None else [one for one in model.walk() if {"embed", "encode"} <= set(one.ref_names)]:
            quick = _quick(node, docs)
            log.info("word vectors of=%s part=%s quick=%s", language.meta["name"], name, quick is not None)
            if quick is not None and node is model:
                part.model = quick  # type: ignore[attr-defined]  # a part's model may be changed, says spaCy
            elif quick is not None and model is not None:
                model.replace_node(node, quick)


def _quick(node: WordVectors, docs: Sequence[Doc]) -> WordVectors | None:
    """Return the same as a model of word vectors, but quick; None where it is not built as we know it."""
    try:
        embedding, encoding = Embedding(node.get_ref("embed"), docs[0].vocab), Encoding(node.get_ref("encode"))
    except (LookupError, TypeError, ValueError):
        return None

    def forward(_: WordVectors, docs: list[Doc], is_train: bool) -> tuple[list[Rows], Backwards]:  # noqa: FBT001  # so thinc calls it
        if is_train or not embedding.has_room(docs):
            return node(docs, is_train)
        return encoding.vectors(embedding.padded(docs, encoding.pad), [len(doc) for doc in docs]), _untrained

    quick: WordVectors = Model("quick_tok2vec", forward, dims={"nO": node.maybe_get_dim("nO")}, layers=[node])
    pairs = zip(quick.predict(list(docs)), node.predict(list(docs)), strict=True)
    return quick if all((abs(ours - theirs) < NEAR).all() for ours, theirs in pairs) else None


def _untrained(_: object) -> list[Doc]:
    """Return what follows backwards from a call that trains nothing."""
    return []


class Ops(Protocol):
    """What is used of thinc's operations, which the kernels of this machine carry out."""

    def gemm(self, x: Rows, y: Rows, *, trans2: bool) -> Rows:
        """Return a product of matrices."""

    def maxout(self, pieces: NDArray[float32], /) -> tuple[Rows, object]:
        """Return the greatest of each group of numbers, and which it was."""

    def seq2col(self, rows: Rows, window: int, /) -> Rows:
        """Return each row with its neighbours."""

    def hash(self, ids: NDArray[uint64], seed: int) -> NDArray[uint32]:
        """Return four hashes an id."""

    def gather_add(self, table: Rows, indices: NDArray[uint32], /) -> Rows:
        """Return the sums of some rows of a table."""


class Dense(NamedTuple):
    """A layer that takes the greatest of some products and brings them to one scale."""

    ops: Ops
    weights: Rows
    bias: Rows
    width: int
    gain: Rows
    offset: Rows

    def products(self, rows: Rows) -> Rows:
        """Return each row times the weights."""
        return self.ops.gemm(rows, self.weights, trans2=True)

    def scaled(self, products: Rows) -> Rows:
        """Return the greatest of each row's products on one scale: the same operations in the same order as thinc's."""
        products += self.bias
        best, _ = self.ops.maxout(products.reshape(len(products), self.width, -1))
        best -= best.mean(axis=1, keepdims=True)
        spread = (best * best).sum(axis=1, keepdims=True)
        spread /= self.width
        spread += 1e-08
        best *= spread ** (-1.0 / 2.0)
        best *= self.gain
        best += self.offset
        return best


class Table(NamedTuple):
    """The vectors of one feature, which its hash picks and adds."""

    vectors: Rows
    column: int
    seed: int

    def of(self, ops: Ops, ids: NDArray[uint64]) -> Rows:
        """Return a row a feature."""
        return ops.gather_add(self.vectors, ops.hash(ids, self.seed) % len(self.vectors))


class Embedding:
    """The mixed features of words, remembered."""

    def __init__(self, node: Model[Any, Any], vocab: Vocab) -> None:
        """Take the first half of a model apart. Raises LookupError, TypeError or ValueError where it is another one."""
        self._ops = cast("Ops", node.ops)
        (features,) = _nodes(node, "extract_features")
        self._columns: list[int | str] = list(features.attrs["columns"])
        if not LEXICAL.issuperset(self._columns):
            raise ValueError(self._columns)
        self._key: list[int | str] = ["ORTH", "NORM", *(one for one in self._columns if one == "SPACY")]
        self._tables = [
            Table(vectors=_array(table, "E"), column=column.attrs["index"][1], seed=table.attrs["seed"])
            for column, table in zip(_nodes(node, "ints-getitem"), _nodes(node, "hashembed"), strict=True)
        ]
        if len(self._tables) != len(self._columns):
            raise ValueError(self._columns)
        self._static: list[Rows] = [_array(one, "W") for one in _nodes(node, "static_vectors")]
        if self._static and (vocab.vectors.mode != "default" or vocab.vectors.attr != vocab.strings["ORTH"]):
            raise ValueError(vocab.vectors.mode)
        (self._mix,) = _dense(node)
        self._rows: dict[Key, int] = {}
        self._vectors: Rows = np.zeros((1 + MOST_WORDS, self._mix.width), dtype="float32")

    def has_room(self, docs: Sequence[Doc]) -> bool:
        """Return whether so many words can be remembered at all."""
        return 0 < sum(map(len, docs)) <= MOST_WORDS

    def padded(self, docs: Sequence[Doc], pad: int) -> Rows:
        """Return a row a word, with so many rows of zeros before, between and behind the sentences."""
        words = [list(map(tuple, doc.to_array(self._key).tolist())) for doc in docs]
        if len(self._rows) + sum(map(len, words)) > MOST_WORDS:
            self._rows.clear()
        new = {
            key: features
            for doc, keys in zip(docs, words, strict=True)
            if not self._rows.keys() >= set(keys)
            for key, features in zip(keys, doc.to_array(self._columns), strict=True)
            if key not in self._rows
        }
        if new:
            self._learn(new, docs[0].vocab)
        wanted = [0] * pad
        for keys in words:
            wanted += [self._rows[key] for key in keys]
            wanted += [0] * pad
        return self._vectors.take(wanted, axis=0)

    def _learn(self, new: dict[Key, NDArray[uint64]], vocab: Vocab) -> None:
        first = 1 + len(self._rows)
        short = -len(new) % BLOCK
        ids = np.pad(np.stack(list(new.values())), ((0, short), (0, 0)))
        parts = [one.of(self._ops, np.ascontiguousarray(ids[:, one.column])) for one in self._tables]
        parts += [self._known(vocab, [*(key[0] for key in new), *[0] * short], weights) for weights in self._static]
        mixed = self._mix.scaled(_in_blocks(self._mix.products, np.hstack(parts)))
        self._vectors[first : first + len(new)] = mixed[: len(new)]
        self._rows.update(zip(new, range(first, first + len(new)), strict=True))

    def _known(self, vocab: Vocab, words: Sequence[int], weights: Rows) -> Rows:
        """Return the shortened vectors of those words that the model brings along, zeros for others."""
        rows = vocab.vectors.find(keys=words)
        found = _in_blocks(lambda some: self._ops.gemm(some, weights, trans2=True), vocab.vectors.data[rows])
        found[rows < 0] = 0
        return found


class Encoding:
    """The layers in which each word learns of its neighbours."""

    def __init__(self, node: Model[Any, Any]) -> None:
        """Take the second half of a model apart. Raises LookupError, TypeError or ValueError where it is another one."""
        self._ops = cast("Ops", node.ops)
        self.pad: int = node.attrs["pad"]
        self._windows: list[int] = [one.attrs["window_size"] for one in _nodes(node, "expand_window")]
        self._layers = _dense(node)

    def vectors(self, rows: Rows, lengths: Iterable[int]) -> list[Rows]:
        """Return the vectors of each sentence's words; `rows` are padded ones."""
        for window, layer in zip(self._windows, self._layers, strict=True):
            rows += layer.scaled(layer.products(self._ops.seq2col(rows, window)))
        found = []
        start = self.pad
        for length in lengths:
            found.append(rows[start : start + length])
            start += length + self.pad
        return found


def _nodes(node: Model[Any, Any], kind: str) -> list[Model[Any, Any]]:
    """Return the layers of one kind in a model, in the order in which they are gone through."""
    return [one for one in node.walk(order="dfs_pre") if one.name == kind]


def _dense(node: Model[Any, Any]) -> list[Dense]:
    """Return the layers of products in a model, each with what brings it to one scale. Raises ValueError where one lacks it."""
    return [
        Dense(
            ops=cast("Ops", node.ops),
            weights=_array(one, "W").reshape(-1, one.get_dim("nI")),
            bias=_array(one, "b").reshape(-1),
            width=one.get_dim("nO"),
            gain=_array(scale, "G"),
            offset=_array(scale, "b"),
        )
        for one, scale in zip(_nodes(node, "maxout"), _nodes(node, "layernorm"), strict=True)
    ]


def _array(node: Model[Any, Any], name: str) -> Rows:
    """Return the numbers of a layer that training has found."""
    return cast("Rows", node.get_param(name))


def _in_blocks(apply: Callable[[Rows], Rows], rows: Rows) -> Rows:
    """Return what a function gives for rows, blocks of them at once; their number is a multiple of a block's."""
    return np.concatenate([apply(rows[start : start + BLOCK]) for start in range(0, len(rows), BLOCK)])
