"""How the French press spells a Ukrainian, Russian or Belarusian name: from Cyrillic, by rule (Харків: Kharkiv, Мирноград: Myrnohrad)."""
# ruff: noqa: RUF001  # Cyrillic letters that look like Latin ones are what this is about

import re

COMMON = {
    "а": "a", "б": "b", "в": "v", "д": "d", "е": "e", "ж": "j", "з": "z", "й": "ï", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "ou", "ф": "f", "х": "kh", "ц": "ts", "ч": "tch",
    "ш": "ch", "щ": "chtch", "ь": "", "ю": "iou", "я": "ia", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
LETTERS = {
    "UA": COMMON | {"г": "h", "ґ": "g", "є": "ie", "и": "y", "і": "i", "ї": "ï"},
    "RU": COMMON | {"г": "g", "ё": "io", "и": "i", "ы": "y", "э": "e", "ъ": ""},
    "BY": COMMON | {"г": "h", "ё": "io", "і": "i", "ы": "y", "э": "e", "ў": "ou"},
}
ENGLISH = {
    "ж": "zh", "й": "i", "у": "u", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "ё": "yo", "ї": "i", "ў": "u",
}  # fmt: skip
UKRAINIAN_ONLY = frozenset("іїєґ")
CYRILLIC = re.compile(r"[\u0400-\u04ff'’ʼ -]+")


def spell(cyrillic: str, country: str) -> str:
    """Return the French spelling of a name in the letters of its country."""
    lowered = re.sub(r"(?:ий|ый)\b", "y" if country == "UA" else "и", cyrillic.lower())
    written = "".join(LETTERS[country].get(letter, letter) for letter in lowered)
    written = re.sub(r"(?<=[aeiouyï])s(?=[aeiouyï])", "ss", written)
    written = re.sub(r"g(?=[eiy])", "gu", written)
    written = re.sub(r"(?<=[^aeiouy])ï|^ï", "i", written)
    return re.sub(r"(?:^|(?<=[ -]))(?!na\b)\w", lambda match: match.group().upper(), written)


def romanise(cyrillic: str, country: str) -> str:
    """Return the name in Latin letters as English writes it, for telling which Cyrillic name belongs to which Latin one."""
    lowered = re.sub(r"(?:ий|ый)\b", "y", cyrillic.lower())
    return "".join((LETTERS[country] | ENGLISH).get(letter, letter) for letter in lowered)


def own_spelling(country: str, latin: str, other_names: list[str]) -> str | None:
    """Return which of a settlement's other names is its own one in Cyrillic; None where none is."""
    if country not in LETTERS:
        return None
    wanted = _bare(latin)
    known = set(LETTERS[country]) | set(" -'’ʼ")
    for name in sorted(other_names, key=lambda name: not set(name.lower()) & UKRAINIAN_ONLY):
        if CYRILLIC.fullmatch(name) and set(name.lower()) <= known and _bare(romanise(name, country)) == wanted:
            return name
    return None


def _bare(name: str) -> str:
    """Return a Latin name in one of the spellings that ways of romanising differ in: Zaporizhzhya, Zaporizhzhia."""
    bare = re.sub(r"[^a-z]", "", name.lower())
    for one, other in (("ya", "ia"), ("yu", "iu"), ("ye", "ie"), ("yo", "io"), ("yi", "i"), ("ii", "i"), ("yy", "y")):
        bare = bare.replace(one, other)
    return re.sub(r"(?<=[aeo])y", "i", bare)
