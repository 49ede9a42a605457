"""Faults of the answer: how it comes, how it is packed, where it sends us, what status it has."""

import gzip
import zlib
from http import HTTPStatus

from tests.contract.loopback import answer
from tests.faults import scripts
from tests.faults.bodies import good_feed
from tests.faults.fault import (
    FEED_ONLY,
    HTML,
    PAGE,
    RSS,
    Fault,
    Road,
    a_status,
    at_page,
    at_robots,
    good_page,
)
from tests.faults.scripts import OK, drip, flood, packed, reset_after, stall

FEED = answer(HTTPStatus.OK, good_feed(), content_type=RSS)
RULES = b"User-agent: *\nDisallow: /page\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

BREAKING_OFF = (
    at_page("reset_before_the_answer", "reset", scripts.reset),
    at_page("hang_up_before_the_answer", "reset", scripts.hang_up),
    at_page("reset_in_the_headers", "reset", reset_after(OK + b"Content-Ty")),
    at_page("reset_in_the_body", "reset", reset_after(OK + b"Content-Length: 900\r\n\r\n<rss>")),
    at_page("shorter_than_its_length", "incomplete_body", OK + b"Content-Length: 900\r\n\r\n<rss>"),
    at_page("chunks_cut_off", "incomplete_body", CHUNKED + b"5\r\n<rss>\r\n"),
    at_page("chunk_of_no_size", "incomplete_body", CHUNKED + b"zz\r\n<rss>\r\n0\r\n\r\n"),
)

SLOW = (
    at_page("silence_after_the_request", "slow_headers", stall(b"")),
    at_page("headers_letter_by_letter", "slow_headers", drip(b"", b"H")),
    at_page("headers_line_by_line", "slow_headers", drip(OK, b"A: b\r\n")),
    at_page("body_letter_by_letter", "slow_body", drip(OK + b"\r\n", b"x")),
    at_page("body_stalled", "slow_body", stall(OK + b"Content-Length: 900\r\n\r\n<rss>")),
    at_page("chunks_stalled", "slow_body", stall(CHUNKED + b"5\r\n<rss>\r\n")),
)

ENDLESS = (
    at_page("body_without_end", "too_large", flood(OK + b"\r\n", b"x" * 65_536)),
    at_page("chunks_without_end", "too_large", flood(CHUNKED, b"8000\r\n" + b"x" * 0x8000 + b"\r\n")),
    at_page("length_of_gigabytes", "too_large", flood(OK + b"Content-Length: 9000000000\r\n\r\n", b"x" * 65_536)),
    at_page("headers_without_end", "headers_too_large", flood(OK, b"A: " + b"b" * 1000 + b"\r\n")),
    at_page("header_line_without_end", "headers_too_large", flood(OK + b"A: ", b"b" * 10_000)),
    at_page("headers_by_the_hundred", "headers_too_large", OK + b"A: b\r\n" * 500 + b"\r\n"),
)

PACKED = (
    at_page("bomb_gzip", "decompression_bomb", packed(scripts.gzip_bomb(), "gzip")),
    at_page("bomb_deflate", "decompression_bomb", packed(scripts.deflate_bomb(), "deflate")),
    at_page("bomb_gzip_in_gzip", "decompression_bomb", packed(scripts.nested_gzip_bomb(), "gzip, gzip")),
    at_page("bomb_brotli", "unknown_encoding", packed(scripts.brotli_bomb(), "br")),
    at_page("bomb_zstd", "unknown_encoding", packed(scripts.zstd_bomb(), "zstd")),
    at_page("three_codings", "unknown_encoding", packed(b"x", "gzip, gzip, gzip")),
    at_page("coding_of_old", "unknown_encoding", packed(b"\x1f\x9d\x90", "compress")),
    at_page("gzip_that_is_none", "bad_encoding", packed(good_feed(), "gzip")),
    at_page("gzip_damaged", "bad_encoding", packed(gzip.compress(good_feed())[:40] + b"\xff" * 400, "gzip")),
    at_page("gzip_cut_off", "incomplete_body", packed(gzip.compress(good_feed())[:-20], "gzip")),
    at_page("deflate_that_is_none", "bad_encoding", packed(b"\x78\x9cnothing of the kind", "deflate")),
    at_page("deflate_damaged", "bad_encoding", packed(zlib.compress(good_feed())[:40] + b"\xff" * 40, "deflate")),
)

