"""The command kg trust."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Run

CONTENT = (
    "[stores.x]\nurl = 'http://127.0.0.1:9/sparql'\n"
    "user_env = 'HOME'\npassword_env = 'HOME'\n[stores.\"\\u001b[31m\"]\npath = 'a'\n"
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("KG_CONFIG", raising=False)
    (tmp_path / "kg.toml").write_text(CONTENT)


def test_a_file_is_trusted_and_no_more(quick_kg: Run, tmp_path: Path) -> None:
    refused = quick_kg("stats", "--store", "x")
    assert refused.returncode == 2
    assert "run: kg trust kg.toml" in refused.stderr
    trusted = quick_kg("trust")
    assert trusted.returncode == 0
    assert "'x': url = 'http://127.0.0.1:9/sparql', user_env = 'HOME'" in trusted.stdout
    assert "kg.toml: trusted" in trusted.stdout
    assert "\x1b" not in trusted.stdout
    assert quick_kg("trust", "--list").stdout == f"{tmp_path / 'kg.toml'}\n"
    assert "cannot be reached" in quick_kg("stats", "--store", "x").stderr
    assert quick_kg("trust", "--remove", tmp_path).returncode == 0
    assert quick_kg("stats", "--store", "x").returncode == 2
    assert quick_kg("trust", "--remove").returncode == 2


def test_what_is_no_file_of_settings_is_not_trusted(quick_kg: Run, tmp_path: Path) -> None:
    assert quick_kg("trust", "none.toml").returncode == 2
    (tmp_path / "kg.toml").write_text("x = 1")
    assert "'x' is not known" in quick_kg("trust").stderr
    assert quick_kg("trust", "--list").stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_in_a_circle_are_no_file_of_settings(quick_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert quick_kg("trust", "loop").returncode == 2
    done = quick_kg("trust", "loop", "--remove")
    assert done.returncode in (0, 2)
    assert "loop" in done.stdout + done.stderr


def test_an_ignored_store_of_the_same_name_is_told(quick_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "home" / "helixkg").mkdir(parents=True)
    own = tmp_path / "home" / "helixkg" / "kg.toml"
    own.write_text("[stores.x]\nurl = 'http://127.0.0.1:10/sparql'\n")
    done = quick_kg("stats", "--store", "x")
    assert "kg: store 'x' of" in done.stderr
    assert "yours is used" in done.stderr
    assert "http://127.0.0.1:10/sparql cannot be reached" in done.stderr
