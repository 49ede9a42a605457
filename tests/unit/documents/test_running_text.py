# typographic quotes and dashes on purpose
import unicodedata

from tests.unit.documents.pages import PARAGRAPHS, PARAGRAPHS_FR, a_page
from trucewatch.documents.running_text import LONGEST, running_text
from trucewatch.documents.words import tidy

HEADLINE = "Storm hits the coast of Dunmark, hundreds of houses on the shore are without light and power tonight"


def lines(page: bytes) -> list[str]:
    return running_text(page.decode()).split("\n")


def test_paragraphs_are_lines_in_their_order() -> None:
    found = lines(a_page())
    assert [line for line in found if line in PARAGRAPHS] == list(PARAGRAPHS)


def test_short_lines_in_an_article_stay() -> None:
    inside = ("What was agreed", "- Ardania", "Nothing.")
    found = lines(a_page(PARAGRAPHS[0], f"</p><h2>{inside[0]}</h2><ul><li>{inside[1]}</ul><p>{inside[2]}"))
    assert set(inside) <= set(found)


def test_navigation_footers_and_asides_are_left_out() -> None:
    around = f"<aside><p>{HEADLINE} and more.</p></aside><nav><p>{HEADLINE} at once.</p></nav>"
    text = running_text(a_page(before=around).decode())
    assert "Storm" not in text
    assert "All rights reserved" not in text
    assert "World" not in text


def test_navigation_footers_and_asides_may_be_all_of_it() -> None:
    around = f"<aside><p>{PARAGRAPHS[0]}</p></aside><nav><p>{PARAGRAPHS[1]}</p></nav><footer>{PARAGRAPHS[2]}</footer>"
    page = f"<html><body>{around}</body></html>"
    assert running_text(page) == ""
    assert running_text(page, is_all_of_it=True).split("\n") == list(PARAGRAPHS)


def test_a_column_of_linked_headlines_is_left_out() -> None:
    column = "".join(f"<li><a href='/{number}'><i>12:5{number}</i>{HEADLINE}</a></li>" for number in range(10))
    assert "Storm" not in running_text(a_page(before=f"<div><ul>{column}</ul></div>").decode())
    assert "Storm" not in running_text(a_page(after=f"<div><ul>{column}</ul></div>").decode())


def test_a_link_in_the_midst_of_an_article_stays() -> None:
    linked = f"<a href='/more'>{HEADLINE}</a>"
    assert HEADLINE in lines(a_page(PARAGRAPHS[0], linked, PARAGRAPHS[1]))


def test_a_link_in_a_paragraph_is_its_words() -> None:
    linked = PARAGRAPHS[0].replace("Merle", "<a href='/merle?a=1&amp;b=%3E'>Merle</a>")
    assert PARAGRAPHS[0] in lines(a_page(linked))


def test_what_is_not_shown_is_no_text() -> None:
    hidden = f"<script>var a = '{HEADLINE}';</script><style>/* {HEADLINE} */</style><template><p>{HEADLINE}.</p></template><!-- {HEADLINE} -->"
    assert "Storm" not in running_text(a_page(before=hidden).decode())


def test_marks_that_are_words_stay_words() -> None:
    sentence = (
        "The bill says that 2 &lt; 3 &amp; 5 &gt; 4, and that &lt;b&gt; is not a tag but a letter of the law here."
    )
    expected = "The bill says that 2 < 3 & 5 > 4, and that <b> is not a tag but a letter of the law here."
    assert expected in lines(a_page(sentence, PARAGRAPHS[0]))


def test_where_nothing_runs_all_words_are_returned() -> None:
    page = "<div>Talks open</div><div>Envoys in Merle</div><div><a href='/'>Home</a></div>"
    assert running_text(page) == "Talks open\nEnvoys in Merle\nHome"


def test_plain_text_is_its_own_running_text() -> None:
    assert running_text("\n\n".join(PARAGRAPHS_FR)) == "\n".join(PARAGRAPHS_FR)


def test_text_is_tidy() -> None:
    text = running_text(unicodedata.normalize("NFD", a_page(*PARAGRAPHS_FR).decode()).replace(" mardi", "\u00a0mardi"))
    assert tidy(text) == text
    assert PARAGRAPHS_FR[0] in text.split("\n")


def test_text_has_an_end() -> None:
    assert len(running_text(f"<p>{'word ' * LONGEST}</p>")) <= LONGEST
