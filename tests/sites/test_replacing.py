"""Registry files are replaced as a whole: no reader and no crash sees half of a new text."""

from pathlib import Path
from threading import Event, Thread

import pytest

from newsbot.errors import ConfigurationError
from newsbot.sites.proposals.entry import Proposal, append_entry
from newsbot.sites.proposals.search import FoundSource
from newsbot.sites.registry import load_registry
from newsbot.sites.replacing import replace_text
from newsbot.sites.status_line import write_status

ENTRY = """[sites.{0}]
name = "The {0}"
domains = ["{0}.example"]
sources = [{{ kind = "feed", url = "https://{0}.example/rss" }}]
"""


def proposal(key: str) -> Proposal:
    return Proposal(
        key=key,
        name=key,
        country=None,
        language=None,
        home=f"https://{key}.example/",
        domains=(f"{key}.example",),
        sources=(FoundSource(kind="feed", url=f"https://{key}.example/rss", links=()),),
    )


def test_a_reader_never_sees_half_of_a_file(tmp_path: Path) -> None:
    file, is_over = tmp_path / "sites.toml", Event()
    texts = [ENTRY.format("post") + f"# {letter * 200_000}\n" for letter in "ab"]
    replace_text(file, texts[0])

    def write() -> None:
        for number in range(60):
            replace_text(file, texts[number % 2])
        is_over.set()

    writing = Thread(target=write)
    writing.start()
    read = set()
    while not is_over.is_set():
        read.add(file.read_text())
    writing.join()
    assert read <= set(texts)
    assert [each.name for each in tmp_path.iterdir()] == ["sites.toml"]


def test_what_cannot_be_written_leaves_the_old_text_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    replace_text(file, ENTRY.format("post"))
    with pytest.raises(UnicodeEncodeError):
        replace_text(file, "\ud800")
    assert file.read_text() == ENTRY.format("post")
    assert [each.name for each in tmp_path.iterdir()] == ["sites.toml"]
    with pytest.raises(ConfigurationError, match="cannot write"):
        replace_text(tmp_path / "nowhere" / "sites.toml", "")


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "sites.toml", tmp_path / "link.toml"
    file.write_text(ENTRY.format("post"))
    file.chmod(0o640)
    link.symlink_to(file)
    write_status(load_registry(link).site("post"), "checked")
    assert (link.is_symlink(), file.stat().st_mode & 0o777) == (True, 0o640)
    assert load_registry(file).site("post").status == "checked"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_lines_of_a_new_entry_end_like_those_of_the_file(tmp_path: Path, line_end: str) -> None:
    file = tmp_path / "sites.toml"
    before = ENTRY.format("post").replace("\n", line_end).encode()
    file.write_bytes(before)
    append_entry(file, proposal("gazette"))
    write_status(load_registry(file).site("post"), "checked")
    text = file.read_bytes()
    assert text.count(line_end.encode()) == text.count(b"\n")
    assert before.splitlines()[1] in text
    assert [each.key for each in load_registry(file).sites] == ["post", "gazette"]
    assert {each.status for each in load_registry(file).sites} == {"checked"}
