"""The error tree. Whether a retry can help is part of the type, and the bridge needs only the two parents.

TrucewatchError
├── TransientError            the same call may succeed later
│   ├── HostUnreachable       no answer: DNS, refused, reset, timed out
│   ├── AnswerMissing         all was sent and no answer came: it may have been taken
│   ├── HostBusy              429 or 5xx; may say when to come back
│   ├── WarehouseUnavailable  the database does not answer or is locked
│   ├── ArchiveUnavailable    the archive cannot be written or read (disk full, store away)
│   └── ChannelUnavailable    the mail server does not answer
└── PermanentError            the same call will fail again
    ├── AddressForbidden      a URL that must not be fetched (scheme, private network)
    ├── ResponseRefused       the host's answer is final: 4xx, too large, wrong type, robots
    ├── FeedMalformed         the body is not a feed
    ├── InputHostile          reading the input cost more time or memory than allowed, or ended the reader
    ├── TextMissing           the page has no article that can be read
    ├── KnowledgeInvalid      a knowledge file is wrong, with file and line
    ├── SettingsInvalid       a setting or argument is wrong
    ├── SchemaOutdated        the warehouse must be upgraded first
    └── RecordUnreadable      an archive record is gone or broken
"""

from datetime import datetime


class TrucewatchError(Exception):
    """Anything that goes wrong in a way this project understands."""

    code = "error"
    """Short snake_case name, used as the reason in reports and tables."""

    def __init__(self, message: str, *, key: str = "", code: str | None = None) -> None:
        """Keep the plain sentence, the key of the thing concerned (URL, feed id), and a finer code if given."""
        super().__init__(message)
        self.message = message
        self.key = key
        self.code = code or type(self).code


class TransientError(TrucewatchError):
    """Retrying may help."""


class PermanentError(TrucewatchError):
    """Retrying cannot help."""


class HostUnreachable(TransientError):
    """No usable answer came from the host."""

    code = "unreachable"


class AnswerMissing(TransientError):
    """A request was sent whole, and no answer came: it may have been taken."""

    code = "unanswered"


class HostBusy(TransientError):
    """The host answered 429 or 5xx."""

    code = "busy"

    def __init__(
        self, message: str, *, key: str = "", code: str | None = None, retry_at: datetime | None = None
    ) -> None:
        """As TrucewatchError; `retry_at` is what the host asked for (Retry-After), if it did."""
        super().__init__(message, key=key, code=code)
        self.retry_at = retry_at


class WarehouseUnavailable(TransientError):
    """The database does not answer, or stays locked."""

    code = "warehouse_unavailable"


class ArchiveUnavailable(TransientError):
    """The archive cannot be written or read at the moment."""

    code = "archive_unavailable"


class ChannelUnavailable(TransientError):
    """An alert channel does not take messages at the moment."""

    code = "channel_unavailable"


class AddressForbidden(PermanentError):
    """The URL may not be fetched."""

    code = "address_forbidden"


class ResponseRefused(PermanentError):
    """The answer is final and cannot be used."""

    code = "refused"


class FeedMalformed(PermanentError):
    """The body is not a feed that can be read."""

    code = "not_a_feed"


class InputHostile(PermanentError):
    """Reading this input took too long, too much memory, or crashed the process that read it."""

    code = "parser_crashed"


class TextMissing(PermanentError):
    """No article text could be found."""

    code = "no_text"


class KnowledgeInvalid(PermanentError):
    """A knowledge file is wrong; the message begins with file:line."""

    code = "knowledge_invalid"


class SettingsInvalid(PermanentError):
    """A setting or a command-line value is wrong."""

    code = "settings_invalid"


class SchemaOutdated(PermanentError):
    """The warehouse's schema is not the one this version needs."""

    code = "schema_outdated"


class RecordUnreadable(PermanentError):
    """An archive record is missing or broken."""

    code = "record_unreadable"
