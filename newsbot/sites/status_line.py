"""Changes the status of a site in a registry file. The rest of the file stays as it is."""

import re
from dataclasses import replace

from newsbot.errors import ConfigurationError
from newsbot.sites.entries import sites_in
from newsbot.sites.replacing import read_text, replace_text
from newsbot.sites.site import Site

HEADER = r'^\[\s*sites\s*\.\s*"?{key}"?\s*\][^\n]*\n'
STATUS = re.compile(r"""^(?P<name>[ \t]*status[ \t]*=[ \t]*)["'][^"'\n]*["']""", re.MULTILINE)
NEXT_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def write_status(site: Site, status: str) -> None:
    """Writes the status `status`, e.g. "checked", into a site's entry in the registry file.

    Raises:
        ConfigurationError: the file cannot be written, or the entry was not found in it.
    """
    file = site.file
    if file is None:
        raise ConfigurationError(f"the site {site.key!r} comes from no file")
    text = read_text(file)
    changed = with_status(text, site.key, status)
    before, after = sites_in(file, text), sites_in(file, changed)
    if after != [replace(s, status=status) if s.key == site.key else s for s in before]:
        raise ConfigurationError(
            f'{file}, site {site.key!r}: write status = "{status}" into the entry yourself'
        )
    replace_text(file, changed)


def with_status(text: str, key: str, status: str) -> str:
    """The text of a registry file, changed so that the site `key` has the status `status`.

    If the entry of the site has no line with a status, a line is added below the header of the
    entry. If the entry is not found, the text is returned unchanged.
    """
    header = re.search(HEADER.format(key=re.escape(key)), text, re.MULTILINE)
    if header is None:
        return text
    following = NEXT_TABLE.search(text, header.end())
    end = len(text) if following is None else following.start()
    entry = text[header.end() : end]
    changed, count = STATUS.subn(rf'\g<name>"{status}"', entry, count=1)
    if not count:
        line_end = "\r\n" if header[0].endswith("\r\n") else "\n"
        changed = f'status = "{status}"{line_end}{entry}'
    return text[: header.end()] + changed + text[end:]
