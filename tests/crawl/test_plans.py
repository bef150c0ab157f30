"""`scrapy archive plan`, and how `scrapy archive run` takes over what a cluster has extracted."""

import json
from pathlib import Path

import pytest

from newsbot.crawling.partitions.extracting import extract_partition
from newsbot.crawling.partitions.plans import Plan
from newsbot.crawling.partitions.ready import find_ready, results_name
from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawling.partitions.test_extracting import page
from tests.spiders.warc_file import write
from tests.storage.making import rows


@pytest.fixture
def files(tmp_path: Path, run_scrapy: RunScrapy) -> list[str]:
    """Two registered files: a page in each, of which the first is damaged after the page."""
    for name, time in (("a", "01T10:00:00"), ("b", "01T11:00:00")):
        (tmp_path / name).mkdir()
        write(tmp_path / name, page(name, time), page("cut", time)).rename(
            tmp_path / f"{name}.warc"
        )
    damaged = tmp_path / "a.warc"
    damaged.write_bytes(damaged.read_bytes()[:-100])
    added = run_scrapy("archive", "add", f"{tmp_path}/?.warc")
    assert added.returncode == ExitCode.OK, added.stderr
    return [str(damaged), str(tmp_path / "b.warc")]


def test_a_plan_names_what_waits_and_run_takes_over_what_is_ready(
    run_scrapy: RunScrapy, files, engine, tmp_path
):
    out, plan = tmp_path / "out", tmp_path / "plan.json"
    asked = ("--executor", "ray", "--option", "cpus_per_task=2", "--out", str(plan))
    where = ("--results", str(out))
    made = run_scrapy("archive", "plan", *asked, *where, "--json")
    assert json.loads(made.stdout) == {"plan": str(plan), "files": 2, "ready": 0}
    written = Plan.read(str(plan))
    assert (written.files, written.workers) == (tuple(files), -1)
    assert written.options.limits.processes == 2
    extract_partition(files[0], str(out / results_name(files[0])), written.options)
    (out / results_name(files[1])).write_bytes(b"PAR1 no whole file")
    done = run_scrapy("archive", "run", "--json", "--workers", "1", *where)
    found = json.loads(done.stdout)
    assert (found["files"], found["taken"], found["pages"]) == (2, 1, 2)
    assert "a.warc is damaged after 1 records" in done.stderr
    assert found["damages"] == [find_ready(str(out), files[0]).counts.damage]
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(3,)]
    again = run_scrapy("archive", "plan", *asked, *where)
    assert (again.returncode, again.stderr) == (
        ExitCode.CONFIGURATION,
        "newsbot: no files wait: scrapy archive add GLOB registers some\n",
    )


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), ExitCode.USAGE, "plan needs --executor and --out FILE"),
        (("--executor", "spark"), ExitCode.USAGE, "invalid choice: 'spark'"),
        (("--executor", "slurm", "--out", "p"), 1, "slurm needs --option partition=…"),
        (("--executor", "ray", "--out", "p", "--option", "time"), 1, "time is not NAME=VALUE"),
        (("--executor", "ray", "--out", "p"), 1, "no files wait: scrapy archive add GLOB"),
        (("--executor", "ray", "--out", "p", "--retry"), ExitCode.USAGE, "--retry goes with run"),
    ],
)
def test_a_plan_that_cannot_be_made_is_told_in_one_line(
    run_scrapy: RunScrapy, options: tuple[str, ...], code: int, said: str
):
    made = run_scrapy("archive", "plan", *options)
    assert made.returncode == code
    assert said in made.stderr
