"""Identifiers that derive from content."""

import hashlib


def stable_id(kind: str, *parts: str) -> str:
    """Return the same 20 hexadecimal characters for the same words, for ever.

    Identifiers derive from content, so doing a thing twice is doing it once.
    """
    return hashlib.sha256("\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:20]
