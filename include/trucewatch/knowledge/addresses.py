"""When two addresses mean the same page, and which belong to one site. Pure."""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from tld import get_fld

TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "__hs", "wt_", "xt_")
TRACKING_NAMES = frozenset(
    {
        "_ga", "_gl", "_hsenc", "_hsmi", "__twitter_impression", "cmp", "cmpid", "dclid", "emc", "fbclid", "gbraid",
        "gclid", "gclsrc", "guccounter", "icid", "igshid", "ito", "maca", "mc_cid", "mc_eid", "mkt_tok", "msclkid",
        "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel", "ns_source", "ocid", "oly_anon_id", "oly_enc_id",
        "ref_src", "ref_url", "s_cid", "smid", "smtyp", "srsltid", "traffic_source", "ttclid", "twclid", "vero_id",
        "wbraid", "xtcr", "xtmc", "xtor", "xtref", "xts", "yclid",
    }
)  # fmt: skip
"""Query parameters that say where a reader came from, never what is read (Miniflux's list, and what BBC, France
Télévisions, DW and the New York Times append in their feeds)."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_AS_WRITTEN = "%/:?@!$&'()*+,;=~[]"


def canonical_url(url: str) -> str:
    """Return the one spelling of a URL by which an article is known; not necessarily the one to fetch.

    Drops fragment, default port and tracking parameters, lowers the host's case, and writes escapes in one way.
    Idempotent; text that is no URL comes back stripped.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not parts.scheme or not host:
        return url
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        netloc = f"{netloc}:{port}"
    path, query = _spell(parts.path) or "/", _spell(_meaningful(parts.query))
    return urlunsplit(SplitResult(parts.scheme, netloc, path, query, ""))


def registrable_domain(url: str) -> str:
    """Return the domain that one owner registered ('bbc.co.uk' of https://www.bbc.co.uk/news); '' where there is none.

    By the Public Suffix List as bundled with the library `tld`, never fetched.
    """
    return get_fld(url, fail_silently=True) or ""


def names_a_page(url: str) -> bool:
    """Return whether a URL leads to one page of a site, not to its front page, nor nowhere."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return False
    return parts.scheme in _DEFAULT_PORTS and bool(parts.query or parts.path != "/")


def canonical_within(page_url: str, declared_url: str) -> str:
    """Return the canonical spelling of the address that a page declares for itself, if it can be believed.

    Else that of the page's own: another site's address, or a front page's, says nothing.
    """
    try:
        declared = urljoin(page_url, declared_url.strip())
    except ValueError:
        return canonical_url(page_url)
    is_same_site = registrable_domain(declared) == registrable_domain(page_url) != ""
    return canonical_url(declared if declared_url.strip() and is_same_site and names_a_page(declared) else page_url)


def _meaningful(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(pair.partition("=")[0])]
    return "&".join(kept)


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _spell(part: str) -> str:
    return _ESCAPE.sub(lambda escape: escape[0].upper(), quote(part, safe=_AS_WRITTEN, errors="replace"))
