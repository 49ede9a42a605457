"""Stand-ins for the ports, held against the real adapters by the contract tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage

from trucewatch.errors import RecordUnreadable, ResponseRefused, TrucewatchError
from trucewatch.model import ArchivePosition, Response

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

    def write(self, response: Response) -> ArchivePosition:
        self.responses.append(response)
        return ArchivePosition(file="memory.warc.gz", offset=len(self.responses) - 1)

    def read(self, position: ArchivePosition) -> bytes:
        if position.file != "memory.warc.gz" or not 0 <= position.offset < len(self.responses):
            raise RecordUnreadable("The archive has no such record.", key=position.file, code="record_missing")
        return self.responses[position.offset].body

    def close(self) -> None:
        pass


class MemoryChannel:
    """Keeps what it is given; an address's answer is a refusal's words, or the error that sending gives."""

    def __init__(self, answers: Mapping[str, str | TrucewatchError] | None = None) -> None:
        self.answers = dict(answers or {})
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> Mapping[str, str]:
        recipient = str(message["To"])
        answer = self.answers.get(recipient)
        if isinstance(answer, TrucewatchError):
            raise answer
        if answer is not None:
            return {recipient: answer}
        self.messages.append(message)
        return {}
