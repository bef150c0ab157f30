"""How a complete document is told from one that was cut off."""

import gzip
import hashlib
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from newsbot.wholeness import MAX_SIZE_BYTES, covers_all, is_whole

# gzip cannot shorten it much, so that every cut falls into text.
TEXT = hashlib.shake_128(b"seed").hexdigest(40_000)
PAGE = f"<html><body><p>{TEXT}</p></body></html>\n<!-- cached -->".encode()


def raw_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(body) + squeeze.flush()


ENCODED = {
    "gzip": gzip.compress(PAGE, mtime=0),
    "x-gzip": gzip.compress(PAGE, mtime=0),
    "deflate": zlib.compress(PAGE),
    "Deflate": raw_deflate(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
    "gzip, br": brotli.compress(gzip.compress(PAGE, mtime=0)),
}
every_encoding = pytest.mark.parametrize("encoding", ENCODED)
every_ending = pytest.mark.parametrize("ending", ["complete", "cut", "open"])


@every_encoding
@every_ending
def test_the_end_of_its_encoding_makes_it_whole_however_the_transfer_ended(encoding, ending):
    assert is_whole(ENCODED[encoding], encoding, ending)


@every_encoding
@every_ending
@pytest.mark.parametrize("lost", [1, 9, 500, 20_000])
def test_an_encoding_that_does_not_end_is_a_part_even_at_the_stated_length(encoding, ending, lost):
    assert not is_whole(ENCODED[encoding][:-lost], encoding, ending)


@pytest.mark.parametrize("encoding", [None, "", "identity", "utf-8"])
def test_without_an_encoding_the_transfers_end_decides(encoding):
    assert is_whole(b"<p>Bridge", encoding, "complete")
    assert not is_whole(PAGE, encoding, "cut")


@pytest.mark.parametrize(
    "end",
    ["</html>", "</HTML >\n<script>0</script>", "</rss>", "</rdf:RDF>", "</feed>", "</urlset>"],
)
def test_without_any_end_of_its_own_the_last_tag_decides(end):
    assert is_whole(f"<p>Bridge{end}".encode(), None, "open")
    assert is_whole(f"<p>Bridge{end}".encode("utf-16"), None, "open")
    assert not is_whole(b"<html><p>Bridge", None, "open")


@pytest.mark.parametrize(
    "mention",
    [
        "<script>frame.write('<html><body></body></html>');</script>",
        "<script>var page = '</body></html>'",
        "<!-- </html> -->",
        "<!-- </html>",
        '<iframe srcdoc="<html></html>"></iframe>',
        "<p title='</html>'>",
        "<style>/* </html> */</style>",
        "<![CDATA[</html>]]>",
    ],
)
@pytest.mark.parametrize("before", [0, 20_000])
def test_a_last_tag_that_is_only_mentioned_makes_nothing_whole(mention, before):
    page = f"<html><body>{'<p>x</p>' * (before // 8)}{mention}<p>The ferry was".encode()
    assert not is_whole(page, None, "open")
    assert is_whole(f"<html><body>{mention}</script>--></body></html>".encode(), None, "open")


def test_a_mention_in_a_script_that_began_before_the_last_bytes_makes_nothing_whole():
    script = f"<script>{'x' * 17_000} '</html>' </script>"
    assert not is_whole(f"<html>{script}<p>The ferry was".encode(), None, "open")
    assert is_whole(f"<html>{script}</html>".encode(), None, "open")


@pytest.mark.parametrize(
    ("stated", "is_all"),
    [
        ("bytes 0-99/100", True), ("bytes 0-98/100", False), ("bytes 1-99/100", False),
        ("bytes 0-99/*", False), ("", False),
    ],
)  # fmt: skip
def test_a_range_is_all_of_a_document_if_it_says_so(stated, is_all):
    assert covers_all(stated) == is_all


def test_a_gzip_file_has_an_end_of_its_own():
    assert is_whole(ENCODED["gzip"], None, "open")
    assert not is_whole(ENCODED["gzip"][:-9], None, "open")


def test_a_wrong_checksum_is_an_end_too():
    whole = ENCODED["gzip"]
    assert is_whole(whole[:-8] + b"\1\2\3\4" + whole[-4:], "gzip", "complete")
    assert is_whole(whole[:-4] + b"\1\2\3\4", "gzip", "complete")


def test_damage_before_the_end_leaves_a_part():
    whole = ENCODED["gzip"]
    assert not is_whole(whole[:9_000] + b"\xff" * 50 + whole[9_050:], "gzip", "complete")


@pytest.mark.parametrize("padding", [b"\0" * 20, b"<!-- cached -->"])
def test_padding_after_the_end_does_not_matter(padding):
    assert is_whole(ENCODED["gzip"] + padding, "gzip", "complete")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_every_member_has_to_end(encoding):
    both = ENCODED[encoding] * 2
    assert is_whole(both, encoding, "complete")
    assert not is_whole(both[:-9], encoding, "complete")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_where_the_header_lies_the_transfers_end_decides(encoding):
    assert is_whole(PAGE, encoding, "complete")
    assert not is_whole(PAGE, encoding, "cut")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_document_is_whole_if_its_transfer_is(encoding):
    assert is_whole(b"", encoding, "complete")


SQUEEZE = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstd.compress}


@pytest.mark.parametrize("encoding", SQUEEZE)
def test_a_bomb_is_not_inflated_to_its_end(encoding):
    bomb = SQUEEZE[encoding](bytes(2 * MAX_SIZE_BYTES))
    assert is_whole(bomb[:-1], encoding, "complete")


@given(st.binary(max_size=200), st.sampled_from([*ENCODED, None]), st.sampled_from(["cut", "open"]))
def test_no_bytes_raise_anything(body, encoding, ending):
    is_whole(body, encoding, ending)
