"""`trucewatch explain`: what fires in a sentence, what nearly did, and why not."""

import os
import sys
from typing import Annotated

import typer

from trucewatch.settings import Settings


def explain(
    sentence: Annotated[str, typer.Argument(help="A sentence, or a few; - reads standard input.")],
    lang: Annotated[str, typer.Option(help="Language: fr or en; identified where not given.")] = "",
) -> None:
    """Tell which rules fire in a sentence, which nearly do, and why not."""
    from trucewatch.documents import identify_language
    from trucewatch.knowledge.crosswalk import load_crosswalk
    from trucewatch.knowledge.gazetteer import load_gazetteer
    from trucewatch.knowledge.languages import load_languages
    from trucewatch.mentions import explanation_lines, open_finder

    text = sys.stdin.read() if sentence == "-" else sentence
    folder = Settings.from_environment(os.environ).knowledge
    finder = open_finder(load_languages(folder), load_gazetteer(folder), load_crosswalk(folder))
    for line in explanation_lines(finder.explain(text, lang or identify_language(text))):
        print(line)
