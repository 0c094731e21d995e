"""The commands, run as a user runs them, on the small tables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SMALL, Run
from tests.short_form import spread


@pytest.mark.full
def test_build_twice_gives_equal_dumps(kg: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        done = kg("build", SMALL, "--store", name)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert kg("dump", "--store", name, "-o", f"{name}.nq").returncode == 0
    first = (tmp_path / "a.nq").read_bytes()
    assert first == (tmp_path / "b.nq").read_bytes()
    assert first.splitlines() == sorted(first.splitlines())
    assert "León".encode() in first


def test_build_ends_with_a_summary(kg: Run) -> None:
    done = kg("build", SMALL)
    for word in ("claims", "facts", "evidence", "entities", "Cluster", "conflicts", "warnings"):
        assert word in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["build"],
        ["query"],
        ["query", "list"],
        ["query", "show"],
        ["query", "run"],
        ["sparql"],
        ["validate"],
        ["load"],
        ["export"],
        ["dump"],
        ["show"],
        ["why"],
        ["sources"],
        ["stats"],
    ],
)
def test_help_everywhere(quick_kg: Run, command: list[str]) -> None:
    for flag in ("-h", "--help"):
        done = quick_kg(*command, flag)
        assert done.returncode == 0, done.stderr
        assert "Usage: kg" in done.stdout


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            [],
            "    kg build                                         build ./kg-store from the tables",
        ),
        (["why"], "  kg why claut-nuevo-leon hx:locatedIn"),
        (["network"], "    bridges      ties whose removal disconnects a component"),
    ],
)
def test_help_keeps_the_lines_of_examples_and_lists(kg: Run, command: list[str], line: str) -> None:
    shown = kg(*command, "--help").stdout
    assert line in shown.splitlines()
    assert "\\b" not in shown
    assert "\b" not in shown


def test_version_and_completion(kg: Run) -> None:
    from kg import __version__

    assert kg("--version").stdout == f"kg {__version__}\n"
    every = kg("--version", "--verbose").stdout
    for name in ("ontology", "store format", "Python", "pyoxigraph", "extras"):
        assert f"\n  {name}  " in every
    assert "networks, parquet" in every
    assert kg("--verbose", "stats").returncode == 2
    script = subprocess.run(
        [Path(sys.executable).with_name("kg")],
        capture_output=True,
        text=True,
        check=False,
        env={"_KG_COMPLETE": "bash_source", "PATH": "/usr/bin:/bin"},
    )
    assert "_kg_completion" in script.stdout


def test_the_store_is_named_by_option_or_environment(
    kg: Run, small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kg("stats", "--store", small_store).returncode == 0
    assert kg("stats").returncode == 0, "the store lies in ./kg-store"


def test_query_run_in_each_format(kg: Run, small_store: Path) -> None:
    where = ("-p", "state", "nuevo leon", "--store", small_store)
    table = kg("query", "run", "clusters-in-state", *where, "--lang", "es")
    assert "Clúster Automotriz de Nuevo León" in table.stdout, table.stderr
    assert kg("query", "run", "clusters-in-state", *where, "-f", "csv").stdout.count("\n") == 2
    answer = json.loads(kg("query", "run", "clusters-in-state", *where, "-f", "json").stdout)
    assert len(answer["results"]["bindings"]) == 1
    for form in ("tsv", "xml", "markdown"):
        done = kg("query", "run", "clusters-in-state", *where, "-f", form)
        assert done.returncode == 0, done.stderr
        assert "claut" in done.stdout.casefold()


def test_the_name_of_the_output_file_picks_the_format(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    done = kg(
        "query",
        "run",
        "clusters-in-state",
        "-p",
        "state",
        "MX-NLE",
        "-o",
        "out/a.json",
        "--store",
        small_store,
    )
    if done.returncode:  # ISO codes are no names; the id is
        done = kg(
            "query",
            "run",
            "clusters-in-state",
            "-p",
            "state",
            "nuevo-leon",
            "-o",
            "out/a.json",
            "--store",
            small_store,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))["results"]


def test_sparql_takes_text_file_and_standard_input(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?c a hx:Cluster }"
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    wanted = "n\r\n2\r\n".replace("\r\n", "\n")
    for arguments, options in (([text], {}), (["q.rq"], {}), (["-"], {"input": text})):
        done = kg("sparql", *arguments, "-f", "csv", "--store", small_store, **options)
        assert done.stdout.replace("\r\n", "\n") == wanted, done.stderr


def test_sparql_ask_construct_describe(kg: Run, small_store: Path) -> None:
    ask = kg("sparql", "ASK { id:claut-nuevo-leon a hx:Cluster }", "--store", small_store)
    assert ask.stdout.strip() == "true"
    for text in ("CONSTRUCT { ?s a hx:Cluster } WHERE { ?s a hx:Cluster }", "DESCRIBE id:mexico"):
        done = kg("sparql", text, "-f", "ntriples", "--store", small_store)
        assert done.returncode == 0, done.stderr
        assert "<https://w3id.org/helixkg/id/" in done.stdout


def test_show_finds_names_without_accents_or_case(kg: Run, small_store: Path) -> None:
    done = kg("show", "NUEVO LEON", "--store", small_store)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Nuevo León")
    card = kg("show", "claut-nuevo-leon", "--store", small_store).stdout
    assert "001 Test briefing, Annex Table 6, Nuevo León" in card


def test_an_ambiguous_name_lists_the_candidates(kg: Run, small_store: Path) -> None:
    done = kg("show", "CLAUT", "--store", small_store)
    assert done.returncode == 2
    assert "claut-nuevo-leon" in done.stderr
    assert "claut-estado-de-mexico" in done.stderr


def test_why_names_document_place_and_certainty(kg: Run, small_store: Path) -> None:
    done = kg("why", "claut-nuevo-leon", "locatedIn", "nuevo leon", "--store", small_store)
    assert done.stdout.count("001 Test briefing") == 2, done.stdout + done.stderr
    rejected = kg("why", "eccp-promexico-mou", "signedOn", "--store", small_store, "--lang", "en")
    assert "2013" in rejected.stdout
    assert "[rejected]" in rejected.stdout
    assert "note 110 [inferred]" in rejected.stdout
    assert kg("why", "claut-nuevo-leon", "hx:axis", "--store", small_store).returncode == 2


def test_export(kg: Run, small_store: Path, tmp_path: Path) -> None:
    import networkx as nx

    for form, name in (("gexf", "a.gexf"), ("graphml", "a.graphml"), ("csv", "tables")):
        done = kg("export", form, "-o", name, "--store", small_store)
        assert done.returncode == 0, done.stderr
    kg("export", "gexf", "--profile", "networkx", "-o", "b.gexf", "--store", small_store)
    graph = nx.read_gexf(tmp_path / "b.gexf")
    assert any("Nuevo León" in str(data.get("label")) for _, data in graph.nodes(data=True))
    assert (tmp_path / "tables" / "nodes.csv").is_file()


GOOD = """@prefix hx: <https://w3id.org/helixkg/def#> . @prefix id: <https://w3id.org/helixkg/id/> .
id:claut-nuevo-leon hx:sector <https://w3id.org/helixkg/voc/sector/electronics> .
"""


def test_load_adds_what_is_valid_with_its_evidence(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.ttl").write_text(GOOD, encoding="utf-8")
    dry = kg("load", "new.ttl", "--dry-run", "--store", small_store)
    assert "would change" in dry.stderr
    assert (
        "electronics" not in kg("dump", "--store", small_store).stdout.split("graph/facts")[0]
        or "id/claut-nuevo-leon> <https://w3id.org/helixkg/def#sector> "
        "<https://w3id.org/helixkg/voc/sector/electronics>"
        not in kg("dump", "--store", small_store).stdout
    )
    done = kg("load", "new.ttl", "--store", small_store)
    assert done.returncode == 0, done.stderr
    why = kg("why", "claut-nuevo-leon", "hx:sector", "electronics", "--store", small_store)
    assert "new.ttl" in why.stdout, why.stdout + why.stderr
    first = kg("dump", "--store", small_store).stdout
    assert "unchanged" in kg("load", "new.ttl", "--store", small_store).stderr
    assert kg("dump", "--store", small_store).stdout == first


@pytest.mark.parametrize("severity", spread(["violation", "none", "warning"], 2))
def test_fail_on(kg: Run, small_store: Path, severity: str) -> None:
    done = kg("validate", "--fail-on", severity, "--store", small_store)
    assert done.returncode == {"violation": 0, "warning": 1, "none": 0}[severity], done.stdout


@pytest.mark.parametrize("ending", spread(["ttl", "trig", "nt", "nq", "jsonld", "rdf"], 2))
def test_every_rdf_syntax_is_validated(
    kg: Run, small_store: Path, tmp_path: Path, ending: str
) -> None:
    import rdflib

    graph = rdflib.Dataset()
    graph.default_graph.parse(data=GOOD.replace("electronics", "no-such-sector"), format="turtle")
    form = {
        "ttl": "turtle",
        "nt": "nt",
        "jsonld": "json-ld",
        "rdf": "xml",
        "trig": "trig",
        "nq": "nquads",
    }[ending]
    source = graph if ending in ("trig", "nq") else graph.default_graph
    source.serialize(tmp_path / f"new.{ending}", format=form, encoding="utf-8")
    done = kg("validate", f"new.{ending}", "--store", small_store)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "C55" in done.stdout
    assert f"new.{ending}" in done.stdout


def test_a_closed_pipe_is_no_error(small_store: Path) -> None:
    line = f"'{sys.executable}' -m kg dump --store '{small_store}' | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
