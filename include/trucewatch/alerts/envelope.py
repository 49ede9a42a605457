"""What every mail of ours has in common: its headers, and the templates that its parts are made with."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path

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


def open_envelope(
    *, sender: str, recipient: str, subject: str, identifier: str, list_id: str, now: datetime
) -> EmailMessage:
    """Return a mail with all its headers and no body yet; `list_id` is the list's name and its label in the domain.

    Raises SettingsInvalid, with the address as its key, where the sender or the recipient is no mail address.
    """
    origin = _address(sender, "Trucewatch")
    message = EmailMessage(policy=SMTP)
    message["From"] = origin
    message["To"] = _address(recipient)
    # "=?" begins an encoded word (RFC 2047), which mail readers would decode to who knows what.
    message["Subject"] = subject.replace("=?", "= ?")
    message["Date"] = now
    message["Message-ID"] = identifier
    message["List-Id"] = f"Trucewatch {list_id} <{list_id}.{origin.domain}>"
    message["List-Unsubscribe"] = f"<{unsubscribe_url(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def add_parts(message: EmailMessage, template: str, view: dict[str, object]) -> None:
    """Write both parts, text and HTML, from the two templates of one name."""
    message.set_content(TEMPLATES.get_template(f"{template}.txt").render(view))
    message.add_alternative(TEMPLATES.get_template(f"{template}.html").render(view), subtype="html")


def derive_id(sender: str, *parts: str) -> str:
    """Return the Message-ID that the same parts from the same domain always get."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{stable_id('mail', *parts)}@{clean(domain, 200) or 'localhost'}>"


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
