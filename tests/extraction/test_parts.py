"""What cannot be read of a page is missing, and told; the rest of it is an article."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.extraction.article import extract_page
from newsbot.extraction.metadata import reading
from newsbot.extraction.metadata.reading import Statements, read_metadata, read_statements
from newsbot.extraction.metadata.times.headline import find_headline
from newsbot.extraction.page.linked.linked_objects import MAX_CHARACTERS
from newsbot.extraction.page.parts import PartFailure, Parts
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import Link, Metadata, NotAnArticle
from tests.extraction.making import PARAGRAPHS, article, fetched, html, json_ld, meta

WORDLESS = ["»", "★", "***", "—", "…", "\u200b", "&#x1f525;"]
# Texts that broke something once, or that break libraries.
TEXTS = (
    *WORDLESS, "", " ", ":", "A: ", " | ", "By", "von", "http://[", "http://[::1", "//", "\\",
    "2024-02-30", "2024-05-01T10:00:00+24:00", "Wed, 01 May 2024 10:00:00 +9999",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "&#x202e;", "٣", "²", "İ",
    "a" * 3000, "null", "undefined", "en-", "{}", "%s",
)  # fmt: skip
SHOWN = st.sampled_from(TEXTS)
HOSTILE = st.sampled_from((*TEXTS, f"&amp;#{'1' * 5000};", "&amp;#xD800;", "&#x1b;[31m"))
NAMES = (
    "og:title", "og:site_name", "author", "article:published_time", "article:modified_time",
    "og:locale", "og:image", "og:url", "keywords", "description", "article:content_tier", "date",
)  # fmt: skip


@dataclass(frozen=True)
class Failing(Mapping[str, tuple[str, ...]]):
    """What a page says in meta elements, of which one cannot be read."""

    said: Mapping[str, tuple[str, ...]]
    name: str

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name == self.name:
            raise ArithmeticError(name)
        return self.said[name]

    def __contains__(self, name: object) -> bool:
        return name == self.name or name in self.said

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)

    def __len__(self) -> int:
        return len(self.said)


PAGE = fetched(
    html(
        meta(
            og__title="Bakery opens at five",
            author="Ann Carter",
            keywords="bread, ovens",
            article__published_time="2024-05-01T06:30:00Z",
            article__modified_time="2024-05-02T06:30:00Z",
            article__content_tier="free",
            og__image="https://paper.example/oven.jpg",
        )
    )
)
READ = ("title", "authors", "tags", "published_at", "modified_at", "is_paywalled", "image_url")


def metadata_without(name: str) -> tuple[Metadata, Metadata, tuple[PartFailure, ...]]:
    """What is read of PAGE if a meta element fails, and if none does; and what failed."""
    tree = parse_page(PAGE)
    assert not isinstance(tree, NotAnArticle)
    said = read_statements(tree)
    failing = replace(said.head, meta=Failing(said.head.meta, name))
    parts = Parts()
    found = read_metadata(PAGE, tree, Statements(head=failing, linked=None), parts)
    return found, read_metadata(PAGE, tree, said, Parts()), parts.failures


@pytest.mark.parametrize(
    ("name", "part", "field", "otherwise"),
    [
        ("author", "authors", "authors", ()),
        ("keywords", "tags", "tags", ()),
        ("article:published_time", "published_at", "published_at", None),
        ("article:modified_time", "modified_at", "modified_at", None),
        ("article:content_tier", "is_paywalled", "is_paywalled", None),
    ],
)
def test_a_part_that_fails_leaves_its_field_empty_and_all_others_as_they_are(
    name: str, part: str, field: str, otherwise: object
) -> None:
    found, whole, failures = metadata_without(name)
    assert [each.part for each in failures] == [part]
    assert f"ArithmeticError: {name}" in failures[0].why
    assert getattr(found, field) == otherwise != getattr(whole, field)
    assert [getattr(found, each) for each in READ if each != field] == [
        getattr(whole, each) for each in READ if each != field
    ]


def test_the_headline_is_searched_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = parse_page(PAGE)
    assert not isinstance(tree, NotAnArticle)
    found = find_headline(tree, ["Bakery opens at five"])
    searched: list[object] = []
    monkeypatch.setattr(reading, "find_headline", lambda *_: searched.append(tree) or found)
    whole = read_metadata(PAGE, tree, read_statements(tree), Parts())
    assert (len(searched), len(whole.authors)) == (1, 1)


def test_a_title_that_cannot_be_chosen_is_the_first_that_the_page_names() -> None:
    tree = parse_page(PAGE)
    assert not isinstance(tree, NotAnArticle)
    said = read_statements(tree)
    odd = replace(said.head, subheadings=(5,))  # type: ignore[arg-type] # what fails
    parts = Parts()
    found = read_metadata(PAGE, tree, Statements(head=odd, linked=None), parts)
    assert (found.title, parts.failures[0].part) == ("Bakery opens at five", "title")


def test_running_out_of_memory_is_the_whole_pages_failure() -> None:
    def hungry() -> str:
        raise MemoryError

    with pytest.raises(MemoryError):
        Parts().read("title", hungry, "")


@pytest.mark.parametrize("heading", WORDLESS)
def test_a_heading_without_a_letter_or_digit_is_no_title(heading: str) -> None:
    found = article("<title>Bakery opens at five</title>", above=f"<h1>{heading}</h1>")
    assert (found.title, found.failed_parts) == ("Bakery opens at five", ())


@pytest.mark.parametrize("heading", WORDLESS)
def test_a_page_without_a_title_has_its_sources_else_its_first_words(heading: str) -> None:
    link = Link(url="https://paper.example/news/1", title="Early bread")
    assert article(above=f"<h1>{heading}</h1>", link=link).title == "Early bread"
    assert article(above=f"<h1>{heading}</h1>").title == PARAGRAPHS[0]


@pytest.mark.parametrize("place", ["article:published_time", "date"])
@pytest.mark.parametrize("offset", ["+24:00", "-2400", "+99:99"])
def test_a_date_24_hours_off_costs_nothing_but_the_date(place: str, offset: str) -> None:
    stated = f"2024-05-01T10:00:00{offset}"
    found = article(
        f"<meta name='{place}' content='{stated}'>",
        above=f"<h1>Bakery opens at five</h1><time datetime='{stated}'>{stated}</time>",
    )
    assert (found.title, found.failed_parts) == ("Bakery opens at five", ())


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), HOSTILE), max_size=8),
    st.lists(SHOWN, max_size=8),
    HOSTILE,
)
def test_no_hostile_value_makes_a_part_fail(
    said: list[tuple[str, str]], shown: list[str], url: str
) -> None:
    head = "".join(f'<meta property="{name}" content="{text}">' for name, text in said)
    above = "".join(
        f"<h1>{text}</h1><h2>{text}</h2><time datetime='{text}'>{text}</time>"
        f"<p class='byline'>{text}</p><p class='date'>{text}</p>"
        for text in shown
    )
    links = f"<link rel='canonical' href='{url}'><link rel='next' href='{url}'>"
    page = fetched(html(head + links, above=f"<h1>Bakery opens at five</h1>{above}"))
    assert extract_page(page).failures == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["@type", "@id", "name", "url", "@value"]), inner)
    ),
    max_leaves=8,
)
FIELDS = (
    "headline", "name", "author", "publisher", "datePublished", "dateModified", "inLanguage",
    "articleSection", "keywords", "description", "image", "isBasedOn", "articleBody", "@id",
    "isAccessibleForFree", "hasPart", "alternativeHeadline", "liveBlogUpdate",
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON), st.sampled_from(["Article", "LiveBlogPosting"])
)
def test_no_json_ld_makes_a_part_fail(fields: dict[str, object], kind: str) -> None:
    found = article(json_ld(**{**fields, "@type": kind}))
    assert found.failed_parts == ()


def test_json_ld_that_is_too_long_to_be_read_is_told() -> None:
    page = fetched(
        html(f'<script type="application/ld+json">{" " * (MAX_CHARACTERS + 1)}</script>')
    )
    tree = parse_page(page)
    assert not isinstance(tree, NotAnArticle)
    assert [each.part for each in read_statements(tree).failures] == ["json_ld"]
