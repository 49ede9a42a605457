"""Reads what strangers sent in child processes with limits, so that no feed or page can stop, fill or take over a run.

It must not know what is read: it is given a function and its arguments. Nothing heavy is loaded here, nor in the parent.
"""

from trucewatch.sandbox.pool import ProcessSandbox
from trucewatch.settings import Settings


def open_sandbox(settings: Settings) -> ProcessSandbox:
    """Return the sandbox that this run shares; its children start when first needed."""
    return ProcessSandbox(
        workers=settings.parse_workers, seconds=settings.parse_seconds, megabytes=settings.parse_megabytes
    )


__all__ = ["ProcessSandbox", "open_sandbox"]
