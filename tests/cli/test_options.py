"""Options that commands share: the store, the language, the format by the name of the file."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from kg.cli.options import language
from kg.cli.output import chosen_format
from kg.errors import in_language
from kg.formats import GRAPHS, RESULTS
from tests.conftest import Run


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "ES"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "es_ES", "LANG": "en_GB"}, "es"),
        ({"LC_MESSAGES": "es_ES", "LANG": "en_GB"}, "es"),
        ({"LC_ALL": "C", "LC_MESSAGES": "es_ES", "LANG": "es_ES"}, "en"),
        ({"LC_ALL": "", "LANG": "es"}, "es"),
        ({"KG_LANG": "es", "LC_ALL": "en_GB"}, "es"),
        ({"KG_LANG": "en", "LANG": "es_MX"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language(None) == expected
    assert language("es") == "es"
    assert language("en") == "en"
    assert in_language("house", "casa") == ("casa" if expected == "es" else "house")


@pytest.mark.parametrize(
    ("format_", "output", "expected"),
    [
        (None, None, "table"),
        ("csv", None, "csv"),
        (None, "a.json", "json"),
        ("csv", "a.json", "csv"),
        (None, "a", "table"),
        (None, "a.ttl", "turtle"),
        ("csv", "a.doc", "csv"),
    ],
)
def test_a_format_is_named_or_told_by_the_ending(
    format_: str | None, output: str | None, expected: str
) -> None:
    assert chosen_format(format_, Path(output) if output else None, RESULTS, GRAPHS) == expected


def test_an_ending_of_no_format_is_refused() -> None:
    with pytest.raises(
        click.UsageError, match=r"'\.doc' is not the extension of a format for this answer; add -f"
    ):
        chosen_format(None, Path("a.doc"), RESULTS)
    with pytest.raises(click.UsageError, match=r"'\.ttl' is not the extension"):
        chosen_format(None, Path("a.ttl"), RESULTS)
    assert chosen_format(None, None, RESULTS, otherwise="json") == "json"


def test_a_store_is_named_in_kg_toml(quick_kg: Run, small_store: Path, tmp_path: Path) -> None:
    small_store.rename(tmp_path / "elsewhere")
    (tmp_path / "kg.toml").write_text('[stores.mine]\npath = "elsewhere"\n', "utf-8")
    done = quick_kg("stats", "--store", "mine")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("facts ")
    missing = quick_kg("stats", "--store", "yours")
    assert missing.returncode == 2
    assert "make one with: kg build" in missing.stderr


def test_the_environment_names_the_store_and_the_option_overrides_it(
    quick_kg: Run, small_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_store.rename(tmp_path / "elsewhere")
    monkeypatch.setenv("KG_STORE", "elsewhere")
    assert quick_kg("stats").returncode == 0
    assert quick_kg("stats", "--store", "nowhere").returncode == 2


def test_an_endpoint_that_does_not_answer_is_exit_code_3(quick_kg: Run) -> None:
    done = quick_kg("stats", "--store", "http://127.0.0.1:9/")
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr


@pytest.mark.parametrize("number", ["nan", "inf", "1e400", "-1"])
def test_what_is_no_number_of_seconds(quick_kg: Run, number: str) -> None:
    done = quick_kg("restore", "backup", "--wait", number)
    assert done.returncode == 2
    assert "--wait" in done.stderr


def test_a_number_beyond_counting(quick_kg: Run) -> None:
    done = quick_kg("sparql", "ASK {}", "--limit", "9" * 400)
    assert done.returncode == 2
    assert "more than 1,000,000,000,000 is too many" in done.stderr


@pytest.mark.parametrize("scheme", ["http", "HTTP", "Http", "hTTPs"])
def test_the_scheme_of_an_address_has_no_case(quick_kg: Run, scheme: str) -> None:
    done = quick_kg("stats", "--store", f"{scheme}://127.0.0.1:9/q")
    assert done.returncode == 3, done.stderr
    assert f"{scheme}://127.0.0.1:9/q cannot be reached" in done.stderr
