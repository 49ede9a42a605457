"""How quick the finder is beside a full parse of the same texts: python -m tests.bench.mentions [--shared ../shared].

Whole texts of pages (en, fr, world) and items of two streams, every sixth English and every second French one. The list
of pages/fr glues paragraphs together without a space, so that many of its sentences cannot be told apart; `fr, apart` has
them on lines of their own, as our readers give them. Each document of a round goes through the finder and through
`nlp(text)` of the same models, whole, with the same kernels, the order of the two by turns, in one process, so that what
disturbs the machine disturbs both. CPU time; a ratio is the median of its rounds.

    parsed     documents and sentences of which the finder asked a parse, and the share of all characters in them
    same       mentions of a finder that parses every sentence, and asks before the parse only what no parse can tell
    memory     most resident memory after the finder has read all documents, with both languages loaded
    loading    both models in a fresh process, with the import of spaCy
    hostile    a megabyte of each hostile text, through the first look and through the finder
    profile    where the finder's time goes
"""

import argparse
import cProfile
import gzip
import io
import json
import logging
import platform
import pstats
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.every_sentence import EverySentence
from tests.hostile_texts import hostile_texts
from tests.measure.extraction_quality import _TRUTHS
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import DocumentFinder, open_finder
from trucewatch.mentions.finder import passages
from trucewatch.mentions.kernels import chosen
from trucewatch.model import Document, Mention
from trucewatch.settings import Settings

SHARED = Path(__file__).resolve().parents[3] / "shared"
ROUNDS = 3
FRESH = 5
EVERY = {"en-2026-01": 6, "fr-2025-02": 2}
ASKED = {"ratio": 12.0, "same": 0.99, "memory_mb": 1200, "loading_s": 4.0, "hostile_s": 2.0}
LOAD = """
import time
from trucewatch.mentions.models import Parser
cpu, wall = time.process_time(), time.perf_counter()
for package, left_out in {models!r}:
    Parser(package, left_out).parse(["Un. One."])
print(time.process_time() - cpu, time.perf_counter() - wall)
"""
_GLUED = re.compile(r"(?<=[\w»”\"%][.!?])(?=[A-ZÀ-Þ«\"][^.])")


@dataclass(slots=True)
class Corpus:
    """Documents of one kind, and what was measured of them."""

    documents: list[Document]
    found: list[Mention] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)


def main() -> int:
    """Print the figures, and the same as JSON on the last line."""
    options = argparse.ArgumentParser()
    options.add_argument("--shared", type=Path, default=SHARED)
    shared = options.parse_args().shared
    logging.disable(logging.ERROR)
    packs, gazetteer = load_languages(Settings().knowledge), load_gazetteer(Settings().knowledge)
    figures: dict[str, Any] = {
        "asked": ASKED,
        "loading": _loading([(one.model, one.left_out) for one in packs.values()]),
    }
    finder = open_finder(packs, gazetteer)
    for code in packs:
        finder.find(_document("warm", "", "Hamas rejected the ceasefire. Le Hamas a rejeté la trêve.", code))
    if (shared / "data").is_dir():
        figures |= _measured(finder, _corpora(shared / "data"))
    else:
        print(
            f"{shared / 'data'} is not at hand: without its pages and streams only loading and hostile texts are measured"
        )
    figures["hostile"] = {
        f"{code}, {name}": _hostile(finder, text, code)
        for code, pack in packs.items()
        for name, text in hostile_texts(pack, gazetteer, 1_000_000).items()
    }
    figures["memory_mb_in_the_end"] = _peak()
    _show(figures)
    print(json.dumps(figures))
    return 0


def _corpora(data: Path) -> dict[str, Corpus]:
    corpora: dict[str, Corpus] = {}
    for folder in ("en", "fr", "world"):
        rows = map(json.loads, (data / "pages" / folder / "expected.jsonl").read_bytes().splitlines())
        corpora[f"pages, {folder}"] = Corpus(
            [
                _document(f"{folder}/{row['id']}", row.get("title") or "", _TRUTHS[folder](row), language)
                for row in rows
                if (language := row.get("lang", "") if folder == "world" else folder) in {"en", "fr"}
            ]
        )
    corpora["pages, fr, apart"] = Corpus(
        [replace(one, text=_GLUED.sub("\n", one.text)) for one in corpora["pages, fr"].documents]
    )
    for name, step in EVERY.items():
        lines = gzip.decompress((data / "streams" / f"{name}.jsonl.gz").read_bytes()).splitlines()[::step]
        corpora[f"stream, {name}"] = Corpus(
            [
                _document(f"{name}:{number}", item["title"] or "", item["summary"] or "", name[:2])
                for number, item in enumerate(map(json.loads, lines))
            ]
        )
    return corpora


