import asyncio
from datetime import UTC, datetime

import pytest

from newsbot.crawling.sources.sitemap_tree import MAX_SITEMAPS, links_below
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.errors import SourceError
from newsbot.items import Link

INDEX = "index"


def index(*names: str, day: int | None = None) -> Listing:
    changed_at = None if day is None else datetime(2024, 5, day, tzinfo=UTC)
    children = tuple(ChildSitemap(url=name, changed_at=changed_at) for name in names)
    return Listing(links=(), children=children)


def leaf(*names: str) -> Listing:
    return Listing(links=tuple(Link(url=name) for name in names), children=())


class Tree:
    """Sitemaps by name; remembers which were read, and which could not be."""

    def __init__(self, **sitemaps: Listing) -> None:
        self.sitemaps = sitemaps
        self.read_names: list[str] = []
        self.errors: dict[str, str] = {}
        self.untold: list[tuple[str | None, int]] = []
        """The index of which sitemaps were left out, and how many."""
        self.reasons: list[str] = []

    async def read(self, child: ChildSitemap, index: str | None) -> Listing:
        self.read_names.append(child.url)
        if child.url not in self.sitemaps:
            raise SourceError("http_404")
        return self.sitemaps[child.url]

    def failed(self, child: ChildSitemap, index: str | None, why: str) -> None:
        self.errors[child.url] = why

    def left_out(self, index: str | None, count: int, why: str) -> None:
        self.untold.append((index, count))
        self.reasons.append(why)

    def links(self, top: Listing) -> list[str]:
        async def collect() -> list[str]:
            found = links_below(top, INDEX, self)
            return [link.url async for _, links in found for link in links]

        return asyncio.run(collect())


def test_a_sitemap_without_children_is_its_own_links():
    assert Tree().links(leaf("a", "b")) == ["a", "b"]


def test_the_newest_sitemap_is_read_first_and_undated_ones_last():
    children = (*index("x").children, *index("old", day=1).children, *index("new", day=2).children)
    tree = Tree(x=leaf("3"), old=leaf("2"), new=leaf("1"))
    assert tree.links(Listing(links=(), children=children)) == ["1", "2", "3"]


def test_one_that_cannot_be_read_is_told_and_left_out():
    tree = Tree(good=leaf("a"))
    assert tree.links(index("bad", "good")) == ["a"]
    assert tree.errors == {"bad": "http_404"}


def test_none_that_can_be_read_is_an_error():
    with pytest.raises(SourceError, match="None of the 2 sitemaps"):
        Tree().links(index("bad", "worse"))


def test_one_that_several_indexes_list_is_read_once():
    tree = Tree(loop=index("loop", "leaf"), leaf=leaf("a"))
    assert tree.links(index("loop")) == ["a"]
    assert (tree.read_names, tree.untold) == (["loop", "leaf"], [])


def test_what_lies_deeper_than_the_bound_is_left_out():
    tree = Tree(one=index("two"), two=index("three", "four"))
    tree.links(index("one"))
    assert (tree.read_names, tree.untold) == (["one", "two"], [("two", 2)])
    assert "2 levels below" in tree.reasons[0]


def test_a_large_index_is_read_up_to_its_bound():
    names = [f"s{number}" for number in range(MAX_SITEMAPS + 1)]
    tree = Tree(**{name: leaf(name) for name in names})
    assert tree.links(index(*names)) == names[:0:-1]
    assert tree.untold == [(None, 1)]


def test_nothing_is_left_out_of_an_index_within_the_bounds():
    tree = Tree(a=leaf("1"))
    tree.links(index("a"))
    assert tree.untold == []


def test_an_index_that_lists_itself_is_not_read_again():
    tree = Tree(a=leaf("story"))
    assert tree.links(index(INDEX, "a")) == ["story"]
    assert tree.read_names == ["a"]


def test_the_newest_sitemaps_of_several_indexes_take_turns():
    days = {f"{month}-{day}": leaf() for month in ("m2", "m1") for day in (1, 2)}
    tree = Tree(m2=index("m2-1", "m2-2"), m1=index("m1-1", "m1-2"), **days)
    tree.links(index("m1", "m2"))
    assert tree.read_names == ["m2", "m2-2", "m1", "m2-1", "m1-2", "m1-1"]


def test_of_many_indexes_the_newest_sitemaps_are_read_before_the_oldest_indexes():
    months = {f"m{n:03}": index(*(f"m{n:03}-d{day:02}" for day in range(30))) for n in range(60)}
    days = {each.url: leaf() for month in months.values() for each in month.children}
    tree = Tree(**months, **days)
    tree.links(index(*months))
    assert {"m059-d29", "m059-d28", "m058-d29"} < set(tree.read_names)
    assert len(tree.read_names) == MAX_SITEMAPS


@pytest.mark.parametrize(
    ("name", "days", "said"),
    [
        ("s{}.xml", (1, 2), "latest dates were"),
        ("2026-05-{:02}.xml", (None,), "latest dates in their names were"),
        ("s{}.xml", (None,), "highest numbers in their names were, newest or not"),
        ("s{}.xml", (3,), "highest numbers in their names were, newest or not"),
    ],
)
def test_the_reason_says_only_what_is_known_of_those_that_were_read(name, days, said):
    names = [name.format(number % 28 + 1) + "?" * (number // 28) for number in range(56)]
    children = [index(each, day=days[n % len(days)]).children[0] for n, each in enumerate(names)]
    tree = Tree(**{each: leaf() for each in names})
    tree.links(Listing(links=(), children=tuple(children)))
    assert said in tree.reasons[0]
