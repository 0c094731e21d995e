"""kg export: what each option does to the file, and what is said beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.formats import NETWORKS
from tests.conftest import Run

EGO = ("--ego", "claut-nuevo-leon", "--profile", "full")


@pytest.fixture
def store(project_store_once: Path) -> tuple[str, Path]:
    """The option that names the project's store."""
    return "--store", project_store_once


def attributes(path: Path) -> dict[str, dict[str, object]]:
    """Return node id → attributes of a file in graphology's form."""
    return {n["key"]: n["attributes"] for n in json.loads(path.read_text("utf-8"))["nodes"]}


@pytest.mark.parametrize(
    ("format", "target"),
    [
        ("gexf", "kg.gexf"),
        ("csv", "kg-csv"),
        ("neo4j-csv", "kg-neo4j"),
        ("gephi-csv", "kg-gephi"),
        ("parquet", "kg-parquet"),
        ("svg", "kg.svg"),
    ],
)
def test_without_o_the_format_names_the_file(
    format: str, target: str, quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    done = quick_kg("export", format, *EGO, *store)
    assert done.stdout == ""
    assert re.fullmatch(rf"{re.escape(target)}: \d+ nodes, \d+ edges", done.stderr.splitlines()[-1])
    assert (tmp_path / target).exists()


def test_the_colour_shows_the_column_that_is_named(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    def colours(*options: str) -> set[object]:
        done = quick_kg("export", "graphology", *EGO, *options, "-o", "a.json", *store)
        assert done.returncode == 0, done.stderr
        return {node["color"] for node in attributes(tmp_path / "a.json").values()}

    by_helix, by_kind = colours(), colours("--colour", "kind")
    assert by_helix == colours("--colour", "helix")
    assert by_helix != by_kind
    done = quick_kg("export", "graphology", *EGO, "--colour", "mood", *store)
    assert done.returncode == 2
    assert "cannot colour by 'mood'" in done.stderr


def test_the_size_shows_the_measure_that_is_named(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    options = ("--with", " pagerank , in_degree", "--size", "in_degree")
    done = quick_kg("export", "graphology", *EGO, *options, "-o", "a.json", *store)
    assert done.returncode == 0, done.stderr
    nodes = attributes(tmp_path / "a.json").values()
    largest = max(nodes, key=lambda node: float(str(node["in_degree"])))
    assert largest["size"] == 100
    assert all("pagerank" in node for node in nodes)
    refused = quick_kg("export", "graphology", *EGO, "--size", "in_degree", *store)
    assert refused.returncode == 2
    assert "cannot size by 'in_degree'" in refused.stderr


def test_a_layout_is_by_discs_unless_forces_are_asked_for(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    def written(format: str, *options: str) -> bytes:
        done = quick_kg("export", format, *EGO, *options, "-o", "out", *store)
        assert done.returncode == 0, done.stderr
        return (tmp_path / "out").read_bytes()

    plain = written("gexf")
    assert written("gexf", "--layout", "discs") == plain
    assert written("gexf", "--layout", "force") != plain
    picture = written("svg")
    assert written("svg", "--layout", "force") == picture, "a picture is laid out by forces"
    assert written("svg", "--layout", "discs") != picture


def test_a_picture_has_the_words_of_the_language(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    for language, word in (("es", "Academia e investigación"), ("en", "Academia and research")):
        quick_kg("export", "svg", *EGO, "-k", "2", "--lang", language, "-o", "a.svg", *store)
        assert word in (tmp_path / "a.svg").read_text("utf-8")


def test_layers_share_the_name_and_the_ending_of_the_target(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    done = quick_kg("export", "gexf", *EGO, "--layers", "-o", "a.gexf", *store)
    names = {path.name for path in tmp_path.glob("a*")}
    assert {"a-locatedIn.gexf", "a-strategicPartner.gexf"} <= names
    assert "a.gexf" not in names
    counts = [int(count) for count in re.findall(r" (\d+) edges?\n", done.stderr)]
    assert len(counts) == len(names)
    whole = quick_kg("export", "gexf", *EGO, "-o", "whole.gexf", *store)
    assert whole.stderr.endswith(f" {sum(counts)} edges\n"), "each edge is in one layer"


def test_layers_need_a_name(quick_kg: Run, small_store_once: Path) -> None:
    done = quick_kg("export", "gexf", "--layers", "-o", "/", "--store", small_store_once)
    assert done.returncode == 2
    assert "/ is no file name; each layer gets a file" in done.stderr


def test_a_manifest_says_how_to_make_the_network_again(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    options = ("--kind", "Cluster", "--kind", "State", "--linked")
    done = quick_kg(
        "export", "gexf", *options, "--with", "degree", "--manifest", "m.json", "--lang", "es",
        "-o", "a.gexf", *store,
    )  # fmt: skip
    assert done.stderr.endswith("m.json: escrito\n")
    manifest = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert manifest["rules"] == {
        "kind": ["Cluster", "State"],
        "linked": True,
        "language": "es",
        "measures": "degree",
    }
    again = quick_kg(
        "export", "gexf", "--projection", "m.json", "--with", "degree", "--manifest", "n.json",
        "--lang", "es", "-o", "b.gexf", *store,
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "b.gexf").read_bytes() == (tmp_path / "a.gexf").read_bytes()
    assert json.loads((tmp_path / "n.json").read_text("utf-8")) == manifest


def test_one_dialect_of_gexf_serves_all_and_the_option_of_old_is_still_taken(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    quick_kg("export", "gexf", "-o", "a.gexf", *store)
    plain = (tmp_path / "a.gexf").read_bytes()
    for profile in ("gephi", "gephi-lite", "networkx"):
        done = quick_kg("export", "gexf", "--profile", profile, "-o", "b.gexf", *store)
        assert (tmp_path / "b.gexf").read_bytes() == plain
        assert f"--profile {profile} is no longer needed" in done.stderr
    assert "networkx" not in quick_kg("export", "--help").stdout


def test_no_two_formats_write_to_one_default_name(
    quick_kg: Run, small_store_once: Path, tmp_path: Path
) -> None:
    for name in NETWORKS:
        done = quick_kg("export", name, "--store", small_store_once)
        assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) == len(NETWORKS)


@pytest.mark.parametrize("format", ["gexf", "graphml", "csv"])
def test_the_counts_said_are_those_of_the_file(
    format: str, quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    done = quick_kg("export", format, "--with-proposed", "-o", "out", *store)
    nodes, edges = (
        int(number.replace(",", ""))
        for number in re.search(r"out: ([\d,]+) nodes, ([\d,]+) edges", done.stderr).groups()  # type: ignore[union-attr]
    )
    if format == "csv":
        rows = [
            len((tmp_path / "out" / f"{n}.csv").read_text().splitlines()) - 1
            for n in ("nodes", "edges")
        ]
        assert [nodes, edges] == rows
        return
    written = (tmp_path / "out").read_text("utf-8")
    assert (written.count("<node "), written.count("<edge ")) == (nodes, edges)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--backbone", "0.0001", "--linked"], "nothing is left; loosen or leave out "),
        (
            ["--kind", "State"],
            "no edge is left among 32 nodes; loosen or leave out --kind, or link the nodes by what "
            "they share, such as --one-mode Cluster:sector\n",
        ),
        (
            ["--one-mode", "Cluster:sector", "--backbone", "0.0001"],
            "loosen or leave out --one-mode, --backbone",
        ),
    ],
)
def test_options_that_leave_no_edge_are_named(
    options: list[str], message: str, quick_kg: Run, store: tuple[str, Path]
) -> None:
    done = quick_kg("export", "gexf", *options, *store)
    assert done.returncode == 0
    assert message in done.stderr
    assert " 0 edges" in done.stderr


def test_nothing_is_said_where_edges_are_left(quick_kg: Run, store: tuple[str, Path]) -> None:
    assert (
        "left"
        not in quick_kg(
            "export", "gexf", "--linked", "--with-proposed", "--profile", "full", *store
        ).stderr
    )


def test_an_empty_store_is_no_fault_of_the_options(quick_kg: Run, tmp_path: Path) -> None:
    from kg.store import EmbeddedStore

    EmbeddedStore.create(tmp_path / "empty", [])
    done = quick_kg("export", "gexf", "--store", "empty")
    assert done.stderr == "kg.gexf: 0 nodes, 0 edges\n"


def test_an_option_given_at_its_default_value_overrides_the_file(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text('ego = "claut-nuevo-leon"\nsteps = 2\n', "utf-8")

    def size(*options: str) -> int:
        done = quick_kg("export", "gexf", "--projection", "p.toml", *options, *store)
        assert done.returncode == 0, done.stderr
        return int(re.findall(r"([\d,]+) nodes", done.stderr)[0].replace(",", ""))

    two_steps, one_step = size(), size("--steps", "1")
    assert one_step < two_steps
    assert size("-k", "1") == one_step
    assert size("--steps", "2") == two_steps
    assert size("--ego", "") > two_steps, "an empty --ego takes back that of the file"


def test_a_projection_that_cannot_be_read_is_refused(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text('eggo = "claut"\n', "utf-8")
    done = quick_kg("export", "gexf", "--projection", "p.toml", *store)
    assert done.returncode == 2
    assert "p.toml" in done.stderr
    assert "eggo" in done.stderr
    missing = quick_kg("export", "gexf", "--projection", "none.toml", *store)
    assert missing.returncode == 2
    assert "none.toml" in missing.stderr


def test_an_unknown_format_or_layout_is_refused(quick_kg: Run) -> None:
    for arguments in (["docx"], ["gexf", "--layout", "circle"], ["gexf", "--quotient", "mood"]):
        assert quick_kg("export", *arguments).returncode == 2


def test_a_cached_network_gives_the_same_file(
    quick_kg: Run, project_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.network import cache

    direct = quick_kg("export", "gexf", "--store", project_store, "-o", "a.gexf")
    monkeypatch.setattr(cache, "LEAST_CACHED", 0)
    fast = quick_kg("export", "gexf", "--store", project_store, "-o", "b.gexf")
    assert fast.stderr.replace("b.gexf", "a.gexf") == direct.stderr
    assert list(project_store.glob("gen-*.network")), "the cache is kept beside the store"
    assert (tmp_path / "b.gexf").read_bytes() == (tmp_path / "a.gexf").read_bytes()
    drawn = quick_kg("export", "gexf", "--colour", "kind", "--store", project_store)
    assert drawn.returncode == 0, "an option of drawing is no hindrance"
    cache.open_cache.cache_clear()


def test_an_export_counts_isolates_and_says_where_a_measure_rests_on_little(
    quick_kg: Run, store: tuple[str, Path]
) -> None:
    done = quick_kg("export", "gexf", "--with", "brokerage,legalForm", *store)
    isolates = re.search(r"(\d+) nodes? ha(?:s|ve) no edge; --linked leaves", done.stderr)
    assert isolates
    assert re.search(r"brokerage rests on \d+ open triads, fewer than 30", done.stderr)
    linked = quick_kg("export", "gexf", "--linked", *store)
    assert "no edge" not in linked.stderr
    nodes = [int(re.search(r"(\d+) nodes, ", d.stderr)[1]) for d in (done, linked)]  # type: ignore[index]
    assert nodes[0] - nodes[1] == int(isolates[1])


def test_a_dump_goes_to_a_file_or_to_standard_output(
    quick_kg: Run, small_store: Path, tmp_path: Path
) -> None:
    done = quick_kg("dump", "-o", "out/a.nq", "--store", small_store)
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "out" / "a.nq").read_text("utf-8") == quick_kg("dump").stdout != ""


def test_the_view_for_search_engines_is_an_export_too(
    quick_kg: Run, store: tuple[str, Path], tmp_path: Path
) -> None:
    done = quick_kg("export", "schema-jsonld", *store)
    assert done.returncode == 0, done.stderr
    assert " things written" in done.stderr or " entidades escritas" in done.stderr
    assert quick_kg("dump", "--as", "schema-jsonld", "-o", "dump.jsonld", *store).returncode == 0
    written = (tmp_path / "kg-schema.jsonld").read_text("utf-8")
    assert written == (tmp_path / "dump.jsonld").read_text("utf-8")
