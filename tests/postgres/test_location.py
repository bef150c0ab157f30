from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError, NewsbotError
from newsbot.postgres import location
from newsbot.storage.engine import connect


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    monkeypatch.delenv("NEWSBOT_DATABASE_URL", raising=False)
    monkeypatch.delenv("NEWSBOT_DIRECT_URL", raising=False)
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


# Parts that are in no word of ours, around each character that a URL gives a meaning.
@pytest.mark.parametrize("special", ["@", "/", ":", "#", "?", "%", "@/", "/@", "?@", "#@:", "%40@"])
@pytest.mark.parametrize(
    "form",
    [
        "postgresql://anna:{}@127.0.0.1:1/news",
        "postgresql://anna:{}@127.0.0.1:1/news?sslmode=prefer",
        "postgres://anna:{}@127.0.0.1:x/news",
        "mysql://anna:{}@127.0.0.1:1/news",
        "postgresql://anna@127.0.0.1:1/news?password={}",
        "postgresql://anna@127.0.0.1:1/news?passwort={}",
        "host=127.0.0.1 port=1 password={}",
    ],
)
def test_no_part_of_a_password_is_ever_shown(form, special, capfd, caplog):
    password = special.join(("qzq", "xkx", "jvj"))
    with pytest.raises(NewsbotError) as caught:
        connect(form.format(password))
    said = f"{caught.value} {capfd.readouterr()} {caplog.text}"
    assert not any(part in said for part in ("qzq", "xkx", "jvj", "zq", "kx", "vj"))
    assert "\n" not in str(caught.value)


def test_an_unescaped_at_sign_is_told_from_a_host():
    with pytest.raises(ConfigurationError, match="percent-encode"):
        location.database_url("postgresql://anna:p@ss/w:rd@db.example/news")
    url = location.database_url("postgresql://anna:p%40ss%2Fw%3Ard@db.example/news")
    assert (url.password, url.host) == ("p@ss/w:rd", "db.example")


def test_the_direct_url_is_the_database_url_unless_it_is_set(monkeypatch):
    monkeypatch.setenv("NEWSBOT_DATABASE_URL", "postgresql://pool.example/news")
    assert location.direct_url().host == "pool.example"
    monkeypatch.setenv("NEWSBOT_DIRECT_URL", "postgresql://db.example/news")
    assert location.direct_url().host == "db.example"
    assert location.database_url().host == "pool.example"


@pytest.mark.parametrize(
    "text",
    ["postgres://anna:hunter2@db/news", "postgres://anna@db/news?password=hunter2"],
)
def test_a_shown_url_hides_its_password_unless_asked(text):
    url = location.database_url(text)
    assert location.shown(url) == "postgresql://anna:***@db/news"
    assert location.shown(url, with_password=True) == "postgresql://anna:hunter2@db/news"


def test_a_shown_url_spells_spaces_as_libpq_reads_them():
    url = location.database_url("postgresql:///news?host=/my%20folder")
    assert location.shown(url) == "postgresql:///news?host=%2Fmy%20folder"
