"""kg paths, kg common and kg neighbours in each format and language."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Run

STEP = "Nissan — ubicado en → Aguascalientes"
SOURCE = "003, §1.1.2, Automotive"


@pytest.fixture
def store(project_store_once: Path) -> tuple[str, Path]:
    """The option that names the project's store."""
    return "--store", project_store_once


def test_a_step_and_its_source_are_lines_of_text(quick_kg: Run, store: tuple[str, Path]) -> None:
    done = quick_kg("neighbours", "Nissan", "--lang", "es", *store)
    lines = done.stdout.splitlines()
    assert f"  {STEP}" in lines
    assert lines[lines.index(f"  {STEP}") + 1] == f"      ← {SOURCE}"
    assert quick_kg("neighbours", "Nissan", "--lang", "es", "-f", "text", *store).stdout == (
        done.stdout
    )


def test_markdown_nests_the_sources(quick_kg: Run, store: tuple[str, Path]) -> None:
    done = quick_kg("neighbours", "Nissan", "--lang", "es", "-f", "markdown", *store)
    assert f"- {STEP}\n  - ← {SOURCE}\n" in done.stdout


def test_an_arrow_points_from_the_source_of_the_edge(
    quick_kg: Run, store: tuple[str, Path]
) -> None:
    done = quick_kg("neighbours", "aguascalientes", "--lang", "en", *store)
    assert "  Aguascalientes ← located in — Nissan\n" in done.stdout


def test_dates_and_certainty_stand_beside_what_they_limit(
    quick_kg: Run, store: tuple[str, Path]
) -> None:
    inferred = quick_kg("neighbours", "hled", "--lang", "en", *store).stdout
    assert "004, para. 2 [inferred]" in inferred
    assert "[explicit]" not in inferred
    dated = quick_kg("neighbours", "ecei-label", "--lang", "en", *store).stdout
    assert "Gold label (–2019-06-23)" in dated


@pytest.mark.parametrize(
    ("language", "titles"),
    [("en", ["path 1, cost 1.0", "path 2, cost "]), ("es", ["camino 1, costo 1.0", "camino 2"])],
)
def test_paths_are_numbered_with_their_cost(
    language: str, titles: list[str], quick_kg: Run, store: tuple[str, Path]
) -> None:
    arguments = ("paths", "CONACYT", "claut-nuevo-leon", "-n", "2", "--lang", language, *store)
    text = quick_kg(*arguments).stdout
    assert text.startswith(titles[0] + "\n  ")
    assert f"\n\n{titles[1]}" in text
    assert not text.endswith("\n\n")
    markdown = quick_kg(*arguments, "-f", "markdown").stdout
    assert markdown.startswith(f"## {titles[0]}\n\n- ")
    assert f"\n\n## {titles[1]}" in markdown


def test_as_many_paths_as_asked_for(quick_kg: Run, store: tuple[str, Path]) -> None:
    def number(*options: str) -> int:
        done = quick_kg("paths", "CONACYT", "claut-nuevo-leon", "-f", "json", *options, *store)
        return len(json.loads(done.stdout))

    assert number("-k", "2") == 2
    assert number("-k", "1") == number("-n", "1") == number("--number", "1") == 1
    assert number("--relation", "strategicPartner", "--max-length", "1") == 1


def test_json_has_everything_of_a_step(quick_kg: Run, store: tuple[str, Path]) -> None:
    done = quick_kg("common", "Nissan", "Honda", "--lang", "es", "-f", "json", *store)
    first = json.loads(done.stdout)[0]
    assert first["from"] == {"id": "nissan", "label": "Nissan", "kind": "Company"}
    assert first["to"] == {"id": "mexico", "label": "México", "kind": "Country"}
    (edge,) = first["edges"]
    assert edge["in words"] == "ubicado en"
    assert {key: edge[key] for key in ("id", "relation", "kind", "source", "target")} == {
        "id": "nissan|hx:locatedIn|mexico",
        "relation": "hx:locatedIn",
        "kind": "locatedIn",
        "source": "nissan",
        "target": "mexico",
    }
    assert edge["evidence"][0]["certainty"] == "explicit"
    path = json.loads(
        quick_kg("paths", "CONACYT", "claut-nuevo-leon", "-n", "1", "-f", "json", *store).stdout
    )
    assert path[0]["cost"] == 1
    assert "México" in done.stdout, "letters are not escaped"


@pytest.mark.parametrize(
    "arguments",
    [
        ["paths", "CONACYT", "claut-nuevo-leon", "-n", "2"],
        ["common", "Nissan", "Honda"],
        ["neighbours", "hled"],
    ],
)
def test_gexf_holds_the_nodes_of_the_steps(
    arguments: list[str], quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    refused = quick_kg(*arguments, "-f", "gexf", *store)
    assert refused.returncode == 2
    assert "gexf is written to a file; add -o FILE" in refused.stderr
    done = quick_kg(*arguments, "-o", "a.gexf", *store)
    root = ElementTree.parse(tmp_path / "a.gexf").getroot()
    nodes = [item for item in root.iter() if item.tag.endswith("}node")]
    edges = [item for item in root.iter() if item.tag.endswith("}edge")]
    assert done.stderr.endswith(f"a.gexf: {len(nodes)} nodes, {len(edges)} edges\n")
    assert len(nodes) > 1


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        (
            ["paths", "CONACYT", "Monterrey Aerocluster", "--max-length", "2",
             "--relation", "strategicPartner"],
            "no path of at most 2 steps",
            "ningún camino de 2 pasos o menos",
        ),
        (
            ["common", "CONACYT", "Honda", "--relation", "strategicPartner"],
            "no common neighbours",
            "sin vecinos en común",
        ),
        (["neighbours", "Honda", "--relation", "strategicPartner"], "no neighbours", "sin vecinos"),
    ],
)  # fmt: skip
def test_where_there_is_nothing_it_is_said_and_the_exit_code_is_1(
    arguments: list[str], english: str, spanish: str, quick_kg: Run, store: tuple[str, Path]
) -> None:
    for language, message in (("en", english), ("es", spanish)):
        done = quick_kg(*arguments, "--lang", language, *store)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{message}\n")


def test_a_name_that_is_no_node_is_refused(quick_kg: Run, store: tuple[str, Path]) -> None:
    done = quick_kg("neighbours", "nobody at all", *store)
    assert done.returncode == 2
    assert "nobody at all" in done.stderr


def test_the_file_name_chooses_the_format(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    for ending, start in ((".txt", "  Nissan"), (".json", "[\n  {"), (".md", "- Nissan")):
        quick_kg("neighbours", "Nissan", "-o", f"a{ending}", *store)
        assert (tmp_path / f"a{ending}").read_text("utf-8").startswith(start)
    refused = quick_kg("neighbours", "Nissan", "-o", "a.doc", *store)
    assert refused.returncode == 2
    assert "'.doc' is not the extension of a format for this answer; add -f" in refused.stderr
