# typographic quotes and dashes on purpose
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.documents.words import fingerprint, one_line, plain, tidy, without_outlet


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>One.</p><p>Two<br/>lines.</p>", "One.\nTwo\nlines."),
        ("<p>A\nbroken\nline</p>", "A broken line"),
        ("AT&amp;T &lt;b&gt;", "AT&T <b>"),
        ("<b>L</b>a <i>tr&ecirc;ve</i>", "La trêve"),
        ("<script>var a = '<p>';</script>Text<!-- no --><style>p {}</style>", "Text"),
        ("Text<script>never closed", "Text"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("3 < 5 and 5 > 3", "3 < 5 and 5 > 3"),
        ("plain\n\ntext", "plain\ntext"),
        ("", ""),
    ],
)
def test_a_piece_of_html_becomes_text(fragment: str, text: str) -> None:
    assert plain(fragment) == text


@given(st.text())
def test_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_any_fragment_becomes_storable_text(fragment: str) -> None:
    plain(fragment).encode("utf-8")
    assert "\n" not in one_line(fragment)


@pytest.mark.parametrize(
    ("title", "names", "bare"),
    [
        ("Talks open | The Herald", ("The Herald",), "Talks open"),
        ("Talks open - Herald", ("The Herald",), "Talks open"),
        ("Talks open – Le Monde.fr", ("Le Monde",), "Talks open"),
        ("Talks open — herald", ("www.herald.example",), "Talks open"),
        ("Talks open | World | The Herald", ("The Herald",), "Talks open | World"),
        ("Talks open - first day", ("The Herald",), "Talks open - first day"),
        ("Cessez-le-feu à Merle", ("Merle",), "Cessez-le-feu à Merle"),
        ("The Herald", ("The Herald",), "The Herald"),
        ("| The Herald", ("The Herald",), "| The Herald"),
        ("Talks | ", ("The Herald",), "Talks | "),
        ("Talks open | The Herald", ("", "AP"), "Talks open | The Herald"),
    ],
)
def test_the_outlets_name_is_no_part_of_a_title(title: str, names: tuple[str, ...], bare: str) -> None:
    assert without_outlet(title, names) == bare


def test_a_fingerprint_sees_letters_only() -> None:
    assert fingerprint("The Truce, at last!") == fingerprint("the truce\nat last")
    assert fingerprint("The truce") != fingerprint("The truces")
