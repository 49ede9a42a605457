# ruff: noqa: RUF001  # other alphabets, and letters as damaged as they come
import ftfy.bad_codecs  # registers the charset that browsers take for Western European
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.documents.mojibake import repaired
from trucewatch.documents.words import plain, tidy

ftfy.bad_codecs.ok()

SENTENCES = (
    "L’État a annoncé une trêve à Merle, où la guerre d’usure dure depuis l’été dernier.",
    "« Pas de cessez-le-feu », a répété l’émissaire – du moins “pour l’instant”.",
    "The envoy’s “final” offer — a 30-day truce — was naïve, critics said.",
    "Die Waffenruhe trat am Dienstag früh in Kraft, größere Gefechte blieben aus.",
    "La tregua empezó mañana en el río, según dijo el señor Muñoz.",
)
CYRILLIC = (
    "Президент заявил о прекращении огня на всей линии фронта.",
    "Перемовини про перемир’я відбулися у вівторок у столиці.",
)
SOUND = (
    "NÃO À GUERRA: São João reúne a oposição",
    "« LIBERTÉ\u00a0» — LE CHÂTEAU RESTE FERMÉ, L’ÎLE AUSSI",
    "România și Țara Bârsei: dâ, hotărâre, însă „când” și „încât”",
    "ESPAÑA Y ESTONIA: jäääär, töööö, kuuuurija",
    "Þórður sagði að friðarviðræður í Þýskalandi væru á næsta leiti; ÆÐAR",
    "Smörgåsbord på ÅLAND: ÄÄNESTYS, Ørsted, Ångström",
    "3 × 4 = 12, −5 °C, ½ €, § 7, №12, “ok”…",
    "Пауза в боях, сказав посол: «Ні».",
    "اتفق الطرفان على وقف إطلاق النار",
    "הצדדים הסכימו על הפסקת אש",
    "AMANHÃ, O CORAÇÃO DA AMAZÔNIA; CÂMARA E SÃO PAULO DIZEM NÃO.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("charset", ["latin-1", "sloppy-windows-1252"])
@pytest.mark.parametrize("times", [1, 2])
def test_utf8_that_was_read_as_western_is_read_back(sentence: str, charset: str, times: int) -> None:
    damaged = sentence
    for _ in range(times):
        damaged = damaged.encode().decode(charset)
    assert damaged != sentence
    assert repaired(damaged) == sentence


@pytest.mark.parametrize("sentence", CYRILLIC)
@pytest.mark.parametrize(("written", "read"), [("utf-8", "sloppy-windows-1252"), ("cp1251", "latin-1")])
def test_cyrillic_that_was_read_as_western_is_read_back(sentence: str, written: str, read: str) -> None:
    plain_quotes = sentence.replace("’", "'")
    assert repaired(plain_quotes.encode(written).decode(read)) == plain_quotes


@pytest.mark.parametrize("text", [*SOUND, *SENTENCES, *CYRILLIC])
def test_a_sound_text_is_left_alone(text: str) -> None:
    assert repaired(text) == text


def test_a_damaged_line_is_read_back_among_sound_ones() -> None:
    damaged = "guerre d’usure".encode().decode("cp1252")
    assert repaired(f"Une trêve à Merle\n{damaged}\nСлова") == "Une trêve à Merle\nguerre d’usure\nСлова"


def test_every_text_that_is_made_tidy_is_read_back() -> None:
    assert plain("<p>cessez-le-feu &Atilde;&nbsp; Gaza</p><p>tr&Atilde;&ordf;ve</p>") == "cessez-le-feu à Gaza\ntrêve"


DAMAGED = st.lists(
    st.sampled_from([*"ÃÂâ€™œÐÑ×Ø©ªï¿½\u00a0\u0083\u00ad\u200b \naé", "Ã©", "â€™", "Ã\u0083Â©", "Ïðå", "e\u0301"]),
    max_size=30,
).map("".join)


@given(DAMAGED)
def test_tidy_is_idempotent_on_damaged_text(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_line_that_no_paragraph_is_as_long_as_is_left_as_it_is() -> None:
    damaged = "".join("été à Merle ".encode().decode("latin-1") for _ in range(100))
    assert repaired(damaged) == "été à Merle " * 100
    assert repaired(damaged * 20) == damaged * 20
