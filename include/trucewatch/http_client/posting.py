"""Requests that tell somebody something: one attempt, no redirect, and a clear word on whether it may have been taken."""

from collections.abc import Mapping

import trucewatch
from trucewatch.errors import AnswerMissing
from trucewatch.http_client.addresses import a_guard
from trucewatch.http_client.deadlines import Deadline
from trucewatch.http_client.resolving import Resolve, addresses_of, resolve_name
from trucewatch.http_client.targets import parse_target
from trucewatch.http_client.verdicts import FAILURES, failure_error, problem
from trucewatch.http_client.wire import Dial, Unanswered, connect, dial_address, post, tls_context
from trucewatch.model import Response
from trucewatch.ports import Clock
from trucewatch.settings import Settings

MOST_ANSWER_BYTES = 4 * 1024
"""What is kept of an answer's body: enough for the reason of a refusal."""


class GuardedPoster:
    """Implements ports.Poster. Safe to share among threads."""

    def __init__(
        self, settings: Settings, clock: Clock, *, resolve: Resolve = resolve_name, dial: Dial = dial_address
    ) -> None:
        """`resolve` and `dial` are the two ways to the network, so that tests can stand in for the internet."""
        self._seconds = settings.timeout_seconds
        self._clock = clock
        self._resolve = resolve
        self._dial = dial
        self._guard = a_guard(settings.private_hosts, allow_all=settings.allow_private_hosts)
        self._tls = tls_context()
        self._user_agent = f"Trucewatch/{trucewatch.__version__} (+{settings.contact})"

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Response:
        """As ports.Poster."""
        target = parse_target(url)
        deadline = Deadline(self._seconds)
        try:
            addresses = addresses_of(target.host, target.port, self._resolve, deadline)
            if not all(self._guard.admits(target.host, address) for address in addresses):
                raise problem("forbidden_address", target)
            connected = connect(target, addresses, deadline=deadline, dial=self._dial, tls=self._tls)
            sent = {"User-Agent": self._user_agent, **headers}
            answer = post(target, connected, body, sent, deadline=deadline, max_bytes=MOST_ANSWER_BYTES)
        except Unanswered as error:
            sentence = f"{target.host}:{target.port} was sent everything and gave no answer."
            raise AnswerMissing(sentence, key=url) from error
        except FAILURES as failure:
            raise failure_error(target, failure) from failure
        return Response(
            url=url,
            final_url=target.url,
            status_code=answer.status_code,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self._clock.now(),
        )
