"""`python -m tests.bench.acquisition_server`: a web of invented newspapers in a process of its own; says its port.

Any host, any path: /articles/N is a page of 60 to 100 KB with article N in it, in the dress of a real one (metadata,
JSON-LD, menus, scripts, lists of other stories). It ends with its standard input.
"""

import asyncio
import json
import random
import sys

TOWNS = ("Merle", "Lakeside", "Torrin", "Vellow", "Northbank", "Sant Orel", "Harrow Pass", "Quill Bay")
WHO = ("The foreign minister", "A spokesman of the army", "The mediator", "An aid worker", "The governor", "A resident")
SAID = ("said", "told reporters", "wrote in a statement", "repeated", "denied", "made clear")
WHAT = (
    "that delegations would meet again before the weekend",
    "that the road to the harbour was open once more",
    "that nothing had been signed so far",
    "that guns on the northern bank had been silent since dawn",
    "that prisoners would be exchanged at the bridge",
    "that the price of bread had doubled within a month",
)
SCRIPT_BYTES = (45_000, 80_000)


def article(number: int) -> bytes:
    """Return page N; the same for the same number."""
    chance = random.Random(number)  # noqa: S311  # invented news
    title = f"Talks in {chance.choice(TOWNS)} enter day {number}"
    paragraphs = "".join(f"<p>{_paragraph(chance)}</p>" for _ in range(chance.randint(8, 16)))
    links = "".join(
        f"<li><a href='/articles/{number + n}'>{chance.choice(WHO)} in {chance.choice(TOWNS)}</a></li>"
        for n in range(60)
    )
    told = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-03-18T09:00:00Z"}
    script = "".join(chance.choices("abcdefghij(){};=. ", k=chance.randint(*SCRIPT_BYTES)))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | The Herald</title>"
        f"<link rel=canonical href='/articles/{number}'><script type='application/ld+json'>{json.dumps(told)}</script>"
        f"<script>/*{script}*/</script></head><body><header><nav><ul>{links}</ul></nav></header>"
        f"<main><article><h1>{title}</h1>{paragraphs}</article></main><aside><ul>{links}</ul></aside></body></html>"
    ).encode()


def _paragraph(chance: random.Random) -> str:
    sentences = (
        f"{chance.choice(WHO)} {chance.choice(SAID)} on Tuesday in {chance.choice(TOWNS)} {chance.choice(WHAT)}."
        for _ in range(4)
    )
    return " ".join(sentences)


async def _serve() -> None:
    pages = [article(number) for number in range(200)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1]
        number = path.removeprefix(b"/articles/")
        if number.isdigit():
            body = pages[int(number) % len(pages)].replace(b"</h1>", b" (no. %s)</h1>" % number, 1)
            status = b"200 OK"
        else:
            body, status = b"", b"404 Not Found"
        headers = b"Content-Type: text/html; charset=utf-8\r\nConnection: close\r\nContent-Length: %d" % len(body)
        writer.write(b"HTTP/1.1 %s\r\n%s\r\n\r\n%s" % (status, headers, body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
