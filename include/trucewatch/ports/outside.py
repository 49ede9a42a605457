"""What the road needs of the world outside the warehouse."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol, TypeVar

from trucewatch.codebook import PassedOver
from trucewatch.model import (
    Account,
    ArchivePosition,
    Capture,
    Delivery,
    Document,
    Mention,
    Misfit,
    Parcel,
    Part,
    Receipt,
    Response,
    RobotsFile,
    Trace,
)

T = TypeVar("T")


class Clock(Protocol):
    """Where 'now' comes from; tests inject a fixed one."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""


class HttpClient(Protocol):
    """The one chokepoint for every request that leaves this machine, mail apart."""

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        """Fetch a URL politely, following at most 5 redirects, each checked (against robots.txt too if asked).

        Returns any complete answer below 400, 304 included. Raises AddressForbidden, HostUnreachable, HostBusy
        (429, 5xx) or ResponseRefused (other 4xx, too large, robots); `code` tells the case (http_404, too_large...).
        """


class Poster(Protocol):
    """HttpClient's sibling, for the few requests that tell instead of ask; the same addresses are forbidden."""

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Response:
        """Send this body to a URL, once, following no redirect; return any complete answer, whatever its status.

        The answer's body is cut to a few kilobytes. Raises AddressForbidden or HostUnreachable where it was certainly not
        taken, AnswerMissing where it may have been.
        """


class HostBook(Protocol):
    """What all our processes together know of hosts: whose turn it is, and what robots.txt allows."""

    def claim(self, host: str, now: datetime, until: datetime) -> datetime | None:
        """Take a host until then, if nobody has it: return None; else the moment when it will be free.

        `until` bounds how long a process that died keeps a host.
        """

    def release(self, host: str, free_at: datetime) -> None:
        """Give a host back; nobody takes it before `free_at`."""

    def robots(self, origin: str) -> RobotsFile | None:
        """Return the robots.txt of an origin (scheme and authority) as read last; None: never read."""

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """Keep the robots.txt of an origin."""


class Sandbox(Protocol):
    """Where untrusted input is read: a child process with limits on CPU time, wall time and memory."""

    def call(self, work: Callable[..., T], /, *arguments: object) -> T:
        """Run a pure function of a module's top level in a child, and return what it returns. Safe from several threads.

        What it returns must consist of our nouns and plain values. Raises the TrucewatchError that it raises;
        InputHostile ('parser_timeout', 'parser_memory', 'parser_crashed') when it came to its limits, or died.
        """

    def close(self) -> None:
        """End the children."""


class Archive(Protocol):
    """Every response as received."""

    def write(self, response: Response) -> ArchivePosition:
        """Append one response; it is readable from then on. Safe from several threads and processes."""

    def write_revisit(self, response: Response, *, digest: str, first_at: datetime) -> ArchivePosition:
        """Note that an answer (304, or the same body again) repeats the body archived at `first_at`.

        `digest` is that body's SHA-256 in hexadecimal.
        """

    def read(self, position: ArchivePosition) -> bytes:
        """Return the body (decoded from transfer and content coding) of one record, or raise RecordUnreadable."""

    def flush(self) -> None:
        """Make all that was written safe, and readable by every other process; to be called before it is spoken of."""

    def close(self) -> None:
        """Finish the open file."""


class CaptureReader(Protocol):
    """WARC files, ours and others', as parts that can be read side by side."""

    def split(self, patterns: Sequence[str], part_bytes: int) -> tuple[tuple[Part, ...], tuple[Misfit, ...]]:
        """Return the parts of the files that these paths, globs, folders or URLs mean, and what cannot be opened.

        The same files give the same parts, in the same order.
        """

    def captures(self, part: Part) -> Iterator[Capture | Misfit]:
        """Yield the records that begin in a part, and what is wrong there; raises nothing for what a file holds.

        Never holds more than one record in memory.
        """


class Finder(Protocol):
    """Finds mentions; loads its language models when first needed."""

    def find(self, document: Document) -> tuple[Mention, ...]:
        """Return the mentions of one document, in text order, title first. Never raises on any text."""

    def glance(self, title: str, text: str, languages: Collection[str]) -> PassedOver | None:
        """Return why `find` would find nothing in a text of one of these languages; None: it might find something.

        Quick, without a language model, and on the safe side: None wherever `find` finds a mention in a document with
        this title and some of the text's paragraphs (one a line), each as it stands and no two in a row left out between
        those that are kept. Never raises on any text.
        """


class Grouper(Protocol):
    """Knows which accounts tell of one event, whatever their language."""

    def trace(self, account: Account) -> Trace:
        """Return what is kept of an account; neither its story nor what it copies is decided yet. Pure."""

    def place(self, new: Sequence[Trace], known: Sequence[Trace]) -> tuple[Trace, ...]:
        """Return the new traces, each with its story and what it copies, beside those that are placed already.

        Deterministic, whatever the order of either; a story's identifier derives from its first document.
        """


class MailServer(Protocol):
    """Takes mail, one recipient a message."""

    def send(self, message: EmailMessage) -> Receipt:
        """Hand one message over and say what became of it; whatever the server does, nothing is raised."""


class Courier(Protocol):
    """A way to tell people: writes what a parcel says in its own form, and hands it over."""

    def deliver(self, parcel: Parcel, now: datetime) -> Delivery:
        """Hand one parcel over and say what became of it; the same parcel always has the same message id.

        Whatever the other side does, nothing is raised.
        """