def _document(name: str, title: str, text: str, language: str) -> Document:
    return Document(id=name, article_id="", url="", title=title, text=text, language=language, published_at=None)


def _measured(finder: DocumentFinder, corpora: Mapping[str, Corpus]) -> dict[str, Any]:
    for corpus in corpora.values():
        corpus.found, corpus.figures = _counted(finder, corpus.documents)
    peak = _peak()  # before anything but the finder was asked
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
        for corpus in corpora.values():
            _round(finder, corpus, number)
    every = open_finder({}, finder._gazetteer)
    every._readers = {code: EverySentence(one.words, one.gate) for code, one in finder._readers.items()}
    for name, corpus in corpora.items():
        print(f"every sentence of {name}", file=sys.stderr)
        wanted = {mention.id: mention for one in corpus.documents for mention in every.find(one)}
        given = {mention.id: mention for mention in corpus.found}
        corpus.figures |= {
            "mentions": len(wanted),
            "same": len(wanted.keys() & given.keys()) / len(wanted) if wanted else 1.0,
            "equal": sum(given.get(key) == mention for key, mention in wanted.items()),
            "missed": [_told(wanted[key]) for key in wanted.keys() - given.keys()],
            "more": [_told(given[key]) for key in given.keys() - wanted.keys()],
        }
    ratio = {
        kind: statistics.median(
            sum(corpora[name].figures["full_ms"][number] * len(corpora[name].documents) for name in names)
            / sum(corpora[name].figures["find_ms"][number] * len(corpora[name].documents) for name in names)
            for number in range(ROUNDS)
        )
        for kind, names in _kinds(corpora).items()
    }
    profile = _profile(finder, [document for corpus in corpora.values() for document in corpus.documents])
    table = {name: {"documents": len(corpus.documents)} | corpus.figures for name, corpus in corpora.items()}
    return {"corpora": table, "ratio": ratio, "memory_mb": peak, "kernels": chosen(), "profile": profile}


def _kinds(corpora: Mapping[str, Corpus]) -> dict[str, list[str]]:
    pages = [name for name in corpora if name.startswith("pages")]
    return {
        "pages as listed": [name for name in pages if not name.endswith("apart")],
        "pages, paragraphs apart": [name for name in pages if name != "pages, fr"],
        "streams": [name for name in corpora if name.startswith("stream")],
    }


def _counted(finder: DocumentFinder, documents: Sequence[Document]) -> tuple[list[Mention], dict[str, Any]]:
    """Return what is found in some documents, and how much of them is parsed for it."""
    parsed: list[str] = []
    parsers = [reader.words.parser for reader in finder._readers.values()]
    for parser in parsers:
        parser.parse = _noting(parser.parse, parsed)  # type: ignore[method-assign]
    found: list[Mention] = []
    asked = 0
    for document in documents:
        before = len(parsed)
        found += finder.find(document)
        asked += len(parsed) > before
    for parser in parsers:
        del parser.parse
    sentences = [len(one.sentences) for each in documents for one in passages(each, finder._readers[each.language])]
    size = sum(len(one.title) + len(one.text) for one in documents)
    return found, {
        "parsed_documents": asked / len(documents),
        "parsed_sentences": len(parsed) / sum(sentences),
        "parsed_characters": sum(map(len, parsed)) / size,
        "find_ms": [],
        "full_ms": [],
    }


def _noting(parse: Callable[[Sequence[str]], Any], parsed: list[str]) -> Callable[[Sequence[str]], Any]:
    def noted(sentences: Sequence[str]) -> Any:
        parsed.extend(sentences)
        return parse(sentences)

    return noted


