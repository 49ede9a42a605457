"""The demo's outlets and articles, as data, and what makes pages and feeds of them; knows nothing of sockets."""

from demo.news.pages import Resource, render_outlet
from demo.news.world import FeedSource, Outlet, Story, World, load_world

__all__ = ["FeedSource", "Outlet", "Resource", "Story", "World", "load_world", "render_outlet"]
