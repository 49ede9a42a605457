"""Rows to files that other programs read. It knows formats; it knows neither where rows come from nor where bytes go.

The door is `export(rows, columns, FORMATS["csv"])`. A format is a module that turns rows into bytes as they come, and a line
in FORMATS.
"""

from trucewatch.exports.formats import FORMATS, ExportFormat, export

__all__ = ["FORMATS", "ExportFormat", "export"]
