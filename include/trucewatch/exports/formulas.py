"""Cells that a spreadsheet would run: told by how they begin, and made harmless by an apostrophe in front.

The rules are OWASP's (https://owasp.org/www-community/attacks/CSV_Injection), with what spreadsheets pass over in front of a
formula. The library defusedcsv (3.0) lets a tab, a carriage return, full-width signs and leading spaces through, and puts
a backslash before each '|', which nobody can take back.
"""

import re
import unicodedata

SIGNS = frozenset("=+-@\N{MINUS SIGN}")
_QUOTES = "'\""
_COORDINATES = re.compile(r"-?\d+\.\d+,-?\d+\.\d+(?:; -?\d+\.\d+,-?\d+\.\d+)*")
"""Numbers, and nothing that could be reckoned: the southern half of the world begins with a minus."""


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: as it is, or behind an apostrophe."""
    return f"'{cell}" if _is_risky(cell) else cell


def unguard(cell: str) -> str:
    """Return the cell that was guarded; for programs that read our CSV."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell[1:]) else cell


def _is_risky(cell: str) -> bool:
    """True for cells that begin like a formula, with or without what is passed over; quotes in front change nothing.

    So a guarded cell is risky exactly if it was before, and guarding can be taken back.
    """
    if cell[:1].isalnum():
        return False  # nearly all of them
    body = cell.lstrip(_QUOTES)
    if body[:1] in {"\t", "\r", "\n"}:
        return True
    if _COORDINATES.fullmatch(body):
        return False
    first = next((sign for sign in body if not _is_passed_over(sign)), "")
    return unicodedata.normalize("NFKC", first) in SIGNS


def _is_passed_over(sign: str) -> bool:
    """True for spaces, controls and marks that nobody sees, and for quotes among them."""
    return sign in _QUOTES or unicodedata.category(sign)[0] in "ZC"
