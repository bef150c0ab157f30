"""Pages are decoded correctly in all charsets, whichever charset they declare."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.charsets.decoding import REPLACEMENT, as_utf_8, decode
from newsbot.charsets.labels import NAMES
from tests.charsets.stories import CASES, STORIES, page

CODECS = {name: codec for codec, name in NAMES.items()}
# In these no escape sequence and no zero says what it is.
EIGHT_BITS = [case for case in CASES if not case[1].startswith(("iso-2022", "hz", "utf"))]
ANY_LABEL = st.sampled_from(["undefined", "hex", "idna", "punycode", "none", "", "é", *NAMES])


def encoded(language: str, name: str, label: str | None) -> bytes:
    return page(language, label).encode(CODECS[name])


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_charset_that_is_said_in_the_document_is_used(language: str, name: str) -> None:
    found = decode(encoded(language, name, name), None)
    assert (found.text, found.charset) == (page(language, name), name)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_charset_that_is_said_in_the_header_is_used(language: str, name: str) -> None:
    found = decode(encoded(language, name, None), f'text/html; charset="{name.upper()}"')
    assert (found.text, found.charset) == (page(language), name)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_charset_that_nothing_says_is_found(language: str, name: str) -> None:
    found = decode(encoded(language, name, None), None)
    assert found.text == page(language)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_what_is_said_to_be_utf_8_and_is_not_is_read_as_what_it_is(
    language: str, name: str
) -> None:
    found = decode(encoded(language, name, "utf-8"), "text/html; charset=utf-8")
    assert found.text == page(language, "utf-8")


WESTERN = ("de", "fr", "pl", "cs", "tr", "lt")


LATIN = [case for case in EIGHT_BITS if case[0] in WESTERN]


@pytest.mark.parametrize(("language", "name"), LATIN)
@pytest.mark.parametrize("default", ["iso-8859-1", "windows-1252"])
def test_a_servers_default_is_believed_less_than_the_document(
    language: str, name: str, default: str
) -> None:
    found = decode(encoded(language, name, name), f"text/html; charset={default}")
    assert (found.text, found.charset) == (page(language, name), name)


@pytest.mark.parametrize(("language", "name"), LATIN)
def test_a_servers_default_is_not_believed_against_the_letters_of_the_stated_language(
    language: str, name: str
) -> None:
    found = decode(encoded(language, name, None), "text/html; charset=iso-8859-1")
    assert (found.text, found.charset) == (page(language), name)


@pytest.mark.parametrize("stated", ["pl", "cs", "tr", "lt", "hu", "ro"])
def test_a_western_text_stays_one_whatever_language_its_template_states(stated: str) -> None:
    text = page("fr").replace("lang='fr'", f"lang='{stated}'")
    found = decode(text.encode("cp1252"), "text/html; charset=iso-8859-1")
    assert (found.text, found.charset) == (text, "windows-1252")


@pytest.mark.parametrize(
    ("language", "name"), [case for case in EIGHT_BITS if case[0] not in WESTERN]
)
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "us-ascii"])
def test_a_western_label_is_not_believed_of_another_script(
    language: str, name: str, label: str
) -> None:
    found = decode(encoded(language, name, label), None)
    assert found.text == page(language, label)


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize(
    "label", ["windows-1251", "koi8-r", "shift_jis", "euc-jp", "euc-kr", "big5", "gb2312"]
)
def test_a_label_of_another_script_is_not_believed_of_western_text(
    language: str, label: str
) -> None:
    found = decode(encoded(language, "windows-1252", label), None)
    assert (found.text, found.charset) == (page(language, label), "windows-1252")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("euc-jp", "shift_jis"), ("shift_jis", "euc-jp"), ("euc-jp", "gb2312"),
        ("euc-jp", "iso-8859-1"), ("koi8-r", "windows-1251"), ("windows-1251", "koi8-r"),
        ("ibm866", "windows-1251"),
    ],
)  # fmt: skip
def test_one_charset_of_a_script_labelled_as_another_is_noticed(name: str, label: str) -> None:
    language = "ja" if "j" in name else "ru"
    assert decode(encoded(language, name, label), None).text == page(language, label)


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("iso-8859-1", "windows-1252"), ("latin1", "windows-1252"), ("ASCII", "windows-1252"),
        ("gb2312", "gb18030"), ("ks_c_5601-1987", "euc-kr"), ("x-sjis", "shift_jis"),
        ("iso-8859-9", "windows-1254"), ("tis-620", "windows-874"), ("x-euc-jp", "euc-jp"),
        ("windows1251", "windows-1251"), ("cp-1251", "windows-1251"),
    ],
)  # fmt: skip
def test_a_label_means_what_browsers_take_it_for(label: str, means: str) -> None:
    language = next(language for language, name in CASES if name == means)
    found = decode(encoded(language, means, label), None)
    assert (found.text, found.charset) == (page(language, label), means)


def test_quotation_marks_of_windows_stay_those_whatever_iso_charset_is_said() -> None:
    body = page("cs", "iso-8859-2").replace("Chléb", "„Chléb“")
    found = decode(body.encode("cp1250"), None)
    assert (found.text, found.charset) == (body, "windows-1250")


def test_utf_8_is_read_as_that_whatever_is_said() -> None:
    for label in ("iso-8859-1", "windows-1251", "shift_jis", "gb2312"):
        body = page("de", label).encode()
        found = decode(body, f"text/html; charset={label}")
        assert (found.text, found.charset) == (body.decode(), "utf-8")


def test_utf_8_with_a_few_broken_bytes_stays_utf_8() -> None:
    body = page("ja").encode()
    for label in ("", "; charset=utf-8", "; charset=iso-8859-1"):
        found = decode(body.replace("五時".encode(), b"\xe4\xba \xff"), f"text/html{label}")
        assert found.charset == "utf-8"
        assert found.text.replace(f"{REPLACEMENT} {REPLACEMENT}", "五時") == page("ja")


def test_western_utf_8_with_a_broken_byte_stays_utf_8_whatever_is_said() -> None:
    text = page("fr", "iso-8859-1") * 3
    found = decode(text.encode().replace("é".encode(), b"\xc3", 1), None)
    assert (found.text, found.charset) == (text.replace("é", REPLACEMENT, 1), "utf-8")


@pytest.mark.parametrize("name", ["gb18030", "big5", "euc-kr", "shift_jis", "windows-1251"])
def test_punctuation_in_a_latin_text_makes_no_label_unbelievable(name: str) -> None:
    text = "<p>“Bread”, she said, and meant “all of the bread”…</p>" * 5
    found = decode(text.encode(CODECS[name]), f"text/html; charset={name}")
    assert (found.text, found.charset) == (text, name)


def test_rows_of_bullets_make_no_western_label_unbelievable() -> None:
    text = page("de") + "<p>•••••••••••••••••••••</p>" * 20
    assert decode(text.encode("cp1252"), "text/html; charset=iso-8859-1").text == text


def test_utf_7_is_read_where_it_is_declared_and_nowhere_else() -> None:
    text = page("de", "utf-7")
    body = text.encode("ascii", "backslashreplace")
    assert decode(text.encode("utf-7"), None).text == text
    assert decode(page("de").encode("utf-7"), None).text != page("de")
    assert decode(body, None).text == body.decode()


def test_the_header_goes_before_the_document_and_a_byte_order_mark_before_both() -> None:
    body = page("ru", "iso-8859-7").encode("cp1251")
    assert decode(body, "text/html; charset=windows-1251").charset == "windows-1251"
    marked = decode(b"\xff\xfe" + page("ru").encode("utf-16-le"), "text/html; charset=koi8-r")
    assert (marked.text, marked.charset) == (page("ru"), "utf-16le")


def test_the_documents_charset_is_tried_where_the_headers_is_none() -> None:
    body = encoded("cs", "windows-1250", "windows-1250")
    for header in ("utf-8", "undefined", "shift_jis"):
        assert decode(body, f"text/html; charset={header}").charset == "windows-1250"


def test_characters_that_were_added_to_a_charset_later_are_read() -> None:
    body = page("ja", "euc-jp").replace("二台", "②台")
    assert decode(body.encode("euc_jis_2004"), None).text == body


def test_bytes_in_no_charset_are_said_to_be_broken() -> None:
    found = decode(bytes(range(128, 256)) * 20, "text/html; charset=utf-8")
    assert REPLACEMENT in found.text


@settings(deadline=None)
@given(st.binary(max_size=300), ANY_LABEL, ANY_LABEL)
def test_any_bytes_have_a_text_and_the_name_of_a_charset(
    body: bytes, header: str, label: str
) -> None:
    said = b"<meta charset=" + label.encode() + b">" + body
    found = decode(said, f"text/html; charset={header}")
    assert found.charset in CODECS
    as_utf_8(said, f"text/html; charset={header}").decode()


@settings(deadline=None)
@given(st.sampled_from([text for story in STORIES.values() for text in story]), st.text())
def test_reading_what_was_turned_into_utf_8_changes_nothing(text: str, more: str) -> None:
    body = as_utf_8((text + more).encode("utf-8", "replace"), None)
    assert as_utf_8(body, None) == body
