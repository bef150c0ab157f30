import asyncio
from datetime import UTC, datetime

import pytest

from newsbot.crawling.sitemap_tree import MAX_SITEMAPS, links_below
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
        self.left_out: list[int] = []

    async def read(self, name: str) -> Listing:
        self.read_names.append(name)
        if name not in self.sitemaps:
            raise SourceError("http_404")
        return self.sitemaps[name]

    def links(self, top: Listing) -> list[str]:
        async def collect() -> list[str]:
            found = links_below(
                top, INDEX, self.read, self.errors.__setitem__, self.left_out.append
            )
            return [link.url async for links in found for link in links]

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
    assert (tree.read_names, tree.left_out) == (["loop", "leaf"], [])


def test_what_lies_deeper_than_the_bound_is_left_out():
    tree = Tree(one=index("two"), two=index("three", "four"))
    tree.links(index("one"))
    assert (tree.read_names, tree.left_out) == (["one", "two"], [2])


def test_a_large_index_is_read_up_to_its_bound():
    names = [f"s{number}" for number in range(MAX_SITEMAPS + 1)]
    tree = Tree(**{name: leaf(name) for name in names})
    assert tree.links(index(*names)) == names[:0:-1]
    assert tree.left_out == [1]


def test_nothing_is_left_out_of_an_index_within_the_bounds():
    tree = Tree(a=leaf("1"))
    tree.links(index("a"))
    assert tree.left_out == []


def test_an_index_that_lists_itself_is_not_read_again():
    tree = Tree(a=leaf("story"))
    assert tree.links(index(INDEX, "a")) == ["story"]
    assert tree.read_names == ["a"]
