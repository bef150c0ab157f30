"""Finding elements by XPath expressions that look only at an element's own tag and attributes."""

from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring
from trafilatura import main_extractor
from trafilatura.xpaths import OVERALL_DISCARD_XPATH

from newsbot.extraction.page.tree.own_paths import KEPT, MAX_CHARACTERS, OwnPaths

PAGE = document_fromstring("""<html><body>
<div class="menu"><p id="footer-1">Sitemap</p><a class="menu">Not a section</a></div>
<div id="story" class="cookie">
<section class="article-body"><p style="display: none">a</p></section></div>
<div class="cookie" id="story">
<span aria-hidden="true">b</span><o:p class="hidden note">c</o:p></div>
<main class="content-body">d</main>
</body></html>""")


def found(*paths: XPath) -> set[HtmlElement]:
    """What the expressions find in PAGE, by lxml."""
    return {element for path in paths for element in path(PAGE)}


def test_the_elements_are_those_that_any_of_the_expressions_finds() -> None:
    paths = OwnPaths(OVERALL_DISCARD_XPATH)
    for elements in (paths(PAGE), paths(PAGE)):  # the second time from the cache
        assert set(elements) == found(*OVERALL_DISCARD_XPATH)


def test_the_results_that_are_kept_for_further_pages_do_not_grow_without_end() -> None:
    page = document_fromstring("".join(f'<p class="p{number}">a</p>' for number in range(KEPT + 1)))
    paths = OwnPaths(OVERALL_DISCARD_XPATH)
    paths(page)
    paths(PAGE)
    assert paths.kept_results < KEPT


def test_results_for_long_attributes_are_not_kept() -> None:
    page = document_fromstring(f'<p class="{"a" * MAX_CHARACTERS} menu">a</p><p class="menu">b</p>')
    paths = OwnPaths(OVERALL_DISCARD_XPATH)
    assert [element.text for element in paths(page)] == ["a", "b"]
    assert paths.kept_results == 1


def test_the_order_of_the_attributes_counts_as_in_the_expression() -> None:
    first = XPath(".//*[self::div][starts-with(@id|@class, 'cookie')]")
    elements = OwnPaths([first])(PAGE)
    assert [element.attrib.keys()[0] for element in elements] == ["class"]


def test_expressions_of_trafilatura_itself_are_not_replaced() -> None:
    assert all(isinstance(path, XPath) for path in main_extractor.OVERALL_DISCARD_XPATH)
