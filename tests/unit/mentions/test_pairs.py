"""Who "the two presidents" are: the two leaders named before, not the lands and houses that stand nearer."""

import pytest

from trucewatch.model import Document

pytestmark = pytest.mark.model

TEXTS = {
    "en": "Donald Trump and Vladimir Putin talked on Tuesday. The subject was Ukraine, the White House said. "
    "The two presidents agreed to a ceasefire limited to energy infrastructure.",
    "fr": "Donald Trump et Vladimir Poutine se sont parlé mardi. Il s'agissait de l'Ukraine, a indiqué la Maison-Blanche. "
    "Les deux présidents ont accepté un cessez-le-feu limité aux infrastructures énergétiques.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_pair_of_leaders_is_two_people(finder, language):
    text = TEXTS[language]
    document = Document(id="1", article_id="", url="", title="", text=text, language=language, published_at=None)
    (accepted,) = [mention for mention in finder.find(document) if mention.category == "ceasefire"]
    assert [party.id for party in accepted.parties] == ["USA", "RUS"]
    assert all(text[party.start : party.end] == party.text for party in accepted.parties)
