"""The network as two tables for Gephi."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.export.tables import write_csv
from kg.network import Network


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table as its reader sees them."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_headers_are_those_of_gephi(network: Network, tmp_path: Path) -> None:
    write_csv(network, tmp_path)
    assert (tmp_path / "nodes.csv").read_bytes().split(b"\n")[0] == (
        b"Id,Label,iri,kind,helix,country,state,area,sector,technology,status,start,end"
    )
    assert (tmp_path / "edges.csv").read_bytes().split(b"\n")[0] == (
        b"Source,Target,Type,Kind,Id,Label,Weight,relation,start,end,dated_by,evidence,sources,certainty"
    )


def test_a_node_is_a_row(network: Network, tmp_path: Path) -> None:
    write_csv(network, tmp_path)
    assert rows(tmp_path / "nodes.csv")[0] == {
        "Id": "claut",
        "Label": 'Clúster "Automotriz" de Nuevo León; A.C.',
        "iri": "https://w3id.org/helixkg/id/claut",
        "kind": "Cluster",
        "helix": "intermediary",
        "country": "mexico",
        "state": "nuevo-leon; sonora",
        "area": "",
        "sector": "automotive; it",
        "technology": "",
        "status": "active",
        "start": "",
        "end": "",
    }


def test_an_edge_is_a_row_and_parallel_ones_stay_apart(network: Network, tmp_path: Path) -> None:
    write_csv(network, tmp_path)
    edges = rows(tmp_path / "edges.csv")
    assert [row["Id"] for row in edges] == [edge.id for edge in network.edges]
    assert edges[2] == {
        "Source": "uanl",
        "Target": "claut",
        "Type": "Directed",
        "Kind": "member",
        "Id": "membership/uanl--claut--member--2016",
        "Label": "member",
        "Weight": "1",
        "relation": "org:Membership",
        "start": "2016",
        "end": "2018-05-01",
        "dated_by": "",
        "evidence": "https://w3id.org/helixkg/evidence/001/s3--inferred",
        "sources": "1",
        "certainty": "inferred",
    }


def test_the_tables_are_utf_8_without_a_mark_and_with_lf(network: Network, tmp_path: Path) -> None:
    write_csv(network, tmp_path)
    nodes = (tmp_path / "nodes.csv").read_bytes()
    assert nodes.startswith(b"Id,")
    assert "Nuevo León".encode() in nodes
    assert b"\r" not in nodes


def test_a_folder_that_is_missing_is_made(network: Network, tmp_path: Path) -> None:
    write_csv(network, tmp_path / "new" / "tables")
    assert sorted(path.name for path in (tmp_path / "new" / "tables").iterdir()) == [
        "edges.csv",
        "nodes.csv",
    ]


def test_a_file_in_place_of_the_folder_is_a_wrong_call(network: Network, tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("mine")
    with pytest.raises(UsageError, match="is a file; this format needs a folder"):
        write_csv(network, tmp_path / "tables")
    assert (tmp_path / "tables").read_text() == "mine"
