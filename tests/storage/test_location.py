from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError
from newsbot.storage import location


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    monkeypatch.delenv("NEWSBOT_DATABASE_URL", raising=False)
    monkeypatch.delenv("NEWSBOT_HOME", raising=False)


def test_home_is_beside_scrapy_cfg_whatever_the_current_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert location.home().name == ".newsbot"
    assert (location.home().parent / "scrapy.cfg").is_file()


def test_newsbot_home_moves_it(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSBOT_HOME", "elsewhere")
    assert location.home() == Path.cwd() / "elsewhere"


def test_without_a_url_the_embedded_server_is_used():
    assert location.database_url() is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_schemes_become_sqlalchemys(scheme):
    url = location.database_url(f"{scheme}://anna@db.example/news")
    assert str(url) == "postgresql+psycopg://anna@db.example/news"


def test_the_setting_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("NEWSBOT_DATABASE_URL", "postgresql://from.environment/x")
    assert location.database_url().host == "from.environment"
    assert location.database_url("postgresql://from.setting/x").host == "from.setting"


@pytest.mark.parametrize(
    "wrong",
    ["hunter2", "mysql://anna:hunter2@db/news", "postgresql://anna:x@db:hunter2/news"],
)
def test_a_bad_url_is_refused_in_one_line_without_its_password(wrong):
    with pytest.raises(ConfigurationError) as caught:
        location.database_url(wrong)
    assert "NEWSBOT_DATABASE_URL" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["postgres://anna:hunter2@db/news", "postgres://anna@db/news?password=hunter2"],
)
def test_a_shown_url_hides_its_password_unless_asked(address):
    url = location.database_url(address)
    assert location.shown(url) == "postgresql://anna:***@db/news"
    assert location.shown(url, with_password=True) == "postgresql://anna:hunter2@db/news"


def test_a_shown_url_spells_spaces_as_libpq_reads_them():
    url = location.database_url("postgresql:///news?host=/my%20folder")
    assert location.shown(url) == "postgresql:///news?host=%2Fmy%20folder"
