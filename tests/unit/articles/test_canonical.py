import pytest

from trucewatch.articles.canonical import HEAD_BYTES, declared_address

ONE = "https://herald.example/one"
LINK = f'<link rel="canonical" href="{ONE}">'


@pytest.mark.parametrize(
    "page",
    [
        LINK,
        f"<html><head><title>t</title>{LINK}</head><body>",
        f"<LINK HREF={ONE} REL=Canonical>",
        f"<link href='{ONE}' rel='shortlink canonical' />",
        f'<link data-x="a > b"><link\n  rel = "canonical"\n  href = "{ONE}"\n>',
        f"<!-- {LINK.replace('one', 'old')} -->{LINK}",
        f"<script>document.write('{LINK.replace('one', 'old')}')</script>{LINK}",
        f"<SCRIPT>1</SCRIPT>{LINK}",
        f"{LINK}{LINK}",
        f"{LINK}</head>{LINK.replace('one', 'two')}",
        f"{LINK}<body>{LINK.replace('one', 'two')}",
        '<base href="https://herald.example/"><link rel=canonical href=one>',
        f"<header></header>{LINK}",
    ],
)
def test_a_page_says_its_address_in_its_head(page: str) -> None:
    assert declared_address(page.encode()) == ONE


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<link rel=canonical>",
        "<link rel=canonical href=''>",
        f"<link rel=alternate href={ONE}>",
        f"<body>{LINK}",
        f"<!-- {LINK} -->",
        f"<!-- never closed {LINK}",
        f"<script>{LINK}",
        f"<template>{LINK}</template>",
        f"<meta property=og:url content={ONE}>",
        f"{LINK}{LINK.replace('one', 'two')}",
        "<link rel=canonical href='http://[broken/'>",
    ],
)
def test_what_is_not_the_heads_one_word_is_not_believed(page: str) -> None:
    assert declared_address(page.encode()) in {"", "http://[broken/"}


def test_an_address_beyond_the_first_bytes_is_not_looked_for() -> None:
    assert declared_address(b" " * HEAD_BYTES + LINK.encode()) == ""


def test_escapes_and_other_charsets_are_read() -> None:
    page = "<link rel=canonical href='https://herald.example/été?a=1&amp;b=2'>"
    expected = "https://herald.example/été?a=1&b=2"
    assert declared_address(page.encode("latin-1"), charset="cp1252") == expected
    assert declared_address(page.encode()) == expected
    assert declared_address(page.encode("latin-1")) == ""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f'<{ONE}>; rel="canonical"', ONE),
        (f"<https://x.example/>; rel=preload, <{ONE}>; rel=canonical", ONE),
        (f"<{ONE}>; rel=preload", ""),
        (f"<{ONE}>; title=canonical", ""),
        ("", ""),
        ("<<<>>>", ""),
    ],
)
def test_without_a_word_in_the_page_the_link_header_counts(header: str, expected: str) -> None:
    assert declared_address(b"<p>text", link_header=header) == expected
    assert declared_address(f"{LINK.replace('one', 'page')}".encode(), link_header=header).endswith("page")


@pytest.mark.parametrize(
    "piece",
    ["<link ", "<!--", "<script ", "<link rel=canonical href='", "<SCRIPT></SCRIPT>", "<base a='", "< /head", "<"],
)
def test_hostile_heads_are_read_in_one_pass(piece: str) -> None:
    assert not declared_address((piece * HEAD_BYTES).encode()).startswith("http")
