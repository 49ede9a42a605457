"""WARC records and files as others make them, whole or broken; nothing of ours writes them."""

import gzip
import zlib

PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2025-02-03T10:00:00Z"></head><body><article><h1>{title}</h1>
<p>{sentence} The announcement was made in the capital, as our office there says in report {title}.</p>
<p>{filler}</p></article></body></html>"""
SENTENCE = "Ardania has accepted the ceasefire."
FILLER = " ".join(f"The delegations spent day {day} on the details of supply and passage." for day in range(1, 12))


def a_record(
    kind: str, block: bytes, *, url: str = "", date: str = "2025-02-03T12:00:00Z", http: bool = False
) -> bytes:
    """Return a record as it is before it is packed."""
    head = [
        "WARC/1.0", f"WARC-Type: {kind}", f"WARC-Date: {date}", "WARC-Record-ID: <urn:uuid:1>",
        f"Content-Length: {len(block)}",
    ]  # fmt: skip
    head += [f"WARC-Target-URI: {url}"] if url else []
    head += ["Content-Type: application/http; msgtype=response"] if http else []
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def a_response_record(url: str, body: bytes, *, status: str = "200 OK", headers: tuple[str, ...] = (), date: str = "2025-02-03T12:00:00Z") -> bytes:  # fmt: skip
    """Return a response record with these lines among the answer's headers."""
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",))]
    return a_record("response", "\r\n".join(lines).encode() + b"\r\n\r\n" + body, url=url, date=date, http=True)


def a_member(kind: str, block: bytes, *, url: str = "") -> bytes:
    """Return a record in a gzip member of its own."""
    return _packed(a_record(kind, block, url=url))


def a_capture(url: str, body: bytes, **changes: object) -> bytes:
    """Return a response in a gzip member of its own."""
    return _packed(a_response_record(url, body, **changes))  # type: ignore[arg-type]  # those of a_response_record


def a_page(title: str, sentence: str = SENTENCE) -> bytes:
    """Return a page with one sentence of ours, and others."""
    return PAGE.format(title=title, sentence=sentence, filler=FILLER).encode()


def in_chunks(body: bytes, size: int = 100) -> bytes:
    """Return a body in the chunks of HTTP/1.1."""
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _packed(record: bytes) -> bytes:
    packer = zlib.compressobj(6, wbits=31)
    return packer.compress(record) + packer.flush()


def as_one_member(*records: bytes) -> bytes:
    """Return records as somebody packs them who runs gzip over a whole file."""
    return gzip.compress(b"".join(records), mtime=0)
