"""The one place where parts are chosen and joined."""

from trucewatch.assembly.house import House, SystemClock

__all__ = ["House", "SystemClock"]