def _round(finder: DocumentFinder, corpus: Corpus, number: int) -> None:
    """Read each document both ways; note the milliseconds of CPU time a document."""
    spent = {"find_ms": 0.0, "full_ms": 0.0}
    models = {code: _whole(reader.words.parser.package) for code, reader in finder._readers.items()}
    order = random.Random(number)  # noqa: S311  # the same orders every time
    for turn, document in enumerate(order.sample(corpus.documents, len(corpus.documents))):
        text = f"{document.title}\n{document.text}"
        ways: list[tuple[str, Callable[[], object]]] = [
            ("find_ms", lambda document=document: finder.find(document)),
            ("full_ms", lambda model=models[document.language], text=text: model(text)),
        ]
        for name, way in ways if turn % 2 else reversed(ways):
            began = time.process_time()
            way()
            spent[name] += time.process_time() - began
    for name, seconds in spent.items():
        corpus.figures[name].append(seconds / len(corpus.documents) * 1000)


@cache
def _whole(package: str) -> Callable[[str], object]:
    """Return a model as spaCy loads it, with all its parts."""
    import spacy  # ours come first: they say how many threads NumPy may start

    return spacy.load(package)


def _told(mention: Mention) -> str:
    return f"{mention.document_id} {mention.rule_id}: {mention.sentence.text}"


def _profile(finder: DocumentFinder, documents: Sequence[Document]) -> str:
    profiler = cProfile.Profile()
    profiler.enable()
    for document in documents:
        finder.find(document)
    profiler.disable()
    written = io.StringIO()
    pstats.Stats(profiler, stream=written).strip_dirs().sort_stats("tottime").print_stats(12)
    return "\n".join(line[:110] for line in written.getvalue().splitlines()[6:] if line.strip())


def _loading(models: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, float]:
    code = LOAD.format(models=list(models))
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(FRESH)
    ]
    cpu, wall = zip(*(map(float, one.split()) for one in said), strict=True)
    return {"cpu_s": statistics.median(cpu), "wall_s": statistics.median(wall), "cpu_s_least": min(cpu)}


def _hostile(finder: DocumentFinder, text: str, code: str) -> tuple[float, float]:
    began = time.process_time()
    finder.glance("", text, (code,))
    looked = time.process_time()
    finder.find(_document("hostile", "", text, code))
    return looked - began, time.process_time() - looked


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _show(figures: Mapping[str, Any]) -> None:
    """Print the figures as tables."""
    print(f"Python {platform.python_version()}, {platform.machine()}; CPU time, {ROUNDS} rounds; asked: {ASKED}")
    for name, row in figures.get("corpora", {}).items():
        find, full = statistics.median(row["find_ms"]), statistics.median(row["full_ms"])
        ratio = statistics.median(b / a for a, b in zip(row["find_ms"], row["full_ms"], strict=True))
        shares = " / ".join(f"{100 * row[f'parsed_{of}']:.1f}" for of in ("documents", "sentences", "characters"))
        print(
            f"\n{name}: {row['documents']} documents, finder {find:.2f} ms, full parse {full:.1f} ms: {ratio:.1f} times"
        )
        print(
            f"  {1000 / find:.0f} articles a second and core; % parsed of documents / sentences / characters: {shares}"
        )
        print(
            f"  {row['mentions']} mentions with every sentence parsed, {100 * row['same']:.2f} % found, {row['equal']} alike"
        )
        for kind in ("missed", "more"):
            print(*(f"  {kind}: {one}" for one in row[kind]), sep="\n", end="\n" if row[kind] else "")
    if "ratio" in figures:
        print("\n" + "; ".join(f"{kind}: {ratio:.1f} times" for kind, ratio in figures["ratio"].items()))
        print(f"memory {figures['memory_mb']} MB, kernels {figures['kernels']}\n{figures['profile']}")
    print("\nloading both models: " + ", ".join(f"{name} {value:.2f}" for name, value in figures["loading"].items()))
    slowest = sorted(figures["hostile"].items(), key=lambda item: -max(item[1]))
    print(f"hostile texts of 1 MB ({len(slowest)}), the slowest, seconds of the first look and of the finder:")
    for name, (look, find) in slowest[:10]:
        print(f"  {name:48}{look:6.2f}{find:6.2f}")
    print(f"memory after them {figures['memory_mb_in_the_end']} MB")


if __name__ == "__main__":
    sys.exit(main())
