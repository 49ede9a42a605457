"""Addresses relative to the page that is shown: Airflow may serve it below any path. Pure."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit


def link(base: str, path: str, *chosen: Mapping[str, str], **changes: object) -> str:
    """Return the address of a view; `base` leads to the page's root ("./", "../"), later values win, empty ones go."""
    values: dict[str, str] = {}
    for some in chosen:
        values |= some
    values |= {name: "" if value is None else str(value) for name, value in changes.items()}
    query = urlencode({name: value for name, value in values.items() if value})
    address = base + "/".join(quote(part, safe="") for part in path.split("/")) if path else base
    return f"{address}?{query}" if query else address


def base_of(path: str) -> str:
    """Return how to get from a path below the page's root, such as "/mentions/1", to that root."""
    return "../" * (path.count("/") - 1) or "./"


def is_web(url: object) -> bool:
    """Return whether an address that strangers wrote may be a link: http or https, with a host."""
    try:
        parts = urlsplit(str(url or ""))
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
