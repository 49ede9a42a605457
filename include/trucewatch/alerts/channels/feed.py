"""A feed of alerts: an RSS 2.0 file with the newest of them, for feed readers and whatever else polls.

The file is all that is kept: a new one holds what the old one had and what is new, so that no database is needed, and
the same parcel twice is the same file.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from pathlib import Path

from lxml import etree

from trucewatch.alerts.cleaning import clean, safe_url
from trucewatch.alerts.composing import OUTLET_LIMIT, QUOTE_LIMIT, WHY_LIMIT, one_per_family, outlets_by_family
from trucewatch.alerts.headlines import HEADLINE_LIMIT, write_speaker
from trucewatch.alerts.links import Links
from trucewatch.alerts.wording import WORDINGS
from trucewatch.model import Alert, Delivery, Outcome, Parcel, Receipt

MOST_ITEMS = 200
MOST_BYTES = 10 * 1024 * 1024
"""Of a file that we read back; ours stay far below."""
GUID = "urn:trucewatch:alert:"
_ATOM = "http://www.w3.org/2005/Atom"
_QUOTES_SHOWN = 3
_READABLE_BY_ALL = 0o644
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class _NotOurs(Exception):
    """There is a file, and it is no feed that we wrote."""


class FeedCourier:
    """Implements ports.Courier: adds a parcel's alerts to the file that its recipient is."""

    def __init__(self, *, links: Links, address: str) -> None:
        """`address` is that of the folder in which the files are served; '' where they are not, or nobody knows."""
        self._links = links
        self._address = address

    def deliver(self, parcel: Parcel, now: datetime) -> Delivery:
        """As ports.Courier."""
        path = Path(parcel.recipient)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _alone_in(path.parent):
                _replace(path, self._write(path, parcel.alerts))
            receipt = Receipt(outcome=Outcome.SENT, message=f"{len(parcel.alerts)} written")
        except BlockingIOError:
            receipt = Receipt(
                outcome=Outcome.DEFERRED, message="Another process is writing into the folder of the feed."
            )
        except _NotOurs:
            sentence = f"{path.name} is there already and is no feed of alerts; move it away, or name another file."
            receipt = Receipt(outcome=Outcome.DEFERRED, message=clean(sentence, 300))
        except (OSError, ValueError) as error:
            told = clean(getattr(error, "strerror", None) or str(error), 200)
            receipt = Receipt(outcome=Outcome.DEFERRED, message=f"The feed's file cannot be written ({told}).")
        return Delivery(parcel=parcel, message_id=parcel.id, tried_at=now, receipt=receipt)

    def _write(self, path: Path, alerts: Iterable[Alert]) -> bytes:
        """Return the new file: what is new, and what there was, newest first."""
        new = sorted(alerts, key=lambda alert: alert.id)
        items = {_guid(item): item for item in (*_read(path), *(_item(alert, self._links) for alert in new))}
        newest = sorted(items.values(), key=lambda item: (_moment(item), _guid(item)), reverse=True)[:MOST_ITEMS]
        own = safe_url(f"{self._address.rstrip('/')}/{path.name}") if self._address else None
        return _feed(newest, language=new[0].language, own=own, page=self._links.page_url)


def _feed(items: Iterable[etree._Element], *, language: str, own: str | None, page: str) -> bytes:
    words = WORDINGS[language].texts
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", "Trucewatch")
    _say(channel, "link", safe_url(page) or own or "urn:trucewatch:alerts")
    _say(channel, "description", words["feed"])
    _say(channel, "language", language)
    _say(channel, "generator", "Trucewatch")
    if own:
        attributes = {"href": own, "rel": "self", "type": "application/rss+xml"}
        etree.SubElement(channel, f"{{{_ATOM}}}link", attributes)
    channel.extend(items)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _item(alert: Alert, links: Links) -> etree._Element:
    item = etree.Element("item")
    sources = one_per_family(alert)
    urls = [url for url in (*(safe_url(source.url) for source in sources), links.page(alert)) if url]
    _say(item, "title", clean(alert.headline, HEADLINE_LIMIT))
    if urls:
        _say(item, "link", urls[0])
    _say(item, "guid", GUID + clean(alert.id, 100), {"isPermaLink": "false"})
    _say(item, "pubDate", format_datetime(alert.created_at.astimezone(UTC)))
    if sources and (conflict := sources[0].mention.conflict):
        _say(item, "category", clean(conflict, 100))
    _say(item, "description", _describe(alert, links))
    return item


def _describe(alert: Alert, links: Links) -> str:
    """The description as HTML, which is what feed readers take it for: our tags, and scraped words escaped."""
    words = WORDINGS[alert.language]
    parts = []
    for source in one_per_family(alert)[:_QUOTES_SHOWN]:
        quote = escape(clean(source.mention.sentence.text, QUOTE_LIMIT))
        speaker = escape(write_speaker(source.mention, alert.language))
        outlet = escape(clean(source.outlet, OUTLET_LIMIT))
        url = safe_url(source.url)
        linked = f'<a href="{escape(url)}">{outlet}</a>' if url else outlet
        parts.append(f"<blockquote>{quote}</blockquote><p>— {speaker}, {linked}</p>")
    families = outlets_by_family(alert.evidence)
    told = "; ".join(f"{', '.join(outlets)} ({family})" for family, outlets in families.items())
    if told:
        parts.append(f"<p>{words.texts['outlets']}{words.colon}{escape(clean(told, 600))}</p>")
    parts.append(f"<p>{words.texts['why']}{words.colon}{escape(clean(alert.rule, WHY_LIMIT))}</p>")
    if page := links.page(alert):
        parts.append(f'<p><a href="{escape(page)}">{words.texts["page"]}</a></p>')
    return "".join(parts)


def _say(parent: etree._Element, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    etree.SubElement(parent, name, attributes or {}).text = text


def _read(path: Path) -> list[etree._Element]:
    """Return the items of a file that we wrote, none where there is no file; raise _NotOurs for any other."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _NotOurs
        text = path.read_bytes()
    except FileNotFoundError:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise _NotOurs from error
    if root.tag != "rss" or root.findtext("channel/generator") != "Trucewatch":
        raise _NotOurs
    return [item for item in root.findall("channel/item") if _guid(item).startswith(GUID)]


def _guid(item: etree._Element) -> str:
    return str(item.findtext("guid") or "")


def _moment(item: etree._Element) -> datetime:
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(item.findtext("pubDate") or "")
    return _LONG_AGO


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other writers out of a folder; raise BlockingIOError where one is in."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads it sees the old one or the new one, whole, whenever the power fails."""
    mode = path.stat().st_mode & 0o777 if path.exists() else _READABLE_BY_ALL
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
