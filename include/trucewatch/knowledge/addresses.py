"""When two addresses mean the same page, and which belong to one site. Pure."""

import base64
import binascii
import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, quote, urljoin, urlsplit, urlunsplit

from tld import get_fld, is_tld

TRACKING_PREFIXES = (
    "__hs", "_branch_", "at_", "aspsessionid", "elqtrack", "ga_", "guce_", "hsa_", "itm_", "matomo_", "mtm_",
    "oly_", "piwik_", "pk_", "sfmc_", "utm_", "utm-", "wt.", "wt_", "xt_",
)  # fmt: skip
TRACKING_NAMES = frozenset(
    {
        ".tsrc", "_bhlid", "_ga", "_gl", "_hsenc", "_hsmi", "__s", "__tn__", "__twitter_impression", "amp_gsa",
        "amp_js_v", "aoh", "bxid", "campaign_id", "cfid", "cftoken", "cmp", "cmpid", "cndid", "dclid", "dcmp", "dicbo",
        "emc", "epik", "eref", "esrc", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "fbclid", "feedname",
        "feedtype", "from_rss", "fsrc", "ftcamp", "gaa_at", "gaa_n", "gaa_sig", "gaa_ts", "gbraid", "gclid", "gclsrc",
        "gepc", "guccounter", "icid", "igsh", "igshid", "instance_id", "int_campaign", "int_medium", "int_source", "ito", "jsessionid", "li_fat_id", "maca",
        "mbid", "mc_cid", "mc_eid", "mibextid", "mkt_tok", "mkwid", "msclkid", "ncid", "ns_campaign", "ns_fee",
        "ns_linkname", "ns_mchannel", "ns_source", "nxt_source", "ocid", "op_campaign", "partner_source", "pcrid",
        "phpsessid", "rb_clickid", "ref_src", "ref_url", "regi_id", "rss_id", "rssfeed", "s_cid", "s_kwcid",
        "sc_campaign", "sc_channel", "sc_src", "segment_id", "segmentid", "sessionid", "session_id", "share_id",
        "shareid", "smid", "smtyp", "soc_src", "soc_trk", "spm", "sref", "srsltid", "taid", "traffic_source", "trk",
        "trkinfo", "ttclid", "twclid", "usqp", "vero_id", "wbraid", "wpisrc", "wprss", "xtcr", "xtmc",
        "xtor", "xtref", "xts", "yclid", "ysclid", "zanpid",
    }
)  # fmt: skip
"""Query parameters that say where a reader came from or who reads, never what is read (Miniflux's list, and what large
publishers append in their feeds)."""

