"""Texts made to hold up the finder: bait for its rules, endless rows, and what no newsroom would write.

Each is about as long as asked for, and the same every time.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.packs import LanguagePack


@dataclass(frozen=True, slots=True, kw_only=True)
class Bait:
    """Words of one language that its rules look for."""

    truce: str
    talks: str
    war: str
    deny: str
    despite: str
    take: str
    passive: str
    the: str


BAITS = {
    "en": Bait(
        truce="ceasefire", talks="talks", war="war", deny="not", despite="despite", take="capture", passive="was being", the="the"
    ),
    "fr": Bait(
        truce="trêve", talks="pourparlers", war="guerre", deny="pas", despite="malgré", take="s'emparer de", passive="est été", the="la"
    ),
}  # fmt: skip


def hostile_texts(pack: LanguagePack, gazetteer: Gazetteer, size: int) -> Mapping[str, str]:
    """Return the texts by what they are, each of about so many characters."""
    bait = BAITS[pack.code]
    names = [record.name for record in gazetteer.names(pack.code)]
    return {
        **{name: _filled(part, size) for name, part in _repeated(bait, pack.stems, names).items()},
        **{name: f"{bait.truce} {bait.war} Gaza {_filled(part, size)}" for name, part in _ROWS.items()},
        "one long word": "a" * size + f" {bait.truce} {bait.war} Gaza",
        "one long word of triggers": _filled(bait.truce, size),
        "nested brackets": f"{bait.truce} {bait.war} Gaza " + "(" * (size // 2) + ")" * (size // 2),
        "a loop's bait in one line": f"{bait.despite} " + _filled("word ", size) + f"{bait.truce} {bait.war} Gaza",
        "the the the": _filled(f"{bait.the} ", size) + f"{bait.truce} {bait.war} Gaza",
        "names, stems and commas at random": _at_random([*pack.stems, *names, "of", "and", bait.war, ",", ".\n"], size),
    }


_ROWS = {
    "spaces": " ", "line breaks": "\n", "stops": ".", "stops and spaces": ". ", "initials": "A. ", "commas": ", ",
    "quotation marks": '"', "quotation marks before commas": 'x",', "hyphens": "a-", "apostrophes": "l'",
    "capitals": "Abc ", "spans of time": "30 days 2 jours ", "links": "http://a.example/?c=d&e. ", "control characters": "\x00\x07\x1b",
}  # fmt: skip


def _repeated(bait: Bait, stems: Sequence[str], names: Sequence[str]) -> Mapping[str, str]:
    truce, talks, war = bait.truce, bait.talks, bait.war
    some = random.Random(2).sample(names, min(len(names), 400))  # noqa: S311  # the same every time
    return {
        "triggers": f"{truce} ",
        "triggers, a line each": f"Gaza {war} {truce}.\n",
        "triggers in one line": f"Gaza {war} {truce} ",
        "many triggers in each line": f"Gaza {war} " + f"{truce} " * 20 + ".\n",
        "long sentences": f"Israel Hamas Gaza {war} " + f"{truce} and {talks} " * 50 + ".\n",
        "not not not": f"{bait.deny} " * 400 + f"{truce} {war} Gaza.\n",
        "chains of commas": "Israel, Hamas, " + "Gaza, " * 200 + f"{truce}\n",
        "unclosed quotes": f'“ « " {truce} {war} Gaza ',
        "unclosed quotes, a line each": f"“{truce} {war} Gaza\n",
        "quotes closed before commas": f'{truce} {war} Gaza", ',
        "names": ", ".join(names) + f" {truce} {war} ",
        "names, a line each": "".join(f"{name} {truce} {war}.\n" for name in names),
        "names that are stopped": f"{talks} football trade " + ", ".join(some) + ".\n",
        "stems in one line": " ".join(stems) + " ",
        "stems, a line of all each": f"Gaza {war} " + " ".join(stems) + ".\n",
        "open brackets": f"({truce} {war} Gaza [",
        "a loop's bait": f"{bait.despite} " + "word " * 250 + f"{truce} {war} Gaza.\n",
        "many loops' baits": f"{bait.despite} " * 150 + f"{truce} {war} Gaza.\n",
        "land's bait": f"{bait.take} Abc " * 60 + f"{war}.\n",
        "a passive's bait": f"{bait.passive} " * 60 + f"{bait.take} {war} Gaza army.\n",
        "months": f"{truce} {war} Gaza 11 march mai ",
        "control characters between words": f"{truce}\x00{war}\x01Gaza\x07 ",
        "lone surrogates": f"{truce} {war} Gaza \ud800 ",
        "right to left": f"{truce} {war} غزة وقف إطلاق النار ",
        "letters that grow in lower case": f"İ {truce} {war} ",
        "both languages": f"Gaza guerre trêve war ceasefire {talks} ",
    }


def _filled(part: str, size: int) -> str:
    return (part * (size // len(part) + 1))[:size]


def _at_random(words: Sequence[str], size: int) -> str:
    return " ".join(random.Random(1).choices(words, k=size // 9))[:size]  # noqa: S311  # as above
