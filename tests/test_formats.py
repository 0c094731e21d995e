"""The list of formats is one, complete, and costs no import."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import formats
from kg.cli import cli
from kg.formats import (
    BULK_INPUT,
    GRAPH_INPUT,
    GRAPHS,
    NETWORKS,
    PATHS,
    REPORTS,
    RESULTS,
    TABLE_INPUT,
    TEXT_RESULTS,
    Formats,
    endings,
    named_by,
)
from kg.rdf.oxigraph import SYNTAXES
from tests.conftest import ROOT, Run

KINDS = [RESULTS, GRAPHS, NETWORKS, PATHS, REPORTS, TABLE_INPUT]


@pytest.mark.parametrize("kind", KINDS)
def test_a_format_has_the_name_it_is_found_by(kind: Formats) -> None:
    assert [format.name for format in kind.values()] == list(kind)
    for format in kind.values():
        assert all(ending.startswith(".") and ending.islower() for ending in format.endings)


@pytest.mark.parametrize("kind", [RESULTS, GRAPHS, PATHS, REPORTS, TABLE_INPUT])
def test_an_ending_says_one_format(kind: Formats) -> None:
    assert len(set(endings(kind))) == len(endings(kind))
    for format in kind.values():
        for ending in format.endings:
            assert named_by(Path(f"some.file{ending}"), kind) == format.name


@pytest.mark.parametrize(
    ("name", "kinds", "format"),
    [
        ("a.XLSX", [RESULTS], "xlsx"),
        ("a.srx", [RESULTS], "xml"),
        ("a.xml", [RESULTS, GRAPHS], "xml"),
        ("a.xml", [GRAPHS], "rdfxml"),
        ("a.ttl", [RESULTS, GRAPHS], "turtle"),
        ("a.ttl", [RESULTS], None),
        ("a.csv.gz", [TABLE_INPUT], "csv"),
        ("a.gz", [TABLE_INPUT], None),
        ("csv", [RESULTS, NETWORKS], None),
        ("a.n3", [GRAPHS], "n3"),
        ("a.n3", [GRAPH_INPUT], None),
        ("a.jsonld", [BULK_INPUT], None),
        ("folder.csv/file", [RESULTS], None),
    ],
)
def test_the_format_that_a_file_name_says(
    name: str, kinds: list[Formats], format: str | None
) -> None:
    assert named_by(Path(name), *kinds) == format


def test_what_is_written_as_text() -> None:
    assert set(RESULTS) - set(TEXT_RESULTS) == {"xlsx", "parquet"}
    assert [name for name, format in RESULTS.items() if format.labelled] == [
        "table",
        "markdown",
        "html",
        "xlsx",
    ]


def test_networks() -> None:
    assert [name for name, format in NETWORKS.items() if not format.ending] == [
        "csv",
        "gephi-csv",
        "neo4j-csv",
        "parquet",
    ]
    assert [name for name, format in NETWORKS.items() if format.drawn] == [
        "html",
        "svg",
        "png",
        "pdf",
    ]
    assert NETWORKS["pajek"].ending == ".net"


def test_every_syntax_of_rdf_has_its_reader_and_writer() -> None:
    assert set(SYNTAXES) == set(GRAPHS)
    assert set(GRAPHS) - set(GRAPH_INPUT) == {"n3"}
    assert set(BULK_INPUT) == {"ntriples", "nquads", "turtle", "trig"}
    for name, syntax in SYNTAXES.items():  # the engine knows the endings, too
        assert "." + syntax.file_extension == GRAPHS[name].ending


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        (["query", "run"], [RESULTS]),
        (["sparql"], [RESULTS, GRAPHS]),
        (["network"], [RESULTS]),
        (["search"], [TEXT_RESULTS]),
        (["validate"], [REPORTS]),
        (["paths"], [PATHS]),
    ],
)
def test_the_command_line_offers_every_format(command: list[str], kinds: list[Formats]) -> None:
    help_text = re.sub(r"\s+", "", CliRunner().invoke(cli, [*command, "--help"]).output)
    assert f"[{'|'.join(name for kind in kinds for name in kind)}]" in help_text


def test_an_unknown_format_of_an_export_is_refused_with_those_there_are() -> None:
    refusal = CliRunner().invoke(cli, ["export", "docx"]).output
    assert all(f"'{name}'" in refusal for name in NETWORKS)


def test_the_option_or_the_file_name_says_the_format(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    assert kg("search", "automotriz", "-o", "answer.json").returncode == 0
    assert "bindings" in (tmp_path / "answer.json").read_text("utf-8")
    assert kg("search", "automotriz", "-f", "csv", "-o", "answer.docx").returncode == 0
    assert (tmp_path / "answer.docx").read_text("utf-8").startswith("id,")
    assert kg("search", "automotriz", "-o", "answer").returncode == 0
    assert "──" in (tmp_path / "answer").read_text("utf-8")
    refused = kg("search", "automotriz", "-o", "other.docx")
    assert refused.returncode == 2
    assert "'.docx' is not the extension of a format for this answer; add -f" in refused.stderr
    assert not (tmp_path / "other.docx").exists()


def test_a_report_has_the_format_of_its_file(kg: Run, small_store: Path, tmp_path: Path) -> None:
    for name, beginning in (("a.json", "{"), ("a.ttl", "@prefix "), ("a.log", "warning: ")):
        kg("validate", "-o", name)
        assert (tmp_path / name).read_text("utf-8").startswith(beginning)


def test_the_list_imports_the_standard_library_alone() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import kg.formats; "
        "print([name for name in sys.modules if name.split('.')[0] not in sys.stdlib_module_names"
        " and not name.startswith('_') and name not in ('kg', 'kg.formats')])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_no_other_module_lists_endings() -> None:
    root = Path(formats.__file__).parent
    pair = re.compile(r'"\.[a-z0-9]{2,8}": ')
    assert [
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if pair.search(file.read_text("utf-8"))
    ] == ["publication/folder.py"]  # says what each file is, in words of catalogues
