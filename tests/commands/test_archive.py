"""What `scrapy archive add` refuses to register, and wrong options of `scrapy archive`."""

import pytest

from newsbot.actions.archive.adding import add
from newsbot.errors import ConfigurationError, ExitCode
from tests.conftest import RunScrapy


@pytest.mark.parametrize("base", [None, "https://data.example"])
@pytest.mark.parametrize(
    "content", ["<html><p>404</p></html>", "WARC/1.1\r\nWARC-Type: response", "a.warc\x00\x01"]
)
def test_a_file_that_is_no_list_of_paths_registers_nothing(tmp_path, content, base):
    listed = tmp_path / "warc.paths"
    listed.write_text(content)
    with pytest.raises(ConfigurationError, match=r"warc\.paths is no list of paths: line 1 is "):
        add("", [], paths=str(listed), base=base, as_json=False)


def test_a_list_of_which_no_file_is_there_registers_nothing(tmp_path):
    listed = tmp_path / "warc.paths"
    listed.write_text("a.warc.gz\nb.warc.gz\n")
    with pytest.raises(ConfigurationError, match=rf"none of the 2 files .* e\.g\. {tmp_path}/a"):
        add("", [], paths=str(listed), base=str(tmp_path), as_json=False)


@pytest.mark.parametrize("workers", ["0", "two", "1.5"])
def test_a_wrong_number_of_workers_is_told_in_plain_words(run_scrapy: RunScrapy, workers):
    done = run_scrapy("archive", "run", "--workers", workers)
    assert done.returncode == ExitCode.USAGE
    assert f"--workers: {workers} is not a number from 1 to 1000" in done.stderr
