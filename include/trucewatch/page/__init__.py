"""Rows to a page inside Airflow. Knows HTTP and HTML; rows come through ports.ResultsReader.

The door is `create_page(open_reader, guards, surroundings)`. The page has no login of its own: Airflow mounts it without any
check, so whoever creates it must hand in guards, dependencies that refuse strangers.
"""

from trucewatch.page.app import create_page
from trucewatch.page.ground import Exporter, Surroundings

__all__ = ["Exporter", "Surroundings", "create_page"]
