"""kg network, paths, common, neighbours and the options of kg export, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.short_form import spread


def test_it_says_what_the_measure_rests_on(kg: Run, small_store: Path) -> None:
    done = kg("network", "degree", "--kind", "Cluster", "--store", small_store)
    assert re.search(r"rests on 0 edges between \d+ nodes; \d+ of them have none\n", done.stderr)
    assert "--kind leaves no edge" in done.stderr
    assert "--one-mode Cluster:sector" in done.stderr
    done = kg("network", "degree", "--store", small_store, "--lang", "es", "-f", "json")
    assert re.search(r"se apoya en \d+ aristas entre \d+ nodos", done.stderr)
    assert (
        "se apoya en" in {n["name"]: n["text"] for n in json.loads(done.stdout)["notes"]}["basis"]
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_measures_of_nodes_are_a_table_sorted_by_the_first(
    quick_kg: Run, project_store_once: Path
) -> None:
    done = quick_kg(
        "network", "betweenness", "pagerank", "-f", "csv", "--all", "--store", project_store_once
    )
    assert done.returncode == 0, done.stderr
    nodes = rows(done.stdout)
    assert len({row["id"] for row in nodes}) == len(nodes) > 500
    assert nodes[0]["id"] == "secretaria-de-economia"
    values = [float(row["betweenness"]) for row in nodes]
    assert values == sorted(values, reverse=True)
    assert sum(float(row["pagerank"]) for row in nodes) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    "name",
    spread(
        [
            "degree",
            "in_degree",
            "out_degree",
            "strength",
            "eigenvector",
            "closeness",
            "harmonic",
            "core",
            "clustering",
            "constraint",
            "effective_size",
            "component",
            "community",
            "articulation",
            "in_core",
            "brokerage",
            "helix_balance",
        ],
        3,
    ),
)
def test_each_measure_has_a_value_for_the_first_rows(
    name: str, quick_kg: Run, project_store_once: Path
) -> None:
    done = quick_kg("network", name, "-n", "3", "-f", "csv", "--store", project_store_once)
    assert done.returncode == 0, done.stderr
    first = rows(done.stdout)[0]
    assert all(first[column] for column in list(first)[3:])


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("summary", "nodes"),
        ("mixing", "E-I index"),
        ("modularity", "communities"),
        ("brokers", "coordinator"),
        ("triple_helix", "clusters"),
        ("robustness", "0 % gone"),
    ],
)
def test_measures_of_the_whole_network(
    name: str, row: str, quick_kg: Run, project_store_once: Path
) -> None:
    done = quick_kg("network", name, "-f", "csv", "--store", project_store_once)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith(row + ",")


def test_bridges_missing_links_and_two_dates(quick_kg: Run, project_store_once: Path) -> None:
    for arguments in (
        ["bridges"],
        ["missing", "-n", "5"],
        ["compare", "--at", "2013", "--with-date", "2017"],
        ["compare", "2013", "2017"],
    ):
        done = quick_kg("network", *arguments, "-f", "json", "--store", project_store_once)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["results"]["bindings"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fame"], "unknown measure 'fame'; there are: articulation, betweenness"),
        (["summary", "degree"], "'summary' is a measure of the whole network"),
        (["compare"], "name two dates"),
        (["compare", "2013", "next year"], "name two dates"),
        (["compare", "2013", "2014", "2015"], "name two dates"),
        (["degree", "--ego", "nobody at all"], "nobody at all"),
        (["degree", "--bipartite", "Cluster"], "names no two sides"),
        (["degree", "--bipartite", "actor:Dialogue"], "Dialogue has edges with Country ("),
        (["degree", "--quotient", "helix", "--one-mode", "actor:sector"], "choose one of"),
        (["degree", "--relation", "hates"], "no relation 'hates'"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    arguments: list[str], message: str, quick_kg: Run, project_store_once: Path
) -> None:
    done = quick_kg("network", *arguments, "--store", project_store_once)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_paths_name_each_step_and_who_says_so(quick_kg: Run, project_store_once: Path) -> None:
    done = quick_kg(
        "paths",
        "CONACYT",
        "claut-nuevo-leon",
        "-n",
        "1",
        "--lang",
        "es",
        "--store",
        project_store_once,
    )
    assert done.returncode == 0, done.stderr
    assert "socio estratégico" in done.stdout
    assert "001, §3.2, CLAUT, note 74" in done.stdout
    as_json = quick_kg(
        "paths",
        "CONACYT",
        "claut-nuevo-leon",
        "-n",
        "1",
        "-f",
        "json",
        "--lang",
        "en",
        "--store",
        project_store_once,
    )
    first = json.loads(as_json.stdout)[0]["steps"][0]
    assert first["edges"][0]["in words"] == "strategic partner"
    assert first["edges"][0]["evidence"][0]["locator"] == "§3.2, CLAUT, note 74"


def test_a_specific_path_comes_before_one_through_a_country(
    quick_kg: Run, project_store_once: Path
) -> None:
    done = quick_kg(
        "paths",
        "CONACYT",
        "Monterrey Aerocluster",
        "-f",
        "json",
        "-n",
        "5",
        "--store",
        project_store_once,
    )
    costs = [path["cost"] for path in json.loads(done.stdout)]
    assert costs == sorted(costs)
    first = json.loads(done.stdout)[0]["steps"]
    assert "mexico" not in {step["to"]["id"] for step in first}


def test_no_path_is_told_and_exits_1(quick_kg: Run, project_store_once: Path) -> None:
    done = quick_kg(
        "paths",
        "CONACYT",
        "Monterrey Aerocluster",
        "--relation",
        "strategicPartner",
        "--max-length",
        "1",
        "--store",
        project_store_once,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "1" in done.stderr


def test_common_and_neighbours_in_every_form(
    quick_kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    for arguments in (["common", "Nissan", "Honda"], ["neighbours", "Nissan"]):
        for ending, start in ((".txt", ""), (".json", "["), (".md", "-"), (".gexf", "<?xml")):
            file = tmp_path / f"out{ending}"
            done = quick_kg(*arguments, "-o", file, "--store", project_store_once)
            assert done.returncode == 0, done.stderr
            assert file.read_text("utf-8").lstrip().startswith(start)
            assert file.stat().st_size > 50


def test_an_export_with_measures_colours_and_a_manifest(
    kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    def run(name: str) -> bytes:
        done = kg(
            "export",
            "graphology",
            "--linked",
            "--with",
            "betweenness,community",
            "--colour",
            "community",
            "--size",
            "betweenness",
            "--layout",
            "force",
            "-o",
            tmp_path / name,
            "--manifest",
            tmp_path / "m.json",
            "--store",
            project_store_once,
        )
        assert done.returncode == 0, done.stderr
        return (tmp_path / name).read_bytes()

    first = run("one.json")
    manifest = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert run("two.json") == first
    assert json.loads((tmp_path / "m.json").read_text("utf-8")) == manifest
    assert manifest["rules"] == {
        "language": "en",
        "linked": True,
        "measures": "betweenness,community",
    }
    nodes = {node["key"]: node["attributes"] for node in json.loads(first)["nodes"]}
    assert len(nodes) == manifest["nodes"]
    assert "mexico" not in nodes
    assert max(node["size"] for node in nodes.values()) == 100
    assert nodes["secretaria-de-economia"]["betweenness"] > 0.15
    assert len({node["color"] for node in nodes.values()}) > 4


def test_layers_are_one_file_each(quick_kg: Run, project_store_once: Path, tmp_path: Path) -> None:
    done = quick_kg(
        "export",
        "csv",
        "--ego",
        "claut-nuevo-leon",
        "--layers",
        "-o",
        tmp_path / "kg",
        "--store",
        project_store_once,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "kg-relatedTo" / "nodes.csv").exists()
    assert (tmp_path / "kg-strategicPartner" / "edges.csv").exists()


@pytest.mark.parametrize(
    ("form", "arguments"),
    [
        ("gexf", ["--one-mode", "Country,actor:Dialogue,Event", "--weight", "newman"]),
        ("svg", ["--bipartite", "Cluster:sector"]),
        ("html", ["--quotient", "helix"]),
        ("svg", ["--one-mode", "Cluster:sector", "--backbone", "0.3"]),
        ("gexf", ["--at", "2016"]),
        ("html", ["--source", "001", "--certainty", "explicit"]),
    ],
)
def test_every_network_is_written_in_every_form_that_draws(
    form: str, arguments: list[str], quick_kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    done = quick_kg(
        "export", form, *arguments, "-o", tmp_path / "out", "--store", project_store_once
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out").stat().st_size > 500
    assert " 0 edges" not in done.stderr


def test_what_no_picture_can_show_is_refused(
    quick_kg: Run, project_store_once: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from kg.export import drawing

    monkeypatch.setattr(drawing, "MOST_DRAWN", 500)
    done = quick_kg("export", "svg", "-o", tmp_path / "a.svg", "--store", project_store_once)
    assert done.returncode == 2
    assert re.search(r"\d+ nodes are too many for a picture or a page \(at most 500\)", done.stderr)
    assert not (tmp_path / "a.svg").exists()
