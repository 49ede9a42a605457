"""The page joined with what it shows: the warehouse's reader, the names of the knowledge files, the run's links."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from trucewatch.assembly.library import Library
from trucewatch.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from trucewatch.ports import ResultsReader


def open_page(
    settings: Callable[[], Settings],
    guards: Sequence[Callable[..., Any]],
    run_link: Callable[[str], str | None],
) -> "FastAPI":
    """Return the page behind these guards; the settings are asked again at each request, so that a warehouse may move.

    Raises ValueError without guards, KnowledgeInvalid where the knowledge files are wrong.
    """
    from trucewatch.exports import FORMATS
    from trucewatch.page import Surroundings, create_page
    from trucewatch.warehouse import open_reader

    library = Library(settings())
    readers: dict[str, ResultsReader] = {}

    def reader() -> "ResultsReader":
        url = settings().warehouse
        if url not in readers:
            readers[url] = open_reader(url)
        return readers[url]

    def state(code: str, language: str) -> tuple[str, str]:
        words = library.states.of(code).words[language]
        return words.sentence, words.action

    surroundings = Surroundings(names=library.names, feed_states=state, exporters=FORMATS, run_link=run_link)
    return create_page(reader, guards, surroundings)
