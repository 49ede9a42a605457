"""The one place where parts are chosen and joined."""

from trucewatch.assembly.exporting import export_results
from trucewatch.assembly.house import House, SystemClock

__all__ = ["House", "SystemClock", "export_results"]
