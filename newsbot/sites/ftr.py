"""Reads site rules in the public-domain format of ftr-site-config: one text file for each host.

The file gazette.example.txt, for example, may contain:

    title: //h1[@class='headline']
    body: //div[@class='story']
    strip_id_or_class: newsletter
    replace_string(<noscript>): <div>

The format is described at https://help.fivefilters.org/full-text-rss/site-patterns.html.
"""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsbot.errors import ConfigurationError
from newsbot.extraction.rules.site_rules import XPATHS, SiteRules, xpath_error

LISTS = (*XPATHS, "strip_id_or_class")

# Directives of the rule format ftr-site-config that newsbot does not support. They are skipped
# without an error; docs/sites.md says why each is not supported.
IGNORED = frozenset((
    "autodetect_next_page", "autodetect_on_failure", "convert_double_br_tags", "dissolve",
    "footnotes", "http_header", "insert_detected_image", "login_extra_fields",
    "login_password_field", "login_uri", "login_username_field", "move_into", "native_ad_clue",
    "not_logged_in_xpath", "parser", "post_strip_attr", "prune", "requires_login",
    "single_page_link_in_feed", "skip_id_or_class", "skip_json_ld", "src_lazy_load_attr",
    "strip_attr", "strip_comments", "strip_image_src", "tidy", "wrap_in",
))  # fmt: skip
KNOWN = sorted((*LISTS, *IGNORED, "find_string", "replace_string", "test_url", "test_contains"))

_LINE = re.compile(r"(?P<name>[^:(]*)(?:\((?P<argument>.*?)\)\s*)?:(?P<value>.*)")


def read_rules(file: Path) -> SiteRules:
    """The site rules in a file of the ftr-site-config format.

    Raises:
        ConfigurationError: the file cannot be read, or a line in it is not understood.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"cannot read {file}: it is no UTF-8 text") from error
    return parse_rules(text, file.name)


def parse_rules(text: str, origin: str) -> SiteRules:
    """The site rules in the text of a file; `origin` is the name of the file.

    Raises:
        ConfigurationError: a line is not understood; the message names the number of the line.
    """
    reader = _Reader(origin)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            reader.read(line.strip(), f"{origin}, line {number}")
    return reader.rules()


class _Reader:
    """Reads one file of site rules line by line, and collects the values of its directives."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._values: dict[str, list[str]] = {name: [] for name in LISTS}
        self._found: list[str] = []
        self._instead: list[str] = []

    def read(self, line: str, where: str) -> None:
        """Reads one line of a file with rules for a site, e.g. "body: //article".

        The line must have a directive, i.e. it must be neither blank nor a comment. The value of
        the directive is added to those of the lines before. `where` names the file and the line in
        messages about errors.
        """
        if line.startswith("test"):  # test_url, test_contains, and how people misspell them
            return
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ConfigurationError(f"{where}: write a directive as NAME: VALUE")
        name, argument, value = ((each or "").strip() for each in parts.groups())
        if name == "find_string":
            self._found.append(value)
        elif name == "replace_string":
            self._instead.append(value)
            self._found += [argument] if argument else []
        elif name in self._values:
            self._add(name, value, where)
        elif name not in IGNORED:
            close = get_close_matches(name, KNOWN, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ConfigurationError(f"{where}: unknown directive {name!r}{hint}")

    def _add(self, name: str, value: str, where: str) -> None:
        if not value:  # an empty template line
            return
        error = xpath_error(value) if name in XPATHS else None
        if error is not None:
            raise ConfigurationError(f"{where}: {name} is no XPath 1.0 expression: {error}")
        self._values[name].append(value)

    def rules(self) -> SiteRules:
        """The site rules that were in the lines read so far.

        Raises:
            ConfigurationError: there are more find_string lines than replace_string lines, or vice
                versa.
        """
        if len(self._found) != len(self._instead):
            raise ConfigurationError(
                f"{self._origin}: {len(self._found)} find_string and {len(self._instead)} "
                "replace_string do not pair; write one of each in turn"
            )
        pairs = zip(self._found, self._instead, strict=True)
        values: dict[str, Any] = {name: tuple(each) for name, each in self._values.items()}
        replacements = tuple((find, instead) for find, instead in pairs if find)
        return SiteRules(origin=self._origin, replace_string=replacements, **values)
