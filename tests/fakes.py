"""Stand-ins for the ports, held against the real adapters by the contract tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TypeVar

from trucewatch.errors import RecordUnreadable, ResponseRefused, TrucewatchError
from trucewatch.model import (
    Account,
    ArchivePosition,
    Delivery,
    Outcome,
    Parcel,
    Receipt,
    Response,
    RobotsFile,
    Trace,
    stable_id,
)

T = TypeVar("T")
MORNING = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


class FixedClock:
    """A clock that stands until it is set."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class FakeHttp:
    """Answers from a table: URL to the response, or to the error that asking gives; anything else is a 404."""

    def __init__(self, answers: Mapping[str, Response | TrucewatchError] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.robots: list[bool] = []

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        self.asked.append(url)
        self.headers.append(headers or {})
        self.robots.append(obey_robots)
        answer = self.answers.get(url)
        if answer is None:
            raise ResponseRefused("There is no page at this address (HTTP 404).", key=url, code="http_404")
        if isinstance(answer, TrucewatchError):
            raise answer
        return answer


class MemoryArchive:
    """An archive that forgets."""

    def __init__(self) -> None:
        self.responses: list[Response] = []
        self.revisits: list[str] = []

    def write(self, response: Response) -> ArchivePosition:
        self.responses.append(response)
        return ArchivePosition(file="memory.warc.gz", offset=len(self.responses) - 1)

    def write_revisit(self, response: Response, *, digest: str, first_at: datetime) -> ArchivePosition:
        self.revisits.append(digest)
        return ArchivePosition(file="revisits.warc.gz", offset=len(self.revisits) - 1)

    def read(self, position: ArchivePosition) -> bytes:
        if position.file != "memory.warc.gz" or not 0 <= position.offset < len(self.responses):
            raise RecordUnreadable("The archive has no such record.", key=position.file, code="record_missing")
        return self.responses[position.offset].body

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


class DirectSandbox:
    """Runs the work here, without limits."""

    def call(self, work: Callable[..., T], /, *arguments: object) -> T:
        return work(*arguments)

    def close(self) -> None:
        pass


class LonelyGrouper:
    """Sees a story of its own in every document."""

    def trace(self, account: Account) -> Trace:
        return Trace(
            document_id=account.document.id,
            said_at=account.said_at,
            language=account.document.language,
            origin=account.family,
            agency=None,
            sketch=account.document.sketch,
            terms=(),
        )

    def place(self, new: Sequence[Trace], known: Sequence[Trace]) -> tuple[Trace, ...]:
        return tuple(replace(trace, story_id=stable_id("story", trace.document_id)) for trace in new)


class MemoryHostBook:
    """Whose turn it is at each host, of one process."""

    def __init__(self) -> None:
        self.free_at: dict[str, datetime] = {}
        self.files: dict[str, RobotsFile] = {}

    def claim(self, host: str, now: datetime, until: datetime) -> datetime | None:
        free_at = self.free_at.get(host, now)
        if free_at > now:
            return free_at
        self.free_at[host] = until
        return None

    def release(self, host: str, free_at: datetime) -> None:
        self.free_at[host] = free_at

    def robots(self, origin: str) -> RobotsFile | None:
        return self.files.get(origin)

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        self.files[origin] = file


class MemoryCourier:
    """Keeps the parcels it is given; an address's answer is what becomes of each try, else it is sent."""

    def __init__(self, answers: Mapping[str, Receipt] | None = None) -> None:
        self.answers = dict(answers or {})
        self.parcels: list[Parcel] = []

    def deliver(self, parcel: Parcel, now: datetime) -> Delivery:
        receipt = self.answers.get(parcel.recipient, Receipt(outcome=Outcome.SENT))
        if receipt.outcome is Outcome.SENT:
            self.parcels.append(parcel)
        return Delivery(parcel=parcel, message_id=f"<{parcel.id}@test>", tried_at=now, receipt=receipt)


class MemoryMailServer:
    """Keeps what it is given; an address's answer is the receipt that sending there gives."""

    def __init__(self, answers: Mapping[str, Receipt] | None = None) -> None:
        self.answers = dict(answers or {})
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> Receipt:
        receipt = self.answers.get(str(message["To"]), Receipt(outcome=Outcome.SENT, message="250 taken"))
        if receipt.outcome in {Outcome.SENT, Outcome.DOUBTFUL}:
            self.messages.append(message)
        return receipt


class FakePoster:
    """Keeps what is posted; a URL's answer is a status, or the error that posting there gives; any other takes all."""

    def __init__(self, answers: Mapping[str, int | TrucewatchError] | None = None) -> None:
        self.answers = dict(answers or {})
        self.posted: list[tuple[str, bytes, Mapping[str, str]]] = []

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Response:
        self.posted.append((url, body, headers))
        answer = self.answers.get(url, 200)
        if isinstance(answer, TrucewatchError):
            raise answer
        return Response(url=url, final_url=url, status_code=answer, headers=(), body=b"said", fetched_at=MORNING)
