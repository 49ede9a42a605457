"""What every mail of ours has in common: its headers, and the templates and the stylesheet that its parts are made with."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import parseaddr
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from trucewatch.alerts.cleaning import clean
from trucewatch.errors import SettingsInvalid
from trucewatch.model import stable_id

TEMPLATES = ImmutableSandboxedEnvironment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
MOST_REFERENCES = 20
_INLINER = CSSInliner(
    extra_css=(Path(__file__).parent / "templates" / "mail.css").read_text(encoding="utf-8"),
    load_remote_stylesheets=False,
)
"""Puts the stylesheet's rules at the elements: most mail readers look nowhere else for them."""
_LINE = 76
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,253}")


class _OurHeader(UnstructuredHeader, BaseHeader):
    """A header folded by us: the library encodes what is longer than a line, and doubles spaces beside what it encodes."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header as it is sent."""
        if self.isascii():
            # Never right after the name: some readers take that for an empty header.
            lines = textwrap.wrap(self, _LINE - len(self.name) - 2, break_long_words=False, break_on_hyphens=False)
            value = f"{policy.linesep} ".join(lines)
        else:
            value = Header(self, charset="utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {value}{policy.linesep}"


def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("subject", "message-id", "references", "in-reply-to", "list-id", "list-unsubscribe"):
        registry.map_to_type(name, _OurHeader)
    return SMTP.clone(header_factory=registry)


_POLICY = _policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands on the outside of a mail."""

    sender: str
    recipient: str
    subject: str
    identifier: str
    list_name: str
    """The list's name, and its label in the sender's domain."""
    threads: Sequence[str] = ()
    """Message-IDs, of no message perhaps, under which mail readers shall show this one."""


def open_envelope(envelope: Envelope, now: datetime) -> EmailMessage:
    """Return a mail with all its headers and no body yet.

    Raises SettingsInvalid, with the address as its key, where the sender or the recipient is no mail address.
    """
    origin = _address(envelope.sender, "Trucewatch")
    message = EmailMessage(policy=_POLICY)
    message["From"] = origin
    message["To"] = _address(envelope.recipient)
    # "=?" begins an encoded word (RFC 2047), which mail readers would decode to who knows what.
    message["Subject"] = envelope.subject.replace("=?", "= ?")
    message["Date"] = now
    message["Message-ID"] = envelope.identifier
    if envelope.threads:
        threads = " ".join(envelope.threads[:MOST_REFERENCES])
        message["References"] = threads
        message["In-Reply-To"] = threads
    message["List-Id"] = f"Trucewatch {envelope.list_name} <{envelope.list_name}.{origin.domain}>"
    message["List-Unsubscribe"] = f"<{unsubscribe_url(envelope.sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def add_parts(message: EmailMessage, template: str, view: dict[str, object]) -> None:
    """Write both parts, text and HTML, from the two templates of one name; the same headers make the same parts."""
    message.set_content(TEMPLATES.get_template(f"{template}.txt").render(view))
    html = _INLINER.inline(TEMPLATES.get_template(f"{template}.html").render(view))
    message.add_alternative(html, subtype="html")
    # Else the library makes one up at random, and a second try would not be the same message.
    message.set_boundary(f"=={stable_id('boundary', str(message['Message-ID']))}==")


def derive_id(sender: str, *parts: str) -> str:
    """Return the Message-ID that the same parts from the same domain always get."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{stable_id('mail', *parts)}@{domain if _DOMAIN.fullmatch(domain) else 'localhost'}>"


def unsubscribe_url(sender: str) -> str:
    """Return the address to write to so as to get no more."""
    return f"mailto:{_address(sender).addr_spec}?subject=unsubscribe"


def _address(text: str, name: str = "") -> Address:
    """Read one address with or without a name before it; only plain ASCII, which every mail server takes."""
    shown, spec = parseaddr(text)
    is_plain = text.isascii() and text.isprintable() and " " not in spec
    try:
        address = Address(display_name=clean(shown, 60) or name, addr_spec=spec if is_plain else "")
    except (ValueError, IndexError, MessageError) as error:
        raise SettingsInvalid(f"{clean(text, 100)!r} is not a mail address.", key=text) from error
    if not address.username or not address.domain:
        raise SettingsInvalid(f"{clean(text, 100)!r} is not a mail address.", key=text)
    return address