NO_HTTP = (
    at_page("speaks_ssh", "bad_answer", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    at_page("http_of_1991", "bad_answer", good_feed()),
    at_page("status_in_words", "bad_answer", b"HTTP/1.1 fine thanks\r\n\r\n"),
)


def _moved(location: str, code: int = HTTPStatus.FOUND, body: bytes = b"", **headers: str) -> bytes:
    return answer(code, body, location=location, **headers)


REDIRECTS = (
    at_page("redirect_to_nowhere", "bad_redirect", answer(HTTPStatus.MOVED_PERMANENTLY)),
    at_page("redirect_to_itself", "redirect_loop", _moved(PAGE)),
    Fault(
        name="redirect_to_and_fro",
        expected="redirect_loop",
        pages={PAGE: _moved("/other"), "/other": _moved(PAGE, HTTPStatus.MOVED_PERMANENTLY)},
    ),
    Fault(
        name="redirect_thirty_times",
        expected="too_many_redirects",
        pages={PAGE: _moved("/hop/0")} | {f"/hop/{n}": _moved(f"/hop/{n + 1}") for n in range(30)},
    ),
    at_page("redirect_to_loopback", "redirect_forbidden", _moved("http://127.0.0.1/admin")),
    at_page("redirect_to_a_number", "redirect_forbidden", _moved("http://2130706433/admin")),
    at_page("redirect_to_cloud_metadata", "redirect_forbidden", _moved("http://169.254.169.254/latest/meta-data/")),
    at_page("redirect_to_a_private_name", "redirect_forbidden", _moved("http://name-of-private-address.example/page")),
    at_page("redirect_to_a_file", "redirect_bad_scheme", _moved("file:///etc/passwd")),
    at_page("redirect_to_a_closed_port", "refused", _moved("http://port-refused.example:8080/page"), FEED_ONLY),
    Fault(
        name="redirect_with_a_bomb",
        expected="ok",
        entries=3,
        pages={
            PAGE: _moved("/feed", body=scripts.gzip_bomb(), content_encoding="gzip"),
            "/feed": FEED,
        },
    ),
)

STATUSES = (
    *map(a_status, (400, 401, 402, 403, 404, 405, 406, 408, 410, 418, 425, 429, 451)),
    *map(a_status, (500, 501, 502, 503, 504, 520, 522, 999)),
    a_status(429, name="wait_two_minutes", retry_after="120"),
    a_status(429, name="wait_until_ten", retry_after="Thu, 19 Mar 2026 10:00:00 GMT"),
    a_status(429, name="wait_three_thousand_years", retry_after="99999999999"),
    a_status(429, name="wait_a_little", retry_after="soon"),
    a_status(503, name="closed_for_an_hour", retry_after="3600"),
    a_status(403, "challenge", name="robot_check_on_403", cf_mitigated="challenge"),
    a_status(503, "challenge", name="robot_check_on_503", cf_mitigated="challenge"),
)

ROBOTS_FILES = (
    at_robots("robots_forbids", "robots", answer(HTTPStatus.OK, RULES)),
    at_robots("robots_out_of_order", "robots_unreachable", answer(HTTPStatus.INTERNAL_SERVER_ERROR)),
    at_robots("robots_reset", "robots_unreachable", scripts.reset),
    at_robots("robots_slow", "robots_unreachable", drip(OK + b"\r\n", b"#")),
    at_robots("robots_without_end", "robots", flood(OK + b"\r\n" + RULES, b"# filler\n" * 5000)),
    at_robots("robots_bomb", "ok", packed(scripts.gzip_bomb(), "gzip")),
    at_robots("robots_is_a_page", "ok", answer(HTTPStatus.OK, b"<html>Not found</html>", content_type=HTML)),
    at_robots("robots_login", "ok", answer(HTTPStatus.UNAUTHORIZED)),
    Fault(
        name="robots_forbids_the_target",
        expected="robots",
        roads=(Road.ARTICLE,),
        pages={
            "/robots.txt": answer(HTTPStatus.OK, b"User-agent: *\nDisallow: /hidden\n"),
            PAGE: _moved("/hidden"),
            "/hidden": good_page(),
        },
    ),
)

ANSWERS = (*BREAKING_OFF, *SLOW, *ENDLESS, *PACKED, *NO_HTTP, *REDIRECTS, *STATUSES, *ROBOTS_FILES)