SOURCE_NAMES = frozenset(
    {"cid", "feed", "from", "ft", "medium", "mod", "origin", "partner", "ref", "referer", "referrer", "share", "source", "src", "via", "xid"}
)  # fmt: skip
SOURCE_VALUES = frozenset(
    {
        "app", "atom", "bluesky", "copy", "copylink", "email", "facebook", "fb", "feed", "feedly", "flipboard",
        "google", "googlenews", "home", "homepage", "linkedin", "mail", "newsletter", "nprml", "reddit", "rss",
        "share", "social", "syndication", "telegram", "threads", "twitter",
        "twtr", "webpush", "whatsapp", "x", "yahoo",
    }
)  # fmt: skip
"""'ref=rss' says where a reader came from, 'ref=4711' may say what is read: such names are dropped by their values."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_HOST = 253
"""What DNS can carry; the list of suffixes and IDNA are slow on what is longer."""
_DEVICE_LABELS = frozenset({"amp", "m", "mobil", "mobile", "touch", "wap", "www"})
"""First labels of hosts that serve the same pages in another dress."""
_INDEX_NAMES = frozenset(
    {"index.html", "index.htm", "index.php", "index.asp", "index.aspx", "index.jsp", "default.aspx", "default.asp"}
)
_AMP_SEGMENTS = frozenset({"amp", "amphtml"})
_AMP_SUFFIX = re.compile(r"\.amp(?=$|\.html?$)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\([SFX]\([^()/]*\)\)", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_AS_WRITTEN = "%/:?@!$&'()*+,;=~[]"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_GOOGLE = re.compile(r"(?:www\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")
_REDIRECTS = {
    ("bing.com", "/news/apiclick.aspx"): "url",
    ("www.bing.com", "/news/apiclick.aspx"): "url",
    ("l.facebook.com", "/l.php"): "u",
    ("lm.facebook.com", "/l.php"): "u",
    ("news.google.com", "/news/url"): "url",
    ("out.reddit.com", "/"): "url",
}
"""Pages that only lead elsewhere, with the parameter that says where."""
_AMP_CACHE_PATH = re.compile(r"/[a-z]{1,2}/(?:s/)?([^/.]+\.[^/]+(?:/.*)?)")
_AMP_VIEWER_PATH = re.compile(r"/amp/(?:s/)?([^/.]+\.[^/]+(?:/.*)?)")
_NEWS_ARTICLE_PATH = re.compile(r"/(?:__i/)?(?:rss/)?(?:articles|read)/([\w-]{20,})={0,2}")
_WEB_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")
_MOST_PASSES = 8

_WORDS = re.compile(r"(?:[^-_]+[-_]){2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_DIGITS = 3


@lru_cache(maxsize=8192)  # an entry's address is asked for by its id, its keys and its guid
def canonical_url(url: str) -> str:
    """Return the one spelling of a URL by which an article is known; not the one to fetch.

    Made equal: http and https, hosts for phones and none, AMP and plain, with and without tracking, session, fragment,
    default port or last slash, the order of parameters, and how escapes are written. Redirecting addresses that carry
    their target (Google, Bing, Facebook) are taken for it. Idempotent; text that is no URL comes back stripped.
    """
    spelled = _spelled(url.strip())
    for _ in range(_MOST_PASSES):  # an escape that is read may show one more wrapper
        again = _spelled(spelled)
        if again == spelled:
            break
        spelled = again
    return spelled


def canonical_within(page_url: str, declared_url: str) -> str:
    """Return the canonical spelling of the address that a page declares for itself, if it can be believed.

    Else that of the page's own: another site's address says nothing, and for one article's page neither does a front
    page's or a section's (a common mistake of templates).
    """
    own = canonical_url(page_url)
    try:
        declared = canonical_url(urljoin(page_url.strip(), declared_url.strip()))
    except ValueError:
        return own
    if not declared_url.strip() or not names_a_page(declared) or not _is_same_site(own, declared):
        return own
    return own if _tells_one_article(own) and not _tells_one_article(declared) else declared


def names_a_page(url: str) -> bool:
    """Return whether a URL leads to one page of a site, not to its front page, nor nowhere."""
    parts = _split(canonical_url(url))
    return parts is not None and bool(parts.query or parts.fragment or parts.path != "/")


def registrable_domain(url: str) -> str:
    """Return the domain that one owner registered ('bbc.co.uk' of https://www.bbc.co.uk/news); '' where there is none.

    By the Public Suffix List as bundled with the library `tld`, never fetched; hosts of many owners, such as
    github.io, count as suffixes. A top level that the list does not know has registrable domains just below it.
    """
    parts = _split(url)
    return _domain_of((parts.hostname or "").rstrip(".")) if parts else ""


def host_of(url: str) -> str:
    """Return the host of a web address in lower case; '' where there is none."""
    parts = _split(url)
    return (parts.hostname or "").rstrip(".") if parts else ""


@lru_cache(maxsize=4096)
def _domain_of(host: str) -> str:
    if len(host) > _LONGEST_HOST:
        return ""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or ":" in host:  # noqa: PLR2004  # a name of one label is nobody's
        return ""
    if is_tld(host):
        return ""
    known = get_fld(f"https://{host}", fail_silently=True, search_private=True)
    return known or ".".join(labels[-2:])


def _is_same_site(one: str, other: str) -> bool:
    domain = registrable_domain(one)
    return domain == registrable_domain(other) if domain else host_of(one) == host_of(other)


def _tells_one_article(url: str) -> bool:
    """Return whether a URL's last part looks like one article's name: three words or a number that is no year."""
    parts = urlsplit(url)
    name = f"{parts.path.rpartition('/')[2]}?{parts.query}"
    digits = sum(character.isdigit() for character in _YEAR.sub("", name, count=1))
    return digits >= _FEWEST_DIGITS or _WORDS.search(name) is not None


def _split(url: str) -> SplitResult | None:
    """Return the parts of a web address, or None where it is none."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in _DEFAULT_PORTS and (parts.hostname or "").rstrip(".") and parts.port != 0:
            return parts
    return None


def _spelled(url: str) -> str:
    parts = _split(_target(url))
    if parts is None:
        return url
    host = _plain_host((parts.hostname or "").rstrip("."))
    netloc = f"[{host}]" if ":" in host else host
    scheme = "https"
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        scheme, netloc = parts.scheme, f"{netloc}:{parts.port}"
    fragment = _spell(parts.fragment) if re.match(r"!?/|!.", parts.fragment) else ""  # a site drawn by its scripts
    return urlunsplit(SplitResult(scheme, netloc, _plain_path(parts.path), _meaningful(parts.query), fragment))


def _target(url: str) -> str:
    """Return where an address leads that only carries another one; any other as it is."""
    while (inner := _carried(url)) and len(inner) < len(url):
        url = inner
    return url


def _carried(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return ""
    host = (parts.hostname or "").rstrip(".")
    is_google = _GOOGLE.fullmatch(host) is not None
    parameter = "q" if is_google and parts.path == "/url" else _REDIRECTS.get((host, parts.path or "/"), "")
    if parameter:
        values = parse_qs(parts.query, max_num_fields=50) if parts.query.count("&") < 50 else {}  # noqa: PLR2004
        values["q"] = values.get("q", []) or values.get("url", [])
        return next((value for value in values.get(parameter, ()) if _split(value)), "")
    if host.endswith("cdn.ampproject.org") or is_google:
        found = (_AMP_VIEWER_PATH if is_google else _AMP_CACHE_PATH).fullmatch(parts.path)
        return urlunsplit(parts._replace(scheme="https", netloc="", path=f"//{found[1]}")) if found else ""
    if host == "news.google.com" and (found := _NEWS_ARTICLE_PATH.fullmatch(parts.path)):
        return _hidden_address(found[1])
    return ""


def _hidden_address(token: str) -> str:
    """Return the address inside a Google News article's name, which older ones spell out in Base64; else ''."""
    try:
        found = _WEB_ADDRESS.search(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError):
        return ""
    return found[0].decode("ascii") if found else ""


@lru_cache(maxsize=4096)
def _plain_host(host: str) -> str:
    """Return a host in ASCII without the labels that choose a dress for phones."""
    if len(host) > _LONGEST_HOST:
        return host
    try:
        host = host.encode("idna").decode("ascii").lower() if not host.isascii() else host
    except UnicodeError:
        return host
    domain, labels = _domain_of(host), host.split(".")
    if not domain:
        return host
    while ".".join(labels) != domain and labels[0] in _DEVICE_LABELS:
        labels = labels[1:]
    if len(labels) > domain.count(".") + 2 and len(labels[0]) == 2 and labels[1] in _DEVICE_LABELS:  # noqa: PLR2004  # fr.m.
        labels = [labels[0], *labels[2:]]
    return ".".join(labels)


def _plain_path(path: str) -> str:
    segments = [segment for segment in _spell(_SESSION.sub("", path)).split("/") if segment]
    if segments and segments[-1].lower() in _INDEX_NAMES:
        segments.pop()
    segments = [segment for segment in segments if segment.lower() not in _AMP_SEGMENTS] or segments
    if segments:
        segments[-1] = _AMP_SUFFIX.sub("", segments[-1]) or segments[-1]
    return "/" + "/".join(segments)


def _meaningful(query: str) -> str:
    """Return the parameters that say what is read, by name; those of one name keep their order."""
    pairs = [pair.removeprefix("amp;") for pair in query.split("&")]
    kept = [_spell(pair) for pair in pairs if pair and not _is_tracking(*pair.partition("=")[::2])]
    return "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0]))


def _is_tracking(name: str, value: str) -> bool:
    name, value = name.lower(), value.lower()
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    if name in {"amp", "outputtype", "output"}:
        return name == "amp" or value == "amp"
    return name in SOURCE_NAMES and (value in SOURCE_VALUES or value.startswith("rss"))


def _spell(part: str) -> str:
    written = quote(_STRAY_PERCENT.sub("%25", part), safe=_AS_WRITTEN, errors="replace")
    return _ESCAPE.sub(_spell_escape, written)


def _spell_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character in _UNRESERVED else escape[0].upper()
