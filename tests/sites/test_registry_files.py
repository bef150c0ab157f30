"""A registry of several files, newsbot's own and those of its users."""

from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError
from newsbot.sites.registry import SHIPPED, load_registry, own_sites


def entry(key: str, domain: str, *lines: str) -> str:
    head = [f"[sites.{key}]", f'name = "The {key.title()}"', f'domains = ["{domain}"]']
    sources = f'sources = [{{ kind = "feed", url = "https://{domain}/rss" }}]'
    return "\n".join([*head, sources, *lines, ""])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gb.toml").write_text(entry("gazette", "gazette.example", 'country = "GB"'))
    german = entry("bote", "bote.example", 'country = "DE"', 'language = "de"')
    (tmp_path / "de.toml").write_text(german)
    (tmp_path / "readme.txt").write_text("no sites")
    return tmp_path


def test_a_folder_is_read_file_by_file(folder: Path) -> None:
    registry = load_registry(folder)
    assert [site.key for site in registry.sites] == ["bote", "gazette"]
    assert registry.site("bote").file == folder / "de.toml"


def test_a_folder_without_registry_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no sites file \*\.toml in the folder"):
        load_registry(tmp_path)


def test_a_mistake_is_told_with_its_file(folder: Path) -> None:
    (folder / "at.toml").write_text(entry("Kurier", "kurier.example"))
    with pytest.raises(ConfigurationError, match=r"at\.toml, site 'Kurier': a key is small"):
        load_registry(folder)


def test_a_key_in_two_files_is_an_error_that_names_both(folder: Path) -> None:
    (folder / "us.toml").write_text(entry("gazette", "gazette.invalid"))
    with pytest.raises(ConfigurationError, match=r"us\.toml, site 'gazette': .*gb\.toml has this"):
        load_registry(folder)


def test_a_domain_in_two_files_is_an_error_that_names_both(folder: Path) -> None:
    (folder / "us.toml").write_text(entry("other", "gazette.example"))
    says = r"us\.toml, site 'other': gazette\.example is gazette's in .*gb\.toml already"
    with pytest.raises(ConfigurationError, match=says):
        load_registry(folder)


def test_own_sites_are_beside_the_shipped_ones(folder: Path) -> None:
    registry = load_registry(own=[folder])
    assert registry.site_of("https://bote.example/a") == "bote"
    assert registry.site_of("https://www.bbc.co.uk/a") == "bbc"


def test_an_own_entry_takes_the_place_of_the_shipped_one_with_its_key(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(entry("bbc", "bbc.example"))
    registry = load_registry(own=[file])
    assert registry.site("bbc").domains == ("bbc.example",)
    assert registry.site_of("https://www.bbc.co.uk/a") == "bbc.co.uk"
    assert len(registry.sites) == len(load_registry().sites)


def test_an_own_entry_with_another_key_cannot_take_a_shipped_domain(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(entry("auntie", "bbc.com"))
    with pytest.raises(ConfigurationError, match=r"bbc\.com is bbc's in .*gb\.toml already"):
        load_registry(own=[file])


def test_two_own_files_cannot_have_one_key(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "own.toml").write_text(entry("bote", "bote.invalid"))
    with pytest.raises(ConfigurationError, match=r"de\.toml has this key already"):
        load_registry(own=own_sites(f"{folder}, {tmp_path / 'more'}"))


def test_a_named_registry_stands_alone(folder: Path) -> None:
    registry = load_registry(folder / "gb.toml", own=[folder])
    assert [site.key for site in registry.sites] == ["gazette"]


def test_sites_are_chosen_by_all_conditions_together(folder: Path) -> None:
    registry = load_registry(folder)
    assert [site.key for site in registry.chosen((), ["de", "GB"])] == ["bote", "gazette"]
    assert [site.key for site in registry.chosen((), ["de"], ["DE"])] == ["bote"]
    with pytest.raises(ConfigurationError, match=r"is all of this: GB, de"):
        registry.chosen((), ["gb"], ["de"])


def test_a_key_that_is_like_none_of_many_does_not_name_them_all() -> None:
    with pytest.raises(ConfigurationError, match=r"known are [0-9]+ sites, which `scrapy sites"):
        load_registry(SHIPPED).site("zzzzzz")
