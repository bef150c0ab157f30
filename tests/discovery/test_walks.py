"""When a backfill stops to follow "Older posts", because the pages repeat the same links."""

from collections.abc import Iterable

from newsbot.discovery.backfill.walks import MAX_BARREN, Walks
from newsbot.discovery.listing import Listing
from newsbot.items import BackfillPage, Link

ARCHIVE = "https://gazette.example/world"


def read(walks: Walks, pages: Iterable[Iterable[str]], source: str = ARCHIVE) -> int:
    """Reads pages with these links one after the other; how many of them are read."""
    for number, names in enumerate(pages, 1):
        page = BackfillPage(url=f"{source}?page={number}", source_url=source, number=number)
        links = tuple(Link(url=f"{source}/{name}") for name in names)
        listing = Listing(links=links, next_page=f"{source}?page={number + 1}")
        if not walks.goes_on(page, listing):
            return number
    return 0


def same(count: int) -> list[str]:
    return [f"same-{number}" for number in range(count)]


def test_pages_that_repeat_but_for_a_teaser_end() -> None:
    for stories in (2, 9, 40):
        pages = ([*same(stories), f"teaser-{number}"] for number in range(300))
        assert read(Walks(), pages) == 1 + MAX_BARREN


def test_few_teasers_among_many_links_are_no_archive() -> None:
    pages = ([*same(40), f"a-{number}", f"b-{number}"] for number in range(300))
    assert read(Walks(), pages) == 1 + MAX_BARREN


def test_an_archive_goes_on_also_with_one_article_a_page_or_many_links_beside() -> None:
    assert read(Walks(), ([f"a-{number}"] for number in range(300))) == 0
    pages = ([*same(20), *(f"{number}-{n}" for n in range(3))] for number in range(300))
    assert read(Walks(), pages) == 0


def test_barren_pages_count_only_in_a_row() -> None:
    def page(number: int) -> list[str]:
        is_new = number % MAX_BARREN == 0
        return [f"{number}-{n}" for n in range(5)] if is_new else same(5)

    assert read(Walks(), map(page, range(1, 300))) == 0


def test_archives_and_days_are_counted_apart() -> None:
    walks = Walks()
    for number in range(2 * MAX_BARREN):
        for source in (ARCHIVE, "https://post.example/world"):
            assert read(walks, [same(5)] * MAX_BARREN, f"{source}/{number}") == 0
