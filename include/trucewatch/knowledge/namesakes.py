"""What stands around a name and changes what it names: a region's word, a state that says it is a town elsewhere.

Files: languages/<code>/namesakes.yaml.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml

KEYS = frozenset({"region_before", "region_after", "joined_by", "elsewhere_after", "elsewhere", "strangers", "beside"})
SIGHT = 160
"""Characters on either side of a name, in its sentence, in which words may speak against it."""
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """What one language's file says, ready to be looked for."""

    region_before: re.Pattern[str] = NOTHING
    """Words that lead to a town's name and mean the region named after it; group 'many' where they mean several."""
    region_after: re.Pattern[str] = NOTHING
    joined_by: re.Pattern[str] = NOTHING
    """What may stand between two names of one list."""
    elsewhere: re.Pattern[str] = NOTHING
    """What follows a name and says that it is a place overseas: ", Texas"."""
    strangers: tuple[str, ...] = ()
    """Longer names that hold one of ours and are not ours: Michael Jordan."""
    beside: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    """Words that say of one name, in its sentence, that it is something else."""

    def is_denied(self, name: str, text: str, start: int, end: int) -> bool:
        """Return whether words of its sentence say that a name is something else."""
        words = self.beside.get(name)
        if words is None:
            return False
        before = re.split(r"[.!?\n]\s", text[max(0, start - SIGHT) : start])[-1]
        after = re.split(r"[.!?\n]\s", text[end : end + SIGHT])[0]
        return bool(words.search(before) or words.search(after))


def read_namesakes(path: Path) -> Namesakes:
    """Return what a namesakes.yaml says; where there is none, nothing. Raises KnowledgeInvalid with file:line."""
    if not path.exists():
        return Namesakes()
    read = read_yaml(path)
    line = check_keys(read, path, required=KEYS)
    words = {key: _words(read[key], key, path, line) for key in KEYS - {"beside"}}
    if not isinstance(read["beside"], dict):
        raise invalid(path, line, "beside must be a mapping of names to words")
    beside = {name: _words(found, name, path, line) for name, found in read["beside"].items() if name != LINE}
    before, after, joined = (_any(words[key]) for key in ("region_before", "region_after", "joined_by"))
    return Namesakes(
        region_before=re.compile(rf"(?:(?<=\s)|(?<=['(])|^){before}\Z", re.IGNORECASE),
        region_after=re.compile(rf"{after}(?!\w)", re.IGNORECASE),
        joined_by=re.compile(joined),
        elsewhere=re.compile(rf"{_any(words['elsewhere_after'])}{_any(words['elsewhere'])}(?!['\w-])(?!\s+[A-Z])"),
        strangers=words["strangers"],
        beside={name: re.compile(rf"(?<!\w){_any(found)}") for name, found in beside.items()},
    )


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of these words; a word between slashes is a pattern itself."""
    parts = [word[1:-1] if len(word) > 1 and word[0] == word[-1] == "/" else re.escape(word) for word in words]
    return f"(?:{'|'.join(sorted(parts, key=len, reverse=True))})" if parts else "(?!)"


def _words(values: Any, key: str, path: Path, line: int) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise invalid(path, line, f"{key} must be a list of words")
    return tuple(values)
