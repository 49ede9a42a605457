"""Mail by SMTP: one connection a message, and every fault told apart as final or not."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage
from types import MappingProxyType

from trucewatch.errors import ChannelUnavailable
from trucewatch.settings import Smtp


def open_mail_channel(smtp: Smtp) -> "MailChannel":
    """Return the channel to this mail server; it is first spoken to when something is sent."""
    return MailChannel(smtp)


class MailChannel:
    """ports.AlertChannel over SMTP.

    After the message's last line the server may have taken it without our hearing so; that counts as unavailable,
    and the next try carries the same Message-ID.
    """

    def __init__(self, smtp: Smtp) -> None:
        """Open nothing yet."""
        self._smtp = smtp

    def send(self, message: EmailMessage) -> Mapping[str, str]:
        """Send one message; return refused recipients with the server's words, its code first.

        Raises ChannelUnavailable when nobody got it and a later try may help.
        """
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise self._unavailable(error) from error
        try:
            self._introduce(server)
            return {
                recipient: _words(code, reason) for recipient, (code, reason) in server.send_message(message).items()
            }
        except smtplib.SMTPRecipientsRefused as error:
            return {recipient: _words(code, reason) for recipient, (code, reason) in error.recipients.items()}
        except smtplib.SMTPDataError as error:
            return {str(message["To"]): _words(error.smtp_code, error.smtp_error)}
        except (smtplib.SMTPException, OSError) as error:
            raise self._unavailable(error) from error
        finally:
            # The message is out or it is not: a fault while saying goodbye changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        smtp = self._smtp
        if smtp.ssl:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout_seconds, context=context)
        return smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout_seconds)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if self._smtp.login:
            server.login(self._smtp.login, self._smtp.password or "")

    def _unavailable(self, error: Exception) -> ChannelUnavailable:
        place = f"{self._smtp.host}:{self._smtp.port}"
        return ChannelUnavailable(f"The mail server {place} {_fault(error)}.", key=place)


def _fault(error: Exception) -> str:
    """Say what went wrong, so that an operator knows where to look."""
    sentence = next((words for kind, words in _FAULTS.items() if isinstance(error, kind)), "{error}")
    answer = _words(error.smtp_code, error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else ""
    return sentence.format(answer=answer, error=getattr(error, "strerror", None) or error)


_FAULTS: Mapping[type[Exception], str] = MappingProxyType(
    {
        smtplib.SMTPAuthenticationError: "does not accept our login ({answer})",
        smtplib.SMTPSenderRefused: "refuses the sender ({answer})",
        smtplib.SMTPResponseException: "is not ready ({answer})",
        smtplib.SMTPNotSupportedError: "cannot do what the settings ask ({error})",
        smtplib.SMTPServerDisconnected: "closed the connection or fell silent",
        smtplib.SMTPException: "gave an answer that is not SMTP ({error})",
        ssl.SSLError: "could not agree on encryption ({error})",
        TimeoutError: "did not answer in time",
        OSError: "cannot be reached ({error})",
    }
)
"""The sentence of each fault; the first kind that fits counts, so the finer ones stand first."""


def _words(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {' '.join(text.split())}"
