"""What holds for every format: whole files, equal bytes, clear refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.export import export
from kg.formats import NETWORKS
from kg.network import Network, Node


def content(path: Path) -> dict[str, bytes]:
    """Return the bytes of every file below the path, hidden ones too."""
    return {file.name: file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("format", NETWORKS)
def test_two_runs_give_the_same_bytes(format: str, network: Network, tmp_path: Path) -> None:
    export(network, format, tmp_path / "one" / "out")
    export(network, format, tmp_path / "two" / "out")
    assert content(tmp_path / "one") == content(tmp_path / "two") != {}


@pytest.mark.parametrize("format", NETWORKS)
def test_a_second_export_replaces_the_first(format: str, network: Network, tmp_path: Path) -> None:
    export(Network((), ()), format, tmp_path / "out")
    empty = content(tmp_path)
    export(network, format, tmp_path / "out")
    assert content(tmp_path).keys() == empty.keys()
    assert content(tmp_path) != empty


@pytest.mark.parametrize("format", NETWORKS)
def test_an_export_that_fails_leaves_what_was_there_and_nothing_else(
    format: str, network: Network, tmp_path: Path
) -> None:
    export(network, format, tmp_path / "out")
    before = content(tmp_path)
    unwritable = replace(network, nodes=(*network.nodes, _Failing()))  # fails after some output
    with pytest.raises(RuntimeError):
        export(unwritable, format, tmp_path / "out")
    assert content(tmp_path) == before


class _Failing(Node):
    __slots__ = ()

    def __init__(self) -> None:
        for name, value in {
            "id": "zzz",
            "iri": "x",
            "kind": "x",
            "helix": "",
            "start": "",
            "end": "",
        }.items():
            object.__setattr__(self, name, value)

    def __getattribute__(self, name: str) -> object:
        if name == "label":
            raise RuntimeError("the disk is on fire")
        return object.__getattribute__(self, name)


def test_an_unknown_format_is_named_with_those_there_are(network: Network, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown format 'docx'; use one of: gexf, graphml, csv"):
        export(network, "docx", tmp_path / "out")
    assert content(tmp_path) == {}


@pytest.mark.parametrize("format", ["gexf", "graphml"])
def test_a_folder_in_place_of_the_file_is_a_wrong_call(
    format: str, network: Network, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is a folder; name a file"):
        export(network, format, tmp_path)


@pytest.mark.parametrize("format", NETWORKS)
def test_a_place_that_cannot_be_made_is_a_wrong_call(
    format: str, network: Network, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match=r"cannot write .*; name another place"):
        export(network, format, tmp_path / "file" / "out")


def test_a_link_stays_a_link_to_the_new_file(network: Network, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    export(network, "gexf", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes().startswith(b"<?xml")


def test_what_is_no_regular_file_is_written_to_and_not_replaced(network: Network) -> None:
    export(network, "gexf", Path(os.devnull))
    assert Path(os.devnull).is_char_device()


def test_exporting_does_not_import_networkx(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kg.export import export; "
        "from kg.formats import NETWORKS; from kg.network import Network; "
        "[export(Network((), ()), name, Path(name)) for name in NETWORKS]; "
        "sys.exit('networkx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0
