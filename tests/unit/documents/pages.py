# typographic quotes and dashes on purpose
"""Pages of newspapers that do not exist."""

from hypothesis import strategies as st

from trucewatch.knowledge.notices import load_notices
from trucewatch.settings import KNOWLEDGE

NOTICES = load_notices(KNOWLEDGE)

PARAGRAPHS = (
    (
        "Delegations of Ardania and Borland met on Tuesday in the lakeside town of Merle, and both sides spoke of a "
        "useful first day after months of silence between the two capitals."
    ),
    (
        "The foreign minister of Ardania said that a ceasefire along the river could begin within a week, provided that "
        "the guns on the northern bank were withdrawn before the end of the month."
    ),
    (
        "Borland's envoy was more careful and told reporters that nothing had been signed, but he did not rule out a "
        "second meeting before the weekend if the mediators thought it would help."
    ),
)
PARAGRAPHS_FR = (
    (
        "Les délégations de l’Ardanie et du Borland se sont retrouvées mardi dans la ville de Merle, au bord du lac, et "
        "les deux camps ont parlé d’une première journée utile après des mois de silence."
    ),
    (
        "La ministre ardanienne des affaires étrangères a déclaré qu’une trêve le long du fleuve pourrait commencer d’ici "
        "une semaine, à condition que les canons de la rive nord soient retirés avant la fin du mois."
    ),
    (
        "L’émissaire du Borland s’est montré plus prudent et a rappelé que rien n’était signé, sans exclure une deuxième "
        "rencontre avant la fin de la semaine si les médiateurs le jugeaient nécessaire."
    ),
)


def a_page(
    *paragraphs: str, title: str = "Talks open in Merle | The Herald", head: str = "", before: str = "", after: str = ""
) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<header><nav><a href='/'>Home</a> <a href='/world'>World</a></nav></header>{before}"
        f"<main><article><h1>Talks open in Merle</h1>{body}</article>{after}</main>"
        "<footer><p>© The Herald. All rights reserved.</p></footer></body></html>"
    ).encode()


BROKEN_HTML = st.lists(
    st.sampled_from(
        [b"<p>", b"</p>", b"<div", b">", b"<script>", b"<!--", b"&#0;", b"&#xD800;", b"\x00", b"\xff\xfe", b"<table><td>",
         b"<html lang='fr'>", b"<meta charset='x'>", b"words of an article that go on and on. " * 5, b"<svg><math>", b"]]>",
         b"<a href="]
    )
    | st.binary(max_size=20),
    max_size=40,
).map(b"".join)  # fmt: skip
"""Pieces of pages in any order, with bytes that belong to none."""
