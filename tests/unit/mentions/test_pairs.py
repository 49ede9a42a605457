"""Who "the two presidents" are: the two leaders named before, not the lands and houses that stand nearer."""

import pytest

from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import open_finder
from trucewatch.model import Document
from trucewatch.settings import KNOWLEDGE

pytestmark = pytest.mark.model

TEXTS = {
    "en": "Donald Trump and Vladimir Putin talked on Tuesday. The subject was Ukraine, the White House said. "
    "The two presidents agreed to a ceasefire limited to energy infrastructure.",
    "fr": "Donald Trump et Vladimir Poutine se sont parlé mardi. Il s'agissait de l'Ukraine, a indiqué la Maison-Blanche. "
    "Les deux présidents ont accepté un cessez-le-feu limité aux infrastructures énergétiques.",
}


@pytest.fixture(scope="module")
def finder():
    return open_finder(load_languages(KNOWLEDGE), load_gazetteer(KNOWLEDGE))


@pytest.mark.parametrize("language", TEXTS)
def test_a_pair_of_leaders_is_two_people(finder, language):
    text = TEXTS[language]
    document = Document(id="1", article_id="", url="", title="", text=text, language=language, published_at=None)
    (accepted,) = [mention for mention in finder.find(document) if mention.category == "ceasefire"]
    assert [party.id for party in accepted.parties] == ["USA", "RUS"]
    assert all(text[party.start : party.end] == party.text for party in accepted.parties)
