"""Reads the site rules in the `rules` table of a registry entry.

For example:

[sites.harbour-gazette.rules]
body = ["//div[@class='story']", "//article"]
strip_id_or_class = "newsletter"
replace_string = { "<noscript>" = "<div>" }
"""

from typing import Any

from newsbot.errors import ConfigurationError
from newsbot.extraction.rules.site_rules import XPATHS, SiteRules, xpath_error

NAMES = (*XPATHS, "strip_id_or_class", "replace_string")


def rules_of_table(where: str, table: Any) -> SiteRules:
    """The site rules in `table`, the `rules` table of a registry entry.

    The keys of the table are directives of ftr-site-config. `where` names the registry entry in
    error messages.

    Raises:
        ConfigurationError: `table` is no table, or has an unknown key or an invalid value.
    """
    if not isinstance(table, dict) or not table:
        raise ConfigurationError(f'{where}: write rules as a table, e.g. {{ body = "//article" }}')
    unknown = sorted(table.keys() - set(NAMES))
    if unknown:
        raise ConfigurationError(f"{where}: unknown {unknown[0]!r}; known are {', '.join(NAMES)}")
    lists = {
        name: _texts(f"{where}, {name}", value, is_xpath=name in XPATHS)
        for name, value in table.items()
        if name != "replace_string"
    }
    replacements = _pairs(f"{where}, replace_string", table.get("replace_string", {}))
    return SiteRules(origin="its registry entry", replace_string=replacements, **lists)


def _texts(where: str, value: Any, *, is_xpath: bool) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) and each for each in values):
        raise ConfigurationError(f"{where}: write a text, or a list of texts")
    for each in values if is_xpath else ():
        error = xpath_error(each)
        if error is not None:
            raise ConfigurationError(f"{where}: {each!r} is no XPath 1.0 expression: {error}")
    return tuple(values)


def _pairs(where: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise ConfigurationError(f'{where}: write a table, e.g. {{ "<noscript>" = "<div>" }}')
    return tuple(value.items())
