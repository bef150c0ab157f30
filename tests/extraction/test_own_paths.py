"""Finding elements by XPath expressions that look only at an element's own tag and attributes."""

import pytest
from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring
from trafilatura import main_extractor
from trafilatura.xpaths import BODY_XPATH, OVERALL_DISCARD_XPATH

from newsbot.extraction.page.tree.own_paths import MAX_CHARACTERS, OwnPaths, is_own

PAGE = document_fromstring(f"""<html><body>
<div class="menu"><p id="footer-1">Sitemap</p><a class="menu">Not a section</a></div>
<div id="story" class="cookie">
<section class="article-body"><p style="display: none">a</p></section></div>
<div class="cookie" id="story">
<span aria-hidden="true">b</span><o:p class="hidden note">c</o:p></div>
<div class="{"long " * MAX_CHARACTERS} menu"><b>d</b></div><main class="content-body">e</main>
</body></html>""")


def found(*paths: XPath) -> set[HtmlElement]:
    """What the expressions find in PAGE, by lxml."""
    return {element for path in paths for element in path(PAGE)}


def test_the_elements_are_those_that_any_of_the_expressions_finds() -> None:
    paths = OwnPaths(OVERALL_DISCARD_XPATH)
    for elements in (paths(PAGE), paths(PAGE)):  # the second time from the cache
        assert set(elements) == found(*OVERALL_DISCARD_XPATH)


@pytest.mark.parametrize("path", [path for path in BODY_XPATH if is_own(path)])
def test_the_first_element_is_the_first_that_the_expression_finds(path: XPath) -> None:
    assert next(OwnPaths([path])(PAGE)) is path(PAGE)[0]


def test_the_order_of_the_attributes_counts_as_in_the_expression() -> None:
    first = XPath(".//*[self::div][starts-with(@id|@class, 'cookie')]")
    elements = [*OwnPaths([first])(PAGE)]
    assert [element.attrib.keys()[0] for element in elements] == ["class"]


def test_an_expression_that_looks_at_other_elements_is_told_apart() -> None:
    assert [is_own(path) for path in BODY_XPATH] == [True, False, True, True, False]


def test_expressions_of_trafilatura_itself_are_not_replaced() -> None:
    assert all(isinstance(path, XPath) for path in main_extractor.BODY_XPATH)
