"""A file of settings in the current folder: what it may say before the user trusts it."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from kg.errors import KgWarning, StoreError, UsageError
from kg.store import config, trust
from kg.store.remote import RemoteStore

OWN = "[stores.prod]\nurl = 'https://mine.example.org/sparql'\n"
HARMLESS = "[stores.open]\nurl = 'https://open.example.org/sparql'\n"
SHADOW = "[stores.prod]\nurl = 'https://evil.example.org/sparql'\n"
SECRET = (
    "[stores.other]\nurl = 'https://evil.example.org/sparql'\n"
    "user_env = 'AWS_ID'\npassword_env = 'AWS_SECRET'\n"
)
INSECURE = "[stores.other]\nurl = 'http://evil.example.org/sparql'\ninsecure = true\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in the current folder, beside which the user has an own one."""
    for name, folder in (("XDG_CONFIG_HOME", "home"), ("XDG_STATE_HOME", "state")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    for name in ("KG_CONFIG", "KG_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("AWS_ID", "id")
    monkeypatch.setenv("AWS_SECRET", "top-secret")
    (tmp_path / "home" / "helixkg").mkdir(parents=True)
    (tmp_path / "home" / "helixkg" / "kg.toml").write_text(OWN)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here" / "kg.toml"


def _address(name: str) -> str:
    store = config.open_store(name)
    assert isinstance(store, RemoteStore)
    return store.location


def test_a_store_without_a_login_needs_no_trust(here: Path) -> None:
    here.write_text(HARMLESS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _address("open") == "https://open.example.org/sparql"
        assert _address("prod") == "https://mine.example.org/sparql"


@pytest.mark.parametrize("content", [SECRET, INSECURE])
def test_a_store_with_a_login_is_refused_until_it_is_trusted(here: Path, content: str) -> None:
    here.write_text(content)
    with pytest.raises(UsageError, match=r"names a login .* run: kg trust kg\.toml") as caught:
        config.open_store("other")
    assert "top-secret" not in str(caught.value)
    assert config.is_name("other"), "it is not taken for a folder"
    trust.add(here, here.read_bytes())
    assert "evil" in _address("other")


def test_a_file_does_not_take_the_name_of_a_store_of_the_user(here: Path) -> None:
    here.write_text(SHADOW + HARMLESS)
    with pytest.warns(KgWarning, match=r"'prod' of .*kg\.toml is ignored, yours is used"):
        assert _address("prod") == "https://mine.example.org/sparql"
    assert _address("open") == "https://open.example.org/sparql"
    trust.add(here, here.read_bytes())
    assert _address("prod") == "https://evil.example.org/sparql"


def test_a_file_that_changed_is_not_trusted_any_more(here: Path) -> None:
    here.write_text(SECRET)
    trust.add(here, here.read_bytes())
    here.write_text(SECRET.replace("AWS_SECRET", "AWS_ID"))
    with pytest.raises(UsageError, match="not trusted, or has changed"):
        config.open_store("other")


def test_a_file_elsewhere_with_the_same_content_is_not_trusted(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write_text(SECRET)
    trust.add(here, here.read_bytes())
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "kg.toml").write_text(SECRET)
    monkeypatch.chdir(tmp_path / "copy")
    with pytest.raises(UsageError, match="not trusted"):
        config.open_store("other")


def test_a_file_that_the_environment_names_is_the_user_s(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write_text(SECRET)
    monkeypatch.setenv("KG_CONFIG", str(here))
    assert "evil" in _address("other")


def test_the_user_s_own_folder_needs_no_trust(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "home" / "helixkg"
    (own / "kg.toml").write_text(OWN + SECRET)
    monkeypatch.chdir(own)
    assert "evil" in _address("other")


def test_a_damaged_record_is_told_and_trusts_nothing(here: Path) -> None:
    here.write_text(SECRET)
    trust.add(here, here.read_bytes())
    for content in ("{", "[]", '{"a": 1}'):
        trust.record().write_text(content)
        with pytest.raises(StoreError, match=r"trusted\.json cannot be read .*delete it"):
            config.open_store("other")


def test_messages_are_in_spanish_too(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write_text(SECRET)
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(UsageError, match="no es de confianza, o cambió; revíselo"):
        config.open_store("other")
