"""Ten days of invented news, the alerts that an editor would want of them, and the road that is held against them.

`news/` has one file an article: front matter, then its paragraphs. `published` is empty where neither feed nor page has a
date; `seen` is the first poll at which its outlet shows it. `copy_of` takes another's paragraphs (behind an `opening` of
its own, where it has one), `edit_of` puts the article in the other's place, at its address; `translates` is a note. Events,
outlets and people are invented; states and towns are real, so that the knowledge files know them.

`expected.yaml` is written from the texts and docs/codebook.md, never from what comes out; `python -m tests.replay` shows
what does, with the sentences behind every failure. A new article or change is a new file or item there: no test is edited.
"""
